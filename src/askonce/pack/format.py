"""The one canonical text of a file of a pack: words in the order of their kind, comments kept."""

import csv
import io
from functools import cache

import msgspec

from askonce.pack.kinds import Kind
from askonce.pack.language import Language
from askonce.pack.shapes import Either, ListOf, MapOf, Optional
from askonce.pack.wording import UNKNOWN_KIND
from askonce.pack.words import Group, Word, words_of
from askonce.text.comment import find_comments
from askonce.text.diagnostic import Diagnostic
from askonce.text.layout import write_yaml
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.spreadsheet import csv_cells, read_csv
from askonce.text.yaml import read_yaml


def format_text(language: Language, path: str, text: str) -> str | tuple[Diagnostic, ...]:
    """Give the canonical text of a file, or why it cannot be read; documents and workbooks stay as they are.

    The same tree with the same comments always comes out as the same text, and reads back as the same tree.
    """
    suffix = path.lower().rpartition(".")[2]
    text = text.removeprefix("\ufeff")
    if suffix in {"yaml", "yml"}:
        return _format_yaml(language, path, text)
    return _format_csv(path, text) if suffix == "csv" else text


def _format_yaml(language: Language, path: str, text: str) -> str | tuple[Diagnostic, ...]:
    nodes, found = read_yaml(path, text)
    if found:
        return found
    root = nodes[0] if nodes else None
    if root is not None and not (isinstance(root, Mapping) and root.entries):
        return (
            UNKNOWN_KIND.at(root.span, f"`{path}` defines nothing", repair="begin it with a kind and a name"),
        )
    comments = find_comments(text, root)
    written = write_yaml(None if root is None else order_words(language, root), comments)
    again, wrong = read_yaml(path, written)
    if wrong or len(again) != len(nodes) or (again and not _same(again[0], nodes[0])):
        raise AssertionError(f"formatting `{path}` changed what it says")
    if find_comments(written, again[0] if again else None).texts() != comments.texts():
        raise AssertionError(f"formatting `{path}` changed its comments")
    return written


def _same(one: Node, other: Node) -> bool:
    """Whether two trees say the same; the order of words says nothing, that of items does."""
    if isinstance(one, Scalar) or isinstance(other, Scalar):
        return isinstance(one, Scalar) and isinstance(other, Scalar) and one.text == other.text
    if isinstance(one, Sequence) or isinstance(other, Sequence):
        if not (isinstance(one, Sequence) and isinstance(other, Sequence)):
            return False
        return len(one.items) == len(other.items) and all(map(_same, one.items, other.items))
    return one.entries.keys() == other.entries.keys() and all(
        _same(value, other.entries[word][1]) for word, (_, value) in one.entries.items()
    )


def order_words(language: Language, root: Mapping) -> Mapping:
    """Put a definition's words in the order of its kind; of an unknown kind they stay as they stand."""
    kind = language.kinds.get(next(iter(root.entries)))
    if kind is None:
        return root
    table = words_of(kind.model).words
    order = _orders(tuple(language.kinds.values()))[kind.name]
    return _sorted(root, order, {word: spec for word, (_, spec) in table.items()})


@cache
def _orders(kinds: tuple[Kind, ...]) -> dict[str, tuple[str, ...]]:
    """Give for each kind the order of its words: its name, then the words as its example has them.

    A word that the example leaves out stands as in the examples of other kinds that have the same word.
    """
    shown = {}
    before: dict[tuple[str, str], set[str]] = {}  # by a word and what it says
    for kind in kinds:
        nodes, _ = read_yaml(kind.name, kind.example)
        words = words_of(kind.model).words
        shown[kind.name] = [word for node in nodes if isinstance(node, Mapping) for word in node.entries][1:]
        for place, word in enumerate(shown[kind.name]):
            before.setdefault((word, words[word][1].says), set()).update(shown[kind.name][:place])
    orders = {}
    for kind in kinds:
        words = words_of(kind.model).words
        known = {word: before.get((word, spec.says), set()) for word, (_, spec) in words.items()}
        orders[kind.name] = (kind.name, *_order(list(words), shown[kind.name], known))
    return orders


def _order(table: list[str], shown: list[str], before: dict[str, set[str]]) -> list[str]:
    """Place the words that an example leaves out: behind those known to stand before them, or by the table.

    >>> _order(["a", "z", "b", "c"], ["c", "a"], {"z": {"a"}})
    ['c', 'a', 'z', 'b']
    """
    order = list(shown)
    for word in table:
        known = [order.index(other) for other in before.get(word, ()) if other in order]
        if word not in order and known:
            order.insert(1 + max(known), word)
    placed = set(order)
    for place, word in enumerate(table):
        if word in placed:
            continue
        below = next((at for at in range(place - 1, -1, -1) if table[at] in placed), None)
        above = next((at for at in range(place + 1, len(table)) if table[at] in placed), None)
        if above is not None and (below is None or _nearer(above, below, place, table, order)):
            order.insert(order.index(table[above]), word)
        else:
            order.insert(order.index(table[place - 1]) + 1 if place else 0, word)
    return order


def _nearer(above: int, below: int, place: int, table: list[str], order: list[str]) -> bool:
    """Whether a word stands nearer to the next placed word of its table than to the one before it."""
    return above - place < place - below and order.index(table[below]) < order.index(table[above])


def _sorted(node: Mapping, order: tuple[str, ...], specs: dict[str, Word]) -> Mapping:
    entries = node.entries
    known = [word for word in order if word in entries]
    words = [*known, *(word for word in entries if word not in order)]
    shapes = {word: specs[word].shape if word in specs else None for word in words}
    return msgspec.structs.replace(
        node, entries={word: (entries[word][0], _ordered(entries[word][1], shapes[word])) for word in words}
    )


def _ordered(node: Node, shape: object) -> Node:
    """Put the words of the groups within a value in order; names of the author's own stay as they stand."""
    if isinstance(shape, Optional):
        return _ordered(node, shape.of)
    if isinstance(shape, Either):
        return _ordered(node, shape.scalar if isinstance(node, Scalar) else shape.other)
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Sequence):
        return _ordered_items(node, shape)
    if isinstance(shape, ListOf):
        return _ordered(node, shape.of)
    if isinstance(shape, MapOf):
        entries = {word: (key, _ordered(value, shape.values)) for word, (key, value) in node.entries.items()}
        return msgspec.structs.replace(node, entries=entries)
    if isinstance(shape, Group):
        table = words_of(shape.of).words
        return _sorted(node, tuple(table), {word: spec for word, (_, spec) in table.items()})
    return node


def _ordered_items(node: Sequence, shape: object) -> Node:
    if isinstance(shape, Group) and shape.lone:
        return _ordered(node, words_of(shape.of).words[shape.lone][1].shape)
    if isinstance(shape, ListOf):
        return msgspec.structs.replace(node, items=tuple(_ordered(one, shape.of) for one in node.items))
    return node


def _format_csv(path: str, text: str) -> str | tuple[Diagnostic, ...]:
    """Write a table with a line feed after each row, quotes only where they are needed, and no empty rows."""
    _, found = read_csv(path, text)
    if found:
        return found
    rows = [[value for value, _ in row] for row in csv_cells(path, text)]
    filled = [row for row in rows if any(value.strip() for value in row)]
    width = max(
        (place for row in filled for place, value in enumerate(row, start=1) if value.strip()), default=0
    )
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows([*row, *[""] * (width - len(row))][:width] for row in filled)
    if [[value for value, _ in row] for row in csv_cells(path, written.getvalue())] != [
        [*row, *[""] * (width - len(row))][:width] for row in filled
    ]:
        raise AssertionError(f"formatting `{path}` changed a cell")
    return written.getvalue()

"""The one way in which a tree of nodes is written as YAML."""

import re
from collections.abc import Iterable

import msgspec
from wcwidth import wcswidth

from askonce.text.comment import EMPTY_FILE, Anchor, Comments, container, entry, item
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.source import HIDDEN
from askonce.text.yaml import SURPRISING_NUMBER, SURPRISING_WORDS

WIDTH = 110
WIDTH_OF_ONE = 120  # brackets without brackets in them are read at a glance
STEP = 2
LEVELS = 2  # brackets in brackets that still read well on one line
SAFE_START = re.compile(r"[^\W_]|[_/(]|[^\x00-\x7f]")
UNSAFE = re.compile(r": | #|:$|\s$|^\s")
UNSAFE_IN_BRACKETS = re.compile(r"[,\[\]{}]")
# What YAML 1.1 or 1.2 reads as null, a truth value, a number or a time, unless it is quoted.
TYPED = re.compile(
    r"""~|null|Null|NULL|true|True|TRUE|false|False|FALSE
    | [-+]?[0-9]+
    | [-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*\.[0-9_]*)(?:[eE][-+]?[0-9]+)?
    | [0-9]{4}-[0-9]{2}-[0-9]{2}
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
      (?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?""",
    re.VERBOSE,
)
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
TO_ESCAPE = re.compile(rf'["\\]|{HIDDEN.pattern}')


def write_yaml(root: Mapping | None, comments: Comments) -> str:
    """Write a definition with its comments; the same tree always comes out as the same text."""
    if root is None:
        return _joined(_trimmed([], comments.below.get(EMPTY_FILE, [])))
    above = dict(comments.above)
    _move_out(root, above)
    comments = msgspec.structs.replace(comments, above=above)
    own = container(root)
    lines = _trimmed([], above.get(own, []))
    lines.extend(_block(root, comments, 0, top=True, after=lines))
    if own != EMPTY_FILE:
        lines.extend(_trimmed(lines, comments.below.get(EMPTY_FILE, [])))
    return _joined(lines)


def _move_out(node: Node, above: dict[Anchor, list[str]]) -> None:
    """Move comments above the first word of an item above the item: its dash stands before the word."""
    for one in _held(node):
        _move_out(one, above)
        if isinstance(node, Sequence) and isinstance(one, Sequence | Mapping) and _filled(one):
            moved = above.pop(_anchors(one)[0], [])
            above[item(one)] = [*above.get(item(one), []), *moved]


def _anchors(node: Sequence | Mapping) -> list[Anchor]:
    if isinstance(node, Sequence):
        return [item(one) for one in node.items]
    return [entry(key) for key, _ in node.entries.values()]


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _filled(node: Node) -> bool:
    """Whether a node is a list or mapping that holds anything."""
    return bool(_held(node))


def _held(node: Node) -> list[Node]:
    """Give the items of a list or the values of a mapping."""
    if isinstance(node, Scalar):
        return []
    return list(node.items) if isinstance(node, Sequence) else [value for _, value in node.entries.values()]


def _trimmed(before: list[str], lines: list[str]) -> list[str]:
    """Keep one empty line of several, and none where nothing stands before."""
    kept: list[str] = []
    for line in lines:
        if line or (kept[-1] if kept else before[-1] if before else ""):
            kept.append(line)
    return kept


def _block(
    node: Node, comments: Comments, indent: int, *, top: bool = False, after: Iterable[str] = ()
) -> list[str]:
    """Write a filled list or mapping over several lines; `top` is whether it is the whole definition."""
    if isinstance(node, Scalar):
        raise TypeError("a scalar is no block")
    if isinstance(node, Sequence):
        parts = [_item(one, comments, indent) for one in node.items]
    else:
        parts = [_entry(key, value, comments, indent, top=top) for key, value in node.entries.values()]
    lines: list[str] = []
    for anchor, part in zip(_anchors(node), parts, strict=True):
        above = _trimmed(lines or list(after), comments.above.get(anchor, []))
        lines.extend([*_indented(above, indent), *part])
    lines.extend(_indented(_trimmed(lines, comments.below.get(container(node), [])), indent))
    return lines


def _indented(lines: list[str], indent: int) -> list[str]:
    return [f"{' ' * indent}{line}" if line else "" for line in lines]


def _entry(key: Scalar, value: Node, comments: Comments, indent: int, *, top: bool) -> list[str]:
    word = f"{' ' * indent}{_word(key)}:"
    beside = _beside(comments, entry(key))
    if not _filled(value):
        return _leaf(value, word, indent, beside)
    flat = _flat(value, comments, LEVELS, top=top)
    if flat is not None and _fits(f"{word} {flat}", value):
        return [f"{word} {flat}{beside}"]
    return [f"{word}{beside}", *_block(value, comments, indent + STEP)]


def _item(node: Node, comments: Comments, indent: int) -> list[str]:
    dash = f"{' ' * indent}-"
    beside = _beside(comments, item(node))
    if not _filled(node):
        return _leaf(node, dash, indent, beside)
    flat = _flat(node, comments, LEVELS)
    if flat is not None and _fits(f"{dash} {flat}", node):
        return [f"{dash} {flat}{beside}"]
    lines = _block(node, comments, indent + STEP)
    first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    above = [*([beside.strip()] if beside else []), *(line.lstrip() for line in lines[:first])]
    return [*_indented(above, indent), f"{dash} {lines[first][indent + STEP :]}", *lines[first + 1 :]]


def _beside(comments: Comments, anchor: Anchor) -> str:
    text = comments.beside.get(anchor)
    return f"  {text}" if text else ""


def _leaf(node: Node, start: str, indent: int, beside: str) -> list[str]:
    """Write a scalar or an empty collection after its word or dash."""
    if isinstance(node, Scalar) and _is_literal(node):
        mark = "|" if node.text.endswith("\n") else "|-"
        return [
            f"{start} {mark}{beside}",
            *_indented(node.text.removesuffix("\n").split("\n"), indent + STEP),
        ]
    text = _scalar(node, in_brackets=False) if isinstance(node, Scalar) else _empty(node)
    return [f"{start} {text}{beside}" if text else f"{start}{beside}"]


def _empty(node: Sequence | Mapping) -> str:
    return "[]" if isinstance(node, Sequence) else "{}"


def _flat(node: Node, comments: Comments, levels: int, *, top: bool = False) -> str | None:
    """Write a node on one line, or nothing where that would read badly or lose a comment.

    `top` is whether it belongs to a word of the definition itself: names with a group each get a line each.
    """
    if isinstance(node, Scalar):
        quoted = _scalar(node, in_brackets=True)
        return None if _is_literal(node) or not quoted else quoted
    if not _filled(node):
        return _empty(node)
    if levels == 0 or _holds_comment(node, comments) or _holds_many(node, top=top):
        return None
    if isinstance(node, Sequence):
        items = [_flat(one, comments, levels - 1) for one in node.items]
        return None if None in items else f"[{', '.join(one for one in items if one)}]"
    parts = []
    for key, value in node.entries.values():
        flat = _flat(value, comments, levels - 1)
        if flat is None:
            return None
        parts.append(f"{_word(key, in_brackets=True)}: {flat}")
    return f"{{{', '.join(parts)}}}"


def _holds_many(node: Sequence | Mapping, *, top: bool) -> bool:
    """Whether a node holds more groups of words than read well on one line: rows want a line each."""
    held = _held(node)
    mappings = sum(isinstance(one, Mapping) and _filled(one) for one in held)
    lists = sum(isinstance(one, Sequence) and _filled(one) for one in held)
    if isinstance(node, Sequence):
        return mappings > 1 or lists > LEVELS
    return mappings > 1 or (top and mappings == len(held))


def _holds_comment(node: Sequence | Mapping, comments: Comments) -> bool:
    if container(node) in comments.below:
        return True
    return any(anchor in comments.beside or any(comments.above.get(anchor, [])) for anchor in _anchors(node))


def _is_literal(node: Scalar) -> bool:
    """Whether a text has several lines that keep their meaning when they are written out below each other."""
    text = node.text
    return (
        "\n" in text
        and not text.endswith("\n\n")
        and not HIDDEN.search(text.replace("\n", ""))
        and bool(text.split("\n", 1)[0].strip())
        and not any(line != line.rstrip() for line in text.split("\n"))
        and not text[0].isspace()
    )


def _word(key: Scalar, *, in_brackets: bool = False) -> str:
    return _scalar(key, in_brackets=in_brackets) or '""'


def _scalar(node: Scalar, *, in_brackets: bool) -> str:
    """Write a scalar plain where every reader takes it for the same text, else in quotes."""
    text = node.text
    if not text:
        return "" if node.plain else '""'
    if TYPED.fullmatch(text):
        return text if node.plain else f'"{text}"'
    if (
        text in SURPRISING_WORDS
        or SURPRISING_NUMBER.fullmatch(text)
        or not SAFE_START.match(text)
        or UNSAFE.search(text)
        or HIDDEN.search(text)
        or (in_brackets and UNSAFE_IN_BRACKETS.search(text))
    ):
        plain_word = node.plain and text.isalpha()  # a word such as `on:`, which no value may be
        return text if plain_word else f'"{TO_ESCAPE.sub(_escape, text)}"'
    return text


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in ESCAPES:
        return ESCAPES[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _fits(line: str, node: Node) -> bool:
    nested = any(_filled(one) for one in _held(node))
    return _width(line) <= (WIDTH if nested else WIDTH_OF_ONE)


def _width(text: str) -> int:
    return len(text) if text.isascii() else max(wcswidth(text), 0)

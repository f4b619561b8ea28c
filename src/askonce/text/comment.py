"""The comments of a YAML text, each tied to the word or item that it is about."""

import re
from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.source import split_lines

Anchor: TypeAlias = tuple[str, int, int]  # what begins (an entry, an item, a container) and where
Place: TypeAlias = tuple[int, int]
Around: TypeAlias = tuple[tuple[Anchor, int], ...]  # the open block containers, each with its column

HEADER = re.compile(r"[|>][-+0-9]*")
EMPTY_FILE: Anchor = ("container", 1, 1)  # also of what stands below everything else
FAR = 1 << 30


class Comments(msgspec.Struct, frozen=True):
    """The comments of a text: above a word or item, beside it, or below the last of a container.

    An empty text among those above and below stands for an empty line.
    """

    above: dict[Anchor, list[str]]
    beside: dict[Anchor, str]
    below: dict[Anchor, list[str]]

    def texts(self) -> list[str]:
        """List every comment, sorted."""
        lines = [*self.above.values(), *self.below.values(), list(self.beside.values())]
        return sorted(text for some in lines for text in some if text)


def entry(key: Scalar) -> Anchor:
    """Name the place of a word with its value."""
    return ("entry", key.line, key.column)


def item(node: Node) -> Anchor:
    """Name the place of an item of a list."""
    return ("item", node.line, node.column)


def container(node: Node | None) -> Anchor:
    """Name a list, a mapping or the root itself, below whose last line comments may stand."""
    return EMPTY_FILE if node is None else ("container", node.line, node.column)


class _Remark(msgspec.Struct, frozen=True):
    """A comment, or an empty line."""

    place: Place
    text: str


class _Stop(msgspec.Struct, frozen=True):
    """A place where something begins or ends.

    `start` begins an anchor, `inner` its value, `end` ends a piece of it, `open` and `close` are its brackets;
    `inside` is the container within the brackets, where it holds anything.
    """

    place: Place
    kind: str
    anchor: Anchor
    around: Around
    inside: Anchor | None = None


def find_comments(text: str, root: Node | None) -> Comments:
    """Find the comments of a text that was read without findings, and whose node is `root`."""
    lines = split_lines(text)
    stops = [] if root is None else list(_stops(root, container(root), (), lines))
    regions = [] if root is None else sorted(_regions(root, lines))
    found = Comments({}, {}, {})
    number = 0
    run: list[_Remark] = []
    for remark in _remarks(lines, regions):
        passed = number
        while number < len(stops) and stops[number].place <= remark.place:
            number += 1
        if number > passed:
            _tie(run, stops, passed, found)
            run = []
        run.append(remark)
    _tie(run, stops, number, found)
    return found


def _tie(run: list[_Remark], stops: list[_Stop], number: int, found: Comments) -> None:
    """Tie the comments between two stops to what they are about."""
    before = stops[number - 1] if number else None
    after = stops[number] if number < len(stops) else None
    closing = _closing(before, after)
    space = False
    for remark in run:
        if remark.text and before is not None and _stands_beside(remark, before):
            _put_beside(found, before, remark.text)
        elif remark.text:
            while closing and closing[0][1] > remark.place[1] and (len(closing) > 1 or after is not None):
                closing = closing[1:]  # and the next comment may not move inwards again
            target = _target(found, closing, after)
            target.extend([""] if space else [])
            target.append(remark.text)
            space = False
        else:
            space = True
    if space and after is not None and after.kind == "start":
        found.above.setdefault(after.anchor, []).append("")


def _closing(before: _Stop | None, after: _Stop | None) -> Around:
    """Give the block containers that end between two stops, the innermost first."""
    if before is None or (after is not None and after.kind != "start"):
        return ()
    going_on = () if after is None else after.around
    return tuple(reversed([one for one in before.around if one not in going_on]))


def _stands_beside(remark: _Remark, before: _Stop) -> bool:
    if before.place[0] != remark.place[0]:
        return False
    return before.kind != "open" or before.anchor[0] == "entry" or before.inside is None


def _put_beside(found: Comments, before: _Stop, text: str) -> None:
    """Put a comment beside its anchor, above where one stands beside it already, or below the whole."""
    if before.anchor[0] == "container":
        found.below.setdefault(EMPTY_FILE, []).append(text)
    elif before.anchor in found.beside:
        found.above.setdefault(before.anchor, []).append(text)
    else:
        found.beside[before.anchor] = text


def _target(found: Comments, closing: Around, after: _Stop | None) -> list[str]:
    if closing:
        return found.below.setdefault(closing[0][0], [])
    if after is None:
        return found.below.setdefault(EMPTY_FILE, [])
    if after.kind == "close" and after.inside is not None:
        return found.below.setdefault(after.inside, [])
    return found.above.setdefault(after.anchor, [])


def _stops(node: Node, owner: Anchor, around: Around, lines: list[str]) -> Iterator[_Stop]:
    if isinstance(node, Scalar):
        yield _Stop((node.line, node.column), "inner", owner, around)
        yield from (_Stop(end, "end", owner, around) for _, end in _pieces(node, lines))
        return
    inside = container(node) if (node.items if isinstance(node, Sequence) else node.entries) else None
    within = around
    bracketed = _bracketed(node, lines)
    if bracketed:
        yield _Stop((node.line, node.column), "open", owner, around, inside)
    elif not node.flow:
        # A list may stand as far left as its word: a comment there is about the next word.
        least = around[-1][1] + 1 if around else 1
        within = (*around, (container(node), max(node.column, least)))
    if isinstance(node, Sequence):
        for one in node.items:
            yield _Stop((one.line, one.column), "start", item(one), within)
            yield from _stops(one, item(one), within, lines)
    else:
        for key, value in node.entries.values():
            yield _Stop((key.line, key.column), "start", entry(key), within)
            yield from (_Stop(end, "end", entry(key), within) for _, end in _pieces(key, lines))
            yield from _stops(value, entry(key), within, lines)
    if bracketed:
        yield _Stop((node.end_line, node.end_column - 1), "close", owner, around, inside)


def _bracketed(node: Sequence | Mapping, lines: list[str]) -> bool:
    """Tell a list or mapping in brackets from a lone `word: value` in a list, which has none."""
    return node.flow and lines[node.line - 1][node.column - 1] in "[{"


def _regions(node: Node, lines: list[str]) -> Iterator[tuple[Place, Place]]:
    """Give the pieces of text in which `#` begins no comment."""
    if isinstance(node, Scalar):
        yield from (piece for piece in _pieces(node, lines) if piece[0] < piece[1])
    elif isinstance(node, Sequence):
        for one in node.items:
            yield from _regions(one, lines)
    else:
        for key, value in node.entries.values():
            yield from _regions(key, lines)
            yield from _regions(value, lines)


def _pieces(scalar: Scalar, lines: list[str]) -> list[tuple[Place, Place]]:
    """Give where a scalar stands: in one piece, or its header and its body where a comment may be between."""
    start, end = (scalar.line, scalar.column), (scalar.end_line, scalar.end_column)
    if scalar.style not in {"|", ">"}:
        return [(start, end)]
    found = HEADER.match(lines[scalar.line - 1], scalar.column - 1)
    header = found[0] if found else scalar.style
    head = (start, (scalar.line, scalar.column + len(header)))
    last = min(scalar.end_line - 1 if scalar.end_column == 1 else scalar.end_line, len(lines))
    while last > scalar.line and "+" not in header and not lines[last - 1].strip():
        last -= 1
    return [head] if last <= scalar.line else [head, ((scalar.line + 1, 1), (last, FAR))]


def _remarks(lines: list[str], regions: list[tuple[Place, Place]]) -> Iterator[_Remark]:
    """Give the comments and empty lines outside of the regions."""
    at = 0
    for number, line in enumerate(lines, start=1):
        column = 1
        while True:
            while at < len(regions) and regions[at][1] <= (number, column):
                at += 1
            start, end = regions[at] if at < len(regions) else ((FAR, 1), (FAR, 1))
            if start <= (number, column):
                if end >= (number, len(line) + 1):
                    break
                column = end[1]
                continue
            stop = start[1] - 1 if start[0] == number else len(line)
            sharp = line.find("#", column - 1, stop)
            if sharp >= 0:
                yield _Remark((number, sharp + 1), line[sharp:].rstrip())
                break
            if start[0] > number:
                if not line.strip():
                    yield _Remark((number, 1), "")
                break
            column = start[1]

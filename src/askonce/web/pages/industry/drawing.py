"""A graph in layers as a picture: boxes with words, arrows between them, all reckoned here and drawn as SVG by the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import msgspec

from askonce.methods.layers import layered

_BOX_WIDTH, _BOX_HEIGHT = 190, 62
_GAP_ACROSS, _GAP_DOWN = 110, 22
_MARGIN: Final = 16
_LINE_UNITS: Final = 21
_MOST_LINES: Final = 2
_WIDE_FROM: Final = 0x2E80
_THICKEST: Final = 7

#: From, to, and how many.
Arrow: TypeAlias = tuple[str, str, int]
#: The title of a node, how it stands, and what stands below the title.
Label: TypeAlias = tuple[str, str, str]


class Box(msgspec.Struct, frozen=True):
    """A node: its corner, the lines of its title, what stands below, and how it stands."""

    id: str
    x: int
    y: int
    lines: tuple[str, ...]
    below: str
    state: str
    width: int = _BOX_WIDTH
    height: int = _BOX_HEIGHT


class Curve(msgspec.Struct, frozen=True):
    """An arrow: its path, how thick it is, and whether it leads back to before where it comes from."""

    path: str
    thick: int
    back: bool
    count: int


class Drawn(msgspec.Struct, frozen=True):
    """A picture with its size."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


def draw(arrows: Iterable[Arrow], labels: Mapping[str, Label]) -> Drawn:
    """A picture of these arrows, from left to right."""
    listed = list(arrows)
    graph: dict[str, list[str]] = {}
    for one, two, _ in listed:
        graph.setdefault(one, []).append(two)
        graph.setdefault(two, [])
    layers = layered(graph)
    tallest = max((len(layer) for layer in layers), default=0)
    boxes: dict[str, Box] = {}
    for column, layer in enumerate(layers):
        begins = (tallest - len(layer)) * (_BOX_HEIGHT + _GAP_DOWN) // 2
        for row, node in enumerate(layer):
            title, state, below = labels[node]
            x = _MARGIN + column * (_BOX_WIDTH + _GAP_ACROSS)
            y = _MARGIN + begins + row * (_BOX_HEIGHT + _GAP_DOWN)
            boxes[node] = Box(node, x, y, broken(title), below, state)
    most = max((count for *_, count in listed), default=1)
    return Drawn(
        2 * _MARGIN + max(1, len(layers)) * (_BOX_WIDTH + _GAP_ACROSS) - _GAP_ACROSS,
        2 * _MARGIN + max(1, tallest) * (_BOX_HEIGHT + _GAP_DOWN) - _GAP_DOWN,
        tuple(boxes.values()),
        tuple(_curve(boxes[one], boxes[two], count, most) for one, two, count in listed),
    )


def _curve(one: Box, two: Box, count: int, most: int) -> Curve:
    back = two.x <= one.x
    x1, y1 = (one.x, one.y + _BOX_HEIGHT // 2) if back else (one.x + _BOX_WIDTH, one.y + _BOX_HEIGHT // 2)
    x2, y2 = (two.x + _BOX_WIDTH, two.y + _BOX_HEIGHT // 2) if back else (two.x, two.y + _BOX_HEIGHT // 2)
    bend = _GAP_ACROSS // 2 * (-1 if back else 1)
    path = f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    return Curve(path, 1 + round((_THICKEST - 1) * count / most), back, count)


def broken(text: str) -> tuple[str, ...]:
    """A title in at most two lines that fit a box; a wide character counts as two.

    >>> broken("Corrugated boxes for gearboxes, printed and dry")
    ('Corrugated boxes for', 'gearboxes, printed…')
    >>> broken("五层瓦楞纸箱")
    ('五层瓦楞纸箱',)
    """
    lines: list[str] = []
    line = ""
    for part in _parts(text):
        if line and _units(line + part.rstrip()) > _LINE_UNITS:
            lines.append(line.rstrip())
            line = part.lstrip()
        else:
            line += part
    lines.append(line.rstrip())
    if len(lines) <= _MOST_LINES and all(_units(one) <= _LINE_UNITS for one in lines):
        return tuple(lines)
    kept = [_cut(one) for one in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES and not kept[-1].endswith("…"):
        kept[-1] = _cut(kept[-1] + "…", always=True)
    return tuple(kept)


def _parts(text: str) -> list[str]:
    """Where a line may be broken: after a blank, and after each wide character."""
    found: list[str] = []
    for sign in text:
        fresh = not found or found[-1].endswith(" ") or ord(found[-1][-1]) >= _WIDE_FROM
        if fresh:
            found.append(sign)
        else:
            found[-1] += sign
    return found


def _units(text: str) -> int:
    return sum(2 if ord(sign) >= _WIDE_FROM else 1 for sign in text)


def _cut(text: str, *, always: bool = False) -> str:
    if not always and _units(text) <= _LINE_UNITS:
        return text
    text = text.removesuffix("…")
    while _units(text) > _LINE_UNITS - 1:
        text = text[:-1]
    return text.rstrip() + "…"

"""Elements of a model and how they are written as XML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from askonce.feel.source import write_literal
from askonce.feel.types import (
    ChoiceType,
    Type,
)

#: An element: its name, its attributes, and the elements or the text inside.
Tag: TypeAlias = "tuple[str, dict[str, str], list[Tag] | str]"
#: The characters that no document of XML 1.0 may hold, not even as references.
OUTSIDE_XML: Final = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def values_of(name: str, kind: Type) -> list[Tag]:
    """The values that a column may have, where it is a choice."""
    return [allowed(name, listed(kind.options))] if isinstance(kind, ChoiceType) else []


def listed(options: Sequence[str]) -> str:
    """Options as a test of them."""
    return ", ".join(write_literal(option) for option in options)


def allowed(name: str, text: str) -> Tag:
    """An element that holds a test."""
    return tag(name, {}, tag("text", {}, text))


def tag(name: str, attributes: Mapping[str, str], *inside: Tag | str) -> Tag:
    """An element of elements, or of one text."""
    if len(inside) == 1 and isinstance(inside[0], str):
        return name, dict(attributes), inside[0]
    return name, dict(attributes), [one for one in inside if not isinstance(one, str)]


def lines_of(made: Tag, depth: int) -> Iterator[str]:
    """The lines of an element, each level further in."""
    name, attributes, inside = made
    pad = "  " * depth
    stated = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    if isinstance(inside, str):
        yield f"{pad}<{name}{stated}>{html.escape(inside, quote=False)}</{name}>"
    elif not inside:
        yield f"{pad}<{name}{stated}/>"
    else:
        yield f"{pad}<{name}{stated}>"
        for one in inside:
            yield from lines_of(one, depth + 1)
        yield f"{pad}</{name}>"


def _escaped(text: str) -> str:
    return html.escape(text).replace("&#x27;", "'").replace("\n", "&#10;")

"""The types of data that a pack may name, as FEEL knows them."""

from typing import Any, ClassVar

import msgspec

from askonce.feel.types import ChoiceType, Type, parse_type
from askonce.pack.shapes import Decoding, is_null
from askonce.text.node import Node, Scalar, Sequence

WORDS = (
    "text",
    "number",
    "integer",
    "boolean",
    "date",
    "time",
    "date and time",
    "money",
    "days duration",
    "months duration",
    "working days",
    "document",
    "photo",
)
FILES = frozenset({"document", "photo"})


class DatumType(msgspec.Struct, frozen=True):
    """A type by its word, or a list of the words that a value may be: `[one, two, three]`."""

    takes_list: ClassVar[bool] = True

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the type as text; choices are joined by ` | `."""
        if isinstance(node, Sequence):
            words = tuple(item.text for item in node.items if isinstance(item, Scalar) and item.text.strip())
            if len(words) == len(node.items) and len(set(words)) == len(words) > 0:
                return " | ".join(words)
        elif isinstance(node, Scalar) and not is_null(node) and _is_type(node.text):
            return node.text
        into.wrong(node, "a type", f"date`, `[one, two]` or one of `{', '.join(WORDS)}")
        return None

    def schema(self) -> dict[str, Any]:
        """A word, or the list of choices."""
        return {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": ["string", "number", "boolean"]}, "minItems": 1},
            ]
        }

    def describe(self) -> str:
        """Say what it is."""
        return "a type (`" + "`, `".join(WORDS) + "`, or a list of words to choose from)"


def _is_type(words: str) -> bool:
    choices = words.split(" | ")
    several = len(choices) > 1 and all(choices) and len(set(choices)) == len(choices)
    return words in FILES or several or parse_type(words) is not None


def datum_type() -> DatumType:
    """A type of data."""
    return DatumType()


def feel_type(words: str | None) -> Type | None:
    """The type that expressions see; a file is text to them, and nothing where no type was said."""
    if words is None:
        return None
    if words in FILES:
        return parse_type("text")
    if " | " in words:
        return ChoiceType(tuple(words.split(" | ")))
    return parse_type(words) or ChoiceType((words,))

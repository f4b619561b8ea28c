"""What an editor sees of a pack: the value that YAML 1.2 gives a text, and whether a JSON Schema takes it."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from askonce.text.node import Mapping, Node, Scalar
from askonce.text.yaml import read_yaml

#: The core schema of YAML 1.2.2, section 10.3.2, which editors use.
NULL = re.compile(r"null|Null|NULL|~|")
BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def read(text: str) -> Node:
    """Read the value of a word from its text."""
    (node,), found = read_yaml("a.yaml", f"word: {text}\n")
    assert not found, found
    assert isinstance(node, Mapping)
    return node.entries["word"][1]


def value_of(node: Node) -> Any:
    """The value that an editor sees."""
    if isinstance(node, Mapping):
        return {word: value_of(value) for word, (_, value) in node.entries.items()}
    if not isinstance(node, Scalar):
        return [value_of(item) for item in node.items]
    if not node.plain:
        return node.text
    if NULL.fullmatch(node.text):
        return None
    if BOOLEAN.fullmatch(node.text):
        return node.text.lower() == "true"
    if INTEGER.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if FLOAT.fullmatch(node.text) else node.text


def editor_of(schema: dict[str, Any]) -> Draft202012Validator:
    """An editor that follows a JSON Schema, and looks at dates too."""
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"]))


def complaints(schema: dict[str, Any], value: Any) -> list[str]:
    """What an editor underlines."""
    return [error.message for error in editor_of(schema).iter_errors(value)]

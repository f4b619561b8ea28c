"""Shapes say what the value of a word may be, read it from a node, and describe it to editors."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Protocol

import msgspec

from askonce.feel.values import Money
from askonce.pack.wording import UNKNOWN_WORD, WRONG_TYPE
from askonce.text.checks import DUPLICATE_KEY
from askonce.text.diagnostic import Diagnostic, Related
from askonce.text.node import Mapping, Node, Scalar, Sequence
from askonce.text.span import Span
from askonce.text.suggest import did_you_mean

IDENTIFIER = re.compile(r"[^\W_][\w\-]*(\.[\w\-]+)*")
NAME = re.compile(r"[^\W\d]\w*")
PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
MONEY = re.compile(r"([-+]?\d+(?:\.\d+)?) ?([A-Z]{3})")
PERIOD = re.compile(r"(\d+) (working day|hour|day|week|month|year|minute)s?")
UNIT_DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.4375,
    "year": 365.25,
    "working day": 1.4,
}


class Ref(msgspec.Struct, frozen=True):
    """A name that must be defined elsewhere: of one of `kinds`, written at `node`."""

    kinds: tuple[str, ...]
    id: str
    node: Scalar

    @property
    def span(self) -> Span:
        """Where the name is written."""
        return self.node.span


class Localized(msgspec.Struct, frozen=True):
    """One text in several languages, by language code."""

    texts: dict[str, str]
    node: Node

    def in_language(self, language: str) -> str:
        """Give the text in a language, or in the first that there is.

        >>> Localized({"en": "Street", "zh": "街道"}, None).in_language("fr")
        'Street'
        """
        return self.texts.get(language) or next(iter(self.texts.values()), "")


class Expression(msgspec.Struct, frozen=True):
    """An expression as its author wrote it, still to be parsed."""

    text: str
    node: Scalar


class Path(msgspec.Struct, frozen=True):
    """A way from a role over relations to a subject or an attribute: `child.dwelling.members`."""

    steps: tuple[str, ...]
    node: Scalar

    @property
    def text(self) -> str:
        """The path as it is written."""
        return ".".join(self.steps)


class Period(msgspec.Struct, frozen=True):
    """A length of time in the unit that the author chose: `1 working day`, `60 days`."""

    count: int
    unit: str

    @property
    def days(self) -> float:
        """About how many calendar days it is; a working day counts 7/5, a month the mean of four years."""
        return self.count * UNIT_DAYS[self.unit]

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


class Decoding:
    """What gathers while one definition is read: findings, names that point elsewhere, texts to translate."""

    def __init__(self, about: str) -> None:
        self.about = about
        self.found: list[Diagnostic] = []
        self.refs: list[Ref] = []
        self.texts: list[Localized] = []

    def wrong(self, node: Node, expected: str, example: str = "") -> None:
        """Note that a value is not what its word may hold."""
        shown = (
            f"`{node.text}`"
            if isinstance(node, Scalar) and node.text
            else (
                "a list"
                if isinstance(node, Sequence)
                else "a group of words"
                if isinstance(node, Mapping)
                else "nothing"
            )
        )
        self.found.append(
            WRONG_TYPE.at(
                node.span,
                f"{shown} stands where {expected} should",
                about=self.about,
                repair=f"write it like `{example}`" if example else "",
            )
        )


class Shape(Protocol):
    """What a word may hold."""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the value, or note what is wrong and give None."""

    def schema(self) -> dict[str, Any]:
        """Describe the value in JSON Schema 2020-12."""

    def describe(self) -> str:
        """Say in a few words what the value is."""


NULLS = frozenset({"", "~", "null", "Null", "NULL"})
NO_NAMES = NULLS | {"true", "false"}


def is_null(node: Scalar) -> bool:
    """Whether a scalar is what YAML calls null: nothing was written, or a bare `null`."""
    return node.plain and node.text in NULLS


class Pattern(msgspec.Struct, frozen=True):
    """A scalar whose text follows a pattern and becomes a value."""

    noun: str
    example: str
    convert: Callable[[str], Any]
    json: dict[str, Any]
    bare: bool = False

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the scalar; what cannot be converted is a wrong type, and so is a number in quotes."""
        if isinstance(node, Scalar) and not is_null(node) and not (self.bare and node.style):
            value = self.convert(node.text)
            if value is not None:
                return value
        into.wrong(node, self.noun, self.example)
        return None

    def schema(self) -> dict[str, Any]:
        """Give the pattern's own schema."""
        return dict(self.json)

    def describe(self) -> str:
        """Name what it is."""
        return self.noun


def text() -> Shape:
    """A text that is not empty."""
    return Pattern(
        "a text", "some words", lambda words: words.strip() or None, {"type": ["string", "number", "boolean"]}
    )


def identifier() -> Shape:
    """A name that files know a thing by: letters of any script, digits, `-`, `_` and `.`."""
    return Pattern(
        "a name",
        "elder-meal",
        lambda words: words if IDENTIFIER.fullmatch(words) else None,
        {"type": ["string", "integer"]},
    )


def name() -> Shape:
    """A name that expressions can use: letters of any script, digits and `_`."""
    return Pattern(
        "a name of letters, digits and `_`",
        "birth_date",
        lambda words: words if NAME.fullmatch(words) else None,
        {"type": "string", "pattern": r"^[^\W\d]\w*$"},
    )


def boolean() -> Shape:
    """`true` or `false`."""
    return Pattern(
        "`true` or `false`",
        "true",
        {"true": True, "false": False}.get,
        {"type": "boolean"},
        bare=True,
    )


def when() -> Shape:
    """A date of the calendar."""
    return Pattern("a date", "2026-03-01", _date, {"type": "string", "format": "date"})


def integer(least: int = 0) -> Shape:
    """A whole number."""
    return Pattern(
        "a whole number",
        "12",
        lambda words: _integer(words, least),
        {"type": "integer", "minimum": least},
        bare=True,
    )


def number(least: int | None = None) -> Shape:
    """A decimal number, at least as great as `least` where that is given."""
    if least is None:
        return Pattern("a number", "0.5", _decimal, {"type": "number"}, bare=True)
    return Pattern(
        f"a number from {least}",
        "0.5",
        lambda words: found if (found := _decimal(words)) is not None and found >= least else None,
        {"type": "number", "minimum": least},
        bare=True,
    )


def money() -> Shape:
    """An amount with its currency."""
    return Pattern(
        "an amount with its currency",
        "18 CNY",
        _money,
        {"type": "string", "pattern": r"^[-+]?\d+(\.\d+)? ?[A-Z]{3}$"},
    )


def period() -> Shape:
    """A length of time with its unit."""
    return Pattern(
        "a length of time",
        "5 working days",
        _period,
        {"type": "string", "pattern": r"^\d+ (working day|hour|day|week|month|year|minute)s?$"},
    )


def choice(*words: str) -> Shape:
    """One of a few words."""
    return Choice(words)


def _date(words: str) -> date | None:
    if not ISO_DATE.fullmatch(words):
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _integer(words: str, least: int) -> int | None:
    return (
        int(words)
        if words.isascii() and words.isdigit() and len(words) < 19 and int(words) >= least
        else None
    )


def _decimal(words: str) -> Decimal | None:
    if not NUMBER.fullmatch(words):
        return None
    try:
        return Decimal(words)
    except InvalidOperation:
        return None


def _money(words: str) -> Money | None:
    found = MONEY.fullmatch(words)
    return Money(Decimal(found[1]), found[2]) if found else None


def _period(words: str) -> Period | None:
    found = PERIOD.fullmatch(words)
    return Period(int(found[1]), found[2]) if found and len(found[1]) < 7 else None


class Choice(msgspec.Struct, frozen=True):
    """One of a few words."""

    words: tuple[str, ...]

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the word, offering the closest where it is misspelt."""
        if isinstance(node, Scalar):
            if node.text in self.words:
                return node.text
            repair = did_you_mean(node.text, self.words) or f"write one of {', '.join(self.words)}"
            into.found.append(
                WRONG_TYPE.at(
                    node.span,
                    f"`{node.text}` is none of {', '.join(self.words)}",
                    about=into.about,
                    repair=repair,
                )
            )
            return None
        into.wrong(node, f"one of {', '.join(self.words)}", self.words[0])
        return None

    def schema(self) -> dict[str, Any]:
        """List the words."""
        return {"enum": [{"true": True, "false": False}.get(word, word) for word in self.words]}

    def describe(self) -> str:
        """List the words."""
        return " | ".join(f"`{word}`" for word in self.words)


class Reference(msgspec.Struct, frozen=True):
    """The name of something defined elsewhere."""

    kinds: tuple[str, ...]

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the name and keep it, to be looked up once every file has been read."""
        if isinstance(node, Scalar) and node.text.strip() and not (node.plain and node.text in NO_NAMES):
            ref = Ref(self.kinds, node.text, node)
            into.refs.append(ref)
            return ref
        into.wrong(node, f"the name of {self.describe()}")
        return None

    def schema(self) -> dict[str, Any]:
        """Names are text (or look like numbers)."""
        return {"type": ["string", "integer"], "description": f"the name of {self.describe()}"}

    def describe(self) -> str:
        """Name the kinds."""
        return " or ".join(_with_article(kind) for kind in self.kinds)


def _with_article(noun: str) -> str:
    noun = noun.replace("_", " ")
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def refers(*kinds: str) -> Shape:
    """The name of a definition of one of these kinds."""
    return Reference(kinds)


def article(*, or_law: bool = False) -> Shape:
    """An article of a law, `canteen-rules/3`; or a whole law where an article is not needed."""
    return Reference(("article", "law") if or_law else ("article",))


class LocalizedShape(msgspec.Struct, frozen=True):
    """A text in each language of the pack."""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the texts; missing languages are found once the manifest is known."""
        if isinstance(node, Mapping) and node.entries:
            texts = {}
            for language, (key, value) in node.entries.items():
                if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]+)?", language):
                    into.found.append(
                        UNKNOWN_WORD.at(
                            key.span,
                            f"`{language}` is no language code",
                            about=into.about,
                            repair="write a code such as `en` or `zh`",
                        )
                    )
                elif isinstance(value, Scalar) and value.text.strip() and not is_null(value):
                    texts[language] = value.text
                else:
                    into.wrong(value, "a text", "some words")
            localized_text = Localized(texts, node)
            into.texts.append(localized_text)
            return localized_text
        into.wrong(node, "a text in each language of the pack", "{en: Street office, zh: 街道办}")
        return None

    def schema(self) -> dict[str, Any]:
        """Language codes with texts."""
        return {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z]+)?$"},
            "additionalProperties": {"type": ["string", "number", "boolean"]},
            "minProperties": 1,
        }

    def describe(self) -> str:
        """Say what it is."""
        return "a text in each language"


def localized() -> Shape:
    """A text in each language of the pack."""
    return LocalizedShape()


class ExpressionShape(msgspec.Struct, frozen=True):
    """An expression of FEEL."""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Keep the text; parsing waits until the types of its names are known."""
        if isinstance(node, Scalar) and node.text.strip():
            return Expression(node.text, node)
        into.wrong(node, "an expression", '"age(birth, application)"')
        return None

    def schema(self) -> dict[str, Any]:
        """Expressions are text; a lone number, boolean or null is one too."""
        return {"type": ["string", "number", "boolean", "null"]}

    def describe(self) -> str:
        """Say what it is."""
        return "an expression"


def expression() -> Shape:
    """An expression of FEEL."""
    return ExpressionShape()


class PathShape(msgspec.Struct, frozen=True):
    """A way from a role to a datum or a subject."""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Split the path into its steps."""
        if isinstance(node, Scalar) and PATH.fullmatch(node.text):
            return Path(tuple(node.text.split(".")), node)
        into.wrong(node, "a path from a role to a datum", "applicant.birth_date")
        return None

    def schema(self) -> dict[str, Any]:
        """Names joined by dots."""
        return {"type": "string", "pattern": r"^[^\W\d]\w*(\.[^\W\d]\w*)*$"}

    def describe(self) -> str:
        """Say what it is."""
        return "a path such as `applicant.birth_date`"


def path() -> Shape:
    """A way from a role over relations to a datum or a subject."""
    return PathShape()


class ListOf(msgspec.Struct, frozen=True):
    """A list, each item of one shape; `single` lets one item stand without brackets."""

    takes_list: ClassVar[bool] = True

    of: Any
    single: bool = False

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read each item; wrong ones are left out."""
        if isinstance(node, Sequence):
            values = (self.of.decode(item, into) for item in node.items)
            return tuple(value for value in values if value is not None)
        if self.single or (isinstance(node, Scalar) and node.cell):
            value = self.of.decode(node, into)
            return () if value is None else (value,)
        into.wrong(node, f"a list, each {self.of.describe()},")
        return ()

    def schema(self) -> dict[str, Any]:
        """An array, or one item alone where that is allowed."""
        array = {"type": "array", "items": self.of.schema()}
        return {"anyOf": [array, self.of.schema()]} if self.single else array

    def describe(self) -> str:
        """Say what it lists."""
        return f"a list, each {self.of.describe()}"


def list_of(shape: Shape, *, single: bool = False) -> Shape:
    """A list of one shape."""
    return ListOf(shape, single)


class MapOf(msgspec.Struct, frozen=True):
    """Names of the author's own, each with a value; `names` accepts a bare list of names too."""

    keys: Any
    values: Any
    names: bool = False

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read each name and its value, in the author's order."""
        if isinstance(node, Sequence) and self.names:
            return self._names(node, into)
        if not isinstance(node, Mapping):
            into.wrong(node, f"names, each with {self.values.describe()},")
            return {}
        read = {}
        for key_node, value_node in node.entries.values():
            key = self.keys.decode(key_node, into)
            value = self.values.decode(value_node, into)
            if key is not None and value is not None:
                read[key.id if isinstance(key, Ref) else key] = value
        return read

    def _names(self, node: Sequence, into: Decoding) -> dict[str, Any]:
        found: dict[str, Any] = {}
        first: dict[str, Scalar] = {}
        for item in node.items:
            if not isinstance(item, Scalar):
                into.wrong(item, self.keys.describe())
            elif item.text in first:
                into.found.append(
                    DUPLICATE_KEY.at(
                        item.span,
                        f"`{item.text}` stands twice",
                        about=into.about,
                        related=(Related(first[item.text].span, "the first one"),),
                        repair="keep one of the two",
                    )
                )
            elif self.keys.decode(item, into) is not None:
                empty = Mapping({}, item.path, item.line, item.column, item.end_line, item.end_column)
                first[item.text], found[item.text] = item, self.values.decode(empty, into)
        return found

    def schema(self) -> dict[str, Any]:
        """An object with names of the author's own."""
        mapping = {"type": "object", "additionalProperties": self.values.schema()}
        return {"anyOf": [mapping, {"type": "array", "items": {"type": "string"}}]} if self.names else mapping

    def describe(self) -> str:
        """Say what it maps."""
        return f"names, each with {self.values.describe()}"


def map_of(keys: Shape, values: Shape, *, names: bool = False) -> Shape:
    """Names of the author's own, each with a value."""
    return MapOf(keys, values, names)


class Unsaid(msgspec.Struct, frozen=True):
    """A value that its author left empty."""


UNSAID = Unsaid()


class Optional(msgspec.Struct, frozen=True):
    """A value that may be left empty, for a rule to say what that means."""

    of: Any

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the value, or note that it was left empty."""
        empty = (isinstance(node, Scalar) and is_null(node)) or (
            isinstance(node, Mapping) and not node.entries
        )
        return UNSAID if empty else self.of.decode(node, into)

    def schema(self) -> dict[str, Any]:
        """Allow null."""
        return {"anyOf": [self.of.schema(), {"type": "null"}]}

    def describe(self) -> str:
        """Say what it is when it is there."""
        said: str = self.of.describe()
        return said


def optional(shape: Shape) -> Shape:
    """A value that may be left empty."""
    return Optional(shape)


class Either(msgspec.Struct, frozen=True):
    """One shape for a scalar, another for a list or a group."""

    scalar: Any
    other: Any

    def decode(self, node: Node, into: Decoding) -> Any:
        """Choose by what the author wrote."""
        return (self.scalar if isinstance(node, Scalar) else self.other).decode(node, into)

    def schema(self) -> dict[str, Any]:
        """Allow both."""
        return {"anyOf": [self.scalar.schema(), self.other.schema()]}

    def describe(self) -> str:
        """Name both."""
        return f"{self.scalar.describe()} or {self.other.describe()}"


def either(scalar: Shape, other: Shape) -> Shape:
    """One shape for a scalar, another for a list or a group."""
    return Either(scalar, other)

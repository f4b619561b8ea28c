"""What an entry of a market says: the data of the service that publishes it, each read in the words and units people use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import msgspec

from askonce.apps.economy.concepts import HELD_STANDARDS, MATERIAL, PUBLISHED, THREAD, WANTED_STANDARD
from askonce.cases.answer import Unclear, plain_words, quoted, read_answer
from askonce.cases.bounds import LONGEST_TEXT
from askonce.cases.running import Ready
from askonce.cases.wording.bilingual import Text, both, fill, plain
from askonce.cases.wording.titles import Titles
from askonce.feel.types import INTEGER, NUMBER, ChoiceType, MoneyType, Type
from askonce.feel.values import Money, Value
from askonce.methods.retrieval.designations import Designation, Sort
from askonce.methods.retrieval.designations import read as read_designations
from askonce.methods.retrieval.quantities import Quantity, quantity
from askonce.methods.retrieval.units import find_unit, rounded
from askonce.norms.columns import Misfit, value_from

Kind: TypeAlias = Literal["offer", "need", "difficulty"]

#: The service of the pack that publishes an entry of a kind, and those that change it or end it.
SERVICES: Final[Mapping[Kind, str]] = MappingProxyType(
    {"offer": "publish-offer", "need": "publish-need", "difficulty": "difficulty"}
)
CHANGES: Final[Mapping[Kind, str]] = MappingProxyType({"offer": "change-offer", "need": "change-need"})
ENDS: Final[Mapping[Kind, str]] = MappingProxyType({"offer": "end-offer", "need": "end-need"})
PROFILE: Final = "confirm-profile"
#: What names a thread, a material or a standard is kept in one spelling, so that two firms mean the same by it.
SORTS: Final[Mapping[str, Sort]] = MappingProxyType(
    {
        THREAD: Sort.THREAD,
        MATERIAL: Sort.MATERIAL,
        WANTED_STANDARD: Sort.STANDARD,
        HELD_STANDARDS: Sort.STANDARD,
    }
)
#: The title of a concept says in which unit its numbers are.
_IN: Final = re.compile(r" in (\S+)\Z")
_A_MONTH: Final = re.compile(r" a month\Z")
#: What stands beside a quantity and changes nothing of it.
_BESIDE: Final = re.compile(
    r"(?:约|大约|左右|每月|月产能?|about|approx\.?|ca\.|circa|monthly|±|\+/-|~|≈|[:\s])*", re.IGNORECASE
)
#: What stands between the names of standards.
_JOINING: Final = re.compile(r"(?:[\s,;，；、/+&]|and|和|及|认证|标准|certified)*", re.IGNORECASE)
_MONTH, _PLUS_MINUS, _PUBLIC = "/month", "±", "public"
_MONEY: Final = "money"
_COUNT: Final = "count"
#: What a count is kept in; other things that are counted in are their base units.
_PIECE: Final = "piece"

_RANGE: Final = both("{words} says more than one number; write one", "{words}含有多个数字，请只填写一个")
_OTHER_UNIT: Final = both(
    "{words} measures something else; write it in {unit}", "{words}的单位不符，请以{unit}填写"
)
_WHOLE: Final = both("{words} is no whole number", "{words}不是整数")
_BELOW: Final = both("{words} is less than nothing", "{words}小于零")
_TOO_LONG: Final = both("it is longer than {most} characters", "超过{most}个字符")
_YUAN: Final = both("yuan", "元")


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One datum of an entry: its name in the service, its title, its type and unit, and who sees it once it is published.

    `unit` is a spelling of `units.UNITS`, `monthly` says that the number is of one month. `public` fields are shown to other
    firms, others to the office alone.
    """

    name: str
    title: Text
    type: Type
    concept: str = ""
    labels: Mapping[str, Text] = {}
    unit: str = ""
    monthly: bool = False
    optional: bool = True
    public: bool = False

    @property
    def measure(self) -> Text:
        """In which unit its number is, in words; empty where it has none."""
        if isinstance(self.type, MoneyType):
            return _YUAN if self.type.currency == "CNY" else plain(self.type.currency or "")
        return plain(self.unit)


def fields_of(ready: Ready) -> tuple[Field, ...]:
    """What a service asks for an entry, in the order in which it asks."""
    bound = ready.running.bound
    titles, written = Titles(bound), _written(ready)
    found = []
    for asked in ready.bound.asked:
        field = ready.fields.get(asked.name)
        if field is None or field.type is None or field.by_officer or field.document or field.file:
            continue
        title = (
            titles.concept(asked.concept)
            if asked.concept and asked.ask.title is None
            else titles.question(asked)
        )
        labels = (
            {one: titles.word(one) for one in field.type.options}
            if isinstance(field.type, ChoiceType)
            else {}
        )
        concept = bound.get("concept", {}).get(asked.concept)
        english = concept.title.texts.get("en", "") if concept is not None and concept.title else title["en"]
        found.append(
            Field(
                name=asked.name,
                title=title,
                type=field.type,
                concept=asked.concept,
                labels=labels,
                unit=_unit_in(english) if field.type in (NUMBER, INTEGER) else "",
                monthly=_A_MONTH.search(english) is not None,
                optional=field.optional and asked.concept != PUBLISHED,
                public=written.get(asked.concept, "") == _PUBLIC,
            )
        )
    return tuple(found)


def _written(ready: Ready) -> dict[str, str]:
    """How sensitive each concept is in the registers that a service writes; where two differ, the stricter is said."""
    registers = ready.running.bound.get("register", {})
    found: dict[str, str] = {}
    for output in ready.outputs.values():
        for path in output.writes:
            name, _, attribute = path.partition(".")
            words = registers[name].attributes.get(attribute) if name in registers else None
            if words is not None and words.concept is not None:
                known = found.get(words.concept.id, _PUBLIC)
                found[words.concept.id] = words.sensitivity if known == _PUBLIC else known
    return found


def _unit_in(title: str) -> str:
    """The unit that a title ends with.

    >>> _unit_in("Tolerance in mm"), _unit_in("Lead time in days"), _unit_in("Minimum order")
    ('mm', 'days', '')
    """
    found = _IN.search(title)
    return found[1] if found is not None and find_unit(found[1]) is not None else ""


def read_field(field: Field, text: str, hint: str = "") -> Any | Unclear:
    """The JSON of a filing that a text says for a field, or why it says none; `hint` is the unit of a column's head."""
    if len(text) > LONGEST_TEXT:
        return Unclear(fill(_TOO_LONG, most=plain(str(LONGEST_TEXT))))
    words = plain_words(text)
    if field.type in (NUMBER, INTEGER) or isinstance(field.type, MoneyType):
        found = _number(field, words, plain_words(hint))
    elif isinstance(field.type, ChoiceType):
        found = _choice(field, words)
    elif getattr(field.type, "word", "") == "text":
        return _named(field, _clean(text))
    else:
        found = read_answer(words, field.type, field.labels)
    return found if isinstance(found, Unclear) else as_json(found)


def as_json(value: Value) -> Any:
    """A value as a filing takes it: whole numbers and fractions as numbers, money and days as texts."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    return value.isoformat() if isinstance(value, date) else value


def shown(field: Field, answer: Any) -> str:
    """An answer as it stands in a field that can be typed over."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, float):
        return f"{Decimal(repr(answer)):f}"
    return str(answer).partition(" ")[0] if isinstance(field.type, MoneyType) else str(answer)


def _clean(text: str) -> str:
    """A text without what cannot be seen, in the lines in which it was written."""
    kept = "".join(one for one in text.replace("\r\n", "\n") if one.isprintable() or one in "\n\u3000")
    return kept.strip()


def _named(field: Field, text: str) -> str:
    """A text; where it is nothing but the names of threads, materials or standards, each in its one spelling."""
    sort = SORTS.get(field.concept)
    found = [one for one in read_designations(text) if one.sort == sort] if sort is not None else []
    rest = text
    for one in reversed(found):
        rest = rest[: one.start] + rest[one.end :]
    if not found or _JOINING.fullmatch(rest) is None:
        return text
    return "; ".join(dict.fromkeys(map(spelt, found)))


def spelt(one: Designation) -> str:
    """A designation as registers keep it: with a plain x, which every keyboard has."""
    return one.name.replace("×", "x")


def _choice(field: Field, words: str) -> Value | Unclear:
    found = read_answer(words, field.type, field.labels)
    if not isinstance(found, Unclear):
        return found
    unit = find_unit(words)  # 个, pcs and 只 are all pieces
    if unit is not None and isinstance(field.type, ChoiceType):
        same = [one for one in field.type.options if find_unit(one) == unit]
        if same:
            return _PIECE if _PIECE in same else same[0]
    return found


def _number(field: Field, words: str, hint: str) -> Value | Unclear:
    """A number with or without its unit; with another unit of the same kind it is converted."""
    said = _alone(words) or (_alone(f"{words} {hint}") if hint else None)
    if said is None:
        found = read_answer(words, field.type, field.labels)
    else:
        converted = _converted(field, said, words)
        found = converted if isinstance(converted, Unclear) else _as_type(field, converted, words)
    amount = found.amount if isinstance(found, Money) else found
    if isinstance(amount, Decimal) and amount < 0:
        return Unclear(fill(_BELOW, words=quoted(words)))
    return found


def _alone(words: str) -> Quantity | None:
    """The quantity that a text is, where nothing else of weight stands beside it."""
    said = quantity(words)
    beside = "" if said is None else words[: said.start] + words[said.end :]
    return said if _BESIDE.fullmatch(beside) is not None else None


def _as_type(field: Field, number: Decimal, words: str) -> Value | Unclear:
    if isinstance(field.type, MoneyType):
        return Money(number, field.type.currency or "CNY")
    if field.type == INTEGER and isinstance(value_from(number, INTEGER), Misfit):
        return Unclear(fill(_WHOLE, words=quoted(words)))
    return number


def _converted(field: Field, said: Quantity, words: str) -> Decimal | Unclear:
    if said.value is None:
        return Unclear(fill(_RANGE, words=quoted(words)))
    dimension = said.dimension.removeprefix(_PLUS_MINUS)
    if isinstance(field.type, MoneyType):
        fits = dimension == _MONEY or dimension.startswith(f"{_MONEY}/")
        return said.value if fits else _other_unit(field, words)
    if field.unit:
        unit = find_unit(field.unit)
        if unit is None or unit.dimension != dimension:
            return _other_unit(field, words)
        return rounded(said.value / unit.factor - unit.shift)
    base, _, per = dimension.partition("/")
    if per and not (field.monthly and f"/{per}" == _MONTH):
        return _other_unit(field, words)
    return said.value if base != _MONEY else _other_unit(field, words)


def _other_unit(field: Field, words: str) -> Unclear:
    unit = field.measure if field.measure["en"] else both("a plain number", "数字")
    return Unclear(fill(_OTHER_UNIT, words=quoted(words), unit=unit))

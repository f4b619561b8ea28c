"""Proposes what an entry may say out of the words that somebody wrote; nothing of it is taken before somebody says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from askonce.apps.economy.clauses import Clause, clauses, days, denied
from askonce.apps.economy.concepts import (
    BOUGHT_DISTANCE,
    BOUGHT_FROM,
    DEVIATION,
    MATERIAL,
    MINIMUM_ORDER,
    NEEDED_UNTIL,
    PART_NUMBER,
    PRICE_LIMIT,
    PRODUCT,
    PRODUCT_CLASS,
    PRODUCT_TEXT,
    TOLERANCE,
    UNIT,
)
from askonce.apps.economy.entries import SORTS, Field, read_field, shown, spelt
from askonce.cases.answer import Unclear
from askonce.feel.types import INTEGER, NUMBER, ChoiceType, MoneyType
from askonce.methods.retrieval.designations import Sort
from askonce.methods.retrieval.designations import read as read_designations
from askonce.methods.retrieval.quantities import Quantity, read
from askonce.methods.retrieval.units import find_unit, rounded

if TYPE_CHECKING:
    from askonce.methods.classification import Guess

#: Fields of a length that say how exact it is, not how long.
_EXACT: Final = frozenset({TOLERANCE, DEVIATION})
_PLUS_MINUS: Final = "±"
_MONTH: Final = "/month"
_MONEY: Final = "money"
_COUNT: Final = "count"
#: What is only proposed for a number whose own word stands beside it: by itself a length is no distance, a price no limit.
_NAMED: Final = frozenset({BOUGHT_DISTANCE, PRICE_LIMIT, MINIMUM_ORDER})
#: Text that is taken as it stands behind its own word and a colon.
_AS_SAID: Final = frozenset({PART_NUMBER, MATERIAL, BOUGHT_FROM})
_BEGINS: Final = re.compile(
    r"\A(?:(?:we|they|the firm|it|i)\s+)?(?:make|makes|made|produce|produces|supply|offer|need|needs|buy|buys|look(?:s|ing)? for|seek|seeks|seeking|want|wants|wanted|offered|required)\b[:：]?\s*"
    r"|\A(?:我们|我司|我厂|该企业|本公司|企业)?(?:主要|专业|现|可)?(?:生产|制造|供应|提供|需要|采购|求购|需求|寻找|想买|想要|出售|承接)[:：]?\s*", re.IGNORECASE
)  # fmt: skip
#: Says where it is bought today, which is for the office alone.
_BOUGHT: Final = re.compile(
    r"(?:目前|现|现在|一直)从|currently (?:buy|bought|from)|bought from|now from", re.IGNORECASE
)
_FIRST: Final = re.compile(r"(?<!\d),|,(?!\d)|[;:!?，；：。！？\n(（]|\.(?=\s|\Z)")
_OF: Final = re.compile(r"\A\s*of\s+", re.IGNORECASE)
_HAN: Final = re.compile(r"[\u3400-\u9fff]+\Z")
_SETS: Final = re.compile(r"\bsets?\b|套", re.IGNORECASE)
#: A number with a unit of electricity, of which two stand with a stroke between them: `230/400V` is no grade of steel.
_RATED: Final = re.compile(r"\d[\d./]*\s?(?:k?V|k?A|k?W|Hz)(?![A-Za-z])")
#: Says that a number is not of one month.
_OTHER_TIME: Final = re.compile(
    r"年|日产|天产|每天|每周|周产|annual|year|daily|a day|per day|week", re.IGNORECASE
)
_TAIL: Final = re.compile(r"[\d./×xX*~±-]+\Z")
_LONGEST_PRODUCT: Final = 60
#: Units that an entry counts in, by what its quantities measure.
_COUNTED: Final = {"count": "piece", "mass": "kg", "length": "m", "area": "m2"}


def _no_guess(_words: str) -> Guess | None:
    return None


class Proposal(msgspec.Struct, frozen=True):
    """What a field may say: the answer as a filing takes it, as it stands in the field, and the words that say so.

    `alike` is what somebody else called a product of this class, where no words say it.
    """

    field: str
    answer: Any
    text: str
    because: str
    alike: str = ""


def propose(
    words: str, fields: Sequence[Field], guess: Callable[[str], Guess | None] = _no_guess
) -> dict[str, Proposal]:
    """One proposal for each field of which the words say something, the first thing that they say.

    `guess` says to which class a product belongs by its words, where that is sure enough.
    """
    parts = clauses(words, fields)
    numbers = (*_labelled(parts, fields, words), *_measured(parts, fields, words))
    found: dict[str, Proposal] = {}
    for one in (*_named(words, fields, parts), *_designated(words, fields), *numbers, *_until(words, fields)):
        found.setdefault(one.field, one)
    classed = next((one for one in fields if one.concept == PRODUCT_CLASS), None)
    product = next(
        (found[one.name].text for one in fields if one.concept == PRODUCT and one.name in found), ""
    )
    if classed is not None and product and (likely := guess(product)) is not None:
        found[classed.name] = Proposal(
            classed.name, likely.code, likely.code, "", next(iter(likely.because), product)
        )
    return found


def _named(words: str, fields: Sequence[Field], parts: Sequence[Clause]) -> Iterator[Proposal]:
    """The product is what comes first, or what is called so; the description is all that other firms may read."""
    product = _product(words, parts)
    for field in fields:
        if field.concept == PRODUCT and 1 < len(product) <= _LONGEST_PRODUCT:
            yield Proposal(field.name, product, product, product)
        if field.concept == PRODUCT_TEXT:
            text = _open_words(words, parts) if field.public else words.strip()
            if text and text != product:
                yield Proposal(field.name, text, text, "")


def _product(words: str, parts: Sequence[Clause]) -> str:
    """What a text calls its product, else its beginning up to the first number or thread."""
    called = (
        one.rest for one in parts if one.colon and one.field is not None and one.field.concept == PRODUCT
    )
    if said := next(called, ""):
        return said
    begins = _FIRST.split(_BEGINS.sub("", words.strip()), maxsplit=1)[0]
    while (first := next(iter(read(begins)), None)) and not _TAIL.sub("", begins[: first.start]).strip():
        begins = _OF.sub("", begins[first.end :])  # `1,000 m a month of cable`
    cuts = [one.start for one in read(begins)] + [one.start() for one in _RATED.finditer(begins)]
    cuts += [one.start for one in read_designations(begins) if one.sort is Sort.THREAD]
    cut = min((one for one in cuts if one > 1), default=None)
    if cut is None:
        return begins.strip()
    name = _TAIL.sub("", begins[:cut])
    word = _HAN.search(name)  # the word for the number that follows
    beside = word is not None and name[: word.start()].strip() and name[word.start() - 1].isspace()
    return name[: word.start()].strip() if word is not None and beside else name.strip()


def _open_words(words: str, parts: Sequence[Clause]) -> str:
    """The words without the clauses that say, or may say, what only the office may see, such as a price or a capacity."""
    kept, at = [], 0
    for one in parts:
        if not _is_kept_back(one):
            kept.append(words[at : one.end])
        at = one.end
    return "".join(kept).strip(" ,;.，；。、\n\t\u3000")


def _is_kept_back(one: Clause) -> bool:
    """Whether a clause says a price, a number of one month, or what the office alone may know, even where it cannot be read."""
    field = one.field
    if field is not None and not field.public and not isinstance(field.type, ChoiceType):
        return True
    return _BOUGHT.search(one.text) is not None or any(
        of.dimension.partition("/")[0] == _MONEY or of.dimension.endswith(_MONTH) for of in read(one.text)
    )


def _designated(words: str, fields: Sequence[Field]) -> Iterator[Proposal]:
    """Threads and materials each once, standards all that are named; what is not wanted, and a number with its unit, are none."""
    numbers = [(one.start, one.end) for one in read(words) if one.dimension not in ("", _COUNT)]
    numbers += [one.span() for one in _RATED.finditer(words)]
    found = [
        one
        for one in read_designations(words)
        if not denied(words, one.start)
        and not (one.sort is Sort.MATERIAL and any(low <= one.start < high for low, high in numbers))
    ]
    for field in fields:
        sort = SORTS.get(field.concept)
        named = [one for one in found if one.sort == sort] if sort is not None else []
        names = list(dict.fromkeys(map(spelt, named)))
        if named:
            text = "; ".join(names if sort is Sort.STANDARD else names[:1])
            yield Proposal(field.name, text, text, words[named[0].start : named[0].end])


def _labelled(parts: Sequence[Clause], fields: Sequence[Field], words: str) -> Iterator[Proposal]:
    """What clauses say whose own word says which field they are about."""
    for one in parts:
        field = one.field
        if field is None:
            continue
        if (
            field.concept in _AS_SAID
            and one.colon
            and one.rest
            and not denied(words, one.end - len(one.rest))
        ):
            said = read_field(field, one.rest)
            if isinstance(said, str):
                yield Proposal(field.name, said, said, one.rest)
        if field.type in (NUMBER, INTEGER) or isinstance(field.type, MoneyType):
            sure = not (field.monthly and _OTHER_TIME.search(one.text))
            answer = read_field(field, one.rest) if sure else Unclear(field.title)
            if not isinstance(answer, Unclear):
                yield Proposal(field.name, answer, shown(field, answer), one.rest)
            for of in one.quantities:
                yield from _proposed((field,), of, words)
                yield from _counted(fields, of, words)


def _measured(parts: Sequence[Clause], fields: Sequence[Field], words: str) -> Iterator[Proposal]:
    """What the numbers of other clauses may be by what they measure."""
    open_to_all = [one for one in fields if one.concept not in _NAMED]
    for one in parts:
        for of in one.quantities if one.field is None else ():
            yield from _proposed(open_to_all, of, words)
            yield from _counted(fields, of, words)


def _proposed(fields: Sequence[Field], of: Quantity, words: str) -> Iterator[Proposal]:
    for field in fields:
        number = _fits(field, of)
        answer = read_field(field, f"{number:f}") if number is not None and number >= 0 else None
        if answer is not None and not isinstance(answer, Unclear):
            yield Proposal(field.name, answer, shown(field, answer), words[of.start : of.end])


def _counted(fields: Sequence[Field], of: Quantity, words: str) -> Iterator[Proposal]:
    """In what is counted, by a number of one month."""
    because = words[of.start : of.end]
    unit = "set" if _SETS.search(because) else _COUNTED.get(of.dimension.removesuffix(_MONTH), "")
    for field in fields if of.dimension.endswith(_MONTH) else ():
        if field.concept == UNIT and isinstance(field.type, ChoiceType) and unit in field.type.options:
            yield Proposal(field.name, unit, unit, because)


def _until(words: str, fields: Sequence[Field]) -> Iterator[Proposal]:
    """Until when a need stands, by the first day that is named."""
    first = next(((one, one.day) for one in days(words) if one.day is not None), None)
    for field in fields if first is not None else ():
        if field.concept == NEEDED_UNTIL and first is not None:
            text = first[1].isoformat()
            yield Proposal(field.name, text, text, words[first[0].start : first[0].end])


def _fits(field: Field, one: Quantity) -> Decimal | None:
    """What a quantity says for a field, in the field's unit; none where it measures something else."""
    if isinstance(field.type, MoneyType):
        return one.value if one.dimension.partition("/")[0] == _MONEY else None
    if field.monthly:
        base = one.dimension.removesuffix(_MONTH)
        return one.value if base in _COUNTED and base != one.dimension else None
    unit = find_unit(field.unit) if field.unit else None
    if unit is None:
        return None
    exact = one.dimension.startswith(_PLUS_MINUS)
    if one.dimension.removeprefix(_PLUS_MINUS) != unit.dimension:
        return None
    value = one.value
    if field.concept in _EXACT and not exact:
        value = (
            (one.high - one.low) / 2
            if one.low is not None and one.high is not None and one.low < one.high and one.value is not None
            else None
        )
    elif exact and field.concept not in _EXACT:
        value = None
    return None if value is None else rounded(value / unit.factor - unit.shift)

"""Proposes what an entry may say out of the words that somebody wrote; nothing of it is taken before somebody says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from askonce.apps.economy.entries import SORTS, Field, read_field, shown, spelt
from askonce.cases.answer import Unclear
from askonce.feel.types import ChoiceType, MoneyType
from askonce.methods.retrieval.designations import Sort
from askonce.methods.retrieval.designations import read as read_designations
from askonce.methods.retrieval.quantities import Quantity, read
from askonce.methods.retrieval.units import find_unit, rounded

if TYPE_CHECKING:
    from askonce.methods.classification import Guess

_PRODUCT: Final = "product"
_CLASS: Final = "product-class"
_TEXT: Final = "product-text"
#: Fields of a length that say how exact it is, not how long.
_EXACT: Final = frozenset({"tolerance", "deviation"})
_PLUS_MINUS: Final = "±"
_MONTH: Final = "/month"
_CLAUSE: Final = re.compile(r"[,;:.!?，；：。！？、\n(（]")
_CLAUSES: Final = re.compile(r"(?:[^,;；，。！？\n]|(?<=\d),(?=\d))+[,;；，。！？\n]*")
_BEGINS: Final = re.compile(
    r"\A(?:we |they |the firm |it )?(?:make|makes|made|produce|produces|need|needs|buy|buys|look for|looks for|seek|seeks|want|wants)\s+"
    r"|\A(?:我们|我司|该企业|本公司|企业)?(?:主要)?(?:生产|制造|供应|需要|采购|求购|需求|寻找|想买|想要)\s*", re.IGNORECASE
)  # fmt: skip
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
    measured = list(_measured(words, fields))
    found: dict[str, Proposal] = {}
    for one in (*_named(words, fields, measured), *_designated(words, fields), *measured):
        found.setdefault(one.field, one)
    classed = next((one for one in fields if one.concept == _CLASS), None)
    product = next(
        (found[one.name].text for one in fields if one.concept == _PRODUCT and one.name in found), ""
    )
    if classed is not None and product and (likely := guess(product)) is not None:
        found[classed.name] = Proposal(
            classed.name, likely.code, likely.code, "", next(iter(likely.because), product)
        )
    return found


def _named(words: str, fields: Sequence[Field], measured: Sequence[Proposal]) -> Iterator[Proposal]:
    """The product is what comes first; the description is all that other firms may read."""
    first = _BEGINS.sub("", words.strip())
    clause = _CLAUSE.split(first, maxsplit=1)[0].strip()
    numbers = [one.start for one in read(clause)]
    product = clause[: numbers[0]].strip() if numbers and numbers[0] > 1 else clause
    for field in fields:
        if field.concept == _PRODUCT and 1 < len(product) <= _LONGEST_PRODUCT:
            yield Proposal(field.name, product, product, product)
        if field.concept == _TEXT:
            text = _open_words(words, fields, measured) if field.public else words.strip()
            if text and text != product:
                yield Proposal(field.name, text, text, "")


def _open_words(words: str, fields: Sequence[Field], measured: Sequence[Proposal]) -> str:
    """The words without the clauses that say what only the office may see, such as a price or a capacity."""
    hidden = {one.name for one in fields if not one.public and not isinstance(one.type, ChoiceType)}
    told = [one.because for one in measured if one.field in hidden]
    clauses = [one for one in _CLAUSES.findall(words.strip()) if not any(what in one for what in told)]
    return "".join(clauses).strip(" ,;，；、\n")


def _designated(words: str, fields: Sequence[Field]) -> Iterator[Proposal]:
    """Threads and materials each once, standards all that are named."""
    found = read_designations(words)
    for field in fields:
        sort = SORTS.get(field.concept)
        named = [one for one in found if one.sort == sort] if sort is not None else []
        names = list(dict.fromkeys(map(spelt, named)))
        if named:
            text = "; ".join(names if sort is Sort.STANDARD else names[:1])
            yield Proposal(field.name, text, text, words[named[0].start : named[0].end])


def _measured(words: str, fields: Sequence[Field]) -> Iterator[Proposal]:
    for one in read(words):
        because = words[one.start : one.end]
        for field in fields:
            number = _fits(field, one)
            if number is not None and number >= 0:
                text = f"{number:f}"
                answer = read_field(field, text)
                if not isinstance(answer, Unclear):
                    yield Proposal(field.name, answer, shown(field, answer), because)
            elif isinstance(field.type, ChoiceType) and field.concept == "unit":
                unit = (
                    _COUNTED.get(one.dimension.removesuffix(_MONTH))
                    if one.dimension.endswith(_MONTH)
                    else None
                )
                if unit in field.type.options:
                    yield Proposal(field.name, unit, str(unit), because)


def _fits(field: Field, one: Quantity) -> Decimal | None:
    """What a quantity says for a field, in the field's unit; none where it measures something else."""
    if isinstance(field.type, MoneyType):
        return one.value if one.dimension.partition("/")[0] == "money" else None
    if field.monthly:
        return one.value if one.dimension.endswith(_MONTH) and not one.dimension.startswith("money") else None
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

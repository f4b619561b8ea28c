"""The rules of what a market reads: ways that lead somewhere, open doors, and nothing confidential where firms look."""

from collections.abc import Callable, Iterator

from askonce.apps.economy.binding import BoundMarket, Read
from askonce.apps.economy.checks.examples import TRADE
from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, ChoiceType, ListType, MoneyType, Type
from askonce.pack.symbols import Scope
from askonce.registers.paths import Lost
from askonce.registers.types import feel_type
from askonce.text.diagnostic import Diagnostic, Example, Rule, Severity

PUBLIC = "public"
CLOSELY_KEPT = frozenset({"personal", "special"})


def check_ways(bound: BoundMarket, scope: Scope) -> Iterator[Diagnostic]:
    """Every path leads to a datum, through doors that are open to the purpose."""
    # a register that is missing has a finding of its own
    unknown = {side.role for side in bound.sides if not side.of}
    nowhere = {id(read) for one in bound.neighbours if not one.source for read in one.reads()}
    for read in bound.reads():
        if read.role in unknown or id(read) in nowhere:
            continue
        if isinstance(read.way, Lost):
            yield LOST.at(read.place, read.way.message, repair=read.way.help)
        for door in read.closed:
            yield CLOSED.at(
                read.place,
                f"`{read.text}` reads `{door.name}` of register `{door.register}`, which is not open to `{bound.purpose}`",
                repair=f"ask {door.holder} to open it, or leave it out",
            )


def check_kept(bound: BoundMarket, scope: Scope) -> Iterator[Diagnostic]:
    """What firms are shown is public; a market reads nothing about people."""
    for read in bound.reads():
        if read.sensitivity in CLOSELY_KEPT:
            yield PERSONAL.at(
                read.place,
                f"`{read.text}` is {read.sensitivity}, and a market reads it of all firms at once",
                repair="leave it out: who looks at a person's data does so in a case, on record",
            )
    for side in bound.sides:
        for one in (*side.texts, side.part, side.classed):
            if one is not None and one.sensitivity == "internal":
                yield NOT_PUBLIC.at(
                    one.place,
                    f"`{one.text}` is searched by every firm, but it is internal",
                    repair=f"write `sensitivity: {PUBLIC}` in its register, or search another datum",
                )
    for constraint in bound.constraints:
        hidden = [read for read in constraint.inputs.values() if read.sensitivity == "internal"]
        if hidden and not constraint.words.confidential:
            yield TELLS.at(
                hidden[0].place,
                f"constraint `{constraint.name}` would tell every firm of `{hidden[0].text}`, which is internal",
                repair="add `confidential: true`, so that officers alone are told",
            )


def check_types(bound: BoundMarket, scope: Scope) -> Iterator[Diagnostic]:
    """Each datum is of the type that its place in the market needs."""
    for read, wanted, fits in _wanted(bound):
        held = feel_type(read.type or None)
        if held is not None and not fits(held):
            yield MISFIT.at(read.place, f"`{read.text}` is {read.type}, where {wanted} should stand")
    paid, offered = (feel_type(one.type or None) if one else None for one in (bound.paid, bound.offered))
    both = isinstance(paid, MoneyType) and isinstance(offered, MoneyType)
    if bound.offered is not None and both and paid != offered:
        yield MISFIT.at(
            bound.offered.place,
            f"`{bound.offered.text}` is {bound.offered.type}, and what is paid is in another currency",
        )


def _wanted(bound: BoundMarket) -> Iterator[tuple[Read, str, Callable[[Type], bool]]]:
    for side in bound.sides:
        yield from ((one, "text", _is_words) for one in side.texts)
        for one, wanted, fits in (
            (side.part, "text", _is_text),
            (side.classed, "text", _is_text),
            (side.until, "a date", _is_date),
            (side.published, "true or false", _is_truth),
        ):
            if one is not None:
                yield one, wanted, fits
    for neighbour in bound.neighbours:
        yield from ((one, "text", _is_words) for one in neighbour.texts)
        yield from (
            (one, "text", _is_text) for one in (neighbour.classed, neighbour.maker) if one is not None
        )
    for one in (bound.easting, bound.northing, bound.volume, bound.capacity):
        if one is not None:
            yield one, "a number", _is_number
    for one in (bound.offered, bound.paid):
        if one is not None:
            yield one, "money of one currency", _is_money
    yield from ((one, "text", _is_text) for _, one in bound.memory)
    yield from ((one, "true or false", _is_truth) for one in bound.learnt_openly)


def _is_text(held: Type) -> bool:
    return held == TEXT or isinstance(held, ChoiceType)


def _is_words(held: Type) -> bool:
    return _is_text(held) or (isinstance(held, ListType) and _is_text(held.of))


def _is_date(held: Type) -> bool:
    return held == DATE


def _is_truth(held: Type) -> bool:
    return held == BOOLEAN


def _is_number(held: Type) -> bool:
    return held in (INTEGER, NUMBER)


def _is_money(held: Type) -> bool:
    return isinstance(held, MoneyType) and held.currency is not None


LOST = Rule(
    "AO501",
    "path of a market that leads nowhere",
    Severity.ERROR,
    "a market names a datum or a relation that no register has",
    "What cannot be read is unknown in every match: nobody would see that it was a misspelling.",
    Example(bad=TRADE.replace("need.need_size", "need.need_sise"), good=TRADE, quotes="need.need_sise"),
    on="market",
    check=check_ways,
)
CLOSED = Rule(
    "AO502",
    "datum that is not open to the market",
    Severity.ERROR,
    "a market reads a datum whose register does not open it to the market's purpose",
    "A firm gave its capacity for one purpose. That a market would like to have it opens no door.",
    Example(
        bad=TRADE.replace(
            "offer_price: {concept: offer-price, open_to: {matching: street-rules/1}}",
            "offer_price: {concept: offer-price, open_to: {meals: street-rules/1}}",
        ),
        good=TRADE,
        quotes="offer.offer_price",
    ),
)
NOT_PUBLIC = Rule(
    "AO503",
    "searched datum that is not public",
    Severity.ERROR,
    "the words, the part number or the class that a market searches are not public",
    "Whoever may search for words finds out what they are, word by word, though no page shows them.",
    Example(
        bad=TRADE.replace(
            "offer_part: {concept: offer-part, sensitivity: public}", "offer_part: {concept: offer-part}"
        ),
        good=TRADE,
        quotes="offer_part",
    ),
    on="market",
    check=check_kept,
)
TELLS = Rule(
    "AO504",
    "constraint that tells what is not public",
    Severity.ERROR,
    "a constraint reads a datum that is not public, and its result would be shown to firms",
    "A competitor that may ask whether 40,000 a month can be made, and then 50,000, knows the capacity after ten needs.",
    Example(bad=TRADE.replace(", confidential: true", ""), good=TRADE, quotes="need.need_volume"),
)
PERSONAL = Rule(
    "AO505",
    "personal datum in a market",
    Severity.ERROR,
    "a market reads a datum that is personal or special",
    "A market reads whole registers at once, without a case. What is about a person is looked at in a case, on record.",
    Example(
        bad=TRADE.replace(
            "offer_price: {concept: offer-price, open_to",
            "offer_price: {concept: offer-price, sensitivity: personal, open_to",
        ),
        good=TRADE,
        quotes="offer.offer_price",
    ),
)
MISFIT = Rule(
    "AO506",
    "datum of the wrong type for its place",
    Severity.ERROR,
    "a market uses a datum whose type does not fit its place: words that are no text, a last day that is no date",
    "A last day that is a text is never reached, and a need that is long met is offered for ever.",
    Example(bad=TRADE.replace("until: need_until", "until: need_size"), good=TRADE, quotes="need_size"),
    on="market",
    check=check_types,
)
READING_RULES = (LOST, CLOSED, NOT_PUBLIC, TELLS, PERSONAL, MISFIT)

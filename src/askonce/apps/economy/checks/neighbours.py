"""The rules of a market's neighbours: lists that are loaded whole, and a purpose that tells them nothing but what is public."""

from collections.abc import Iterator

from askonce.apps.economy.binding import BoundMarket
from askonce.apps.economy.checks.examples import BESIDE
from askonce.pack.symbols import Scope
from askonce.registers.paths import is_open
from askonce.text.diagnostic import Diagnostic, Example, Rule, Severity

_LOADED = "snapshot"


def check_neighbours(bound: BoundMarket, scope: Scope) -> Iterator[Diagnostic]:
    """What a neighbour published is a register of its own that is loaded whole, and says of itself what it says."""
    taken = {side.register: f"the market's own {side.role}s" for side in bound.sides}
    for one in bound.neighbours:
        if not one.source:
            continue  # its register has a finding of its own
        place = one.words.place("register")
        if one.source != _LOADED:
            yield NOT_LOADED.at(
                place,
                f"register `{one.register}` of neighbour `{one.name}` is no snapshot (`{one.source}`)",
                repair="write `source: {kind: snapshot, fresh_for: 7 days}` in a register of its own",
            )
        elif one.register in taken:
            yield NOT_LOADED.at(
                place, f"register `{one.register}` of neighbour `{one.name}` holds {taken[one.register]}"
            )
        taken[one.register] = f"what neighbour `{one.name}` published"
        for read in one.reads():
            if read.found is not None and (read.found.hops or read.found.held is None):
                yield NOT_LOADED.at(
                    read.place,
                    f"`{read.text}` is no attribute of register `{one.register}`",
                    repair="a list from elsewhere has no relations: name an attribute of it",
                )


def check_shared(bound: BoundMarket, scope: Scope) -> Iterator[Diagnostic]:
    """The purpose that neighbours may ask for opens nothing but what is public."""
    shared = bound.market.shared_for
    if shared is None:
        return
    hidden = {
        read.found.held.value.name
        for read in bound.own_reads()
        if read.found is not None
        and read.found.held is not None
        and read.sensitivity != "public"
        and is_open(read.found.held.value, shared.id)
    }
    if hidden:
        first, *more = sorted(hidden)
        yield TELLS_NEIGHBOURS.at(
            shared.span,
            f"`{shared.id}` opens `{first}`{f' and {len(more)} more' if more else ''}, which the market keeps to its office",
            repair="name a purpose of its own for neighbours, to which no register opens what is not public",
        )


NOT_LOADED = Rule(
    "AO515",
    "neighbour whose list is not loaded",
    Severity.ERROR,
    "the register of a neighbouring zone is no snapshot, is the market's own or another neighbour's, or is read over relations",
    "Asked about one product at a time, a neighbour learns what is missing here. A list that is loaded whole tells it nothing.",
    Example(
        bad=BESIDE.replace("{kind: snapshot, fresh_for: 7 days}", "{kind: http, fresh_for: 7 days}"),
        good=BESIDE,
        quotes="linhai-offers",
    ),
    on="market",
    check=check_neighbours,
)
TELLS_NEIGHBOURS = Rule(
    "AO516",
    "purpose that tells neighbours too much",
    Severity.ERROR,
    "the purpose for which neighbours may ask what is published opens a datum of the market that is not public",
    "Who may ask for a purpose may ask for all that is open to it: a neighbour would read capacities one by one.",
    Example(
        bad=BESIDE.replace(
            "offer_price: {concept: offer-price, open_to: {matching: street-rules/1}}",
            "offer_price: {concept: offer-price, open_to: {matching: street-rules/1, exchange: street-rules/1}}",
        ),
        good=BESIDE,
        quotes="exchange",
    ),
    on="market",
    check=check_shared,
)
NEIGHBOUR_RULES = (NOT_LOADED, TELLS_NEIGHBOURS)

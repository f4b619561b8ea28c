"""The rules of how a market stands: sides that are firms', constraints that are norms, a service that follows."""

from collections.abc import Iterator

from askonce.apps.economy.binding import BoundConstraint, BoundMarket, Constrains
from askonce.apps.economy.checks.examples import TRADE
from askonce.apps.economy.market import FIRM, NEED, OFFER
from askonce.feel.types import ANY, ListType, assignable, type_name
from askonce.norms.model import Gives
from askonce.pack.symbols import Scope
from askonce.pack.view import PackView
from askonce.registers.types import feel_type
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity
from askonce.text.suggest import did_you_mean

BOOLEAN_WORD = "boolean"


def check_sides(bound: BoundMarket, scope: Scope) -> Iterator[Diagnostic]:
    """Offers and needs are two registers, each of a subject of its own that belongs to one firm."""
    offers, needs = bound.offers, bound.needs
    if offers is not None and needs is not None and offers.of == needs.of != "":
        yield WRONG_SUBJECT.at(
            needs.words.place("register"),
            f"register `{needs.register}` is about {needs.of}, as is that of the offers",
            repair="keep needs and offers as two kinds of subject",
        )
    for side in bound.sides:
        way = side.firm.found if side.firm is not None else None
        if side.firm is not None and way is not None and (way.kind != FIRM or way.many):
            what = "several firms" if way.kind == FIRM else way.kind
            yield WRONG_SUBJECT.at(
                side.firm.place,
                f"`{side.firm.text}` leads to {what}, where one firm should be",
                repair="name the relation to the firm whose it is",
            )
    ref = bound.market.followed_by
    service = scope.one("service", ref.id) if ref is not None else None
    filer = getattr(service.value, "filer", FIRM) if service is not None else FIRM
    if ref is not None and service is not None and filer != FIRM:
        yield NOT_FOR_FIRMS.at(
            ref.span,
            f"service `{ref.id}` is for a {filer}, and those who are matched are firms",
            related=(Related(service.span, "the service"),),
            repair="name a service that says `for: firm`",
        )


def check_constraints(bound: BoundMarket, scope: Scope) -> Iterator[Diagnostic]:
    """A constraint compares a need with an offer, and gives its norm each fact in its type."""
    for constraint in bound.constraints:
        roles = {read.role for read in constraint.inputs.values()}
        missing = [role for role in (NEED, OFFER) if role not in roles]
        if constraint.inputs and missing:
            yield ONE_SIDED.at(
                constraint.place,
                f"constraint `{constraint.name}` reads nothing of the {missing[0]}",
                repair=f"give the norm a fact from `{missing[0]}`, or leave the constraint out",
            )
        yield from _misfits(constraint)


def _misfits(constraint: BoundConstraint) -> Iterator[Diagnostic]:
    norm, words = constraint.norm, constraint.words
    needed = getattr(norm.value, "needs", None) if norm is not None else None
    if norm is None or needed is None or not words.states("with"):
        return
    related = (Related(norm.span, f"norm `{norm.key}`"),)
    for name in needed:
        if name not in constraint.inputs:
            yield UNFIT.at(
                words.place("with"),
                f"norm `{norm.key}` needs `{name}`, which constraint `{constraint.name}` does not give",
                related=related,
                repair=f"add `{name}: need.…` or `{name}: offer.…`",
            )
    for name, read in constraint.inputs.items():
        if name not in needed:
            yield UNFIT.at(
                words.name_place("with", name),
                f"norm `{norm.key}` needs no `{name}`",
                related=related,
                repair=did_you_mean(name, needed) or f"it needs {', '.join(needed)}",
            )
            continue
        wanted, held = feel_type(needed[name].type or None), feel_type(read.type or None)
        if wanted == ListType(ANY):
            # `each` says of whom it needs what, and no register holds such a thing
            wanted = ListType(ListType(ANY))
        if wanted is not None and held is not None and not assignable(held, wanted):
            yield UNFIT.at(
                read.place,
                f"`{read.text}` is {type_name(held)}, where norm `{norm.key}` needs {needed[name].type}",
                related=related,
                repair="mend the type, or the path",
            )


def check_outcomes(pack: PackView) -> Iterator[Diagnostic]:
    """The norm of a constraint has one outcome, true or false, in each of its texts."""
    gives = {fact.norm: fact for fact in pack.facts(Gives)}
    for fact in pack.facts(Constrains):
        given = gives.get(fact.norm)
        for outcomes in given.outcomes if given is not None else ():
            if outcomes != (BOOLEAN_WORD,):
                said = f"gives {outcomes[0]}" if len(outcomes) == 1 else f"has {len(outcomes)} outcomes"
                yield NO_TRUTH.at(
                    fact.span,
                    f"norm `{fact.norm}` {said}, where a constraint is true or false",
                    about=f"market {fact.market}",
                    repair="name a norm with one outcome that is true or false",
                )
                break


WRONG_SUBJECT = Rule(
    "AO510",
    "side of a market that is nobody's",
    Severity.ERROR,
    "a side of a market leads to something else than one firm, or both sides are about one kind of subject",
    "Whose an offer is decides who may see it and who is asked for consent.",
    Example(
        bad=TRADE.replace(
            "maker: {to: firm, inverse: offers}", "maker: {to: firm, many: true, inverse: offers}"
        ),
        good=TRADE,
        quotes="maker",
    ),
    on="market",
    check=check_sides,
)
ONE_SIDED = Rule(
    "AO511",
    "constraint that compares nothing",
    Severity.ERROR,
    "a constraint reads only the need or only the offer",
    "A constraint applies where the need says something: one that reads nothing of the need never applies.",
    Example(bad=TRADE.replace("asked: need.need_size", "asked: offer.offer_size"), good=TRADE, quotes="size"),
    on="market",
    check=check_constraints,
)
UNFIT = Rule(
    "AO512",
    "constraint that does not fit its norm",
    Severity.ERROR,
    "a constraint leaves out a fact of its norm, gives one that it does not need, or one of another type",
    "A norm without its facts decides nothing, and every match would be unknown.",
    Example(
        bad=TRADE.replace("made: offer.offer_size", "made: offer.offer_product"),
        good=TRADE,
        quotes="offer.offer_product",
    ),
)
NO_TRUTH = Rule(
    "AO513",
    "constraint whose norm is neither true nor false",
    Severity.ERROR,
    "the norm of a constraint has several outcomes, or one that is not true or false",
    "A match passes or fails. A number or a word would have to be read by somebody who may read it otherwise.",
    Example(
        bad=TRADE.replace("result: asked = made", "result: asked - made"), good=TRADE, quotes="same-size"
    ),
    on="pack",
    check=check_outcomes,
)
NOT_FOR_FIRMS = Rule(
    "AO514",
    "match that is followed by a service for others",
    Severity.ERROR,
    "the service that follows the matches of a market is not for firms",
    "The case of a match is between two firms; a service for a person asks for a person's data.",
    Example(bad=TRADE.replace("for: firm", "for: person"), good=TRADE, quotes="match"),
)
STANDING_RULES = (WRONG_SUBJECT, ONE_SIDED, UNFIT, NO_TRUTH, NOT_FOR_FIRMS)

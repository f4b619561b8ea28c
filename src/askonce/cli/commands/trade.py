"""`match` and `chain`: what fits a need of a market, and what the market buys and nobody in it makes."""

import json
from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.houses import DATABASE, SETTINGS, opened
from askonce.cli.packs import JSON, PACK
from askonce.cli.terminal import Terminal
from askonce.text.render import harmless
from askonce.text.suggest import did_you_mean

if TYPE_CHECKING:  # every command is imported at start-up
    from askonce.apps.economy.chain import Chain, Hole, Prior
    from askonce.apps.economy.outside import Neighbour
    from askonce.assembly.house import House
    from askonce.assembly.markets.floor import Floor, Markets
    from askonce.assembly.markets.shown import FoundShown, MatchShown

MARKET = argument("--market", says="the market, where the pack has several", metavar="NAME")
_MOST = 10
_MOST_SHOWN = 20
_MOST_INVITED = 3


def match(arguments: Namespace, terminal: Terminal) -> int:
    """Say what fits a need; ends with 1 where nothing does."""
    from askonce.apps.economy.sight import OFFICER, Viewer
    from askonce.assembly.markets.floor import Markets, NoMarket
    from askonce.assembly.markets.shown import called, found_shown

    with opened(arguments, arguments.pack) as house:
        markets = Markets(house)
        name = _market(arguments, markets)

        def job(journal: Any) -> "FoundShown":
            floor: Floor = markets.floor(name, journal)
            need = floor.needs.get(arguments.need)
            if need is None:
                hint = did_you_mean(arguments.need, floor.needs)
                raise Stop(f"market `{name}` has no need `{arguments.need}`" + (f"; {hint}" if hint else ""))
            viewer = OFFICER if arguments.sees == "officer" else Viewer(firms=frozenset({need.firm}))
            found = floor.for_need(need.id, viewer, arguments.most, arguments.most)
            return found_shown(floor, found, arguments.language, called(house.current))

        try:
            found = house.database.read(job)
        except (NoMarket, KeyError) as error:
            raise Stop(str(error)) from error
    if arguments.json:
        import msgspec

        terminal.say(json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=2))
    else:
        terminal.say("\n".join(_found_lines(found, arguments.need)))
    return CLEAN if found.matches else FINDINGS


def chain(arguments: Namespace, terminal: Terminal) -> int:
    """Show the chain of a market and its holes."""
    from askonce.apps.economy.chain import chain_of
    from askonce.assembly.markets.firms import Firms
    from askonce.assembly.markets.floor import Markets, NoMarket
    from askonce.assembly.markets.neighbours.known import Neighbouring

    with opened(arguments, arguments.pack) as house:
        markets, neighbouring = Markets(house), Neighbouring(house)
        name = _market(arguments, markets)
        prior = _prior(arguments, house)
        if arguments.ask:
            _ask(house, terminal)

        def job(journal: Any) -> "Chain":
            abroad = neighbouring.abroad(markets.bound(name), journal)
            return chain_of(markets.floor(name, journal), prior, abroad)

        try:
            found = house.database.read(job)
        except NoMarket as error:
            raise Stop(str(error)) from error
        profiles = house.database.read(lambda journal: Firms(house).profiles(markets.bound(name), journal))
    if arguments.json:
        import msgspec

        terminal.say(json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=2))
    else:
        names = {firm: one.name for firm, one in profiles.items()}
        terminal.say("\n".join(_chain_lines(found, names)))
    return CLEAN


def _ask(house: "House", terminal: Terminal) -> None:
    """Ask the neighbours now; one that gives no answer is named, and what is known of it stays."""
    from askonce.assembly.fetching import fetching
    from askonce.assembly.markets.neighbours.asking import ask_neighbours

    with fetching(house) as outside:
        for failure in ask_neighbours(house, outside, every=True):
            terminal.warn(harmless(f"no answer from {failure}"))


def _market(arguments: Namespace, markets: "Markets") -> str:
    names = markets.names
    wanted: str = arguments.market or (names[0] if len(names) == 1 else "")
    if wanted not in names:
        listed = ", ".join(f"`{one}`" for one in names) or "none"
        said = f"the pack has no market `{wanted}`" if wanted else "say which market with `--market`"
        raise Stop(f"{said}; its markets: {listed}")
    return wanted


def _prior(arguments: Namespace, house: "House") -> "Prior | None":
    from pathlib import Path

    from askonce.assembly.markets.prior import read_prior

    folder = Path(arguments.prior) if arguments.prior else house.settings.markets.prior
    return read_prior(folder) if folder is not None else None


def _found_lines(found: "FoundShown", need: str) -> Iterator[str]:
    if not found.matches:
        yield f"nothing fits need {need}"
    for place, one in enumerate(found.matches, start=1):
        yield from _match_lines(f"{place}. {one.offer}", one)
    if found.near:
        yield "nearly:"
    for one in found.near:
        yield from _match_lines(f"- {one.offer}", one)


def _match_lines(head: str, one: "MatchShown") -> Iterator[str]:
    yield f"{head} ({one.verdict}, {one.score * 100:g} of 100)"
    yield from (f"   {sentence}" for sentence in one.why)


def _chain_lines(found: "Chain", names: Mapping[str, str]) -> Iterator[str]:
    yield f"{len(found.nodes):,} classes of products, {len(found.supplies):,} possible supplies"
    for node in sorted(found.nodes, key=lambda one: (-one.needs, one.classed))[:_MOST_SHOWN]:
        yield (
            f"  {node.classed or 'without a class':<16}{node.makers:>6,} make{node.buyers:>6,} buy"
            f"{node.needs:>7,} needs{node.unmet:>7,} unmet"
        )
    declared = [hole for hole in found.holes if not hole.prior]
    if declared:
        yield "bought, and made by nobody here:"
    titles = {one.zone: one.title.get("en") or one.zone for one in found.neighbours}
    for hole in declared[:_MOST_SHOWN]:
        near = f", {len(hole.near):,} nearly met" if hole.near else ""
        yield f"  {hole.classed or 'without a class':<16}{len(hole.needs):>6,} needs{near}"
        yield from _invited_lines(hole, titles, names)
    guesses = [hole for hole in found.holes if hole.prior]
    if guesses:
        yield "used by such industries elsewhere, a guess from another economy's table:"
    for hole in guesses:
        yield f"  {hole.share * 100:>5.1f} %  {hole.name}"
        yield from _invited_lines(hole, titles, names)
    if found.neighbours:
        yield "neighbouring zones:"
    yield from (f"  {harmless(_neighbour_line(one))}" for one in found.neighbours)


def _invited_lines(hole: "Hole", titles: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    """Whom to invite: who makes it in a neighbouring zone, and who makes what is near it here."""
    for one in hole.elsewhere:
        firms = f"{one.firms:,} firm{'s' if one.firms != 1 else ''}"
        named = "; ".join(f"{maker.name} ({maker.product})" for maker in one.makers[:_MOST_INVITED])
        more = f"; {one.firms - _MOST_INVITED:,} more" if one.firms > _MOST_INVITED else ""
        yield harmless(
            f"      {titles[one.zone]}: {firms}: {named}{more} ({one.register}, {one.as_of or 'no day'})"
        )
    if hole.nearby:
        near = "; ".join(names.get(one.firm, one.firm) for one in hole.nearby[:_MOST_INVITED])
        yield harmless(f"      here, who makes what is near it and could widen: {near}")


def _neighbour_line(one: "Neighbour") -> str:
    known = f"{one.offers:,} offers of {one.as_of}" if one.as_of is not None else "not known"
    old = ", no longer fresh" if one.stale else ""
    asked = f"; last asked {one.asked:%Y-%m-%d %H:%M} UTC" if one.asked is not None else ""
    failed = f", no answer: {one.failure}" if one.failure else ""
    return f"{one.title.get('en') or one.zone}: {known}{old}{asked}{failed}"


def _count(text: str) -> int:
    from argparse import ArgumentTypeError

    if not text.isascii() or not text.isdigit() or not 0 < len(text) < 4 or not int(text):
        raise ArgumentTypeError(f"`{text}` is no number from 1 to 999")
    return int(text)


MATCH = Command(
    "match",
    "Say which offers of a market fit a need, which nearly do, and why; ends with 1 where nothing fits.",
    "askonce match packs/qingshan n-boxes --database sqlite:///county.db",
    (
        PACK,
        argument("need", says="the need", metavar="NEED"),
        argument(
            "--as",
            says="as whom it is shown: an officer of the market, or the firm whose need it is (officer)",
            choices=("officer", "firm"),
            default="officer",
            dest="sees",
        ),
        argument("--most", says="how many of each at most (10)", type=_count, default=_MOST, metavar="N"),
        argument("--language", says="en or zh", choices=("en", "zh"), default="en"),
        MARKET,
        JSON,
        DATABASE,
        SETTINGS,
    ),
    match,
)
CHAIN = Command(
    "chain",
    "Show what a market makes and buys class by class, what it buys that nobody in it makes, and whom to invite.",
    "askonce chain packs/qingshan --database sqlite:///county.db",
    (
        PACK,
        argument(
            "--prior",
            says="a folder with an input-output table, whose guesses come last and are marked (that of the settings)",
            metavar="FOLDER",
        ),
        argument(
            "--ask", says="ask neighbouring zones now, also those whose lists are fresh", action="store_true"
        ),
        MARKET,
        JSON,
        DATABASE,
        SETTINGS,
    ),
    chain,
)

"""`grant`: a service for everybody who is entitled to it by what registers hold, without an application."""

from argparse import Namespace
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from askonce.cli.command import CLEAN, Command, Stop, argument
from askonce.cli.houses import DATABASE, SETTINGS, opened
from askonce.cli.packs import JSON, PACK
from askonce.cli.terminal import Terminal
from askonce.text.suggest import did_you_mean

if TYPE_CHECKING:  # every command is imported at start-up
    from collections.abc import Iterator, Sequence

    from askonce.assembly.house import House

#: So many people are looked at in one transaction, so that those who file in between wait a moment only.
_AT_ONCE = 25
_WOULD = {"opened": "would be granted", "offered": "would be offered"}
_DONE = {"opened": "granted"}


def grant(arguments: Namespace, terminal: Terminal) -> int:
    """Open a case for everybody whose norms come out well, once; with --dry-run only count."""
    from askonce.assembly.granting import norm_of, note_round

    counts: Counter[str] = Counter()
    with opened(arguments, arguments.pack) as house:
        name = arguments.service
        if name not in house.current.types:
            hint = did_you_mean(name, house.current.types)
            raise Stop(f"the pack has no service `{name}`" + (f"; {hint}" if hint else ""))
        norm = norm_of(house.current, name)
        if norm is None:
            raise Stop(
                f"service `{name}` is not decided in a person's favour by norms alone, so nobody is granted it unasked"
            )
        for subjects in _people(house):
            for subject in subjects:
                counts[_outcome(house, name, subject, dry=arguments.dry_run)] += 1
            terminal.progress("looking", sum(counts.values()), 0)
        house.database.write(
            lambda journal: note_round(journal, norm, name, counts, dry=arguments.dry_run)
        ).result()
    _say(counts, arguments, terminal)
    return CLEAN


def _outcome(house: "House", service: str, subject: str, *, dry: bool) -> str:
    from askonce.assembly.granting import grant_to, offer
    from askonce.cases.rounds import OFFERED, Passed

    job = house.database.write(partial(grant_to, house=house, service=service, subject=subject, dry=dry))
    fault = job.exception()
    if fault is None:
        return job.result()
    if not isinstance(fault, Passed):
        raise fault
    if fault.outcome != OFFERED or dry:
        return fault.outcome
    return house.database.write(partial(offer, house=house, service=service, subject=subject)).result()


def _people(house: "House") -> "Iterator[Sequence[str]]":
    """Everybody whom a register of persons knows, once each, some at a time."""
    from askonce.assembly.granting import people, registers_of_people

    seen: set[str] = set()
    for register in registers_of_people(house):
        after, found = "", ["somebody"]
        while found:
            found, after = house.database.read(
                partial(people, house=house, register=register, after=after, limit=_AT_ONCE)
            )
            new = [one for one in found if one not in seen]
            seen.update(new)
            yield new


def _say(counts: "Counter[str]", arguments: Namespace, terminal: Terminal) -> None:
    import json

    if arguments.json:
        terminal.say(json.dumps(dict(counts), sort_keys=True))
        return
    said = _WOULD if arguments.dry_run else _DONE
    terminal.say(f"{sum(counts.values()):,} people looked at")
    for outcome, count in sorted(counts.items()):
        terminal.say(f"  {count:>9,} {said.get(outcome, outcome)}")


GRANT = Command(
    "grant",
    "Grant a service to everybody who is entitled to it by what registers hold, without an application.",
    "askonce grant packs/qingshan elder-allowance --dry-run --database sqlite:///county.db",
    (
        PACK,
        argument("service", says="the service", metavar="SERVICE"),
        argument("--dry-run", says="print counts, and open no case", action="store_true"),
        JSON,
        DATABASE,
        SETTINGS,
    ),
    grant,
)

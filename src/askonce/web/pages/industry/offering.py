"""A firm adds an offer or a need, changes it, calls it still right, or takes it down: by form, or out of a pasted text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from askonce.apps.economy.entries import CHANGES, ENDS, SERVICES, Field, Kind, as_json, fields_of
from askonce.assembly.markets.own import OwnEntry
from askonce.cases.bounds import LONGEST_TEXT
from askonce.cases.journal import Journal
from askonce.cases.running import Ready
from askonce.cases.view import View
from askonce.registers.refusal import Refusal
from askonce.web.addressing import from_address
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.entry import answers_of, grouped, lines_of, proposed, said_of, sent
from askonce.web.pages.industry.firm import KIND_OF, firms_of, here, listed, with_firm
from askonce.web.problem import refused

_PROPOSE: Final = "propose"
_STILL: Final = "still"
_END: Final = "end"


def kind_of(visit: Visit) -> Kind | None:
    """What the address is about; none where it is neither offers nor needs."""
    return KIND_OF.get(visit.path["kind"])


def fields_here(visit: Visit, kind: Kind) -> tuple[Field, ...]:
    """What an entry of a kind says."""
    ready = firms_of(visit).ready(SERVICES[kind])
    return fields_of(ready) if ready is not None else ()


async def new(visit: Visit) -> Result:
    """The form of a new entry."""
    kind = kind_of(visit)
    if kind is None:
        return refused("no-such-thing")
    name = await with_firm(visit, lambda journal, firm: firms_of(visit).profile(journal, firm).name)
    return name if isinstance(name, Refusal) else await _new(visit, kind, name, {}, "", Errors())


async def add(visit: Visit) -> Result:
    """File a new entry; or, with a text that was pasted, propose what it says."""
    kind = kind_of(visit)
    if kind is None:
        return refused("no-such-thing")
    fields, errors, firms = fields_here(visit, kind), Errors(), firms_of(visit)
    name = await with_firm(visit, lambda journal, firm: firms.profile(journal, firm).name)
    if isinstance(name, Refusal):
        return name
    said, pasted = sent(fields, visit.form), visit.form.one("pasted")
    if visit.form.one("do") == _PROPOSE:
        if not pasted:
            errors.add("pasted", visit.say("Paste a text first"))
        if len(pasted) > LONGEST_TEXT:
            errors.add("pasted", visit.say("Write at most %(most)s characters", most=LONGEST_TEXT))
        return await _new(visit, kind, name, said, pasted[:LONGEST_TEXT], errors)
    answers = answers_of(visit, fields, said, errors)
    if errors:
        return await _new(visit, kind, name, said, pasted, errors)

    def job(journal: Journal) -> str | Refusal:
        firm = visit.path["firm"]
        if not firms.may_act(journal, visit.who, firm):
            return refused("no-such-thing")
        done = firms.publish(journal, visit.who, firm, kind, answers)
        return done if isinstance(done, Refusal) else here(visit)

    return await visit.once(job, "industry.added")


async def _new(
    visit: Visit, kind: Kind, firm: str, said: Mapping[str, str], pasted: str, errors: Errors
) -> Page:
    fields = fields_here(visit, kind)
    proposals = await proposed(visit, pasted, fields) if pasted else {}
    values: dict[str, Any] = {
        "groups": grouped(lines_of(fields, said, proposals)),
        "kind": visit.path["kind"],
        "firm": visit.path["firm"],
        "name": firm,
        "pasted": pasted,
        "proposed": bool(proposals),
        "errors": errors,
    }
    return Page("industry/new_entry.html", values, 422 if errors else 200)


async def entry(visit: Visit) -> Result:
    """An entry as it stands, to be changed."""
    found = await _found(visit)
    return found if isinstance(found, Refusal) else _entry(visit, found, None, Errors())


async def do(visit: Visit) -> Result:
    """Change an entry, call it still right, or take it down."""
    found = await _found(visit)
    if isinstance(found, Refusal):
        return found
    what, errors = visit.form.one("do"), Errors()
    answers: dict[str, Any] = {}
    if what not in (_STILL, _END):
        said = sent(_changing(visit, found), visit.form)
        answers = answers_of(visit, _changing(visit, found), said, errors)
        if errors:
            return _entry(visit, found, said, errors)
        answers = _different(found, answers, _changing(visit, found))

    def job(journal: Journal) -> str | Refusal:
        firms, firm = firms_of(visit), visit.path["firm"]
        if not firms.may_act(journal, visit.who, firm):
            return refused("no-such-thing")
        now = firms.entry(journal, firm, found.kind, found.id)
        if now is None:
            return refused("no-such-thing")
        done: View | Refusal = (
            firms.end(journal, visit.who, firm, now)
            if what == _END
            else firms.change(journal, visit.who, firm, now, answers)
        )
        return done if isinstance(done, Refusal) else here(visit)

    return await visit.once(
        job, {_STILL: "industry.still_right", _END: "industry.ended"}.get(what, "industry.changed")
    )


async def _found(visit: Visit) -> OwnEntry | Refusal:
    """The entry of the address; one of another firm is not there."""
    kind = kind_of(visit)
    if kind is None:
        return refused("no-such-thing")
    found = await with_firm(
        visit,
        lambda journal, firm: firms_of(visit).entry(journal, firm, kind, from_address(visit.path["entry"])),
    )
    return refused("no-such-thing") if found is None else found


def _changing(visit: Visit, found: OwnEntry) -> tuple[Field, ...]:
    """What may be said over again: what the service asks for that changes an entry."""
    ready: Ready | None = firms_of(visit).ready(CHANGES[found.kind])
    return fields_of(ready) if ready is not None else ()


def _different(found: OwnEntry, answers: Mapping[str, Any], fields: tuple[Field, ...]) -> dict[str, Any]:
    """What is said otherwise than before; what was said before and is left empty now is said to be none."""
    before = {name: as_json(value) for name, value in found.answers.items()}
    changed = {name: answer for name, answer in answers.items() if before.get(name) != answer}
    emptied = {one.name: None for one in fields if one.name in before and one.name not in answers}
    return {**changed, **emptied}


def _entry(visit: Visit, found: OwnEntry, said: Mapping[str, str] | None, errors: Errors) -> Page:
    fields, firms = _changing(visit, found), firms_of(visit)
    before = said_of(fields, {name: as_json(value) for name, value in found.answers.items()})
    values: dict[str, Any] = {
        "groups": grouped(lines_of(fields, before if said is None else said)),
        "entry": listed(visit, found),
        "kind": visit.path["kind"],
        "firm": visit.path["firm"],
        "changes": bool(fields),
        "ends": firms.ready(ENDS[found.kind]) is not None,
        "errors": errors,
    }
    return Page("industry/entry.html", values, 422 if errors else 200)

"""A firm's spreadsheet: read into entries and shown first; what can be filed is filed when the firm says so, each row once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec

from askonce.adapters.identity.sealing import seal, unseal
from askonce.adapters.uploads.grids import read_grids
from askonce.adapters.uploads.scanning import scan
from askonce.apps.economy.concepts import PUBLISHED
from askonce.apps.economy.entries import Field, Kind, as_json, shown
from askonce.apps.economy.sheets import Row, Sheet, read_sheets
from askonce.assembly.markets.own import OwnEntry
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web import passing
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.form import Upload
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.industry.firm import firms_of, here, with_firm
from askonce.web.pages.industry.offering import fields_here, kind_of
from askonce.web.pages.questions.reading import sentence
from askonce.web.problem import refused

_YES_NO: Final = frozenset({"yes", "no"})
_USE: Final = "sheets"
_LASTS: Final = timedelta(hours=2)
_ID_BYTES: Final = 16
#: So many rows are filed in one transaction, so that nobody else waits for long.
_AT_ONCE: Final = 10
_FAULTS: Final = {
    "none": mark("Choose a file"),
    "empty": mark("The file is empty"),
    "too-large": mark("The file is larger than %(most)s MB"),
    "other-kind": mark(
        "The file is neither a workbook (.xlsx) nor separated text (.csv). Save it as one of them"
    ),
    "broken": mark("The file cannot be read. Open it in a spreadsheet program and save it again as .xlsx"),
    "too-much": mark("The file holds more cells than are read at once. Split it into several"),
    "found": mark("The scanner found something harmful in the file, so it was not kept"),
    "failed": mark("The file could not be looked through for harmful content just now. Try again later"),
}
MOST_MEGA: Final = 5


class Failed(msgspec.Struct, frozen=True):
    """A row that was refused when it was filed: where it stands, and why in words."""

    place: str
    reason: str


class Waiting(msgspec.Struct, frozen=True):
    """Rows that wait to be filed, of a firm and a kind; how many have been, and which were refused then."""

    firm: str
    kind: str
    rows: tuple[Row, ...]
    filed: int = 0
    failed: tuple[Failed, ...] = ()


async def ask(visit: Visit) -> Result:
    """Where a spreadsheet is sent."""
    return await _ask(visit, Errors())


async def _ask(visit: Visit, errors: Errors) -> Result:
    kind = kind_of(visit)
    if kind is None:
        return refused("no-such-thing")
    name = await with_firm(visit, lambda journal, firm: firms_of(visit).profile(journal, firm).name)
    if isinstance(name, Refusal):
        return name
    values = {
        **_base(visit, name),
        "fields": fields_here(visit, kind),
        "most": MOST_MEGA,
        "errors": errors,
        "may_see": visit.form.one("published"),
    }
    return Page("industry/sheet.html", values, 422 if errors else 200)


async def read(visit: Visit) -> Result:
    """What a spreadsheet says: the rows that can be filed, those that cannot and why; nothing is filed yet."""
    kind, errors = kind_of(visit), Errors()
    if kind is None:
        return refused("no-such-thing")
    firms = firms_of(visit)

    def job(journal: Journal, firm: str) -> tuple[str, tuple[OwnEntry, ...]]:
        return firms.profile(journal, firm).name, firms.entries(journal, firm, kind)

    there = await with_firm(visit, job)
    if isinstance(there, Refusal):
        return there
    name, entries = there
    known = [{key: as_json(value) for key, value in one.answers.items()} for one in entries]
    fields, sent = _fields(visit, kind), visit.form.file("sheet")
    may_see = visit.form.one("published")
    if may_see not in _YES_NO:
        errors.add("published", visit.say("Say whether other firms may see these"))
    found = "none" if sent is None else await visit.service.sift(lambda: _read(visit, sent, fields, known))
    if isinstance(found, str):
        errors.add("sheet", visit.say(_FAULTS[found], most=MOST_MEGA))
    if isinstance(found, str) or errors:
        return await _ask(visit, errors)
    rows = tuple(_published(row, fields, may_see) for sheet in found for row in sheet.rows)
    waits = secrets.token_hex(_ID_BYTES)
    if rows:
        kept = Waiting(visit.path["firm"], kind, rows)
        await visit.write(lambda journal: _keep(visit, journal, waits, kept))
    values: dict[str, Any] = {
        **_base(visit, name),
        "sheets": found,
        "rows": len(rows),
        "refused": sum(len(one.refused) for one in found),
        "waits": waits if rows else "",
        "shown": lambda row, field: _shown(visit, row, field),
        "reason": lambda reason: sentence(visit.words(reason)),
    }
    return Page("industry/sheet_read.html", values)


async def file(visit: Visit) -> Result:
    """File the rows that wait, some at a time; a row is filed once, however often this is pressed or broken off."""
    waits = visit.form.one("waits")[:64]
    last = Waiting("", "", ())
    while True:
        done = await visit.write(lambda journal: _file_some(visit, journal, waits))
        if isinstance(done, Refusal):
            return done
        if done is None:
            break
        last = done
    if last.failed:
        values = {"failed": last.failed, "filed": last.filed, "firm": visit.path["firm"]}
        return Page("industry/sheet_left.html", values, 409)
    return Redirect(here(visit), "industry.sheet_filed" if last.filed else "industry.sheet_over")


def _file_some(visit: Visit, journal: Journal, waits: str) -> Waiting | Refusal | None:
    """File the next rows; gives how the sheet stands then, none where nothing waits. What is refused holds up no other row."""
    waiting = _look(visit, journal, waits)
    kind = kind_of(visit)
    if waiting is None or kind is None or (waiting.firm, waiting.kind) != (visit.path["firm"], kind):
        return None
    firms = firms_of(visit)
    if not firms.may_act(journal, visit.who, waiting.firm):
        return refused("no-such-thing")
    if not waiting.rows:
        passing.drop(journal, _key(visit, waits))
        return None
    failed, now = list(waiting.failed), waiting.rows[:_AT_ONCE]
    for row in now:
        done = firms.publish(journal, visit.who, waiting.firm, kind, row.answers)
        if isinstance(done, Refusal):
            failed.append(Failed(row.place, sentence(visit.words(done.reason))))
    filed = waiting.filed + len(now) - len(failed) + len(waiting.failed)
    left = Waiting(waiting.firm, waiting.kind, waiting.rows[len(now) :], filed, tuple(failed))
    _keep(visit, journal, waits, left)
    return left


def _fields(visit: Visit, kind: Kind) -> tuple[Field, ...]:
    """What a row may say; whether others see it is said once for all rows that say nothing of it."""
    return tuple(
        msgspec.structs.replace(one, optional=True) if one.concept == PUBLISHED else one
        for one in fields_here(visit, kind)
    )


def _published(row: Row, fields: tuple[Field, ...], may_see: str) -> Row:
    """A row with what was said for all of them."""
    said = {one.name: may_see == "yes" for one in fields if one.concept == PUBLISHED}
    return Row(row.place, {**said, **row.answers})


def _read(
    visit: Visit, sent: Upload, fields: tuple[Field, ...], known: Sequence[Mapping[str, Any]]
) -> tuple[Sheet, ...] | str:
    if len(sent.body) > MOST_MEGA * 1_000_000:
        return "too-large"
    verdict = scan(visit.house.settings.uploads, sent.body)
    if verdict != "clean":
        return verdict
    found = read_grids(sent.body)
    if isinstance(found, str):
        return found
    return read_sheets(found, fields, known) or "empty"


def _shown(visit: Visit, row: Row, field: Field) -> str:
    answer = row.answers.get(field.name)
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return visit.say("Yes") if answer else visit.say("No")
    labels = field.labels.get(str(answer))
    return visit.words(labels) if labels else shown(field, answer)


def _base(visit: Visit, name: str) -> dict[str, Any]:
    return {"kind": visit.path["kind"], "firm": visit.path["firm"], "name": name}


def _key(visit: Visit, waits: str) -> str:
    return f"sheet/{visit.who.id}/{waits}"


def _keep(visit: Visit, journal: Journal, waits: str, waiting: Waiting) -> None:
    key = _key(visit, waits)
    passing.keep(journal, key, seal(visit.house.keys, _USE, key, msgspec.json.encode(waiting)), _LASTS)


def _look(visit: Visit, journal: Journal, waits: str) -> Waiting | None:
    key = _key(visit, waits)
    kept = passing.look(journal, key)
    raw = unseal(visit.house.keys, _USE, key, kept) if kept is not None else None
    return msgspec.json.decode(raw, type=Waiting) if raw is not None else None

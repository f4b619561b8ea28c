"""The plan of changes: which links between registers and which open doors would save people most in a year."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from askonce.assembly.house import House
from askonce.assembly.versions import kept_version
from askonce.cases.journal import Journal
from askonce.cases.observing.counting import ROOM
from askonce.cases.wording.titles import Titles
from askonce.pack.bundle import Refusal as Unfit
from askonce.pack.bundle import import_pack
from askonce.web.pages.frame.language import LANGUAGES, mark, say
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.measured.errands import Errand, errands_of, wait
from askonce.web.problem import refused

_SHOWN: Final = 20
_SECONDS: Final = 300
_ROOM: Final = ROOM
SORTS: Final = ("minutes", "visits", "questions", "documents")


class Change(msgspec.Struct, frozen=True):
    """A change with what it saves in a year, as `askonce plan --json` says it."""

    what: str
    subject: str
    target: str
    words: dict[str, str]
    services: tuple[str, ...] = ()
    visits_saved_per_year: int = 0
    questions_saved_per_year: int = 0
    documents_saved_per_year: int = 0
    minutes_saved_per_year: float = 0.0

    def saved(self, what: str) -> float:
        """How much of something it saves."""
        return float(getattr(self, f"{what}_saved_per_year"))


class Best(msgspec.Struct, frozen=True):
    """The best few together, with the most that any few could save."""

    changes: tuple[dict[str, str], ...]
    most: int
    minutes_saved_per_year: float
    bound_minutes_per_year: float


class Planned(msgspec.Struct, frozen=True):
    """The whole plan."""

    proposals: tuple[Change, ...]
    best: Best
    volumes_not_stated: int


_PLAN: Final = msgspec.json.Decoder(Planned)


async def plan(visit: Visit) -> Result:
    """The plan for the version that is in force; it is reckoned once for each, by a process of its own."""
    version, house = visit.running.version, visit.house
    kept = await visit.read(lambda journal: journal.get(_ROOM, _key(version)))
    if kept is None:
        errand = errands_of(house).begin(
            f"plan/{version}", house.clocks.now(), partial(_reckon, house, version)
        )
        await wait(errand)
        if errand.failed:
            return refused("busy")
        if not errand.ended:
            return Page("measured/waiting.html", {"errand": errand, "what": "plan"}, block="state")
        kept = errand.found
        await visit.write(lambda journal: _keep(journal, version, kept))
    if visit.partial:  # the page that waited is to go on to the whole plan
        return Redirect(visit.here)
    return Page("measured/plan.html", _values(visit, _PLAN.decode(kept)))


def _values(visit: Visit, planned: Planned) -> dict[str, Any]:
    asked = visit.query.get("by", "")
    by = asked if asked in SORTS else SORTS[0]
    titles = Titles(visit.running.bound)
    known = visit.running.bound
    named = {
        name: titles.title("service" if name in known.get("service", {}) else "report", name)
        for one in planned.proposals
        for name in one.services
    }
    said = {one.words["en"]: in_words(one, titles) for one in planned.proposals}
    changes = sorted(planned.proposals, key=lambda one: -one.saved(by))
    return {
        "planned": planned, "changes": changes[:_SHOWN], "said": said, "left": max(0, len(changes) - _SHOWN), "by": by,
        "named": named, "services": known.get("service", {}), "wide": True,
    }  # fmt: skip


#: Each kind of change in words; `cases.plan` has them too, and loads a solver with them.
WORDS: Final[Mapping[str, str]] = {
    "open": mark("Open %(subject)s to the purpose %(target)s"),
    "drop question": mark("Stop asking for %(subject)s in %(target)s"),
    "drop document": mark("Stop demanding %(subject)s in %(target)s"),
    "drop visit": mark("Drop the visit of %(subject)s"),
    "merge reports": mark("Merge the report %(subject)s into %(target)s"),
}


def in_words(change: Change, titles: Titles) -> dict[str, str]:
    """A change as people say it, in each language: with the titles of what it names."""
    target = titles.title("purpose" if change.what == "open" else "service", change.target)
    if change.what == "open":
        register, _, attribute = change.subject.partition(".")
        subject = _of_register(titles, register, attribute)
    elif change.what in ("drop question", "drop document"):
        subject = _of_service(titles, change)
    else:
        kind = "report" if change.what == "merge reports" else "service"
        subject, target = titles.title(kind, change.subject), titles.title(kind, change.target)
    return {
        one: say(one, WORDS[change.what], subject=_in(subject, one), target=_in(target, one))
        for one in LANGUAGES
    }


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")


def _of_register(titles: Titles, register: str, attribute: str) -> dict[str, str]:
    what, where = titles.attribute(register, attribute), titles.title("register", register)
    return {
        "en": f"“{what.get('en', attribute)}” of the register “{where.get('en', register)}”",
        "zh": f"{where.get('zh', register)}·{what.get('zh', attribute)}",
    }


def _of_service(titles: Titles, change: Change) -> dict[str, str]:
    case = titles.every("service").get(change.target) or titles.every("report").get(change.target)
    asked = () if case is None else case.asked
    demanded = () if case is None else case.demanded
    found = [titles.question(one) for one in asked if one.name == change.subject]
    found += [titles.document(one) for one in demanded if one.name == change.subject]
    return found[0] if found else {"en": change.subject}


def _keep(journal: Journal, version: str, kept: bytes) -> None:
    for key in journal.keys(_ROOM, "plan/"):
        journal.put(_ROOM, key, None)
    journal.put(_ROOM, _key(version), kept)


def _key(version: str) -> str:
    return f"plan/{version}"


def _reckon(house: House, version: str, errand: Errand) -> bytes:
    """Run `askonce plan` over the text that is in force: its solver takes memory that the house does not keep."""
    del errand
    archive = house.database.read(lambda journal: kept_version(journal, version))
    with tempfile.TemporaryDirectory(prefix="askonce-plan-") as folder:
        into = Path(folder) / "pack"
        found = import_pack(archive or b"", into)
        if isinstance(found, Unfit):
            raise TypeError(found.reason)
        command = [sys.executable, "-m", "askonce", "plan", str(into), "--json"]
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603 - our own command
    return done.stdout

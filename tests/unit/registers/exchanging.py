"""A small county with registers here and elsewhere, a database in memory, and a judge that says what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from askonce.adapters.keys import Keys
from askonce.adapters.opening import open_database
from askonce.adapters.storage.schema import schema_of
from askonce.assembly import LANGUAGE
from askonce.cases.database import Database
from askonce.cases.journal import Journal
from askonce.ledger.entry import Entry
from askonce.pack.passes import check_sources
from askonce.pack.shapes import Path
from askonce.pack.starter import overlay
from askonce.pack.symbols import Scope
from askonce.registers.actor import Actor
from askonce.registers.ask import Ask, Given
from askonce.registers.days import Days
from askonce.registers.doors import Doors, doors_of
from askonce.registers.exchange import Exchange
from askonce.registers.minimal import Enough
from askonce.registers.paths import Anchor, Way, follow
from askonce.registers.refusal import Refusal
from askonce.registers.room import Room
from askonce.registers.route import Route
from askonce.registers.sources import Fetched
from askonce.registers.store import Change, Linking
from askonce.text.node import Scalar

T = TypeVar("T")

ON = date(2026, 5, 20)
NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
DAYS = Days(ON, application=ON, decision=ON)
PACK = """--- registers/people.yaml
register: people
title: {en: People, zh: 人口}
of: person
holder: street
basis: street-rules/1
complete: true
relations:
  children: {to: person, many: true, inverse: parents, open_to: {meals: street-rules/2, care: street-rules/2, inquiry: street-rules/1}}
  parents: {to: person, many: true, inverse: children}
  spouse: {to: person, inverse: spouse}
  home: {to: home, inverse: members}
attributes:
  birth_date: {concept: birth-date, type: date, sensitivity: personal, open_to: {meals: street-rules/2, care: street-rules/2, inquiry: street-rules/1}, disputed: {en: some rows, zh: 若干}}
  nickname: {concept: nickname, sensitivity: public}
  band: {concept: band, sensitivity: public}
  income: {concept: income, sensitivity: personal, open_to: {care: street-rules/1}, written_by: [meal, county-legal]}
--- registers/homes.yaml
register: homes
title: {en: Homes, zh: 住所}
of: home
holder: county-legal
basis: street-rules/1
attributes:
  rooms: {concept: rooms, open_to: {meals: street-rules/2}}
  colour: {concept: colour, sensitivity: public}
  damp: {concept: damp}
--- registers/jobs.yaml
register: jobs
title: {en: Jobs, zh: 就业}
of: person
holder: county-legal
basis: street-rules/1
source: {kind: http, fresh_for: 1 day, closed: sunday, setting: labour-server}
relations:
  employer: {to: firm}
attributes:
  wage: {concept: wage, sensitivity: personal, open_to: {meals: street-rules/2}}
--- registers/insured.yaml
register: insured
title: {en: Insured, zh: 参保}
of: person
holder: county-legal
basis: street-rules/1
complete: true
source: {kind: snapshot, fresh_for: 1 day, delay: 1 day}
attributes:
  scheme: {concept: scheme, sensitivity: personal, open_to: {meals: street-rules/2}}
--- registers/firms.yaml
register: firms
title: {en: Firms, zh: 企业}
of: firm
holder: county-legal
basis: street-rules/1
complete: true
source: {kind: http, fresh_for: 1 hour}
attributes:
  industry: {concept: industry, open_to: {meals: street-rules/2}}
--- concepts.csv
concept,type,title.en,title.zh
nickname,text,Nickname,别名
band,low | high,Band,档次
income,money CNY,Income,收入
rooms,integer,Rooms,房间数
colour,text,Colour,颜色
damp,boolean,Damp,潮湿
wage,money CNY,Wage,工资
scheme,text,Scheme,险种
industry,text,Industry,行业
--- purposes/care.yaml
purpose: care
title: {en: Care, zh: 照护}
basis: street-rules/2
consent: true
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
--- purposes/inquiry.yaml
purpose: inquiry
title: {en: Inquiry, zh: 调查}
basis: street-rules/1
break_glass: [street/clerk]
disclosure: {after: 6 months, basis: street-rules/1}
asked_by: {linhai: street-rules/2}
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
--- purposes/draft.yaml
purpose: draft
title: {en: Draft, zh: 草案}
basis: street-rules/1
"""
ROLES = {
    "applicant": Anchor("person", "applicant"),
    "house": Anchor("home", "house"),
    "firm": Anchor("firm", "firm"),
}
CLERK = Actor("officer", "lin", frozenset({"street/clerk"}))
ASK = Ask("meals", "street-rules/2", "case-1", CLERK, "street", "meal")


class Says:
    """A judge that assigns one case to one actor, and knows how little is enough."""

    def __init__(self, assigned: Mapping[str, Actor] | None = None) -> None:
        self.cases = {"case-1": CLERK} if assigned is None else dict(assigned)
        self.needs: dict[tuple[str, str], Enough] = {}

    def assigned(self, room: Room, case: str, actor: Actor) -> bool:
        """Whether the test said so."""
        del room
        return self.cases.get(case) == actor

    def enough(self, service: str, name: str, days: Days) -> Enough | None:
        """What the test said."""
        del days
        return self.needs.get((service, name))


class County:
    """The pack's doors and an exchange over a database in memory."""

    def __init__(self, database: Database, doors: Doors, scope: Scope, clock: list[datetime]) -> None:
        self.database = database
        self.doors = doors
        self.scope = scope
        self.clock = clock
        self.keys = Keys(b"k" * 32)
        self.judge = Says()
        self.exchange = Exchange(doors, self.keys, self.judge)

    def job(self, job: Callable[[Journal], T]) -> T:
        """Run a write job to its end."""
        return self.database.write(job).result()

    def way(self, text: str) -> Way:
        """Follow a path."""
        node = Scalar(text, plain=True, path="a.yaml", line=1, column=1, end_line=1, end_column=len(text) + 1)
        found = follow(Path(tuple(text.split(".")), node), ROLES, self.scope)
        assert isinstance(found, Way), found
        return found

    def route(self, text: str, at: str = "application", name: str = "") -> Route:
        """A path made ready."""
        return self.exchange.route(self.way(text), text.partition(".")[0], at=at, name=name)

    def look(
        self,
        text: str,
        ask: Ask = ASK,
        root: str = "ann",
        days: Days = DAYS,
        fetched: Sequence[Fetched] = (),
        **words: str,
    ) -> Given | Refusal:
        """Look along a path from one subject."""
        route = self.route(text, **words)
        return self.job(lambda room: self.exchange.look(room, ask, route, {route.role: root}, days, fetched))

    def given(self, text: str, *args: Any, **words: Any) -> Given:
        """Look, where nothing should refuse."""
        found = self.look(text, *args, **words)
        assert isinstance(found, Given), found
        return found

    def put(self, *changes: Change | Linking) -> None:
        """Write as a loader does, under the holder's names."""

        def write(room: Journal) -> None:
            for one in changes:
                holder = self.doors.desks[one.register].holder
                subject = self.keys.of(holder, one.subject)
                if isinstance(one, Change):
                    room.write(Change(one.register, subject, one.values, one.valid_from, source="load:test"))
                else:
                    target = self.keys.of(holder, one.target)
                    room.link(Linking(one.register, one.relation, subject, target, one.on))

        self.job(write)

    def entries(self) -> list[Entry]:
        """All entries of the ledger."""
        found = self.database.read(lambda room: room.openings(limit=100_000))
        return [one.entry for one in found if one.entry is not None]

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.clock[0] += timedelta(**time)


@contextmanager
def county(pack: str = PACK, url: str = "sqlite://") -> Iterator[County]:
    """A county whose pack checks clean, over a database that is gone at the end unless `url` says otherwise."""
    checked = check_sources(overlay(pack), LANGUAGE, on=ON, keep=True)
    assert not [one for one in checked.findings if one.severity.value == "error"], checked.findings
    bound = checked.bound
    registers = list(bound["register"].values())
    doors = doors_of(registers, bound["purpose"].values(), bound["concept"].values())
    clock = [NOW]
    schema = schema_of(registers, bound["concept"])
    database = open_database(url, schema, clock=lambda: clock[0])
    try:
        yield County(database, doors, Scope(checked.view.table), clock)
    finally:
        database.close()


def linked(register: str, relation: str, subject: str, target: str) -> Linking:
    """A link since a long time."""
    return Linking(register, relation, subject, target, date(2000, 1, 1))


def said(register: str, subject: str, **values: Any) -> Change:
    """Values since a long time."""
    return Change(register, subject, values, date(2000, 1, 1))

"""A pack that is served by `askonce serve`, in a process that is killed again and again; what its clients saw of it."""

from __future__ import annotations

import itertools
import json
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated
from typing import Any, Final

from askonce.adapters.keys import open_keys
from askonce.adapters.opening import open_database
from askonce.assembly.house import House, open_house, place_of, settings_for
from askonce.ledger.head import Head, read
from askonce.ledger.verify import verify
from askonce.registers.naming import CASE
from askonce.registers.pseudonym import CASES
from askonce.web.sessions import Account, Session, hours, keep_account, make_token
from tests.faults.clients import Book, Filing, Load, Receiver, asked
from tests.faults.houses import Process, steady
from tests.faults.looking import Tables, damage, looked
from tests.faults.moments import Stop
from tests.faults.serving import Told

PACK: Final = Path(__file__).with_name("pack")
DAY: Final = 86_400.0
REGISTERS: Final = ("SELECT source, diet, recorded_to IS NULL FROM reg_people ORDER BY source",)
ROLES: Final = ("street/clerk",)
#: What a filing of each service writes, whole: its events, its entries, its messages, its timers.
WHOLE: Final = {
    "card": (
        ["Filed", "Learnt", "Decided", "Given", "Closed"],
        ["act write", "act Filed"],
        ["helped/person", "decided/person", "certificate/entry", "certificate/card", "payment/refund"],
        [],
    ),
    "cooking": (
        ["Filed", "Learnt", "Proposed", "Stepped"],
        ["look", "act Filed"],
        ["helped/person", "received/person"],
        ["legal", "promised", "step"],
    ),
}
_SETTINGS: Final = """
[limits]
requests_a_minute = 100000000
[outbox]
first_seconds = 0.1
most_seconds = 0.5
idle_seconds = 0.05
tries = 10000
[heads]
to = "{folder}/heads.txt"
every_seconds = 0.5
every_entries = 20
"""
_HOOK: Final = """
[webhooks.{name}]
url = "http://127.0.0.1:{port}/hook"
secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
private = true
"""
_SETTLE_SECONDS: Final = 60.0
#: Each start comes so much later than the last: who sends messages holds a lease for a minute, which a kill leaves.
_BETWEEN_SECONDS: Final = 70.0


#: Below those that the system gives to whoever connects, so that nobody takes one before it is listened on.
_PORTS: Final = itertools.cycle(range(20_000, 32_000))


def free_port() -> int:
    """A port that nobody listens on."""
    for port in _PORTS:
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
    raise AssertionError("every port is taken")


class Served:
    """A served pack over its database."""

    def __init__(
        self, url: str, folder: Path, receiver: Receiver, seed: int, more: str = "", *, made: bool = True
    ) -> None:
        self.url = url
        self.folder = folder
        self.receiver = receiver
        self.kills = self.starts = 0
        self.seen: list[str] = []
        self.heads: dict[int, Head] = {}
        text = _SETTINGS.format(folder=folder) + more
        text += "".join(_HOOK.format(name=name, port=receiver.port) for name in ("entry", "card", "payments"))
        self.settings = folder / "askonce.toml"
        self.log = folder / "log"
        if url.startswith("postgres"):
            text = f'[database]\nurl = "{url}"\nkey_file = "{folder}/county.keys"\n{text}'
        self.settings.write_text(text, "utf-8")
        self.token = ""
        if made:
            self.make()
        self.book = Book(self.filing, Random(seed))  # noqa: S311 - a test draws by a seed

    def make(self) -> None:
        """Make its database and its keys, and a token."""
        with closing(self.opened()) as house:
            self.token = house.database.write(_token).result()

    def token_of(self, person: str) -> str:
        """A token of a person, made while nobody serves it."""
        with closing(self.opened()) as house:
            who = house.keys.of(CASES, person)
            return house.database.write(
                lambda journal: make_token(journal, Session("person", who, journal.now + hours(10**5)))
            ).result()

    def opened(self) -> House:
        """The house, in this process."""
        settings, _ = settings_for(str(self.settings), self.url, {})
        return open_house(place_of(settings, self.url), settings, datetime.now(UTC).date(), PACK)  # noqa: TID251 - as `askonce serve` does

    def filing(self, number: int, chance: Random) -> Filing:
        """A filing of a person of its own, through a helper."""
        body = {
            "service": chance.choice(list(WHOLE)),
            "applicant": f"p-{number:06d}",
            "answers": {"diet": chance.choice(["none", "meat", "milk"])},
            "channel": "counter",
            "consent": "on paper",
        }
        key = f"key-{number:06d}-{chance.randrange(10**9)}"
        return Filing(key, body, {"Authorization": f"Bearer {self.token}"})

    def started(self, stop: Stop = Stop(), clock: float = 0.0) -> Process:  # noqa: B008 - a frozen value
        """Serve it."""
        self.starts += 1
        clock += self.starts * _BETWEEN_SECONDS
        told = Told(self.url, self.receiver.port, stop, clock, str(PACK), free_port(), str(self.settings))
        return Process(told, self.log)

    def killed(self, stop: Stop, clock: float = 0.0) -> None:
        """Load it, kill it at a moment, and look at what it left."""
        process = self.started(stop, clock)
        self.published(asked(process.port, "/api/ledger/head")[1].decode())
        load = Load(process.port, self.book)
        try:
            process.moment()
        finally:
            process.kill()
        load.join()
        self.kills += 1
        outside = self.folder / "heads.txt"
        self.published(outside.read_text("utf-8") if outside.exists() else "")
        self.look(f"after kill {self.kills} at {stop.moment!r}")

    def look(self, when: str, *, live: bool = False) -> Tables:
        """Hold what is there against what clients saw."""
        tables = looked(self.url, REGISTERS, live=live)
        self.seen += [f"{one} ({when})" for one in wrongs(self.book, self._told_by_case(tables))]
        return tables

    def _told_by_case(self, tables: Tables) -> Tables:
        """The same with the rows of the register by the cases that wrote them, whom it knows by names of its own."""
        settings, _ = settings_for(str(self.settings), self.url, {})
        keys = open_keys(place_of(settings, self.url).keys)
        (people,) = tables.registers
        told = {keys.subject("street", name.removeprefix(CASE)): rows for name, rows in people.items()}
        return tables._replace(registers=[told])

    def answered(self) -> None:
        """Repeat what was not answered, until it is."""
        process = self.started()
        Load(process.port, self.book, most=4).join()
        process.kill()
        self.seen += [f"unanswered: {one.key}" for one in self.book.unanswered()]
        self.book.turn()

    def settle(self, clock: float, broken: str = "", seconds: float = _SETTLE_SECONDS) -> None:
        """Serve it a last time, wait until nothing is left to do, and look at all of it."""
        process = self.started(Stop(broken=broken), clock)
        ends = steady() + seconds
        while True:
            left = list(unsettled(self.book, looked(self.url, REGISTERS, live=True), self.receiver))
            if not left or steady() > ends:
                break
            time.sleep(0.2)
        process.kill()
        self.seen += [*left, *self.book.troubles, *self.faults()]
        self.look("at the end")
        self.seen += self.unverified()

    def faults(self) -> list[str]:
        """The requests that failed by a fault of the house."""
        lines = self.log.read_text("utf-8").splitlines()
        return [f"fault: {line}" for line in lines if '"said":"a request failed"' in line]

    def unverified(self) -> list[str]:
        """What is wrong with the ledger, held against the heads that were published meanwhile."""
        with closing(open_database(self.url)) as base:
            found = base.read(lambda journal: verify(journal, self.heads.values()))
        return [] if found.holds and found.heads == len(self.heads) else [f"ledger: {found.broken}"]

    def published(self, text: str) -> None:
        """Keep a head that is outside now."""
        if text:
            head = read(text).head
            self.heads[head.size] = head


def _token(journal: Any) -> str:
    keep_account(journal, Account("helper", "hana", ROLES))
    return make_token(journal, Session("helper", "hana", journal.now + hours(10**5), ROLES))


def wrongs(book: Book, tables: Tables) -> Iterator[str]:
    """What is wrong with the cases at any moment: an acknowledged one lost or doubled, any one half there."""
    yield from damage(tables)
    by_case = {case: one for one in book.filings.values() for case in one.cases}
    open_keys = sum(1 for one in book.filings.values() if one.tries and not one.cases)
    for one in book.filings.values():
        if len(one.cases) > 1:
            yield f"doubled: {one.key} was answered with {sorted(one.cases)}"
        for case in one.cases - set(tables.lines):
            yield f"lost: {case} of {one.key} was acknowledged"
    strangers = set(tables.lines) - set(by_case)
    if len(strangers) > open_keys:
        yield f"stranger: {len(strangers)} cases are nobody's, and {open_keys} filings have none"
    for filer, count in Counter(line[3] for line in tables.lines.values()).items():
        if count > 1:
            yield f"doubled: {count} cases of {filer}, who filed once"
    for case in tables.lines:
        yield from _whole(case, tables, by_case.get(case))
    for case in {*tables.events, *tables.timers, *tables.messages} - set(tables.lines):
        yield f"half: {case} has rows and no line"


def _whole(case: str, tables: Tables, one: Filing | None) -> Iterator[str]:
    """Whether all that a filing writes is there, once, and nothing else but what time added."""
    events = [kind for _, kind, _ in tables.events.get(case, ())]
    service = "card" if "Given" in events else "cooking"
    if one is not None and one.body["service"] != service:
        yield f"half: {case} is no {one.body['service']}"
    kinds, acts, notices, timers = WHOLE[service]
    late = events[len(kinds) :]
    told = sum(term != "step" for term in _terms(tables, case))  # of a step the office above alone hears
    answers = [body for status, body in one.answers if status == 201] if one is not None else []
    diet = one.body["answers"]["diet"] if one is not None else None
    rows = tables.registers[0].get(f"case:{case}", [])
    expected = {
        "events": [*kinds, *["Late"] * len(late)],
        "numbers": list(range(len(events))),
        "line": len(events),
        "entries": acts + [f"act timer {term}" for term in _terms(tables, case)],
        "messages": sorted([*notices, *["late/above"] * len(late), *["late/person"] * told]),
        "timers": timers,
        "rows": [(diet or rows[0][0], True)] if service == "card" and (diet or rows) else [],
        "answers": [],
    }
    found = {
        "events": events,
        "numbers": [number for number, _, _ in tables.events.get(case, ())],
        "line": tables.lines[case][1],
        "entries": [_did(row) for row in tables.entries.get(case, ())],
        "messages": sorted(_message(row[0]) for row in tables.messages.get(case, ())),
        "timers": sorted(row[1] for row in tables.timers.get(case, ())),
        "rows": [(value, bool(last)) for value, last in rows],
        "answers": [wrong for body in answers for wrong in _unlike(body, events, len(kinds))],
    }
    for name, wanted in expected.items():
        if found[name] != wanted:
            yield f"half: the {name} of {case}: {found[name]} instead of {wanted}"
    if len(late) > len(timers):
        yield f"timer: {case} was late {len(late)} times"


def _unlike(answer: dict[str, Any], events: list[str], least: int) -> Iterator[str]:
    """What an answer says that is not on record: a helper is shown some of the events, and how many there are.

    Asked again, it shows the case as it stands then, which is never less than what filing it writes.
    """
    count = answer["line"]["events"]
    if not least <= count <= len(events):
        yield f"{count} events of {len(events)}"
    shown = [(one["number"], one["kind"]) for one in answer["history"]]
    if not shown or not set(shown) <= set(enumerate(events[:count])):
        yield f"{shown} of {events}"


def _terms(tables: Tables, case: str) -> list[str]:
    """The terms of a case that have passed, in the order of its events."""
    bodies = [json.loads(bytes(body)) for _, kind, body in tables.events.get(case, ()) if kind == "Late"]
    return [body["term"].partition(":")[0] for body in bodies]


def _did(row: tuple[Any, ...]) -> str:
    _, kind, entry = row
    what = json.loads(bytes(entry)).get("what", {}) if entry is not None else {}
    return f"act {what.get('do') or what.get('event')}" if kind == "act" else str(kind)


def _message(key: str) -> str:
    """What a message is, from its key: `case/0/1/certificate/card`."""
    kind, to = key.split("/")[-2:]
    return f"{kind}/{'above' if to.startswith('office') or to == 'county' else to}"


def unsettled(book: Book, tables: Tables, receiver: Receiver) -> Iterator[str]:
    """What is not yet as it is in the end: timers that have not fired, messages that did not come."""
    for one in book.filings.values():
        for case in one.cases:
            if one.body["service"] == "cooking" and sorted(_terms(tables, case)) != [
                "legal",
                "promised",
                "step",
            ]:
                yield f"timer: the terms {_terms(tables, case)} of {case} have passed, and not all once"
    for rows in tables.timers.values():
        yield from (f"timer: {row[0]} is still set" for row in rows if row[2] == 0)
    keys = {row[0] for rows in tables.messages.values() for row in rows}
    for rows in tables.messages.values():
        for key, state, _ in rows:
            hooked = "/certificate/" in key or "/payment/" in key
            if state == 0 or (hooked and state != 1):
                yield f"message: {key} stands at {state}"
            if hooked and not receiver.came.get(key):
                yield f"message: {key} never came"
    for key in set(receiver.came) - keys:
        yield f"message: {key} came and is not on record"

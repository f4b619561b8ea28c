"""A county that the journeys share: really served on a port of this machine, with a clock that the test sets forward."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from granian.constants import Interfaces
from granian.server.embed import Server

from askonce.adapters.settings.reading import read_settings
from askonce.assembly.demonstration import Filling
from askonce.assembly.house import House, open_house, place_of
from askonce.assembly.outside import Outside
from askonce.cases.journal import Journal
from askonce.norms.columns import value_from
from askonce.registers.pseudonym import CASES
from askonce.registers.store import Change, Linking
from askonce.web.loops import Timers
from askonce.web.service import Service
from askonce.web.sessions import Session, hours, keep_client, make_token
from askonce.web.site import make_site
from tests.e2e.program import ROOT

PACKS: Final = Path(__file__).parent
#: A Monday, nine in the morning where the counties lie.
MONDAY: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
_SECONDS: Final = 30.0
_SOON: Final = 0.02


class Clock:
    """A clock that stands until it is set forward."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> None:
        """Set it forward."""
        self.now += timedelta(**length)


class Answered:
    """An answer over HTTP."""

    def __init__(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.status = status
        self.body = body
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def said(self) -> Any:
        """What it says, as JSON."""
        return json.loads(self.body)


#: One count for all counties of a run: a restored one remembers the keys of the one that was backed up.
_KEYS = itertools.count()


class County:
    """A house that is served, whose timers and messages a test moves on by hand."""

    def __init__(
        self, folder: Path, pack: Path, clock: Clock, settings: str, url: str, port: int = 0
    ) -> None:
        self.folder, self.pack, self.clock, self.url = folder, pack, clock, url
        self.settings = folder / "askonce.toml"
        self.settings.write_text(settings, "utf-8")
        self.port = port or free_port()
        self.begin()

    def begin(self) -> None:
        """Open the house and serve it."""
        settings = read_settings(self.settings, {})
        self.place = place_of(settings, self.url)
        self.house: House = open_house(self.place, settings, self.clock.now.date(), self.pack, self.clock)
        self.outside = Outside(self.house, f"county:{self.port}")
        self.service = Service(self.house, self.outside)
        self.timers = Timers(self.house, self.outside.owed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        pause = threading.Event()
        for _ in range(int(_SECONDS / _SOON)):
            try:
                if self.ask("GET", "/health").status == 200:
                    return
            except OSError:
                pause.wait(_SOON)
        raise AssertionError("the county does not answer")

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = Server(
            make_site(self.service),
            address="127.0.0.1",
            port=self.port,
            interface=Interfaces.ASGINL,
            websockets=False,
            log_enabled=False,
        )
        try:
            self._loop.run_until_complete(self._server.serve())
        finally:
            self._loop.close()

    def end(self) -> None:
        """Stop answering, and close the house."""
        self._loop.call_soon_threadsafe(self._server.stop)
        self._thread.join(_SECONDS)
        assert not self._thread.is_alive()
        self.service.close()
        self.timers.stop()
        self.outside.stop()
        self.house.close()

    def again(self, pack: Path | None = None) -> None:
        """End it and begin anew over the same files."""
        self.end()
        self.pack = pack or self.pack
        self.begin()

    def work(self) -> None:
        """Fire what is due and send what waits, until nothing is left to do now."""
        pause = threading.Event()
        for _ in range(50):
            fired = self.timers()
            while self.timers._asking:  # noqa: SLF001 - what is asked outside runs beside
                pause.wait(_SOON)
            if not fired and not self.outside._outbox.round().arrived:  # noqa: SLF001 - as the loop of the house does
                return
        raise AssertionError("it never comes to an end")

    def token(self, who: str, *roles: str) -> str:
        """A token for `person:ID`, `officer:NAME` and so on, that outlives the test."""
        kind, _, name = who.partition(":")
        account = self.house.keys.of(CASES, name) if kind == "person" else name
        return self.house.database.write(
            lambda journal: make_token(journal, Session(kind, account, journal.now + hours(10**5), roles))
        ).result()

    def client(self, name: str) -> str:
        """A system that may fetch tokens: its secret."""
        return self.house.database.write(lambda journal: keep_client(journal, name, ())).result()

    def ask(
        self,
        method: str,
        path: str,
        token: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        """One request; a write gets a key of its own."""
        given = {"Idempotency-Key": f"journey-{next(_KEYS):06}", "Content-Type": "application/json"}
        if token:
            given["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers=given | dict(headers or {}),
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as found:  # noqa: S310 - as above
                return Answered(found.status, found.read(), dict(found.headers))
        except urllib.error.HTTPError as error:
            return Answered(error.code, error.read(), dict(error.headers))

    def file(self, token: str, service: str, **filing: Any) -> Answered:
        """File a case."""
        return self.ask("POST", "/api/cases", token, {"service": service, **filing})

    def filed(self, token: str, service: str, **filing: Any) -> dict[str, Any]:
        """File a case that is taken."""
        found = self.file(token, service, **filing)
        assert found.status == 201, found.body
        view: dict[str, Any] = found.said
        return view

    def show(self, token: str, case: str) -> dict[str, Any]:
        """A case as somebody sees it."""
        found = self.ask("GET", f"/api/cases/{case}", token)
        assert found.status == 200, found.body
        view: dict[str, Any] = found.said
        return view

    def give(self, token: str, case: str, do: str, **command: Any) -> Answered:
        """Give a command to a case as it stands."""
        line = self.house.database.read(lambda journal: journal.line(case))
        assert line is not None
        headers = {"If-Match": f'"{line.events}"'}
        return self.ask("POST", f"/api/cases/{case}/commands", token, {"do": do, **command}, headers)

    def given(self, token: str, case: str, do: str, **command: Any) -> dict[str, Any]:
        """Give a command that is done."""
        found = self.give(token, case, do, **command)
        assert found.status == 200, (do, found.body)
        view: dict[str, Any] = found.said
        return view

    def put(self, register: str, subject: str, since: date = date(2020, 1, 1), **values: Any) -> None:
        """Write what a register holds, as a sheet would say it."""
        doors = self.house.current.exchange.doors.doors
        read: dict[str, Any] = {}
        for one, value in values.items():
            kind = doors[register, one].type
            assert kind is not None
            read[one] = value_from(value, kind)
        name = self.house.keys.of(self.house.current.holder(register), subject)
        self.write(
            lambda journal: journal.write(Change(register, name, read, since, source="test", basis="-"))
        )

    def link(self, register: str, relation: str, subject: str, target: str) -> None:
        """Link two subjects, where the links of the relation lie."""
        doors = self.house.current.exchange.doors
        seat = doors.seat(register, relation, doors.desks[register].of)
        first, second = (target, subject) if seat.backward else (subject, target)
        of = self.house.keys.of
        names = of(seat.desk.holder, first), of(seat.desk.holder, second)
        since = date(2020, 1, 1)
        linking = Linking(seat.desk.register, seat.relation, *names, since, source="test", basis="-")
        self.write(lambda journal: journal.link(linking))

    def write(self, job: Any) -> Any:
        """Run a job."""
        return self.house.database.write(job).result()

    def entries(self, **wanted: str) -> list[Any]:
        """The entries of the ledger that are open and say what is wanted, with their numbers."""

        def read(journal: Journal) -> list[Any]:
            return [
                (one.number, one.entry) for one in journal.openings(limit=10_000) if one.entry is not None
            ]

        found = self.house.database.read(read)
        return [
            (number, entry)
            for number, entry in found
            if all(
                {**entry.what, "kind": entry.kind, "purpose": entry.purpose}.get(name) == value
                for name, value in wanted.items()
            )
        ]

    def verify(self) -> None:
        """Hold the ledger, as anybody can fetch it, against the second verifier."""
        key = self.ask("GET", "/api/ledger/key").said["key"]
        export = self.ask("GET", "/api/ledger/export")
        assert export.status == 200
        verified(export.body, key)


def verified(export: bytes, key: str) -> None:
    """Hold an exported ledger against the second verifier, which shares no line with ours."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(export)
        file.flush()
        tool = ROOT / "tools" / "verify_ledger.py"
        ran = subprocess.run(
            [sys.executable, tool, "export", file.name, key], capture_output=True, check=False, text=True
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "NOT CHECKED" not in ran.stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def county(
    folder: Path,
    pack: str | Path = "lake",
    *,
    clock: Clock | None = None,
    settings: str = "",
    url: str = "",
    port: int = 0,
) -> Iterator[County]:
    """A county in a folder of its own, ended with the test."""
    folder.mkdir(exist_ok=True)
    made = County(
        folder, PACKS / pack, clock or Clock(), settings, url or f"sqlite:///{folder}/county.db", port
    )
    try:
        yield made
    finally:
        made.end()


@contextmanager
def invented_zone(folder: Path) -> Iterator[County]:
    """The invented county with its development zone, and nobody who has asked too often."""
    with county(
        folder, ROOT / "packs" / "qingshan", settings="[limits]\nrequests_a_minute = 1000000\n"
    ) as found:
        Filling(found.house, found.clock.now.date(), 60).first_village()
        yield found

"""A house without a pack: over a database, everything that a filing writes, behind a few lines of HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import msgspec

from askonce.adapters.calling.caller import Caller
from askonce.adapters.sending.outbox import Outbox
from askonce.adapters.sending.webhook import WebhookSender
from askonce.adapters.settings.model import Webhook
from askonce.adapters.settings.secret import Secret
from askonce.adapters.storage.schema import Column, Schema, Table
from askonce.cases.database import Database, Unavailable
from askonce.cases.journal import Journal, Line, Message, Timer, Written
from askonce.feel.values import Money
from askonce.ledger.entry import Entry
from askonce.ledger.proving import head_of
from askonce.methods.breaker import Retries
from askonce.registers.refusal import Refusal
from askonce.registers.store import Change, Linking
from askonce.web import answered
from askonce.web.answered import Kept, Key, asked_by

SCHEMA: Final = Schema(
    (
        Table(
            "people",
            (Column("grade", "text", "none | mild | severe"), Column("income", "money", "money CNY")),
            ("lives_with",),
        ),
    )
)
ORIGIN: Final = "plain"
_SECRET: Final = "whsec_" + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
_TIMER_SECONDS: Final = 0.05
_ANSWER_SECONDS: Final = 40.0


class Told(msgspec.Struct, frozen=True):
    """What somebody files: about whom, and two grades, of which the second replaces the first."""

    person: str
    before: str
    after: str
    due: float


def filing(journal: Journal, told: Told, key: Key) -> Kept:
    """All that a filing writes: events, rows of a register, a relation, a timer, a message, three entries."""
    case, now = journal.fresh("case"), journal.now
    day, source = now.date(), f"case:{case}"
    entry = partial(Entry, at=now, actor="system:hall", subject=told.person, case=case, purpose="meals")
    journal.record(entry(kind="look", what={"attribute": "grade"}))
    body = msgspec.json.encode({"key": key.name, "person": told.person})
    written = [Written(case, 0, now, "filed", body), Written(case, 1, now, "weighed", b"{}")]
    journal.append(Line(case, "card", "v1", "street", "open", now, 2), written)
    journal.write(Change("people", told.person, {"grade": told.before}, day, source=source))
    income = Money(Decimal(len(told.person)), "CNY")
    journal.write(Change("people", told.person, {"grade": told.after, "income": income}, day, source=source))
    journal.link(Linking("people", "lives_with", told.person, told.person, day, source=source))
    journal.set_timer(Timer(case, case, now + timedelta(seconds=told.due), "promised"))
    journal.send(Message(f"{case}/filed", "webhook", "hall", b'{"kind":"filed"}', case))
    journal.record(entry(kind="look", what={"attribute": "income"}))
    number = journal.record(entry(kind="act", what={"do": "filed"}))
    return Kept(key.asked, 201, msgspec.json.encode({"case": case, "entry": number}))


def fire(journal: Journal, timer: Timer) -> None:
    """What a timer does: another event, another message, another entry."""
    if not journal.fired(timer.id):
        return
    line = journal.line(timer.case)
    if line is None:
        raise ValueError(f"{timer.case} has a timer and is not there")
    event = Written(line.id, line.events, journal.now, "fired", b"{}")
    journal.append(msgspec.structs.replace(line, events=line.events + 1, state="late"), [event])
    journal.send(Message(f"{line.id}/fired", "webhook", "hall", b'{"kind":"fired"}', line.id))
    journal.record(Entry("act", journal.now, "schedule", case=line.id, what={"do": "fired"}))


class Hall(BaseHTTPRequestHandler):
    """Answers filings, and tells the head of the ledger; `base` and `responds` are put in by `serve`."""

    protocol_version = "HTTP/1.1"
    base: Database
    responds: Callable[[], None]

    def do_POST(self) -> None:
        """File under a key."""
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        key = Key("hall", self.headers["Idempotency-Key"], asked_by("POST", self.path, raw))
        told = msgspec.json.decode(raw, type=Told)
        try:
            found = self.base.write(
                lambda journal: answered.once(journal, key, lambda same: filing(same, told, key))
            ).result(_ANSWER_SECONDS)
        except Unavailable:
            self._answer(503, b'{"type":"urn:askonce:problem:away","status":503}', "application/problem+json")
            return
        if isinstance(found, Refusal):
            self._answer(409, found.code.encode(), "text/plain")
            return
        type(self).responds()
        self._answer(found.status, found.body, "application/json")

    def do_GET(self) -> None:
        """The head of the ledger, or that the process is well."""
        if self.path == "/health":
            self._answer(200, b"{}", "application/json")
            return
        try:
            head = self.base.read(lambda journal: head_of(journal, ORIGIN, journal.now, "SHA-256"))
        except Unavailable:
            self._answer(503, b'{"type":"urn:askonce:problem:away","status":503}', "application/problem+json")
            return
        self._answer(200, msgspec.json.encode(head), "application/json")

    def log_message(self, *words: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes, media: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that were killed, or went away."""


def serve(base: Database, receiver: int, responds: Callable[[], None], ready: Callable[[int], None]) -> None:
    """Answer for ever, fire timers and send messages to the port of a receiver."""
    hook = Webhook(url=f"http://127.0.0.1:{receiver}/hook", secret=Secret(_SECRET), private=True)
    sender = WebhookSender("plain", {"hall": hook}, Caller())
    retries = Retries(tries=1000, first_seconds=0.1, most_seconds=0.5)
    Hall.base, Hall.responds = base, staticmethod(responds)
    server = _Server(("127.0.0.1", 0), Hall)
    ready(server.server_address[1])
    Outbox(base, {"webhook": sender}, retries, worker="the only one").start(0.05)
    threading.Thread(target=_fire_for_ever, args=(base,), daemon=True).start()
    server.serve_forever()


def _fire_for_ever(base: Database) -> None:
    pause = threading.Event()
    while True:
        try:
            due = base.read(lambda journal: journal.due_timers(journal.now, 50))
            for one in [base.write(partial(_fired, timer)) for timer in due]:
                one.result(_ANSWER_SECONDS)
        except Unavailable:
            pause.wait(_TIMER_SECONDS)
        pause.wait(_TIMER_SECONDS)


def _fired(timer: Timer, journal: Journal) -> None:
    fire(journal, timer)

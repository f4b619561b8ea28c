"""No log of ours or of a library holds a secret or a datum, however much is logged and whatever goes wrong."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from askonce.adapters.calling.caller import Caller
from askonce.adapters.opening import open_database
from askonce.adapters.sending.mail import MailSender
from askonce.adapters.sending.outbox import Outbox
from askonce.adapters.sending.record import RecordSender
from askonce.adapters.sending.webhook import WebhookSender
from askonce.adapters.settings.model import Mail, System, Webhook
from askonce.adapters.settings.model import Neighbour as NeighbourSettings
from askonce.adapters.settings.secret import Secret
from askonce.adapters.sources.neighbour import NeighbourSource
from askonce.adapters.sources.sources import Sources
from askonce.adapters.storage.schema import Schema
from askonce.cases.journal import Journal, Message
from askonce.methods.breaker import Retries
from tests.unit.adapters.border.servers import Behave, break_off, reply, server
from tests.unit.adapters.border.test_departments import Department
from tests.unit.adapters.border.test_sources import ROW, TYPES, sources, wanted

#: Parts of every secret, address and datum of the flow below.
HIDDEN = ("hush", "王芳", "p-secret", "1200.5", "li@home", "2026-12-31", "words of the notice")
BODY = json.dumps({"kind": "granted", "case": "c", "words": {"en": "words of the notice for 王芳"}}).encode()


@pytest.fixture
def caller() -> Iterator[Caller]:
    made = Caller()
    yield made
    made.close()


def send_everything(caller: Caller, url: str, port: int) -> None:
    """A message of each channel through the outbox."""
    mail = Mail(
        server="127.0.0.1", sender="county@q.test", port=port, security="none", user="u", password=Secret("hush"), seconds=0.5
    )  # fmt: skip
    senders = {
        "mail": MailSender(mail, lambda _: "li@home.test"),
        "webhook": WebhookSender(
            "q", {"there": Webhook(url=url, secret=Secret("hush" * 9), seconds=0.5)}, caller
        ),
        "system": RecordSender({"there": System(url=url, token=Secret("hush"), seconds=0.5)}, caller),
    }
    database = open_database("sqlite://", Schema())

    def queue(journal: Journal) -> None:
        for channel in senders:
            journal.send(Message(f"k-{channel}", channel, "there", BODY))

    try:
        database.write(queue).result()
        Outbox(database, senders, Retries(), worker="w").round()  # type: ignore[arg-type]
    finally:
        database.close()


def ask_everything(caller: Caller, behave: Behave, folder: Path) -> None:
    """A subject of each kind of source."""
    with server(behave) as told:
        sources(caller, told, token=Secret("t-hush"), seconds=0.5).fetch(wanted(subject="p-secret"))
        neighbour = NeighbourSettings(url=told.url, client="q", secret=Secret("hush"), seconds=0.5)
        Sources({"insured": NeighbourSource(neighbour, TYPES, caller)}).fetch(wanted(subject="p-secret"))
    path = folder / "department.db"
    department = Department(path) if not path.exists() else None
    if department is None:
        return
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE people SET pid = 'p-secret' WHERE pid = 'p-7'")
    connection.close()
    for attributes in ((), ("grade",)):
        source = department.source()
        Sources({"insured": source}).fetch(wanted(*attributes, subject="p-secret"))
        source.close()


@pytest.mark.parametrize(
    "behave",
    [
        reply(200, {**ROW, "number": "hush-7"}),
        reply(200, {**ROW, "months": "王芳"}),
        reply(500, b"the token was t-hush, for p-secret"),
        break_off,
    ],
    ids=["answers", "nonsense", "fails", "breaks off"],
)
def test_no_log_holds_a_secret_or_a_datum(
    caller: Caller, behave: Behave, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with server(behave) as told:
        send_everything(caller, told.url, told.port)
        ask_everything(caller, behave, tmp_path)
    assert any(record.name == "httpcore.http11" for record in caplog.records)
    for record in caplog.records:
        said = f"{record.name}: {record.getMessage()} {record.exc_text or ''}"
        assert not [hidden for hidden in HIDDEN if hidden in said], said

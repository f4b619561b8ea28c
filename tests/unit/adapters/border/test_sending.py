"""Webhooks, systems of record and heads of the ledger, with a receiver on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from askonce.adapters.calling.caller import Caller
from askonce.adapters.opening import open_database
from askonce.adapters.sending.delivery import Arrived, Failed
from askonce.adapters.sending.heads import HeadPublisher, replace_file
from askonce.adapters.sending.outbox import Outbox, Tally
from askonce.adapters.sending.record import Reconciled, RecordSender, note_filing, reconcile
from askonce.adapters.sending.webhook import WebhookSender
from askonce.adapters.settings.model import Heads, System, Webhook
from askonce.adapters.settings.secret import Secret
from askonce.adapters.signing import new_key, signer
from askonce.adapters.storage.schema import Schema
from askonce.cases.database import Database
from askonce.cases.journal import Journal, Message, Waiting
from askonce.ledger.entry import Entry
from askonce.ledger.head import read, sign
from askonce.ledger.proving import head_of
from askonce.methods.breaker import Retries
from tests.unit.adapters.border.servers import break_off, hang, reply, server

KEY = "case-1/granted"
QUEUED = datetime(2026, 3, 1, 8, tzinfo=UTC)
MOMENT = 1_772_352_000
OLD, NEW = (
    "the-former-secret-of-24-bytes",
    "whsec_" + base64.b64encode(b"a-new-secret-of-at-least-24").decode(),
)


@pytest.fixture
def caller() -> Iterator[Caller]:
    made = Caller()
    yield made
    made.close()


@pytest.fixture
def database() -> Iterator[Database]:
    made = open_database("sqlite://", Schema())
    yield made
    made.close()


def waiting(channel: str, to: str, body: bytes = b'{"kind":"granted","case":"case-1"}') -> Waiting:
    return Waiting(Message(KEY, channel, to, body, "case-1"), QUEUED, 0, QUEUED)


def event_sender(url: str, caller: Caller, **others: Secret | float) -> WebhookSender:
    told = {"secret": Secret(NEW), "former_secret": Secret(OLD), "seconds": 2.0, **others}
    webhook = Webhook(url=url, **told)  # type: ignore[arg-type]
    return WebhookSender("qingshan", {"partner": webhook}, caller, lambda: MOMENT + 0.9)


def signed_by(secret: bytes, key: str, moment: str, body: bytes) -> str:
    """A second computation, after the words of Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`, in base64."""
    inner = hashlib.sha256(
        bytes(byte ^ 0x36 for byte in secret.ljust(64, b"\0")) + f"{key}.{moment}.".encode() + body
    )
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in secret.ljust(64, b"\0")) + inner.digest())
    return "v1," + base64.b64encode(outer.digest()).decode()


def test_an_event_is_a_cloud_event_signed_by_both_secrets(caller: Caller) -> None:
    with server(reply(204)) as told:
        assert event_sender(f"{told.url}/hook", caller).send(waiting("webhook", "partner")) == Arrived()
    (asked,) = told.asked
    assert asked.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert asked.said == {
        "specversion": "1.0",
        "id": KEY,
        "source": "urn:askonce:qingshan",
        "type": "askonce.granted",
        "subject": "case-1",
        "time": "2026-03-01T08:00:00+00:00",
        "datacontenttype": "application/json",
        "data": {"kind": "granted", "case": "case-1"},
    }
    assert asked.headers["webhook-id"] == KEY
    assert asked.headers["webhook-timestamp"] == str(MOMENT)
    new, old = asked.headers["webhook-signature"].split(" ")
    assert hmac.compare_digest(new, signed_by(b"a-new-secret-of-at-least-24", KEY, str(MOMENT), asked.body))
    assert hmac.compare_digest(old, signed_by(OLD.encode(), KEY, str(MOMENT), asked.body))


def test_a_key_that_no_header_may_hold_is_hashed(caller: Caller) -> None:
    key = "case\r\nX-Evil: 1。"
    with server(reply(204)) as told:
        message = Message(key, "webhook", "partner", b"{}")
        event_sender(told.url, caller).send(Waiting(message, QUEUED, 0, QUEUED))
    assert told.asked[0].headers["webhook-id"] == hashlib.sha256(key.encode()).hexdigest()
    assert "x-evil" not in told.asked[0].headers
    assert told.asked[0].said["id"] == key


def test_a_receiver_that_redirects_hangs_or_is_unknown(caller: Caller) -> None:
    with server(reply(200)) as other, server(reply(307, b"", Location=other.url)) as told:
        found = event_sender(told.url, caller).send(waiting("webhook", "partner"))
        assert found == Failed("it answered 307, a redirect, which is not followed", passing=False)
        assert other.asked == []
    with server(hang) as told:
        found = event_sender(told.url, caller, seconds=0.2).send(waiting("webhook", "partner"))
        assert found == Failed("no whole answer within 0.2 seconds", theirs=True)
    assert isinstance(event_sender(told.url, caller).send(waiting("webhook", "nobody")), Failed)
    assert event_sender(told.url, caller).send(waiting("webhook", "partner", b"no JSON")) == Failed(
        "the message holds no JSON", passing=False
    )


def record_sender(caller: Caller, url: str = "", look_up: str = "") -> RecordSender:
    return RecordSender({"land": System(url=url, look_up=look_up, token=Secret("t0ken"), seconds=2)}, caller)


def test_a_case_is_filed_under_its_key_and_gets_a_number(caller: Caller) -> None:
    with server(reply(201, {"number": "L-7", "status": "received"})) as told:
        found = record_sender(caller, told.url).send(waiting("system", "land"))
    assert found == Arrived('{"number":"L-7","status":"received"}')
    (asked,) = told.asked
    assert asked.headers["idempotency-key"] == "case-1%2Fgranted"
    assert asked.headers["authorization"] == "Bearer t0ken"
    assert asked.said == {"kind": "granted", "case": "case-1"}


@pytest.mark.parametrize(
    "answer",
    [b"", b"yes", {"number": ""}, {"status": "x"}, {"number": 7}, {"number": "x" * 300}, {"number": "a\nb"}],
)
def test_an_answer_without_a_number_is_no_receipt(caller: Caller, answer: object) -> None:
    """It may have been filed: it is tried again under the same key, until a number comes."""
    with server(reply(200, answer)) as told:
        found = record_sender(caller, told.url).send(waiting("system", "land"))
    assert isinstance(found, Failed)
    assert found.passing


def test_nothing_is_sent_to_a_system_without_an_interface(caller: Caller) -> None:
    found = record_sender(caller).send(waiting("system", "land"))
    assert found == Failed("system `land` has no interface: a clerk types the case into it", passing=False)


def test_what_became_of_a_filing_is_asked_at_night(caller: Caller, database: Database) -> None:
    """A filing whose first answer broke off is filed again under its key; a number and later statuses reach the case."""
    noted: list[tuple[str, str, str]] = []

    def note(_: Journal, key: str, number: str, status: str) -> None:
        noted.append((key, number, status))

    first = reply(200, {"number": "L-7", "status": "received"})
    later = reply(200, {"number": "L-7", "status": "entered"})
    with server(break_off, first, first, later, reply(500)) as told:
        sender = record_sender(caller, told.url, f"{told.url}/filings/{{key}}")
        outbox = Outbox(
            database,
            {"system": sender},
            Retries(tries=3, first_seconds=0.001),
            worker="w",
            on_arrival=note_filing(note),
        )
        database.write(lambda journal: journal.send(Message(KEY, "system", "land", b"{}"))).result()
        assert outbox.round() == Tally(again=1)
        threading.Event().wait(0.01)
        assert outbox.round() == Tally(arrived=1)
        assert [one.headers["idempotency-key"] for one in told.asked] == ["case-1%2Fgranted"] * 2
        assert reconcile(database, sender, note) == Reconciled(asked=1)
        assert reconcile(database, sender, note) == Reconciled(asked=1, changed=1)
        assert reconcile(database, sender, note) == Reconciled(asked=1, unanswered=1)
    assert noted == [(KEY, "L-7", "received"), (KEY, "L-7", "entered")]
    assert (told.asked[2].method, told.asked[2].path) == ("GET", "/filings/case-1%2Fgranted")


def entries(database: Database, count: int) -> None:
    for _ in range(count):
        database.write(lambda journal: journal.record(Entry("act", journal.now, "schedule"))).result()


SIGNER = signer("Ed25519", new_key("Ed25519"))


def head(journal: Journal) -> bytes:
    return sign(head_of(journal, "here", journal.now, "SHA-256"), SIGNER).encode()


def size_of(text: bytes) -> int:
    return read(text.decode()).head.size


def test_heads_go_out_after_entries_and_after_time(
    database: Database, caller: Caller, tmp_path: Path
) -> None:
    now = [0.0]
    place = tmp_path / "head.json"
    heads = Heads(to=str(place), every_seconds=100, every_entries=3)
    publisher = HeadPublisher(database, heads, head, caller, lambda: now[0])
    assert publisher.look() is None
    assert not place.exists()
    sizes = []
    for seconds, added in ((0, 1), (1, 2), (2, 1), (50, 0), (101, 0), (300, 0)):
        now[0] = seconds
        entries(database, added)
        assert publisher.look() is None
        sizes.append(size_of(place.read_bytes()))
    assert sizes == [1, 1, 4, 4, 4, 4]
    entries(database, 1)
    now[0] = 301
    publisher.look()
    assert size_of(place.read_bytes()) == 5


def test_a_head_that_nobody_takes_is_offered_again(database: Database, caller: Caller) -> None:
    now = [0.0]
    entries(database, 1)
    with server(reply(500), reply(200)) as told:
        publisher = HeadPublisher(
            database, Heads(to=told.url, token=Secret("hush"), every_seconds=10), head, caller, lambda: now[0]
        )
        assert publisher.look() == Failed("it answered 500", theirs=True)
        assert publisher.look() is None
        assert len(told.asked) == 1
        now[0] = 11
        assert publisher.look() is None
        assert [size_of(one.body) for one in told.asked] == [1, 1]
        assert told.asked[1].headers["authorization"] == "Bearer hush"


@pytest.mark.parametrize("behind", ["fewer", "others", "another ledger", "no head"])
def test_a_head_that_is_out_is_never_replaced_by_one_that_does_not_continue_it(
    database: Database, caller: Caller, tmp_path: Path, behind: str
) -> None:
    place = tmp_path / "head.txt"
    entries(database, 5)
    HeadPublisher(database, Heads(to=str(place)), head, caller).look()
    if behind == "another ledger":
        place.write_bytes(
            database.read(
                lambda journal: sign(head_of(journal, "there", journal.now, "SHA-256"), SIGNER)
            ).encode()
        )
    elif behind == "no head":
        place.write_text("a list of things to buy\n")
    out = place.read_bytes()
    restored = open_database("sqlite://", Schema())
    try:
        entries(restored, 3 if behind == "fewer" else 8)
        failed = HeadPublisher(restored, Heads(to=str(place)), head, caller).look()
    finally:
        restored.close()
    assert failed is not None
    assert "does not continue the head that is out" in failed.reason
    assert place.read_bytes() == out


def test_what_went_to_an_address_is_remembered_beside_the_database(
    database: Database, caller: Caller, tmp_path: Path
) -> None:
    kept = tmp_path / "county.head"
    entries(database, 5)
    with server(reply(200)) as told:
        heads = Heads(to=told.url)
        assert HeadPublisher(database, heads, head, caller, kept=kept).look() is None
        assert kept.is_file()
        assert size_of(kept.read_bytes()) == 5
        restored = open_database("sqlite://", Schema())
        try:
            entries(restored, 3)
            failed = HeadPublisher(restored, heads, head, caller, kept=kept).look()
        finally:
            restored.close()
        assert failed is not None
        assert len(told.asked) == 1


def test_a_file_is_replaced_whole_while_somebody_reads(tmp_path: Path) -> None:
    place, ended = tmp_path / "head", threading.Event()
    texts = [b"a" * 100_000, b"b" * 200_000]
    replace_file(place, texts[0])
    seen: set[bytes] = set()

    def read() -> None:
        while not ended.is_set():
            seen.add(place.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(40):
        replace_file(place, texts[number % 2])
    ended.set()
    reader.join()
    assert seen <= set(texts)
    assert list(tmp_path.iterdir()) == [place]


def test_a_folder_that_is_gone_is_a_failure(database: Database, caller: Caller, tmp_path: Path) -> None:
    publisher = HeadPublisher(database, Heads(to=str(tmp_path / "no" / "head")), head, caller)
    assert publisher.publish(b"x") == Failed("the file cannot be written: No such file or directory")

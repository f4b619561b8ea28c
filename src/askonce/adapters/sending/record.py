"""Files cases with outside systems of record, once each, and asks later what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias
from urllib.parse import quote

import msgspec

from askonce.adapters.calling.caller import Call, Caller
from askonce.adapters.calling.reply import Reply
from askonce.adapters.sending.delivery import Arrived, Failed, failure_of
from askonce.adapters.settings.model import System
from askonce.cases.database import Database
from askonce.cases.journal import Journal, Message, Waiting

_ROOM: Final = "filed"
_PAGE: Final = 200
_LONGEST: Final = 200


class Recorded(msgspec.Struct, frozen=True):
    """What an outside system says of a filing: the number that it gave, and how it stands."""

    number: str
    status: str = ""


class Filed(msgspec.Struct, frozen=True):
    """A filing that was made: with which system, and what that said last."""

    system: str
    said: Recorded


#: What is done with a number or a status in the transaction that notes it: key, number, status.
OnRecord: TypeAlias = Callable[[Journal, str, str, str], None]


class RecordSender:
    """Files with outside systems over HTTP, under an Idempotency-Key, and reads number and status from the answer."""

    def __init__(self, systems: Mapping[str, System], caller: Caller) -> None:
        self._systems = systems
        self._caller = caller

    def line(self, waiting: Waiting) -> str:
        """Each system is a line."""
        return waiting.message.to

    def send(self, waiting: Waiting) -> Arrived | Failed:
        """File a case; nothing is sent to a system without an interface."""
        name = waiting.message.to
        system = self._systems.get(name)
        if system is None:
            return Failed(f"the settings of this house have no system `{name}`", passing=False)
        if not system.url:
            return Failed(f"system `{name}` has no interface: a clerk types the case into it", passing=False)
        headers = {
            **_headers(system),
            "Content-Type": "application/json",
            "Idempotency-Key": quote(waiting.message.key, safe=""),
        }
        reply = self._caller.call(
            Call(
                "POST", system.url, headers, waiting.message.body, system.seconds, authority=system.authority
            )
        )
        failure = failure_of(reply)
        if failure is not None:
            return failure
        said = _said(reply)
        if said is None:
            return Failed("it took the filing but gave no number that can be read", theirs=True)
        return Arrived(msgspec.json.encode(said).decode())

    def ask(self, name: str, key: str) -> Recorded | Failed:
        """What a system says today of the filing of a key."""
        system = self._systems.get(name)
        if system is None or not system.look_up:
            return Failed(f"system `{name}` cannot be asked about filings", passing=False)
        url = system.look_up.replace("{key}", quote(key, safe=""))
        reply = self._caller.call(
            Call("GET", url, _headers(system), seconds=system.seconds, authority=system.authority)
        )
        return failure_of(reply) or _said(reply) or Failed("it gave no number that can be read", theirs=True)

    def can_be_asked(self, name: str) -> bool:
        """Whether a system tells what became of a filing."""
        return name in self._systems and bool(self._systems[name].look_up)


def note_filing(on_record: OnRecord) -> Callable[[Journal, Message, str], None]:
    """What the outbox does when a filing arrived: keep it for the nightly question, and put its number on the case."""

    def note(journal: Journal, message: Message, receipt: str) -> None:
        if message.channel != "system":
            return
        said = msgspec.json.decode(receipt, type=Recorded)
        journal.put(_ROOM, message.key, msgspec.json.encode(Filed(message.to, said)))
        on_record(journal, message.key, said.number, said.status)

    return note


class Reconciled(msgspec.Struct, frozen=True):
    """What a night's questions gave: filings asked about, those that stand otherwise than before, those unanswered."""

    asked: int = 0
    changed: int = 0
    unanswered: int = 0


def reconcile(database: Database, sender: RecordSender, on_record: OnRecord) -> Reconciled:
    """Ask each system about the filings made with it; note what changed. A system that is down is asked once."""
    asked = changed = unanswered = 0
    down: set[str] = set()
    after = ""
    while keys := database.read(lambda journal, after=after: _page(journal, after)):  # type: ignore[misc]
        after = keys[-1][0]
        for key, filed in keys:
            if filed.system in down or not sender.can_be_asked(filed.system):
                unanswered += 1
                continue
            asked += 1
            said = sender.ask(filed.system, key)
            if isinstance(said, Failed):
                unanswered += 1
                down |= {filed.system} if said.theirs else set()
            elif said != filed.said:
                changed += 1
                database.write(_Update(key, Filed(filed.system, said), on_record)).result()
    return Reconciled(asked, changed, unanswered)


def _page(journal: Journal, after: str) -> list[tuple[str, Filed]]:
    kept = ((key, journal.get(_ROOM, key)) for key in journal.keys(_ROOM, "", after, _PAGE))
    return [(key, msgspec.json.decode(value, type=Filed)) for key, value in kept if value]


class _Update:
    """A job that notes what a system says of a filing now."""

    def __init__(self, key: str, filed: Filed, on_record: OnRecord) -> None:
        self._key = key
        self._filed = filed
        self._on_record = on_record

    def __call__(self, journal: Journal) -> None:
        journal.put(_ROOM, self._key, msgspec.json.encode(self._filed))
        self._on_record(journal, self._key, self._filed.said.number, self._filed.said.status)


def _headers(system: System) -> dict[str, str]:
    return {"Accept": "application/json"} | (
        {"Authorization": f"Bearer {system.token.reveal()}"} if system.token else {}
    )


def _said(reply: object) -> Recorded | None:
    """The number and the status of an answer; none where it holds no short number."""
    if not isinstance(reply, Reply):
        return None
    try:
        said = msgspec.json.decode(reply.body, type=Recorded)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    fits = 0 < len(said.number) <= _LONGEST and len(said.status) <= _LONGEST
    return said if fits and (said.number + said.status).isprintable() else None

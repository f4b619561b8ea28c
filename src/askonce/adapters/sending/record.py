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
from askonce.cases.procedure.giving import FILED_SYSTEMS

_ROOM: Final = FILED_SYSTEMS
_PAGE: Final = 200
_LONGEST: Final = 200
_NO_FILING: Final = (404, 410)
#: How a filing stands that the other side no longer has.
LOST: Final = "lost"
_AGAIN: Final = "/again/"
#: What a message says of itself that asks about a filing.
_QUESTION: Final = "reconcile"


class Recorded(msgspec.Struct, frozen=True):
    """What an outside system says of a filing: the number that it gave, and how it stands."""

    number: str
    status: str = ""


class Filed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A filing that was made: with which system, what that said last, and what it was told, should it lose it."""

    system: str
    said: Recorded
    told: bytes = b""


class Lost(msgspec.Struct, frozen=True):
    """The system has no filing of a key, although it once took it."""


class _Body(msgspec.Struct, frozen=True):
    """What a message to a system says of itself: a question about the filing of another key, or the filing."""

    kind: str = ""
    key: str = ""


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
        """File a case, or ask about it; nothing is sent to a system without an interface."""
        name, asked = waiting.message.to, _asked(waiting.message)
        if asked:
            said = self.ask(
                name, asked
            )  # who has no answer for it gets the filing itself, which was queued beside it
            return Arrived(msgspec.json.encode(said).decode() if isinstance(said, Recorded) else "")
        system = self._systems.get(name)
        if system is None:
            return Failed(f"the settings of this house have no system `{name}`", passing=False)
        if not system.url:
            return Failed(f"system `{name}` has no interface: a clerk types the case into it", passing=False)
        headers = {
            **_headers(system),
            "Content-Type": "application/json",
            "Idempotency-Key": quote(_key_of(waiting.message), safe=""),
        }
        reply = self._caller.call(
            Call(
                "POST", system.url, headers, waiting.message.body, system.seconds, authority=system.authority
            )
        )
        failure = failure_of(reply)
        if failure is not None:
            return failure
        number = _said(reply)
        if number is None:
            return Failed("it took the filing but gave no number that can be read", theirs=True)
        return Arrived(msgspec.json.encode(number).decode())

    def ask(self, name: str, key: str) -> Recorded | Lost | Failed:
        """What a system says today of the filing of a key."""
        system = self._systems.get(name)
        if system is None or not system.look_up:
            return Failed(f"system `{name}` cannot be asked about filings", passing=False)
        url = system.look_up.replace("{key}", quote(key, safe=""))
        reply = self._caller.call(
            Call("GET", url, _headers(system), seconds=system.seconds, authority=system.authority)
        )
        if isinstance(reply, Reply) and reply.status in _NO_FILING:
            return Lost()
        return failure_of(reply) or _said(reply) or Failed("it gave no number that can be read", theirs=True)

    def can_be_asked(self, name: str) -> bool:
        """Whether a system tells what became of a filing."""
        return name in self._systems and bool(self._systems[name].look_up)


def note_filing(on_record: OnRecord) -> Callable[[Journal, Message, str], None]:
    """What the outbox does when a filing arrived: keep it for the nightly question, and put its number on the case."""

    def note(journal: Journal, message: Message, receipt: str) -> None:
        if message.channel != "system" or not receipt:
            return
        said, asked = msgspec.json.decode(receipt, type=Recorded), _asked(message)
        key = asked or _key_of(message)
        told = b"" if asked else message.body
        journal.put(_ROOM, key, msgspec.json.encode(Filed(message.to, said, told)))
        on_record(journal, key, said.number, said.status)

    return note


class Reconciled(msgspec.Struct, frozen=True):
    """What a night's questions gave: filings asked about, those that stand otherwise than before, those unanswered.

    `lost` are those that the other side no longer has; they are filed again.
    """

    asked: int = 0
    changed: int = 0
    unanswered: int = 0
    lost: int = 0


def reconcile(database: Database, sender: RecordSender, on_record: OnRecord) -> Reconciled:
    """Ask each system about the filings made with it; note what changed. A system that is down is asked once."""
    asked = changed = unanswered = lost = 0
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
            elif isinstance(said, Lost):
                lost += 1
                database.write(_FileAgain(key, filed, on_record)).result()
            elif said != filed.said:
                changed += 1
                database.write(_Update(key, msgspec.structs.replace(filed, said=said), on_record)).result()
    return Reconciled(asked, changed, unanswered, lost)


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


class _FileAgain:
    """A job that files again, under the same key, what the other side has lost; the case says so until it is answered."""

    def __init__(self, key: str, filed: Filed, on_record: OnRecord) -> None:
        self._key = key
        self._filed = filed
        self._on_record = on_record

    def __call__(self, journal: Journal) -> None:
        filed, key = self._filed, self._key
        lost = Recorded(filed.said.number, LOST)
        journal.put(_ROOM, key, msgspec.json.encode(msgspec.structs.replace(filed, said=lost)))
        if filed.told:
            name = f"{key}{_AGAIN}{journal.now.isoformat()}"
            journal.send(Message(name, "system", filed.system, filed.told, key.partition("/")[0]))
        self._on_record(journal, key, lost.number, lost.status)


def _key_of(message: Message) -> str:
    """The key of the filing that a message makes, for the first time or again."""
    return message.key.partition(_AGAIN)[0]


def _asked(message: Message) -> str:
    """The key of the filing that a message asks about; none where it is a filing itself."""
    said = msgspec.json.decode(message.body, type=_Body)
    return said.key if said.kind == _QUESTION else ""


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

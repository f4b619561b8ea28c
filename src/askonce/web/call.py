"""What a route is, what it is given, and what it answers: plain values between the door and the work behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Literal, TypeAlias

import msgspec

from askonce.cases.journal import Journal
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.answered import Again, Kept, Key
from askonce.web.service import Service
from askonce.web.sessions import Session

Kind: TypeAlias = Literal["anonymous", "person", "officer", "helper", "system", "admin"]

ANYBODY: Final[frozenset[Kind]] = frozenset({"anonymous", "person", "officer", "helper", "system", "admin"})
SIGNED_IN: Final[frozenset[Kind]] = frozenset({"person", "officer", "helper", "system", "admin"})
HANDLERS: Final[frozenset[Kind]] = frozenset({"person", "officer", "helper"})


class Call(msgspec.Struct, frozen=True):
    """A request that has passed the door: who asks what, decoded.

    `actor` is none where nobody signed in. `expected` the number of events of `If-Match`,
    `seen` the tag of `If-None-Match`, `basic` the
    header in which a client may name itself. `key` is that of a write, none where nothing is written.
    """

    service: Service
    session: Session | None
    actor: Actor | None
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    language: str
    key: Key | None = None
    expected: int | None = None
    seen: str = ""
    basic: str = ""

    async def once(
        self, job: Callable[[Journal], Kept | Refusal], again: Again | None = None
    ) -> Answer | Refusal:
        """Do what this writes once under its key; `again` makes the answer of what was left of it."""
        if self.key is None:
            raise TypeError("this route writes but has no key")
        return await self.service.once(self.key, job, again)

    def kept(
        self,
        body: bytes,
        status: int = 200,
        headers: tuple[tuple[str, str], ...] = (),
        left: bytes | None = None,
    ) -> Kept:
        """An answer to keep under the key, or what is `left` of it."""
        return Kept(self.key.asked if self.key is not None else b"", status, body, headers, left)


Run: TypeAlias = Callable[[Call], Awaitable[Answer | Refusal]]


class Query(msgspec.Struct, frozen=True):
    """A word of the query: a text, or a whole number from 0."""

    name: str
    says: str
    whole: bool = False
    most: int = 200


class Route(msgspec.Struct, frozen=True):
    """A route: its words, who may use it, what runs it, what it takes and gives.

    `keyed` ones write, and need an `Idempotency-Key`; `conditional` ones need `If-Match`. `media` is what the answer is
    where it is no JSON, `form` says that the body may be that of a form, as OAuth 2 wants it;
    of `costly` ones a caller gets few.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    name: str
    says: str
    kinds: frozenset[Kind]
    run: Run
    takes: Any = None
    gives: Any = None
    query: tuple[Query, ...] = ()
    status: int = 200
    keyed: bool = False
    conditional: bool = False
    form: bool = False
    media: str = "application/json"
    demo: bool = False
    costly: bool = False

    @property
    def words(self) -> str:
        """The method and the path, as logs and figures name the route."""
        return f"{self.method} {self.path}"

    @property
    def variables(self) -> tuple[str, ...]:
        """The names in its path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

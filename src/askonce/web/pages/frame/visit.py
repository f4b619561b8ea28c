"""A visit: a request for a page that has passed the door, and what a page may answer."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Literal, TypeAlias, TypeVar

import msgspec

from askonce.assembly.house import House
from askonce.cases.journal import Journal
from askonce.cases.running import Running
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.answered import Kept, Key
from askonce.web.call import Kind
from askonce.web.pages.frame.csrf import ONCE
from askonce.web.pages.frame.form import Form
from askonce.web.pages.frame.language import Language, say
from askonce.web.service import Service
from askonce.web.sessions import Session

T = TypeVar("T")
_SEE_OTHER: Final = 303
_NEW: Final = Refusal("new", {})  # nobody is shown it


class Page(msgspec.Struct, frozen=True):
    """A page to show: its template with values; htmx gets the `block` alone where one is named."""

    template: str
    values: Mapping[str, Any] = {}
    status: int = 200
    block: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Redirect(msgspec.Struct, frozen=True):
    """Where the browser goes next: a path of this house; `notice` is said once on the page there."""

    to: str
    notice: str = ""
    headers: tuple[tuple[str, str], ...] = ()


Result: TypeAlias = Page | Redirect | Refusal | Answer


class Visit(msgspec.Struct, frozen=True):
    """A request for a page: who comes, what the path, the query and the form say, in which language.

    `actor` is none where nobody signed in; an admin has a session and is no actor in cases. `caller` is the name under which
    limits are counted. `partial` says that htmx asks, which puts a part of a page in place. `here` is the path and query.
    `bound_to` is what tokens of forms are bound to.
    """

    service: Service
    session: Session | None
    actor: Actor | None
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Form
    language: Language
    caller: str
    here: str
    bound_to: str
    partial: bool = False
    name: str = ""
    device: str = ""
    body: bytes = b""
    notice: str = ""

    @property
    def house(self) -> House:
        """The house."""
        return self.service.house

    @property
    def running(self) -> Running:
        """The version of the pack that is in force."""
        return self.service.house.current

    @property
    def kind(self) -> Kind:
        """Who comes, as the table of pages has it."""
        return self.session.kind if self.session is not None else "anonymous"  # type: ignore[return-value]

    @property
    def who(self) -> Actor:
        """Who acts; TypeError on a page that is open to somebody who is no actor."""
        if self.actor is None:
            raise TypeError("this page is open to somebody who is no actor")
        return self.actor

    def say(self, message: str, **values: object) -> str:
        """A message of ours in the visitor's language."""
        return say(self.language, message, **values)

    def words(self, texts: Mapping[str, str]) -> str:
        """A text of the pack in the visitor's language, or in the first that there is."""
        return texts.get(self.language) or texts.get("en") or next(iter(texts.values()), "")

    async def write(self, job: Callable[[Journal], T]) -> T:
        """Run a job in a transaction, and wait until the disk holds it."""
        return await self.service.write(job)

    async def read(self, job: Callable[[Journal], T]) -> T:
        """Run a job over one state of the database."""
        return await self.service.read(job)

    async def aside(self, work: Callable[[], T]) -> T:
        """Do something that takes long in a thread of its own."""
        return await self.service.aside(work)

    async def once(self, job: Callable[[Journal], str | Refusal], notice: str = "") -> Redirect | Refusal:
        """Do what a form sends once, also where it is sent twice; the job gives the path to go to.

        A form that was changed before it was sent again is another one.
        """
        asked = hashlib.sha256(self.here.encode() + b"\n" + self.body).digest()
        key = Key(self.caller, f"page-{self.form.one(ONCE)[:64]}-{asked.hex()[:32]}", asked)

        def kept(journal: Journal) -> Kept | Refusal:
            to = job(journal)
            return to if isinstance(to, Refusal) else Kept(asked, _SEE_OTHER, to.encode())

        found = await self.service.once(key, kept)
        return found if isinstance(found, Refusal) else Redirect(found.body.decode(), notice)

    async def sent_before(self, notice: str = "") -> Redirect | None:
        """Where this very form led when it was sent before; none where it is new.

        For pages that look before they do: what a second press finds has been changed by the first.
        """
        found = await self.once(lambda _: _NEW, notice)
        return None if isinstance(found, Refusal) else found


Run: TypeAlias = Callable[[Visit], Awaitable[Result]]


class PageRoute(msgspec.Struct, frozen=True):
    """A page: its address, its name, who may see it, what makes it.

    `query` are the words of the query that it knows; others are left alone. `most_bytes` is how large its form may be.
    Of `costly` ones a caller gets few.
    """

    method: Literal["GET", "POST"]
    path: str
    name: str
    says: str
    kinds: frozenset[Kind]
    run: Run
    query: tuple[str, ...] = ()
    costly: bool = False
    demo: bool = False
    most_bytes: int = 100_000

    @property
    def words(self) -> str:
        """The method and the path, as logs and figures name the page."""
        return f"{self.method} {self.path}"

    @property
    def variables(self) -> tuple[str, ...]:
        """The names in its path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

"""What registers hold about a person: which data, who may read them for what, whom to ask; and what their own cases have read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from askonce.cases.journal import Journal
from askonce.cases.view import View
from askonce.cases.wording.bilingual import Text, join
from askonce.cases.wording.titles import Titles
from askonce.registers.words import Register
from askonce.web.pages import shown
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.resident.affairs import own_of

#: The newest cases that are gone through for values.
_MOST: Final = 30
_PERSON: Final = "person"


class Held(msgspec.Struct, frozen=True):
    """A datum that a register may hold: what it is called, and for which purposes it may be read."""

    title: Text
    purposes: Text


class Keeper(msgspec.Struct, frozen=True):
    """A register about people: its name, the office that answers for it, how to reach it, its article, what it holds."""

    name: str
    title: Text
    holder: Text
    contact: str
    article: Text
    held: tuple[Held, ...]


async def known(visit: Visit) -> Result:
    """What the person's cases have read, and beside it what registers hold at all."""
    own = own_of(visit)

    def job(journal: Journal) -> list[View]:
        return list(own.views(journal, visit.who, own.cases(journal, visit.who)[:_MOST]))

    views = await visit.read(job)
    lines = _values(visit, views)
    return Page("resident/known.html", {"lines": lines, "keepers": tuple(_keepers(visit.running.bound))})


def _values(visit: Visit, views: list[View]) -> tuple[shown.FactLine, ...]:
    """The newest value of each datum that a register gave to a case of the person's own."""
    found: dict[tuple[str, str], shown.FactLine] = {}
    for view in views:
        ready = shown.ready_of(visit, view.line)
        if ready is None:
            continue
        facts = [one for one in view.facts if one.by == "register" and one.state in {"known", "none"}]
        may = "dispute" in view.may
        name = view.line.id

        def wrong(fact: str, name: str = name, *, may: bool = may) -> str:
            return f"/me/cases/{name}/dispute/{fact}" if may else ""

        for fact, line in zip(
            facts, shown.facts_of(visit, ready, facts, shown.read_times(view.history), wrong), strict=True
        ):
            found.setdefault((fact.source, line.label["en"]), line)
    return tuple(found[key] for key in sorted(found))


def _keepers(bound: Mapping[str, Mapping[str, Any]]) -> Iterator[Keeper]:
    titles = Titles(bound)
    for name, register in bound.get("register", {}).items():
        if not isinstance(register, Register) or register.of != _PERSON:
            continue
        office = bound.get("office", {}).get(register.holder.id) if register.holder is not None else None
        yield Keeper(
            name,
            titles.title("register", name),
            titles.title("office", register.holder.id) if register.holder is not None else {},
            (office.contact or "") if office is not None else "",
            titles.article(register.basis),
            tuple(
                Held(
                    titles.attribute(name, attribute),
                    join(titles.title("purpose", purpose) for purpose in _purposes(words)),
                )
                for attribute, words in register.attributes.items()
            ),
        )


def _purposes(attribute: Any) -> tuple[str, ...]:
    return tuple(getattr(one, "id", str(one)) for one in attribute.open_to)

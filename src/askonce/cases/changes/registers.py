"""What changes in registers: who holds them, and for which purposes their data may be read."""

from collections.abc import Iterator
from typing import Any

import msgspec

from askonce.cases.asking import BoundCase
from askonce.cases.changes.change import Change, Difference, differ
from askonce.cases.wording.bilingual import Text, both, fill, join, plain
from askonce.cases.wording.titles import Titles
from askonce.registers.model import Register
from askonce.registers.paths import Way

ANYONE = both("any purpose", "任何目的")
CASE_KINDS = ("service", "report")
MOST_NAMED = 6
Door = tuple[str, str, str]


def compare_registers(was: Titles, now: Titles) -> Iterator[Change]:
    """Registers set up or ended, held by another office, and each attribute opened or closed to a purpose."""
    olds, news = was.every("register"), now.every("register")
    for name in sorted({*olds, *news}):
        title = now.title("register", name) if name in news else was.title("register", name)
        for one in _standing(olds.get(name), news.get(name), was, now):
            yield one.of("register", "", title)
    before, after = _doors(was), _doors(now)
    for door in sorted(before ^ after):
        opened = door in after
        titles = now if opened else was
        yield _door(door, was, now, opened=opened).of("register", "", titles.title("register", door[0]))


def _standing(old: Register | None, new: Register | None, was: Titles, now: Titles) -> Iterator[Difference]:
    if old is None and new is not None:
        yield differ("register-added", f"register {new.id}", after=now.role(new.holder))
    elif new is None and old is not None:
        yield differ("register-dropped", f"register {old.id}", before=was.role(old.holder))
    elif old is not None and new is not None and _id(old.holder) != _id(new.holder):
        yield differ(
            "register-holder", f"register {new.id}", before=was.role(old.holder), after=now.role(new.holder)
        )


def _id(ref: Any) -> str:
    return "" if ref is None else str(ref.id)


def _doors(titles: Titles) -> set[Door]:
    """Each attribute and relation with each purpose that it is open to, an empty one where that is any."""
    doors: set[Door] = set()
    for register in titles.every("register").values():
        for name, attribute in register.attributes.items():
            free = attribute.sensitivity == "public" or (
                attribute.sensitivity == "internal" and not attribute.open_to
            )
            doors |= {(register.id, name, purpose) for purpose in ([""] if free else attribute.open_to)}
        for name, relation in register.relations.items():
            limited = relation.states("open_to")
            doors |= {(register.id, name, purpose) for purpose in (relation.open_to if limited else [""])}
    return doors


def _door(door: Door, was: Titles, now: Titles, *, opened: bool) -> Difference:
    register, name, purpose = door
    titles = now if opened else was
    thing: Text = titles.attribute(register, name)
    words = titles.title("purpose", purpose) if purpose else ANYONE
    touched = tuple(sorted({*_touched(door, was), *_touched(door, now)}))
    about = f"{register}.{name} {purpose}".strip()
    one = (
        differ("attribute-opened", about, thing=thing, after=words, touches=touched)
        if opened
        else differ("attribute-closed", about, thing=thing, before=words, touches=touched)
    )
    return msgspec.structs.replace(one, note=_concerns(touched, was, now)) if touched else one


def _concerns(touched: tuple[str, ...], was: Titles, now: Titles) -> Text:
    """The services and reports that an opening concerns, the first few by title."""
    titles = [_title(name, now) or _title(name, was) or plain(name) for name in touched]
    rest = len(titles) - MOST_NAMED
    more = fill(both("and {count} more", "等另{count}项"), count=plain(str(rest)))
    named = join([*titles[:MOST_NAMED], more] if rest > 0 else titles)
    return fill(both("concerns {named}", "涉及{named}"), named=named)


def _title(name: str, titles: Titles) -> Text | None:
    kind = next((kind for kind in CASE_KINDS if name in titles.every(kind)), None)
    return None if kind is None else titles.title(kind, name)


def _touched(door: Door, titles: Titles) -> Iterator[str]:
    """The services and reports of a purpose that read what is behind a door, or ask for what it holds."""
    register, name, purpose = door
    for kind in CASE_KINDS:
        for case in titles.every(kind).values():
            if purpose in {"", _id(case.case.purpose)} and f"{register}.{name}" in set(_reaches(case)):
                yield case.id


def _reaches(case: BoundCase) -> Iterator[str]:
    ways = [taken.way for taken in case.taken] + [shown.way for one in case.demanded for shown in one.shown]
    for way in ways:
        if isinstance(way, Way):
            yield from (f"{hop.relation.register}.{hop.relation.relation}" for hop in way.hops)
            yield from [way.held.value.name] if way.held else []
    for asked in case.asked:
        yield from (one.value.name for one in asked.held)

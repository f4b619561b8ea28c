"""Where an interview stands: what is known, what is still to be said, and what became of answers that no longer fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from askonce.cases.command import Filing
from askonce.cases.handling import Handling
from askonce.cases.journal import Journal
from askonce.cases.life import combine
from askonce.cases.ready import Field
from askonce.cases.running import Ready
from askonce.cases.view import Offered
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal
from askonce.registers.sources import Fetched
from askonce.web.drafts import Draft, Note
from askonce.web.pages.interview.seat import Seat
from askonce.web.pages.interview.sheet import Sheet

#: What a refusal of something in the draft says: it is left out then, and the person is told.
UNFIT: Final = frozenset(
    {
        "already-held", "not-asked", "misread", "only-self", "bad-choice", "bad-id", "too-many-chosen", "too-long",
        "number-too-large", "not-yours-to-dispute", "no-such-fact",
    }
)  # fmt: skip
_SAID: Final = ("answers", "choices", "disputes")
DROPPED, REPLACED, LOST_FILE = "dropped", "replaced", "lost-file"
_MOST_TRIES: Final = 60
_WORD: Final = re.compile(r"\w+", re.ASCII)


class Stand(msgspec.Struct, frozen=True):
    """Where an interview stands; keys are `service.name`.

    `filings` and `offers` are of the services that go on, `refused` the others. `choose` are the subjects among whom is to be
    picked now. `open` is what is still to be said, each datum once, `next` the question to put now; `later` what only the
    person may say, whom somebody helps. `extra` are the optional questions.
    """

    draft: Draft
    filings: tuple[Filing, ...]
    offers: tuple[Offered, ...]
    refused: tuple[tuple[str, Refusal], ...]
    choose: tuple[str, tuple[str, ...]] | None
    open: tuple[str, ...]
    next: str | None
    later: tuple[str, ...]
    extra: tuple[str, ...]


def filings_of(sheet: Sheet, seat: Seat, draft: Draft) -> tuple[Filing, ...]:
    """A filing for each service that is wanted, with what was said; an answer counts for every service that asks for the datum."""
    wanted = [one for one in sheet.readies if one.id not in draft.without]
    own = [
        Filing(
            service=ready.id,
            applicant=seat.applicant or draft.applicant or None,
            answers=_of(ready, draft.answers),
            choices={**_named(ready, draft), **_of(ready, draft.choices)},
            event=draft.event,
            channel=seat.channel,
            consent=seat.consent,
            disputes=_of(ready, draft.disputes),
        )
        for ready in wanted
    ]
    return combine(wanted, own, (), draft.answers).filings if len(own) > 1 else tuple(own)


def _of(ready: Ready, said: Mapping[str, Any]) -> dict[str, Any]:
    head = f"{ready.id}."
    return {key.removeprefix(head): value for key, value in said.items() if key.startswith(head)}


def numbers_of(ready: Ready) -> dict[str, str]:
    """The questions by whose answers the person names somebody, with the role: nobody types a number twice."""
    found: dict[str, str] = {}
    for field in ready.fields.values():
        role = ready.roles.get(field.role)
        if role is not None and role.named and field.asked and role.name not in found.values():
            found[field.name] = role.name
    return found


def _named(ready: Ready, draft: Draft) -> dict[str, list[str]]:
    told = ((role, draft.answers.get(f"{ready.id}.{name}")) for name, role in numbers_of(ready).items())
    return {role: [number] for role, number in told if isinstance(number, str) and number}


def alike_roles(sheet: Sheet, key: str) -> tuple[str, ...]:
    """The roles of all services of an interview that lead to the same subjects as this one, which is among them."""
    service, _, name = key.partition(".")
    ready = sheet.ready(service)
    role = ready.roles.get(name) if ready is not None else None
    if role is None:
        return ()
    others = ((one.id, one.roles.get(name)) for one in sheet.readies)
    return tuple(
        f"{service}.{name}"
        for service, other in others
        if other is not None and other.choose and other.root == role.root
    )


class Kernel:
    """The handling of cases as one write job of an interview uses it."""

    def __init__(
        self, handling: Handling, journal: Journal, actor: Actor, sheet: Sheet, fetched: Sequence[Fetched]
    ) -> None:
        self.handling = handling
        self.journal = journal
        self.actor = actor
        self.sheet = sheet
        self.fetched = fetched

    def stand(self, seat: Seat, draft: Draft, *, pick: bool = True) -> Stand:
        """Where the interview stands with a draft; what does not fit any more is left out of it, with a note.

        With `pick` nobody is asked whom a life event is about where its services agree on one.
        """
        found = self._stand(seat, draft)
        while pick and self.sheet.is_event and found.choose is not None:
            chosen = self._agreed(seat, found.draft, *found.choose)
            if chosen is None:
                break
            found = self._stand(
                seat, msgspec.structs.replace(found.draft, choices={**found.draft.choices, **chosen})
            )
        return found

    def _agreed(
        self, seat: Seat, draft: Draft, key: str, there: Sequence[str]
    ) -> dict[str, list[str]] | None:
        """The one subject whom all services of a life event take in a role; none where that is nobody, or several."""
        alike = alike_roles(self.sheet, key)
        if len(alike) < 2:
            return None
        fitting = []
        for one in there:
            chosen = {role: [one] for role in alike}
            tried = msgspec.structs.replace(draft, choices={**draft.choices, **chosen})
            asked = (self._ask(filing) for filing in filings_of(self.sheet, seat, tried))
            if not any(isinstance(found, Refusal) and found.code == "bad-choice" for found in asked):
                fitting.append(chosen)
        return fitting[0] if len(fitting) == 1 else None

    def _stand(self, seat: Seat, draft: Draft) -> Stand:
        filings: list[Filing] = []
        offers: list[Offered] = []
        refused: list[tuple[str, Refusal]] = []
        notes = list(draft.notes)
        for filing in filings_of(self.sheet, seat, draft):
            offered, mended = self._offer(filing)
            gone = tuple(_gone(filing, mended, draft))
            draft = _without(draft, gone)
            # who is no longer among those to be picked is picked anew, which says enough
            notes += [Note(DROPPED, key) for field, key in gone if field != "choices"]
            if isinstance(offered, Refusal):
                refused.append((filing.service, offered))
            else:
                filings.append(mended)
                offers.append(offered)
        draft = msgspec.structs.replace(draft, notes=tuple(dict.fromkeys(notes)))
        return self._together(draft, filings, offers, refused)

    def _offer(self, filing: Filing) -> tuple[Offered | Refusal, Filing]:
        found = self._ask(filing)
        tries = 0
        while isinstance(found, Refusal) and found.code in UNFIT and tries < _MOST_TRIES:
            less = self._less(filing, found.reason["en"])
            if not less:
                break
            tries += 1
            filing = less
            found = self._ask(filing)
        return found, filing

    def _less(self, filing: Filing, reason: str) -> Filing | None:
        """The filing without what a refusal names, or without the first thing that was said; none where nothing was."""
        ready = self.sheet.ready(filing.service)
        numbers = numbers_of(ready) if ready is not None else {}
        said = [
            (field, name)
            for field in _SAID
            for name in getattr(filing, field)
            if field != "choices" or name not in numbers.values()
        ]
        if not said:
            return None
        words = frozenset(_WORD.findall(reason))
        field, name = next((one for one in said if one[1] in words), said[0])
        left: dict[str, Any] = {key: value for key, value in getattr(filing, field).items() if key != name}
        found = msgspec.structs.replace(filing, **{field: left})
        role = numbers.get(name) if field == "answers" else None
        others = {key: those for key, those in filing.choices.items() if key != role}
        return msgspec.structs.replace(found, choices=others) if role is not None else found

    def _ask(self, filing: Filing) -> Offered | Refusal:
        return self.handling.interview(self.journal, self.actor, filing, self.fetched)

    def _together(
        self, draft: Draft, filings: list[Filing], offers: list[Offered], refused: list[tuple[str, Refusal]]
    ) -> Stand:
        readies = [self.sheet.ready(one.service) for one in filings]
        bundle = combine([one for one in readies if one is not None], filings, offers, {}).bundle
        still: list[str] = []
        later: list[str] = []
        for service, name in bundle.open:
            key = f"{service}.{name}"
            (still if self._may_say(service, name, filings) else later).append(key)
        choose = next(
            ((f"{one.service}.{role}", there) for one in offers for role, there in one.choose.items()), None
        )
        return Stand(
            draft,
            tuple(filings),
            tuple(offers),
            tuple(refused),
            choose,
            tuple(still),
            self._first(still, offers),
            tuple(later),
            tuple(self._optional(filings, offers)),
        )

    def _first(self, still: Sequence[str], offers: Sequence[Offered]) -> str | None:
        """The question to put now: whoever is named first, as less is asked then; else what a service would put next."""
        for key in still:
            service, _, name = key.partition(".")
            ready = self.sheet.ready(service)
            if ready is not None and name in numbers_of(ready):
                return key
        wanted = [f"{one.service}.{one.next}" for one in offers if one.next is not None]
        return next((key for key in wanted if key in still), next(iter(still), None))

    def _may_say(self, service: str, name: str, filings: Sequence[Filing]) -> bool:
        ready = self.sheet.ready(service)
        field = ready.fields.get(name) if ready is not None else None
        return field is None or not field.own or self._is_self(filings)

    def _is_self(self, filings: Sequence[Filing]) -> bool:
        kind, who = self.actor.kind, self.actor.id
        return kind == "person" and all(one.applicant in (None, who) for one in filings)

    def _optional(self, filings: Sequence[Filing], offers: Sequence[Offered]) -> Iterator[str]:
        for filing, offered in zip(filings, offers, strict=True):
            ready = self.sheet.ready(filing.service)
            if ready is None or any(one.adverse for one in offered.outcome):
                continue
            for field in ready.fields.values():
                if _is_extra(field) and field.name not in offered.open and field.name not in filing.answers:
                    yield f"{ready.id}.{field.name}"


def _is_extra(field: Field) -> bool:
    return field.asked and field.optional and field.taken is None and not field.by_officer


def _gone(filing: Filing, mended: Filing, draft: Draft) -> Iterator[tuple[str, str]]:
    """What was left out of a filing and stands in the draft, with the part of the draft where it stands."""
    for field in _SAID:
        for name in sorted(getattr(filing, field).keys() - getattr(mended, field).keys()):
            key = f"{filing.service}.{name}"
            if key in getattr(draft, field):
                yield field, key


def _without(draft: Draft, gone: Sequence[tuple[str, str]]) -> Draft:
    for field, key in gone:
        left: dict[str, Any] = {one: value for one, value in getattr(draft, field).items() if one != key}
        draft = msgspec.structs.replace(draft, **{field: left})
    return draft

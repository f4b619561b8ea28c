"""Answers that still hold: what a person has said in a case is not asked again in another of the same purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import msgspec

from askonce.cases.desk import Desk
from askonce.cases.event import Kept
from askonce.cases.gathering import ANSWER, EARLIER
from askonce.cases.ready import Field
from askonce.cases.running import Ready
from askonce.cases.term import add_calendar
from askonce.registers.days import PERIODS, Days

#: The room of earlier answers: by subject, purpose, concept and time.
REMEMBERED: Final = "remembered"


class Earlier(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer of an earlier case: the fact as that case kept it, and the last day on which it holds."""

    kept: Kept
    case: str
    until: date | None = None


_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(Earlier)


def key_of(desk: Desk, ready: Ready, field: Field, subject: str, days: Days) -> str | None:
    """Under which key an answer is remembered: its datum and its purpose; none where it is of its case alone.

    A datum is a concept of a subject at a time. What never changes is the same at any time; what belongs to an event or
    a period is the same for that event or period; what is of the moment holds as long as the text says.
    """
    if not field.concept or field.file or field.own:
        return None
    if field.changes == "never":
        time = "ever"
    elif field.at == "event":
        time = days.chosen("event").isoformat()
    elif field.at in PERIODS:
        time = f"{field.at}:{days.chosen(field.at).isoformat()}"
    else:
        time = "now"
    return f"{desk.hide(subject)}/{ready.purpose}/{field.concept}/{time}"


def subject_of(field: Field, roots: Mapping[str, tuple[str, ...]]) -> str | None:
    """Whose datum an answer is; none where it is of several, or of nobody that is known."""
    found = roots.get(field.role or "applicant", ())
    return found[0] if len(found) == 1 else None


def remember(
    desk: Desk,
    ready: Ready,
    case: str,
    roots: Mapping[str, tuple[str, ...]],
    kept: Mapping[str, Kept],
    days: Days,
) -> None:
    """Keep answers for later cases, as long as they hold."""
    for name, one in kept.items():
        field = ready.fields.get(name)
        subject = subject_of(field, roots) if field is not None and one.by == ANSWER else None
        if field is None or subject is None or one.state not in {"known", "none"}:
            continue
        key = key_of(desk, ready, field, subject, days)
        timed = field.changes != "never" and field.at not in {*PERIODS, "event"}
        if key is not None and not (timed and field.holds_for is None):
            until = add_calendar(desk.today, field.holds_for) if timed and field.holds_for else None
            desk.journal.put(REMEMBERED, key, _ENCODER.encode(Earlier(one, case, until)))


def recall(
    desk: Desk, ready: Ready, roots: Mapping[str, tuple[str, ...]], names: Iterable[str], days: Days
) -> dict[str, Kept]:
    """The answers of earlier cases that still hold, for these questions."""
    found: dict[str, Kept] = {}
    for name in names:
        field = ready.fields[name]
        subject = subject_of(field, roots)
        key = None if subject is None else key_of(desk, ready, field, subject, days)
        raw = None if key is None else desk.journal.get(REMEMBERED, key)
        if raw is None:
            continue
        earlier = _DECODER.decode(raw)
        if earlier.until is None or desk.today <= earlier.until:
            found[name] = msgspec.structs.replace(earlier.kept, by=EARLIER, source=earlier.case)
    return found


def forget(desk: Desk, ready: Ready, case: str, roots: Mapping[str, tuple[str, ...]], days: Days) -> None:
    """Forget the answers that a case gave, once that case is erased."""
    for field in ready.fields.values():
        subject = subject_of(field, roots)
        key = None if subject is None else key_of(desk, ready, field, subject, days)
        raw = None if key is None else desk.journal.get(REMEMBERED, key)
        if key is not None and raw is not None and _DECODER.decode(raw).case == case:
            desk.journal.put(REMEMBERED, key, None)

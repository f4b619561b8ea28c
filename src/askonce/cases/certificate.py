"""Certificates: what a decided case gives its person to show, under a number by which anybody can check that it holds.

The number follows from the case, the output and the event that gave it, with the key of the house: the same paper has the same number
however often it is printed, and nobody can make one up. What a check says is no more than whoever holds the paper can read on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from askonce.cases import codes
from askonce.cases import event as events
from askonce.cases.desk import Desk, Work, load, read_case
from askonce.cases.event import Occurred
from askonce.cases.keeping import kept_value
from askonce.cases.procedure.allowing import PERSON, admit
from askonce.cases.refusing import refuse
from askonce.cases.ruled import Text as Ruled
from askonce.cases.running import Ready
from askonce.cases.sitting import sits_with
from askonce.cases.wording.bilingual import Text, both, join, said
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_value
from askonce.feel.types import ChoiceType, Type
from askonce.feel.values import Value
from askonce.ledger.entry import Entry
from askonce.norms.columns import Misfit, value_from
from askonce.norms.ruling import Dates
from askonce.registers.pseudonym import LEDGER
from askonce.registers.refusal import Refusal

#: The room of certificates by the digest of their numbers.
PAPERS: Final = "paper"
VALID, WITHDRAWN = "valid", "withdrawn"
_NONE_SUCH: Final = both("the case gives no such paper", "本事项不出具此证件")


class Paper(msgspec.Struct, frozen=True):
    """Something that can be printed: the name of the output, and what it is called."""

    output: str
    title: Text


class Line(msgspec.Struct, frozen=True):
    """What a certificate says of one thing: what it is called, and how it stands."""

    label: Text
    value: Text


class Certificate(msgspec.Struct, frozen=True):
    """A certificate as it is printed: what it is called, who gives it by which article since when, whom it is for, what it says.

    `holder` is the number by which the house knows whom it is for.
    """

    number: str
    title: Text
    service: Text
    office: Text
    basis: Text
    since: date
    holder: str
    lines: tuple[Line, ...]


class Checked(msgspec.Struct, frozen=True):
    """What anybody is told of a number: whether the paper holds, of which kind it is, who gave it on which day."""

    number: str
    state: str
    title: Text
    office: Text
    since: date


class Issued(msgspec.Struct, frozen=True):
    """What is kept of a certificate that was printed: the output of which case, and the event that gave it."""

    case: str
    output: str
    given: int


class _Giving(msgspec.Struct, frozen=True):
    """How an output was given: by which event, after which decision, and whether another took its place since."""

    event: int
    decided: events.Decided
    replaced: bool


def papers_of(work: Work) -> tuple[Paper, ...]:
    """What can be printed of a case now: no payments, and nothing that a later decision took the place of."""
    ready = work.ready
    if ready is None or work.case.erased:
        return ()
    return tuple(
        Paper(name, _title(ready, name)) for name, output in ready.outputs.items()
        if output.pays is None and (found := _giving(work.occurred, name)) is not None and not found.replaced
    )  # fmt: skip


def certify(work: Work, output: str) -> Certificate | Refusal:
    """The certificate of an output, for the person or for who sits with them; it can be checked from now on. Within a write job."""
    part, ready = admit(work), work.ready
    if part != PERSON and not (part is not None and sits_with(work.desk, work.case.applicant)):
        return refuse("not-yours")
    if ready is None or output not in {one.output for one in papers_of(work)} or work.case.applicant is None:
        return Refusal("no-such-thing", _NONE_SUCH)
    giving = _giving(work.occurred, output)
    if giving is None:
        return Refusal("no-such-thing", _NONE_SUCH)
    _note(work, output, Issued(work.case.id, output, giving.event))
    return _certificate(work, ready, output, giving, work.desk.reveal(work.case.applicant))


def check(desk: Desk, typed: str) -> Checked | None:
    """What anybody may know of the number that they typed; none where no paper has it."""
    issued = _issued(desk, typed)
    if issued is None:
        return None
    occurred, _ = read_case(desk.journal, issued.case)
    giving = _giving(occurred, issued.output, issued.given)
    line = desk.journal.line(issued.case)
    running = desk.runnings.get(line.version) if line is not None else None
    ready = running.types.get(line.type) if running is not None and line is not None else None
    if giving is None or running is None or ready is None:
        return None
    return Checked(
        _number(desk, issued),
        WITHDRAWN if giving.replaced else VALID,
        _title(ready, issued.output),
        Titles(running.bound).title("office", ready.office),
        giving.decided.day,
    )


def belongs_to(desk: Desk, typed: str, holder: str) -> bool | None:
    """Whether a paper is for whom a number stands that is written on it; none where that is not known (any more)."""
    issued = _issued(desk, typed)
    work = load(desk, issued.case) if issued is not None else None
    if work is None or work.case.applicant is None or not holder.strip() or "\0" in holder:
        return None
    return desk.hide(holder.strip()) == work.case.applicant


def _giving(occurred: Sequence[Occurred], output: str, event: int | None = None) -> _Giving | None:
    """How an output was given last, or by one event."""
    decided: events.Decided | None = None
    held: frozenset[str] = frozenset()
    found: _Giving | None = None
    for one in occurred:
        match one.event:
            case events.Decided():
                decided = one.event
                if found is not None:
                    found = msgspec.structs.replace(found, replaced=True)
            case events.Reopened():
                held = frozenset()
            case events.Given(outputs=outputs):
                new = output in outputs and output not in held and decided is not None
                held = frozenset(outputs)
                if new and decided is not None and (found is None or event is None or found.event != event):
                    found = _Giving(one.number, decided, replaced=False)
            case _:
                pass
    return found if event is None or (found is not None and found.event == event) else None


def _issued(desk: Desk, typed: str) -> Issued | None:
    code = codes.read_code(typed)
    kept = desk.journal.get(PAPERS, codes.digest_of(desk.pseudonyms, PAPERS, code or "-"))
    return msgspec.json.decode(kept, type=Issued) if kept is not None else None


def _number(desk: Desk, issued: Issued) -> str:
    return codes.spelled(desk.pseudonyms.of(PAPERS, f"{issued.case}/{issued.output}/{issued.given}"))


def _note(work: Work, output: str, issued: Issued) -> None:
    """Keep under its number what was printed, and put on record who had it printed."""
    desk = work.desk
    digest = codes.digest_of(desk.pseudonyms, PAPERS, _number(desk, issued))
    if desk.journal.get(PAPERS, digest) is not None and desk.actor.kind == PERSON:
        return
    desk.journal.put(PAPERS, digest, msgspec.json.encode(issued))
    subject = (
        None if work.case.applicant is None else desk.pseudonyms.of(LEDGER, desk.reveal(work.case.applicant))
    )
    actor = (
        f"person:{desk.pseudonyms.of(LEDGER, desk.actor.id)}"
        if desk.actor.kind == PERSON
        else desk.actor.name
    )
    desk.journal.record(
        Entry(
            "act", desk.now, actor, subject, work.case.office, work.case.id,
            work.ready.purpose if work.ready is not None else "", work.ready.basis if work.ready is not None else "",
            {"do": "certificate", "output": output},
        )
    )  # fmt: skip


def _certificate(work: Work, ready: Ready, output: str, giving: _Giving, holder: str) -> Certificate:
    titles = Titles(ready.running.bound)
    return Certificate(
        _number(work.desk, Issued(work.case.id, output, giving.event)),
        _title(ready, output),
        titles.title("service", ready.id),
        titles.title("office", ready.office),
        titles.cite(giving.decided.basis or ready.basis),
        giving.decided.day,
        holder,
        tuple(_lines(work, ready, output, titles, giving.decided.day)),
    )


def _title(ready: Ready, output: str) -> Text:
    """What a paper is called: as its output says, else as the pack calls that word, else like its service."""
    titles, title = Titles(ready.running.bound), ready.outputs[output].title
    if title is not None:
        return said(title)
    if output not in titles.every("word"):
        return titles.title("service", ready.id)
    return {language: word[:1].upper() + word[1:] for language, word in titles.word(output).items()}


def _lines(work: Work, ready: Ready, output: str, titles: Titles, decided: date) -> Iterator[Line]:
    """What the certificate carries: the facts that the text wants on it, then what was decided."""
    labels = {one.name: titles.question(one) for one in ready.bound.asked}
    labels |= {one.name: titles.taken(one) for one in ready.bound.taken}
    for name, field in ready.fields.items():
        kept = work.case.facts.get(name)
        if (
            field.output == output
            and kept is not None
            and kept.state == "known"
            and not kept.tests
            and not field.file
        ):
            yield Line(
                labels.get(name) or titles.word(name), _say(kept_value(kept.value), field.type, titles)
            )
    ruling = work.case.ruling
    dates = Dates(work.case.event, work.case.application, decided)
    kinds = {
        name: kind for text in ready.texts.chosen(dates) if isinstance(text, Ruled) for name, kind in text.ruling.outputs
    }  # fmt: skip
    for name, value in (ruling.outcome if ruling is not None else {}).items():
        yield Line(titles.outcome(name), _say(_read(value, kinds.get(name)), kinds.get(name), titles))


def _read(value: Any, kind: Type | None) -> Value:
    """An outcome as it is kept, as the value that it means."""
    if not isinstance(value, str) or kind is None:
        return value  # type: ignore[no-any-return]
    found = value_from(value, kind)
    return value if isinstance(found, Misfit) else found


def _say(value: Value, kind: Type | None, titles: Titles) -> Text:
    if isinstance(value, tuple):
        return join(_say(one, getattr(kind, "of", None), titles) for one in value)
    if isinstance(value, str):
        return titles.word(value) if isinstance(kind, ChoiceType) else both(value, value)
    return say_value(value)

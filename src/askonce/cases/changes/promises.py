"""What changes in what a service promises: visits, terms, money, outcomes, safeguards, offices and channels."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from askonce.cases.changes.change import BETTER, OTHER, WORSE, Difference, differ, weigh
from askonce.cases.changes.norms import compare_adoption
from askonce.cases.report import ROUNDS_A_YEAR, Report
from askonce.cases.type import Service, Visit
from askonce.cases.wording.bilingual import (
    AND_THEN,
    NOT_STATED,
    NOTHING,
    Text,
    after_colon,
    both,
    fill,
    in_brackets,
    join,
    plain,
    said,
    same,
)
from askonce.cases.wording.choices import ROUNDS, SILENCES, STARTS, YES_OR_NO, choose
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_money, say_period
from askonce.pack.shapes import Localized, Period

Say = Callable[[Any, Titles], Text]
Key = Callable[[Any], object] | None

NO_VISIT = both("no visit", "无须到场")
COUNTERS = (("counter-moved", "counter"), ("hours-changed", "hours"))
REFUSALS = frozenset({"false", "no"})
MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}


def compare_promises(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
    """What differs between two services, or two reports, of one name."""
    for part in COMMON:
        yield from part(old, new, was, now)
    for part in OF_SERVICES if isinstance(new, Service) else OF_REPORTS:
        yield from part(old, new, was, now)


def _facet(
    code: str,
    old: Any,
    new: Any,
    titles: tuple[Titles, Titles],
    say: Say,
    *,
    weight: str = "",
    key: Key = None,
) -> Iterator[Difference]:
    """What two texts say of one thing, where they say it differently; by `key`, where words alone would mislead."""
    before, after = say(old, titles[0]), say(new, titles[1])
    if before != after if key is None else key(old) != key(new):
        yield differ(code, before=before, after=after, weight=weight)


def _ref(code: str, word: str, kind: str) -> Callable[..., Iterator[Difference]]:
    """A word that names one definition: it changes where the name does, not where the title does."""

    def part(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
        one, other = getattr(old, word), getattr(new, word)
        if _id(one) != _id(other):
            yield differ(code, before=_called(one, kind, was), after=_called(other, kind, now))

    return part


def _called(ref: Any, kind: str, titles: Titles) -> Text:
    if ref is None:
        return NOT_STATED
    if kind == "article":
        return titles.article(ref)
    if kind == "subject":
        return titles.subject(ref)
    return titles.role(ref) if kind == "role" else titles.title(kind, ref.id)


def _id(ref: Any) -> str:
    return "" if ref is None else str(ref.id)


def _words(code: str, word: str) -> Callable[..., Iterator[Difference]]:
    """A word that holds a text of the author's, a plain text or nothing."""

    def part(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
        yield from _facet(code, old, new, (was, now), lambda one, _: _author(getattr(one, word)))

    return part


def _author(words: Any) -> Text:
    if words is None:
        return NOT_STATED
    return said(words) if isinstance(words, Localized) else same(str(words))


def _title(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
    yield from _facet("renamed", old, new, (was, now), lambda one, _: said(one.title, one.id))


def _adoption(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
    codes = (f"{new.kind}-adopted", f"{new.kind}-unadopted", "adoption-changed")
    yield from compare_adoption(old, new, was, now, codes, thing=NOTHING)


def _term(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
    del was, now
    for word in ("promised", "legal"):
        one, other = (getattr(term, word) if term else None for term in (old.term, new.term))
        yield from _length(f"term-{word}", one, other, more=WORSE, suffixes=("longer", "shorter", "changed"))
    starts = [choose(STARTS, term.from_when if term else None) for term in (old.term, new.term)]
    if old.term and new.term and starts[0] != starts[1]:
        weight = WORSE if new.term.from_when == "complete" else BETTER
        yield differ("term-start", before=starts[0], after=starts[1], weight=weight)


def _length(
    code: str, old: Period | None, new: Period | None, *, more: str, suffixes: tuple[str, str, str]
) -> Iterator[Difference]:
    """A length of time that grew, shrank, or is of another sort; more of it is `more` for people."""
    if _canonical(old) == _canonical(new):
        return
    before, after = say_period(old), say_period(new)
    if old is None or new is None:
        weight = (BETTER if old is None else WORSE) if more == WORSE else OTHER
        yield differ(
            f"{code}-{suffixes[2]}" if suffixes[2] else code, before=before, after=after, weight=weight
        )
        return
    if old.days == new.days:
        yield differ(f"{code}-{suffixes[2]}" if suffixes[2] else code, before=before, after=after)
        return
    suffix = suffixes[0] if new.days > old.days else suffixes[1]
    weight = weigh(old.days, new.days, more=more)
    yield differ(f"{code}-{suffix}" if suffix else code, before=before, after=after, weight=weight)


def _canonical(period: Period | None) -> tuple[str, int]:
    """A length of time by what it is, not by its unit: two weeks are 14 days, but ten working days are not."""
    if period is None:
        return ("", 0)
    if period.unit in MINUTES:
        return ("minutes", period.count * MINUTES[period.unit])
    return ("months", 12 * period.count) if period.unit == "year" else (f"{period.unit}s", period.count)


def _visit(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    before, after = old.visit, new.visit
    if isinstance(before, Visit) and isinstance(after, Visit):
        yield from _trip(before, after, was, now)
    elif isinstance(after, Visit) and before == "none":
        yield differ("visit-added", before=NO_VISIT, after=_to(after, new, now))
    elif isinstance(before, Visit) and after == "none":
        yield differ("visit-dropped", before=_to(before, old, was), after=NO_VISIT)
    elif before != after:
        yield differ(
            "visit-stated", before=_whole_visit(before, old, was), after=_whole_visit(after, new, now)
        )


def _to(visit: Visit, service: Service, titles: Titles) -> Text:
    place = titles.role(visit.to or service.office)
    reason = (
        said(visit.because)
        if visit.because
        else titles.article(visit.basis)
        if visit.basis
        else {"en": "", "zh": ""}
    )
    return in_brackets(place, reason)


def _whole_visit(visit: Any, service: Service, titles: Titles) -> Text:
    if visit is None:
        return NOT_STATED
    return _to(visit, service, titles) if isinstance(visit, Visit) else NO_VISIT


def _trip(before: Visit, after: Visit, was: Titles, now: Titles) -> Iterator[Difference]:
    if _id(before.to) != _id(after.to):
        yield differ("visit-place", before=was.role(before.to), after=now.role(after.to))
    if before.trips != after.trips:
        weight = weigh(before.trips, after.trips, more=WORSE)
        yield differ(
            "visit-trips", before=same(str(before.trips)), after=same(str(after.trips)), weight=weight
        )

    def reason(one: Visit, titles: Titles) -> Text:
        return join((_author(one.because), titles.article(one.basis)), AND_THEN)

    yield from _facet(
        "visit-reason",
        before,
        after,
        (was, now),
        reason,
        key=lambda one: (_author(one.because), _id(one.basis)),
    )


def _counters(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    """Where the office of a service and that of its visit stand, and when they are open."""
    for office in sorted(_offices(old) & _offices(new)):
        one, other = was.every("office").get(office), now.every("office").get(office)
        if one is None or other is None:
            continue
        thing = now.title("office", office)
        for code, word in (*COUNTERS, ("contact-changed", "contact")):
            before, after = _author(getattr(one, word)), _author(getattr(other, word))
            if before != after:
                yield differ(code, f"office {office}", thing=thing, before=before, after=after)


def _offices(service: Service) -> set[str]:
    visit = service.visit.to if isinstance(service.visit, Visit) else None
    return {ref.id for ref in (service.office, visit) if ref is not None}


def _fee(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    del was, now
    if old.fee == new.fee:
        return
    before, after = say_money(old.fee), say_money(new.fee)
    if old.fee is None or new.fee is None or old.fee.currency != new.fee.currency:
        asked, will = (fee is not None and fee.amount > 0 for fee in (old.fee, new.fee))
        weight = OTHER if asked == will else WORSE if will else BETTER
        yield differ("fee-changed", before=before, after=after, weight=weight)
    elif old.fee.amount != new.fee.amount:
        yield differ(
            "fee-raised" if new.fee.amount > old.fee.amount else "fee-lowered", before=before, after=after
        )


def _benefit(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    def say(one: Service, _: Titles) -> Text:
        pairs = sorted(one.benefit.items())
        return join(same(f"{word} {value}") for word, value in pairs) if pairs else NOT_STATED

    yield from _facet("benefit-changed", old, new, (was, now), say)


def _outputs(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    del was, now
    for name in sorted({*old.gives, *new.gives}):
        before, after = old.gives.get(name), new.gives.get(name)
        was_called = said(before.title if before else None, name)
        called = said(after.title if after else None, name)
        about = f"output {name}"
        if before is None:
            yield differ("output-added", about, thing=called, after=called)
        elif after is None:
            yield differ("output-dropped", about, thing=was_called, before=was_called)
        elif was_called != called:
            yield differ("output-renamed", about, before=was_called, after=called)


def _objection(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    before, after = old.objection, new.objection
    if before is None or after is None:
        if before is not None:
            yield differ("objection-dropped", before=_way_out(before, was), after=NOTHING)
        elif after is not None:
            yield differ("objection-added", before=NOTHING, after=_way_out(after, now))
        return
    yield from _length(
        "objection", before.within, after.within, more=BETTER, suffixes=("longer", "shorter", "period")
    )
    if _id(before.to) != _id(after.to):
        yield differ("objection-office", before=was.role(before.to), after=now.role(after.to))


def _way_out(objection: Any, titles: Titles) -> Text:
    pattern = both("within {within}, to {to}", "{within}内向{to}提出")
    return fill(pattern, within=say_period(objection.within), to=titles.role(objection.to))


def _adverse(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    one, other = (service.adverse.notice if service.adverse else None for service in (old, new))
    if (one is None) != (other is None):
        weight = BETTER if one is None else WORSE
        yield differ("adverse-notice", before=say_period(one), after=say_period(other), weight=weight)
    else:
        yield from _length("adverse-notice", one, other, more=BETTER, suffixes=("", "", ""))
    for word in ("hearing", "officer"):
        named, now_named = (
            getattr(service.adverse, word) if service.adverse else None for service in (old, new)
        )
        if _id(named) != _id(now_named):
            weight = BETTER if named is None else WORSE if now_named is None else OTHER
            before, after = was.role(named), now.role(now_named)
            yield differ(f"adverse-{word}", before=before, after=after, weight=weight)


def _silence(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    rank = {"accepts": 2, None: 1, "rejects": 0}
    weight = weigh(rank[old.silence], rank[new.silence], more=BETTER)
    yield from _facet(
        "silence-changed", old, new, (was, now), lambda one, _: choose(SILENCES, one.silence), weight=weight
    )


def _joint(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    if {ref.id for ref in old.joint} != {ref.id for ref in new.joint}:
        before, after = (
            titles.titles("office", sorted(one.joint, key=_id)) if one.joint else NOTHING
            for one, titles in ((old, was), (new, now))
        )
        yield differ("joint-changed", before=before, after=after)


def _online(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    before, after = _is_online(old), _is_online(new)
    weight = OTHER if before == after else BETTER if after else WORSE if before else OTHER
    yield from _facet(
        "online-changed", old, new, (was, now), lambda one, _: _channel(one.online), weight=weight
    )


def _is_online(service: Service) -> bool | None:
    return None if service.online is None else service.online not in REFUSALS


def _channel(online: str | None) -> Text:
    if online is None:
        return NOT_STATED
    if online in REFUSALS:
        return YES_OR_NO[False]
    return YES_OR_NO[True] if online in {"true", "yes"} else same(online)


def _prefilled(old: Service, new: Service, was: Titles, now: Titles) -> Iterator[Difference]:
    def say(one: Service, _: Titles) -> Text:
        return NOT_STATED if one.prefilled is None else YES_OR_NO[one.prefilled]

    weight = BETTER if new.prefilled else WORSE if old.prefilled else OTHER
    yield from _facet("prefilled-changed", old, new, (was, now), say, weight=weight)


def _steps(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
    def say(one: Any, titles: Titles) -> Text:
        return (
            join((_step(name, step, titles) for name, step in one.steps.items()), AND_THEN)
            if one.steps
            else NOTHING
        )

    def key(one: Any) -> object:
        return [
            (
                name,
                said(step.title, name),
                [ref.id for ref in step.by],
                str(step.within),
                step.then,
                step.rekeys,
            )
            for name, step in one.steps.items()
        ]

    yield from _facet("steps-changed", old, new, (was, now), say, key=key)


def _step(name: str, step: Any, titles: Titles) -> Text:
    notes = [titles.role(ref) for ref in step.by]
    if step.within is not None:
        notes.append(fill(both("within {within}", "{within}内"), within=say_period(step.within)))
    if step.states("then"):
        notes.append(after_colon(both("then", "其后"), join(plain(one) for one in step.then)))
    if step.rekeys:
        notes.append(both("typed again", "二次录入"))
    return in_brackets(said(step.title, name), join(notes, both(", ", "，")))


def _retyped(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
    def say(one: Any, _: Titles) -> Text:
        systems = sorted(one.rekeyed_into, key=lambda each: each.system)
        fields = both("{count} fields", "{count}项")
        said_so = [
            after_colon(same(each.system), fill(fields, count=same(str(each.fields)))) for each in systems
        ]
        return join(said_so, AND_THEN) if said_so else NOTHING

    yield from _facet("retyped-changed", old, new, (was, now), say)


def _subjects(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
    def say(one: Any, _: Titles) -> Text:
        return (
            join((_subject(name, each) for name, each in sorted(one.subjects.items())), AND_THEN)
            if one.subjects
            else NOTHING
        )

    yield from _facet("subjects-changed", old, new, (was, now), say)


def _subject(name: str, one: Any) -> Text:
    words = [one.each.text if one.each else one.kind.id if one.kind else ""]
    words += [" ".join(one.where.text.split())] if one.where else []
    chosen = {"one": both("one is chosen", "选择其一"), "some": both("some are chosen", "选择若干")}
    notes = [*(same(word) for word in words), chosen[one.choose] if one.choose else same("")]
    return in_brackets(plain(name), join(notes, both(", ", "，")))


def _rounds(old: Report, new: Report, was: Titles, now: Titles) -> Iterator[Difference]:
    weight = weigh(ROUNDS_A_YEAR[old.every], ROUNDS_A_YEAR[new.every], more=WORSE)
    yield from _facet(
        "rounds-changed", old, new, (was, now), lambda one, _: choose(ROUNDS, one.every), weight=weight
    )


def _duties(old: Any, new: Any, was: Titles, now: Titles) -> Iterator[Difference]:
    before, after = _bearers(old, was), _bearers(new, now)
    for key in sorted({*before, *after}):
        if key not in before:
            yield differ("duty-laid", f"duty {key}", thing=after[key], after=after[key])
        elif key not in after:
            yield differ("duty-lifted", f"duty {key}", thing=before[key], before=before[key])


def _bearers(case: Any, titles: Titles) -> Mapping[str, Text]:
    """The offices whose duties name a report."""
    return {
        duty.of.id: titles.title("office", duty.of.id)
        for duty in titles.every("duty").values()
        if duty.of is not None and case.id in {ref.id for ref in duty.reports}
    }


COMMON = (
    _title,
    _adoption,
    _ref("purpose-changed", "purpose", "purpose"),
    _ref("basis-changed", "basis", "article"),
    _ref("office-changed", "office", "office"),
    _term,
    _steps,
    _retyped,
    _subjects,
)
OF_SERVICES = (
    _ref("filer-changed", "filer", "subject"),
    _joint,
    _visit,
    _counters,
    _online,
    _prefilled,
    _words("paper-form-changed", "paper_form"),
    _words("information-changed", "information"),
    _fee,
    _benefit,
    _outputs,
    _objection,
    _adverse,
    _silence,
    _words("urgent-changed", "urgent"),
)
OF_REPORTS = (
    _ref("subject-changed", "subject", "subject"),
    _rounds,
    _ref("filled-by-changed", "filled_by", "role"),
    _duties,
)

"""What changes in what people must tell, bring or leave to registers: questions, documents, data read."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from askonce.cases.asking import Asked, BoundCase, Demanded, Taken
from askonce.cases.changes.change import BETTER, WORSE, Difference, differ
from askonce.cases.changes.pairing import pair
from askonce.cases.wording.bilingual import NOT_STATED, Text, both, join
from askonce.cases.wording.choices import TIMES, WHAT_THEN, choose
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_type
from askonce.registers.paths import Way

FAILURES = (("if-unavailable", "if_unavailable"), ("if-stale", "if_stale"), ("if-disputed", "if_disputed"))
ONCE, EACH = both("once", "一次"), both("once for each of several", "逐一询问")


class Side(msgspec.Struct, frozen=True):
    """A case type of one pack, with what things are called there."""

    case: BoundCase
    titles: Titles

    def sources(self, asked: Asked) -> tuple[Taken, ...]:
        """What this side takes from registers that answers a question of the other side; none is empty."""
        if asked.lost is not None or not asked.concept:
            return ()
        return self._giving(asked.concept, asked, frozenset())

    def _giving(self, concept: str, asked: Asked, trail: frozenset[str]) -> tuple[Taken, ...]:
        for taken in self.case.taken:
            way = taken.way
            if (
                isinstance(way, Way)
                and way.held
                and way.held.value.concept == concept
                and _is_about(way, asked)
            ):
                return (taken,)
        found = self.titles.every("concept").get(concept)
        if found is None or not found.derives_from or concept in trail:
            return ()
        parts = [self._giving(ref.id, asked, trail | {concept}) for ref in found.derives_from]
        return tuple(taken for part in parts for taken in part) if all(parts) else ()

    def showing(self, demanded: Demanded) -> tuple[Taken, ...]:
        """What this side takes from registers that shows all a document of the other side is brought for."""
        wanted = [_place(shown.way) for shown in demanded.shown]
        by_place = {_place(taken.way): taken for taken in self.case.taken if isinstance(taken.way, Way)}
        found = [by_place.get(place) for place in wanted]
        return tuple(taken for taken in found if taken is not None) if found and all(found) else ()

    def registers(self, taken: Iterable[Taken]) -> Text:
        """The registers that data are taken from."""
        names = [self.titles.register_of(one.way) for one in taken]
        return join(names[place] for place in range(len(names)) if names[place] not in names[:place])


def _is_about(way: Way, asked: Asked) -> bool:
    """Whether a datum is the one asked for: of the same subject, or of one thing that the subject has."""
    if way.normal == asked.subject:
        return True
    return not way.many and way.kind != asked.kind and way.normal.startswith(f"{asked.subject}.")


def _place(way: object) -> tuple[str, str]:
    if not isinstance(way, Way):
        return ("", "")
    return (way.normal, way.held.value.name if way.held else "count" if way.counts else "")


def compare_asking(old: Side, new: Side) -> Iterator[Difference]:
    """Questions, then documents, then what is read from registers and not already said of the former."""
    explained: set[tuple[str, str]] = set()
    yield from _questions(old, new, explained)
    yield from _documents(old, new, explained)
    yield from _data(old, new, explained)


def _datum(asked: Asked) -> tuple[str, ...]:
    return asked.datum if asked.concept and asked.lost is None else ("", asked.name)


def _questions(old: Side, new: Side, explained: set[tuple[str, str]]) -> Iterator[Difference]:
    paired = pair(
        old.case.asked, new.case.asked,
        [
            lambda one: (*_datum(one), one.name, str(_wording(one))),
            lambda one: (*_datum(one), str(_wording(one))),
            lambda one: (*_datum(one), one.name),
            _datum,
        ],
        lambda one: one.name,
    )  # fmt: skip
    for before, after in paired.kept:
        yield from _question(before, after, old, new)
    for asked in paired.dropped:
        thing = old.titles.question(asked)
        sources = new.sources(asked)
        explained.update(_place(taken.way) for taken in sources)
        if sources:
            known = new.registers(sources)
            yield differ("question-known", _about(asked), thing=thing, before=thing, after=known)
        else:
            yield differ("question-dropped", _about(asked), thing=thing, before=thing)
    for asked in paired.added:
        thing = new.titles.question(asked)
        sources = old.sources(asked)
        explained.update(_place(taken.way) for taken in sources)
        if sources:
            known = old.registers(sources)
            yield differ("question-asked-again", _about(asked), thing=thing, before=known, after=thing)
        else:
            yield differ("question-added", _about(asked), thing=thing, after=thing)


def _wording(asked: Asked) -> dict[str, str]:
    return dict(sorted(asked.ask.title.texts.items())) if asked.ask.title else {}


def _about(asked: Asked) -> str:
    return f"question {' '.join(part for part in _datum(asked) if part)} {asked.name}"


def _question(before: Asked, after: Asked, old: Side, new: Side) -> Iterator[Difference]:
    about = "question " + " ".join(part for part in _datum(after) if part)
    about = f"{about} {'/'.join(sorted({before.name, after.name}))}"
    was, will = old.titles.question(before), new.titles.question(after)
    if before.ask.optional != after.ask.optional:
        code = "question-optional" if after.ask.optional else "question-required"
        yield differ(code, about, thing=will, before=was, after=will)
    if was != will:
        yield differ("question-reworded", about, before=was, after=will)
    if before.type != after.type:
        kinds = say_type(before.type, old.titles.word), say_type(after.type, new.titles.word)
        yield differ("question-answer", about, thing=will, before=kinds[0], after=kinds[1])
    if before.ask.repeats != after.ask.repeats:
        times = (EACH if before.ask.repeats else ONCE, EACH if after.ask.repeats else ONCE)
        weight = WORSE if after.ask.repeats else BETTER
        yield differ("question-repeats", about, thing=will, before=times[0], after=times[1], weight=weight)
    if _id(before.ask.because) != _id(after.ask.because) or _id(before.ask.statute) != _id(after.ask.statute):
        yield differ(
            "question-basis", about, thing=will, before=_grounds(before, old), after=_grounds(after, new)
        )


def _id(ref: object) -> str:
    return str(getattr(ref, "id", ""))


def _grounds(asked: Asked, side: Side) -> Text:
    refs = [ref for ref in (asked.ask.because, asked.ask.statute) if ref is not None]
    return join(side.titles.article(ref) for ref in refs) if refs else NOT_STATED


def _documents(old: Side, new: Side, explained: set[tuple[str, str]]) -> Iterator[Difference]:
    before = {one.name: one for one in old.case.demanded}
    after = {one.name: one for one in new.case.demanded}
    for name in sorted({*before, *after}):
        was, will = before.get(name), after.get(name)
        if was is not None and will is not None:
            yield from _document(was, will, old, new)
        elif was is not None:
            yield _gone(was, old, new, explained, ("document-dropped", "document-known"))
        elif will is not None:
            yield _turned(_gone(will, new, old, explained, ("document-demanded", "document-demanded-again")))


def _gone(
    one: Demanded, here: Side, there: Side, explained: set[tuple[str, str]], codes: Sequence[str]
) -> Difference:
    """A document that one side alone demands, and the registers that show its content on the other side."""
    thing = here.titles.document(one)
    sources = there.showing(one)
    explained.update(_place(taken.way) for taken in sources)
    if sources:
        return differ(
            codes[1], f"document {one.name}", thing=thing, before=thing, after=there.registers(sources)
        )
    return differ(codes[0], f"document {one.name}", thing=thing, before=thing)


def _turned(one: Difference) -> Difference:
    return msgspec.structs.replace(one, before=one.after, after=one.before)


def _document(before: Demanded, after: Demanded, old: Side, new: Side) -> Iterator[Difference]:
    about = f"document {after.name}"
    was, will = old.titles.document(before), new.titles.document(after)
    if was != will:
        yield differ("document-renamed", about, before=was, after=will)
    if before.document.original != after.document.original:
        code = "document-original" if after.document.original else "document-copy"
        yield differ(code, about, thing=will, before=was, after=will)
    if _id(before.document.because) != _id(after.document.because):
        yield differ(
            "document-basis", about, thing=will,
            before=old.titles.article(before.document.because), after=new.titles.article(after.document.because),
        )  # fmt: skip


def _data(old: Side, new: Side, explained: set[tuple[str, str]]) -> Iterator[Difference]:
    paired = pair(
        old.case.taken, new.case.taken,
        [lambda one: (*_path(one), one.use.at, one.name), lambda one: (*_path(one), one.use.at), _path],
        lambda one: one.name,
    )  # fmt: skip
    for before, after in paired.kept:
        yield from _use(before, after, new.titles.taken(after))
    for taken in paired.dropped:
        if _place(taken.way) not in explained:
            thing, register = old.titles.taken(taken), old.titles.register_of(taken.way)
            yield differ("data-unread", _read(taken), thing=thing, before=register)
    for taken in paired.added:
        if _place(taken.way) not in explained:
            thing, register = new.titles.taken(taken), new.titles.register_of(taken.way)
            yield differ("data-read", _read(taken), thing=thing, after=register)


def _path(taken: Taken) -> tuple[str, str]:
    place = _place(taken.way)
    return place if place[0] else ("", taken.use.source.text if taken.use.source else taken.name)


def _read(taken: Taken) -> str:
    return f"datum {' '.join(_path(taken))} {taken.use.at} {taken.name}"


def _use(before: Taken, after: Taken, thing: Text) -> Iterator[Difference]:
    about = f"datum {' '.join(_path(after))} {'/'.join(sorted({before.name, after.name}))}"
    if before.use.at != after.use.at:
        was, will = choose(TIMES, before.use.at), choose(TIMES, after.use.at)
        yield differ("data-time", about, thing=thing, before=was, after=will)
    for code, word in FAILURES:
        one, other = getattr(before.use, word), getattr(after.use, word)
        if one != other:
            weight = WORSE if other == "refuse" else BETTER if one == "refuse" else "other"
            yield differ(
                code,
                about,
                thing=thing,
                before=choose(WHAT_THEN, one),
                after=choose(WHAT_THEN, other),
                weight=weight,
            )

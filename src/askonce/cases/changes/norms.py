"""What changes in the norms that decide a service, and in the rates they use, by the day and by the case."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from askonce.cases.changes.change import BETTER, WORSE, Difference, differ
from askonce.cases.changes.periods import Segment, Stretch, line_up, runs, say_days
from askonce.cases.changes.tables import TableText, find_changed_cases, weigh_outcomes
from askonce.cases.wording.bilingual import (
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
from askonce.cases.wording.choices import DAYS, EFFECTS, GOVERNED_BY, LEAP_DAYS, YES_OR_NO, choose
from askonce.cases.wording.formulas import canonical, say_formula
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_period, say_value
from askonce.feel.check import Typed
from askonce.feel.syntax import parse
from askonce.feel.tree import Literal, Node, Temporal, transform, without_places
from askonce.norms.binding import BoundNorm, BoundText
from askonce.norms.model import Force, Norm, Parameter, Rate

UNREAD = both("cannot be read", "无法读取")
MANY_FIGURES = 4


class NormText(msgspec.Struct, frozen=True):
    """One text of a norm with what its names mean."""

    norm: Norm
    text: BoundText
    labels: dict[str, Text]

    @property
    def rates(self) -> dict[str, str]:
        """The parameter behind each name."""
        return {name: ref.id for name, ref in self.norm.parameters.items()}

    def table(self) -> TableText | None:
        """Its table, where it has one."""
        return (
            None
            if self.text.table is None
            else TableText(self.text, self.text.table, self.labels, self.rates)
        )

    def canonical(self, typed: Typed | None) -> str:
        """The text by which two expressions are one."""
        return "" if typed is None else canonical(typed.tree, self.rates)

    def say(self, typed: Typed | None) -> Text:
        """An expression in words."""
        return NOT_STATED if typed is None else say_formula(typed.tree, self.labels)

    def used(self) -> set[str]:
        """The derived facts that decide, themselves or through others."""
        waiting = [] if self.text.result is None else [*self.text.result.names]
        if self.text.table is not None:
            table = self.text.table
            cells = [cell for row in table.rows for cell in (*row.tests, *row.outcomes)] + [*table.otherwise]
            waiting += [name for name, _ in table.inputs]
            waiting += [name for cell in cells if cell is not None for name in cell.names]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in self.text.derived and name not in found:
                found.add(name)
                waiting.extend(self.text.derived[name].names)
        return found


def compare_norm(old: BoundNorm, new: BoundNorm, was: Titles, now: Titles) -> tuple[Difference, ...]:
    """What differs between two norms of one name, for whoever is decided by it."""
    title = now.title("norm", new.id)
    return (
        *_standing(old.norm, new.norm, was, now, title),
        *_declined(old, new, was, now, title),
        *_in_time(old, new, was, now, title),
    )


def _standing(old: Norm, new: Norm, was: Titles, now: Titles, title: Text) -> Iterator[Difference]:
    about = f"norm {new.id}"
    yield from compare_adoption(
        old, new, was, now, ("norm-adopted", "norm-unadopted", "norm-adoption"), about=about, thing=title
    )
    if old.effect != new.effect:
        yield differ(
            "norm-effect", about, thing=title, before=choose(EFFECTS, old.effect), after=choose(EFFECTS, new.effect),
            weight=_weigh_effect(old.effect, new.effect),
        )  # fmt: skip
    if _id(old.basis) != _id(new.basis):
        yield differ(
            "norm-basis", about, thing=title, before=was.article(old.basis), after=now.article(new.basis)
        )
    if set(old.adverse_outcomes) != set(new.adverse_outcomes):
        yield differ(
            "norm-adverse-outcomes", about, thing=title,
            before=_listed(old.adverse_outcomes, was), after=_listed(new.adverse_outcomes, now),
        )  # fmt: skip
    if (old.emergency, old.erases_after) != (new.emergency, new.erases_after):
        yield differ("norm-emergency", about, thing=title, before=_emergency(old), after=_emergency(new))
    if old.population != new.population:
        before, after = YES_OR_NO[old.population], YES_OR_NO[new.population]
        yield differ("norm-population", about, thing=title, before=before, after=after)


def _id(ref: Any) -> str:
    return "" if ref is None else str(ref.id)


def _listed(words: Sequence[str], titles: Titles) -> Text:
    return join(titles.word(word) for word in sorted(words)) if words else NOTHING


def _emergency(norm: Norm) -> Text:
    said_so = YES_OR_NO[norm.emergency]
    if norm.erases_after is None:
        return said_so
    return in_brackets(
        said_so, after_colon(both("its data are erased after", "数据删除期限"), say_period(norm.erases_after))
    )


def _weigh_effect(before: str | None, after: str | None) -> str:
    rank = {"adverse": 0, "neutral": 1, "favourable": 2}
    if before not in rank or after not in rank:
        return "other"
    return BETTER if rank[after] > rank[before] else WORSE


def compare_adoption(
    old: Any, new: Any, was: Titles, now: Titles, codes: tuple[str, str, str], *, about: str = "", thing: Text
) -> Iterator[Difference]:
    """A text that was adopted, became a draft again, or was adopted anew; `codes` in that order."""
    before, after = _signed(old.adopted), _signed(new.adopted)
    if before == after:
        return
    code = codes[0] if before is None else codes[1] if after is None else codes[2]
    yield differ(code, about, thing=thing, before=was.adoption(old.adopted), after=now.adoption(new.adopted))


def _signed(adopted: Any) -> tuple[str, str, tuple[str, ...]] | None:
    return None if adopted is None else (_id(adopted.act), str(adopted.on), tuple(sorted(adopted.by)))


def _declined(old: BoundNorm, new: BoundNorm, was: Titles, now: Titles, title: Text) -> Iterator[Difference]:
    labels, others = now.in_norm(new), was.in_norm(old)
    for name in sorted({*old.norm.needs, *new.norm.needs}):
        before, after = (bound.norm.needs.get(name) for bound in (old, new))
        if before is None or after is None or before.if_declined == after.if_declined:
            continue
        adverse = {*old.norm.adverse_outcomes, *new.norm.adverse_outcomes}
        worse, better = after.if_declined in adverse, before.if_declined in adverse
        yield differ(
            "norm-declined", f"norm {new.id} {name}",
            thing=join((title, labels.get(name) or others[name]), both(", ", "，")),
            before=_outcome(before.if_declined, was), after=_outcome(after.if_declined, now),
            weight=WORSE if worse and not better else BETTER if better and not worse else "other",
        )  # fmt: skip


def _outcome(word: str | None, titles: Titles) -> Text:
    return NOT_STATED if word is None else titles.word(word)


def _in_time(old: BoundNorm, new: BoundNorm, was: Titles, now: Titles, title: Text) -> Iterator[Difference]:
    labels, others = now.in_norm(new), was.in_norm(old)
    segments = line_up(
        [_days(text.version.in_force) for text in old.texts],
        [_days(text.version.in_force) for text in new.texts],
    )
    yield from _force(segments, f"norm {new.id}", title)

    def between(segment: Segment) -> Iterator[Difference]:
        if segment.old is not None and segment.new is not None:
            yield from _texts(
                NormText(old.norm, old.texts[segment.old], others),
                NormText(new.norm, new.texts[segment.new], labels),
                title,
            )

    yield from _over_time(segments, between)


def _days(period: Force | Rate | None) -> Stretch:
    return Stretch(None, None) if period is None else Stretch(period.starts, period.to)


def _force(segments: Sequence[Segment], about: str, title: Text) -> Iterator[Difference]:
    begun = [
        (one.days, frozenset([True]) if one.old is None and one.new is not None else frozenset())
        for one in segments
    ]
    ended = [
        (one.days, frozenset([True]) if one.old is not None and one.new is None else frozenset())
        for one in segments
    ]
    for _, days in runs(begun):
        yield differ("norm-begins", f"{about} {_iso(days)}", thing=title, after=_always(days))
    for _, days in runs(ended):
        yield differ("norm-ends", f"{about} {_iso(days)}", thing=title, before=_always(days))


def _always(days: Stretch) -> Text:
    return say_days(days) if days.first or days.last else both("at any time", "任何时间")


def _iso(days: Stretch) -> str:
    return f"{days.first or ''}..{days.last or ''}"


def _over_time(
    segments: Sequence[Segment], between: Callable[[Segment], Iterator[Difference]]
) -> Iterator[Difference]:
    """What differs on each stretch of days, said once for adjoining stretches, with its days where they are not all."""
    found: dict[bytes, Difference] = {}
    per_segment = []
    for segment in segments:
        differences = {msgspec.json.encode(one): one for one in between(segment)}
        found |= differences
        per_segment.append((segment.days, frozenset(differences)))
    shared = [
        (one.days, frozenset([True]) if one.old is not None and one.new is not None else frozenset())
        for one in segments
    ]
    whole = {days for _, days in runs(shared)}
    for key, days in runs(per_segment):
        one = found[key]
        if days in whole and len(whole) == 1:
            yield one
        else:
            yield msgspec.structs.replace(
                one, about=f"{one.about} {_iso(days)}".strip(), thing=in_brackets(one.thing, say_days(days))
            )


def _texts(old: NormText, new: NormText, title: Text) -> Iterator[Difference]:
    about = f"norm {new.norm.id}"
    yield from _derived(old, new, title)
    yield from _decided(old, new, title)
    before, after = old.text.leap_day, new.text.leap_day
    if before != after:
        yield differ(
            "norm-leap-day",
            about,
            thing=title,
            before=choose(LEAP_DAYS, before),
            after=choose(LEAP_DAYS, after),
        )
    if _governed(old) != _governed(new):
        yield differ(
            "norm-governed-by", about, thing=title,
            before=choose(GOVERNED_BY, _governed(old)), after=choose(GOVERNED_BY, _governed(new)),
        )  # fmt: skip
    was, will = old.text.version.transitional, new.text.version.transitional
    if (was.texts if was else {}) != (will.texts if will else {}):
        yield differ(
            "norm-transitional", about, thing=title,
            before=said(was) if was else NOTHING, after=said(will) if will else NOTHING,
        )  # fmt: skip
    kept, keeps = old.text.keeps_previous, new.text.keeps_previous
    if _condition(kept) != _condition(keeps):
        yield differ(
            "norm-keeps-previous", about, thing=title,
            before=_condition_said(kept), after=_condition_said(keeps),
        )  # fmt: skip


def _condition_said(typed: Typed | None) -> Text:
    return NOTHING if typed is None else say_formula(typed.tree, DAYS)


def _condition(typed: Typed | None) -> Node | None:
    return None if typed is None else without_places(typed.tree)


def _governed(one: NormText) -> str | None:
    force = one.text.version.in_force
    return None if force is None else force.governed_by


def _derived(old: NormText, new: NormText, title: Text) -> Iterator[Difference]:
    for name in sorted(old.used() & new.used()):
        before, after = old.text.derived[name], new.text.derived[name]
        if old.canonical(before) != new.canonical(after):
            label = new.labels.get(name) or same(name)
            thing = fill(both("“{label}” in {title}", "{title}中“{label}”"), label=label, title=title)
            what = ("norm-derived", f"norm {new.norm.id} {name}", thing)
            yield _reckoned(what, before, after, (old.say(before), new.say(after)))


def _reckoned(
    what: tuple[str, str, Text], old: Typed | None, new: Typed | None, words: tuple[Text, Text]
) -> Difference:
    """A formula that became another: only its figures, where nothing else differs."""
    code, about, thing = what
    figures = _figures(old, new)
    if figures is None:
        return differ(code, about, thing=thing, before=words[0], after=words[1])
    return differ("norm-figures", about, thing=thing, before=figures[0], after=figures[1])


def _decided(old: NormText, new: NormText, title: Text) -> Iterator[Difference]:
    about = f"norm {new.norm.id}"
    was, will = old.table(), new.table()
    if was is not None and will is not None:
        adverse = frozenset([*old.norm.adverse_outcomes, *new.norm.adverse_outcomes])
        effect = str(new.norm.effect) if old.norm.effect == new.norm.effect else ""
        for one in find_changed_cases(was, will):
            yield differ(
                "norm-case", f"{about}: {one.about}" if one.about else about,
                thing=join((title, one.words), both(", ", "，")), before=one.before.words, after=one.after.words,
                weight=weigh_outcomes(one.before, one.after, adverse, effect),
            )  # fmt: skip
        return
    before, after = _formula(old), _formula(new)
    if before[0] == after[0]:
        return
    yield _reckoned(("norm-formula", about, title), old.text.result, new.text.result, (before[1], after[1]))


def _formula(one: NormText) -> tuple[str, Text]:
    if one.text.table is not None:
        count = len(one.text.table.rows)
        return f"table {count}", both(f"a table of {count} rows", f"{count}行的决策表")
    return one.canonical(one.text.result), one.say(one.text.result)


def _figures(old: Typed | None, new: Typed | None) -> tuple[Text, Text] | None:
    """The figures of two formulas that differ in nothing else, where they are few."""
    if old is None or new is None or _without_figures(old.tree) != _without_figures(new.tree):
        return None
    before, after = _constants(old.tree), _constants(new.tree)
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    if not 0 < len(changed) < MANY_FIGURES:
        return None
    return join(one for one, _ in changed), join(other for _, other in changed)


def _constants(tree: Node) -> list[Text]:
    found: list[Text] = []

    def note(node: Node) -> Node:
        if isinstance(node, Literal | Temporal):
            found.append(say_value(node.value))
        return node

    transform(tree, note)
    return found


def _without_figures(tree: Node) -> Node:
    return transform(
        without_places(tree),
        lambda node: Literal(0, 0, None) if isinstance(node, Literal | Temporal) else node,
    )


def compare_parameter(old: Parameter, new: Parameter, was: Titles, now: Titles) -> tuple[Difference, ...]:
    """What differs between two rates of one name, by the day."""
    del was
    title = now.title("parameter", new.id)
    about = f"parameter {new.id}"
    segments = line_up([_days(rate) for rate in old.values], [_days(rate) for rate in new.values])

    def between(segment: Segment) -> Iterator[Difference]:
        before, after = _rate(old, segment.old), _rate(new, segment.new)
        if before[0] != after[0]:
            yield differ("parameter-value", about, thing=title, before=before[1], after=after[1])

    found = tuple(_over_time(segments, between))
    if old.governed_by == new.governed_by:
        return found
    before, after = choose(GOVERNED_BY, old.governed_by), choose(GOVERNED_BY, new.governed_by)
    return (*found, differ("parameter-governed-by", about, thing=title, before=before, after=after))


def _rate(parameter: Parameter, place: int | None) -> tuple[str, Text]:
    if place is None:
        return "", both("no value", "无数值")
    value = parameter.values[place].value
    if value is None:
        return "?", UNREAD
    tree = parse(value.text).tree
    if tree is None:
        return value.text, plain(value.text)
    return canonical(tree, {}), say_formula(tree, {})

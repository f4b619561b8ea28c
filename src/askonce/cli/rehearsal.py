"""A rehearsal as text for a terminal, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from wcwidth import wcswidth

from askonce.cases.wording.bilingual import (
    AND_THEN,
    EMPTY,
    Text,
    after_colon,
    both,
    fill,
    in_brackets,
    join,
    plain,
    same,
)
from askonce.cases.wording.choices import YES_OR_NO
from askonce.cases.wording.conditions import manner, say_test
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_known, say_money, say_number, say_value
from askonce.feel.values import Money, Value
from askonce.norms.binding import BoundNorm
from askonce.norms.rehearsal.rehearse import Example, Rehearsed, RowSaid, Said
from askonce.norms.rehearsal.rehearsed import (
    UNDER,
    WITHHELD,
    Count,
    ShownKind,
    ShownNorm,
    ShownSides,
    is_few,
    may_differ,
    show,
)
from askonce.norms.rehearsal.tally import same_value

WAYS: Mapping[str, Text] = {
    "up": both("goes up", "提高"),
    "down": both("goes down", "降低"),
    "from_nothing": both("from nothing to something", "从零变为有"),
    "to_nothing": both("from something to nothing", "从有变为零"),
    "later": both("becomes later", "推迟"),
    "earlier": both("becomes earlier", "提前"),
    "longer": both("becomes longer", "延长"),
    "shorter": both("becomes shorter", "缩短"),
    "others": both("in yet other ways", "其他变化"),
    "hidden": both("in ways not shown", "不予显示的变化"),
}
NONE = both("no outcome", "无结果")
WEIGHTS: Mapping[str, Text] = {
    "better": both("better for people", "对当事人更有利"),
    "worse": both("worse for people", "对当事人更不利"),
    "": EMPTY,
}
HIDDEN: Mapping[str, Text] = {UNDER: both("under 10", "不足10"), WITHHELD: both("withheld", "不予显示")}
HEAD = (
    both("1 case, decided by both texts", "共1件，按新旧两版文本各判一次"),
    both("{count} cases, each decided by both texts", "共{count}件，均按新旧两版文本各判一次"),
)
FEW = both("fewer than ten cases", "不足10件")
SAME, CHANGED = both("same outcome", "结果不变"), both("other outcome", "结果改变")
UNDECIDED = both("cannot be decided", "无法判定")
UNRULED = both("no text holds", "无适用文本")
SIDES = {
    "before": both("{count} only before", "仅此前{count}件"),
    "after": both("{count} only after", "仅此后{count}件"),
    "both": both("{count} before and after", "前后均{count}件"),
}
CASES, WAS, WILL = both("cases", "件数"), both("before", "此前"), both("after", "此后")
SUMS = (both("sum before", "此前合计"), both("sum after", "此后合计"), both("average change", "平均变化"))
FOR_EXAMPLE = both("For example, {way}:", "例如，{way}：")
CHANGE = both("{before} → {after}", "{before} → {after}")
TEST, AND = both("{name} {test}", "{name}{test}"), both(" and ", "，且")
OTHER = both("something else", "其他结果")
TRUTH: Mapping[str, Text] = {"true": YES_OR_NO[True], "false": YES_OR_NO[False]}
ROW, OTHERWISE = both("row {number}", "第{number}行"), both("no row applies", "无适用行")
ONLY = {
    "before": both("only the text before looks at it", "仅旧文本用到"),
    "after": both("only the text after looks at it", "仅新文本用到"),
    "both": EMPTY,
}
NEWLY = both("newly needed: {facts}", "新增所需信息：{facts}")
NO_LONGER = both("no longer needed: {facts}", "不再需要的信息：{facts}")
LACKING = both("not said: {fact} ({count})", "未载明：{fact}（{count}件）")
GUARDED = both(
    "This rule burdens people: counts under 10, and what would tell them, are not shown.",
    "本规则对当事人构成负担：不足10的数目及可推知该数目的数字不予显示。",
)
SKIPPED = (
    both(
        "1 row was left out: its facts do not fit or take too many steps",
        "略去1行：其内容与类型不符或计算步骤过多",
    ),
    both(
        "{count} rows were left out: their facts do not fit or take too many steps",
        "略去{count}行：其内容与类型不符或计算步骤过多",
    ),
)
UNREAD = (
    both("1 line was left out: it cannot be read", "略去1行：无法读取"),
    both("{count} lines were left out: they cannot be read", "略去{count}行：无法读取"),
)
NOTHING = both("No outcome changes.", "没有结果改变。")
LEFT_OUT = both("Left out", "未演练的规则")
WHY: Mapping[str, Text] = {
    "only_before": both("only the old pack has it", "仅旧包中有"),
    "only_after": both("only the new pack has it", "仅新包中有"),
    "needs_not_in_file": both("the file does not have {facts}", "文件中没有{facts}"),
    "dates_choose_no_change": both(
        "its texts differ, but not on the dates of these cases", "文本虽有改动，但不涉及这些案件的日期"
    ),
}
UNCHANGED = (
    both("1 rule reads the same in both packs", "两包中有1项规则相同"),
    both("{count} rules read the same in both packs", "两包中有{count}项规则相同"),
)
IGNORED = both("columns that play no part: {names}", "未用到的列：{names}")
MOST_IGNORED = 8
MORE_IGNORED = both("{names}, … ({count} in all)", "{names}……（共{count}列）")
ASSUMED = both("{count} without a {name}: {day} is taken", "{count}件无“{name}”日期：按{day}计")


def rehearsal_text(rehearsed: Rehearsed, was: Titles, now: Titles, day: str, language: str) -> str:
    """A rehearsal in `en` or `zh`: each norm with its counts, kinds of change and an example of each."""
    return "\n".join(_lines(rehearsed, was, now, day, language))


def _lines(rehearsed: Rehearsed, was: Titles, now: Titles, day: str, language: str) -> Iterator[str]:
    few = is_few(rehearsed)
    yield (FEW if few else _many(HEAD, rehearsed.rows - rehearsed.unread.rows))[language]
    if rehearsed.unread.rows:
        yield _many(UNREAD, rehearsed.unread.rows)[language]
    for one in rehearsed.norms:
        yield ""
        yield from _Norm(show(one), was, now, language).lines()
    yield ""
    if not any(map(may_differ, rehearsed.norms)):
        yield NOTHING[language]
    yield from _rest(rehearsed, now, day, language)


def _rest(rehearsed: Rehearsed, now: Titles, day: str, language: str) -> Iterator[str]:
    if rehearsed.left_out:
        yield LEFT_OUT[language]
    for one in rehearsed.left_out:
        why = fill(WHY[one.why], facts=join(same(f"`{name}`") for name in one.facts))
        yield f"  {one.norm}: {why[language]}"
    if rehearsed.unchanged:
        yield _many(UNCHANGED, len(rehearsed.unchanged))[language]
    needed = {name for one in rehearsed.norms for name in _governing(now, one.norm.id)}
    for name, count in () if is_few(rehearsed) else rehearsed.assumed:
        if count and name in needed:
            yield fill(ASSUMED, count=_counted(count), name=DATE_NAMES[name], day=same(day))[language]
    if rehearsed.ignored:
        yield fill(IGNORED, names=_first_few(rehearsed.ignored))[language]


def _first_few(names: Sequence[str]) -> Text:
    first = join(map(same, names[:MOST_IGNORED]))
    few = len(names) <= MOST_IGNORED
    return first if few else fill(MORE_IGNORED, names=first, count=_counted(len(names)))


def _governing(titles: Titles, norm: str) -> set[str]:
    bound = titles.every("norm")[norm]
    forces = [text.version.in_force for text in bound.texts]
    return {force.governed_by if force else "application" for force in forces}


def _counted(count: Count) -> Text:
    return HIDDEN[count] if isinstance(count, str) else same(f"{count:,}")


def _many(patterns: tuple[Text, Text], count: int) -> Text:
    return fill(patterns[count != 1], count=_counted(count))


class _Norm:
    """The lines of one norm."""

    def __init__(self, shown: ShownNorm, was: Titles, now: Titles, language: str) -> None:
        self.shown = shown
        self.was, self.now = was, now
        self.language = language
        bound: BoundNorm = now.every("norm")[shown.norm.id]
        self.labels = was.in_norm(was.every("norm")[shown.norm.id]) | now.in_norm(bound)

    def lines(self) -> Iterator[str]:
        """All of them."""
        shown = self.shown
        yield f"{self.now.title('norm', shown.norm.id)[self.language]} ({shown.norm.id})"
        yield from [f"  {FEW[self.language]}"] if shown.few else self._indented(self._counts())
        if shown.guarded and not shown.few:
            yield f"  {GUARDED[self.language]}"
        if shown.left_out_rows:
            yield f"  {_many(SKIPPED, shown.left_out_rows)[self.language]}"
        for pattern, names in ((NEWLY, shown.newly_used), (NO_LONGER, shown.no_longer_used)):
            if names:
                yield f"  {fill(pattern, facts=join(map(self.label, names)))[self.language]}"
        for name, sides in shown.lacking:
            yield f"  {fill(LACKING, count=_counted(sides.cases), fact=self.label(name))[self.language]}"
        yield from (f"  {reason}" for reason in dict.fromkeys(reason for _, reason in shown.reasons))
        for name, kinds in shown.outcomes:
            yield ""
            yield from self._indented(self._kinds(name, kinds))
            for kind in kinds:
                yield from self._example(kind)

    def label(self, name: str) -> Text:
        """What a fact is called."""
        return self.labels.get(name) or plain(name)

    def _counts(self) -> list[list[str]]:
        shown = self.shown
        rows = [(SAME, shown.same, EMPTY), (CHANGED, shown.changed, EMPTY)]
        for words, sides in ((UNDECIDED, shown.undecided), (UNRULED, shown.unruled)):
            if sides.cases:
                rows.append((words, sides.cases, _split(sides)))
        return [
            [words[self.language], *self._share(count), note[self.language]] for words, count, note in rows
        ]

    def _share(self, count: Count) -> tuple[str, str]:
        shown = _counted(count)[self.language]
        whole = self.shown.cases
        if isinstance(count, str) or isinstance(whole, str) or not whole:
            return shown, ""
        return shown, f"{count / whole:.1%}"

    def _kinds(self, name: str, kinds: Sequence[ShownKind]) -> list[list[str]]:
        summed = any(kind.before is not None or kind.after is not None for kind in kinds)
        head = [self.label(name), CASES, *(SUMS if summed else ())]
        rows = [[cell[self.language] for cell in (*head, EMPTY)]]
        for kind in kinds:
            sums = (_amount(kind.before, kind), _amount(kind.after, kind), _signed(kind)) if summed else ()
            cells = (self._way(kind), _counted(kind.cases), *sums, WEIGHTS[kind.weight])
            rows.append([cell[self.language] for cell in cells])
        return rows

    def _example(self, kind: ShownKind) -> Iterator[str]:
        example = kind.example
        if example is None:
            return
        yield ""
        yield f"  {fill(FOR_EXAMPLE, way=self._way(kind))[self.language]}"
        facts = [
            [self._fact(name), in_brackets(self._value(value), ONLY[whose])]
            for name, value, whose in example.facts
        ]
        rows = [[cell[self.language] for cell in row] for row in (*facts, *self._reckoned(example))]
        yield from (f"  {line}" for line in self._indented(rows))
        sides = ((WAS, example.before, self.was), (WILL, example.after, self.now))
        told = [[words[self.language], *self._told(said, titles)] for words, said, titles in sides]
        yield from (f"  {line}" for line in self._indented(told, left=3))

    def _fact(self, name: str) -> Text:
        return DATE_NAMES.get(name) or self.label(name)

    def _value(self, value: Value) -> Text:
        return say_known(value, self.labels)

    def _reckoned(self, example: Example) -> Iterator[list[Text]]:
        """What the texts reckon on the way; rates, and what both reckon alike, only as far as that says more."""
        before, after = dict(example.before.reckoned), dict(example.after.reckoned)
        for name in {**before, **after}:
            if name not in after or name not in before:
                whose = "before" if name in before else "after"
                value = self._value(before[name] if name in before else after[name])
                yield [self.label(name), in_brackets(value, ONLY[whose])]
            elif not same_value(before[name], after[name]):
                words = fill(CHANGE, before=self._value(before[name]), after=self._value(after[name]))
                yield [self.label(name), words]
            elif name not in self.shown.norm.parameters:
                yield [self.label(name), self._value(after[name])]

    def _told(self, said: Said, titles: Titles) -> list[str]:
        outcomes = [
            self._outcome(value)
            if len(said.outcomes) == 1
            else after_colon(self.label(name), self._outcome(value))
            for name, value in said.outcomes.items()
        ]
        place = said.rows[0].place if said.rows else said.place
        return [join(outcomes)[self.language], self._why(said, titles), f"{place.path}:{place.line}"]

    def _outcome(self, value: Value) -> Text:
        return NONE if value is None else self._value(value)

    def _why(self, said: Said, titles: Titles) -> str:
        rows = [self._row(row, said) for row in said.rows] or ([OTHERWISE] if said.otherwise else [])
        own = dict.fromkeys(row.row.basis.id for row in said.rows if row.row.basis)
        articles = list(own) or ([said.article] if said.article else [])
        return join((*rows, *map(titles.cite, articles)), AND_THEN)[self.language]

    def _row(self, row: RowSaid, said: Said) -> Text:
        tests = (
            fill(TEST, name=self.label(name), test=say_test(tree, manner(name, kind, said.text), self.labels))
            for name, kind, tree in row.tests
        )
        return after_colon(fill(ROW, number=same(str(row.number))), join(tests, AND))

    def _way(self, kind: ShownKind) -> Text:
        shift = kind.shift
        if shift.what in WAYS:
            return WAYS[shift.what]
        before = NONE if shift.what == "begins" else self._word(shift.before)
        after = NONE if shift.what == "ends" else self._word(shift.after)
        return fill(CHANGE, before=before, after=after)

    def _word(self, word: str | None) -> Text:
        if word is None:
            return OTHER
        return self.labels.get(f'"{word}"') or TRUTH.get(word) or say_value(word)

    def _indented(self, rows: list[list[str]], left: int = 1) -> Iterator[str]:
        return (f"  {line}" for line in aligned(rows, left))


DATE_NAMES: Mapping[str, Text] = {
    "event": both("day of the event", "事发日"),
    "application": both("day of filing", "申请日"),
    "decision": both("day of the decision", "决定日"),
}


def _split(sides: ShownSides) -> Text:
    return join(
        fill(SIDES[side], count=_counted(count))
        for side, count in (("before", sides.before), ("after", sides.after), ("both", sides.both))
        if count and count != WITHHELD
    )


def _amount(total: Decimal | None, kind: ShownKind) -> Text:
    if total is None:
        return EMPTY
    return say_money(Money(total, kind.shift.unit)) if kind.shift.unit else same(say_number(total))


def _signed(kind: ShownKind) -> Text:
    found = kind.mean_difference
    if found is None:
        return EMPTY
    words = _amount(found, kind)
    return fill(both("+{words}", "+{words}"), words=words) if found > 0 else words


def aligned(rows: list[list[str]], left: int = 1) -> Iterator[str]:
    """Rows as lines whose cells stand under one another: the first `left` and the last to the left, the rest to the right.

    >>> list(aligned([["same", "1,200", ""], ["other", "3", "better"]]))
    ['same   1,200', 'other      3  better']
    """
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        last = len(row) - 1
        cells = [
            _padded(cell, width, to_left=place < left or place == last)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            if width
        ]
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return max(wcswidth(text), 0)


def _padded(text: str, width: int, *, to_left: bool) -> str:
    gap = " " * (width - _width(text))
    return text + gap if to_left else gap + text

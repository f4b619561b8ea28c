"""Two decision tables compared by what they decide: the cases that come out otherwise, however the rows are cut."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from askonce.cases.changes.regions import Column, cut, rate_value
from askonce.cases.wording.bilingual import AND_THEN, EMPTY, Text, after_colon, both, join, same
from askonce.cases.wording.conditions import AGE, manner, say_test
from askonce.cases.wording.formulas import canonical, say_formula
from askonce.feel.check import Typed
from askonce.feel.evaluate import Settings, matches
from askonce.feel.rewrite import constant
from askonce.feel.types import ChoiceType, Type
from askonce.feel.types import join as common_type
from askonce.feel.values import Money, Value
from askonce.norms.binding import BoundRow, BoundTable, BoundText

MOST_CELLS = 20_000
SETTINGS = Settings(leap_day="28 February", strict=False)
COLLECTED = {
    "rule order": both("all that apply, in their order", "依次全部适用"),
    "output order": both("all that apply, by outcome", "按结果全部适用"),
    "collect": both("all that apply", "全部适用"),
    "collect sum": both("the sum of", "之和"),
    "collect min": both("the least of", "取最小"),
    "collect max": both("the greatest of", "取最大"),
    "collect count": both("the number of", "个数"),
}
#: What these make of one outcome is that outcome.
FOLDING = ("collect sum", "collect min", "collect max")
UNDECIDED = both("nothing is said", "未作规定")
EVERY_CASE = both("in every case", "所有情形")

Cells = tuple[int, ...]


class TableText(msgspec.Struct, frozen=True):
    """A table with its text: what its names mean, and the parameter behind each name."""

    text: BoundText
    table: BoundTable
    labels: Mapping[str, Text]
    rates: Mapping[str, str]

    def tests(self, name: str) -> list[Typed] | None:
        """The tests of a column; none where the table has no such column, nothing where one cannot be read."""
        place = next((place for place, (one, _) in enumerate(self.table.inputs) if one == name), None)
        if place is None:
            return []
        tests = [row.tests[place] for row in self.table.rows]
        return None if None in tests else [test for test in tests if test is not None]

    def rates_in(self, tests: Sequence[Typed]) -> list[str]:
        """The parameters behind the names in tests; an empty text stands for a name that is none."""
        return [self.rates.get(name, "") for test in tests for name in test.names]

    def type_of(self, name: str) -> Type | None:
        """The type of a column."""
        return dict(self.table.inputs).get(name)


class Outcome(msgspec.Struct, frozen=True):
    """What a table gives: a text by which outcomes are compared, words, and the values written out."""

    key: str
    words: Text
    values: tuple[Value, ...] = ()


class CaseChange(msgspec.Struct, frozen=True):
    """Cases that come out otherwise: their name for files, in words, and the two outcomes."""

    about: str
    words: Text
    before: Outcome
    after: Outcome


NO_OUTCOME = Outcome("", UNDECIDED)
UNSAID_ROW = (EMPTY, NO_OUTCOME)


def find_changed_cases(old: TableText, new: TableText) -> tuple[CaseChange, ...]:
    """The cases that two tables decide otherwise; row by row where a column cannot be cut into regions."""
    columns = _columns(old, new)
    if columns is None:
        return tuple(_changed_rows(old, new))
    decide_old, decide_new = _decider(old, columns), _decider(new, columns)
    changed: dict[tuple[str, str], tuple[Outcome, Outcome, list[Cells]]] = {}
    for cell in itertools.product(*(range(len(column.regions)) for column in columns)):
        before, after = decide_old(cell), decide_new(cell)
        if before.key != after.key:
            changed.setdefault((before.key, after.key), (before, after, []))[2].append(cell)
    return tuple(
        CaseChange(_name(columns, box), _say(columns, box, new), before, after)
        for before, after, cells in changed.values()
        for box in _boxes(cells)
    )


def _columns(old: TableText, new: TableText) -> list[Column] | None:
    """The columns of both tables in the order of their names, cut into regions of both."""
    columns: list[Column] = []
    cells = 1
    for name in sorted({one for table in (old.table, new.table) for one, _ in table.inputs}):
        column = _column(name, old, new)
        if column is None:
            return None
        cells *= len(column.regions)
        if cells > MOST_CELLS:
            return None
        columns.append(column)
    return columns


def _column(name: str, old: TableText, new: TableText) -> Column | None:
    kinds = [kind for kind in (old.type_of(name), new.type_of(name)) if kind is not None]
    kind = kinds[0] if len(kinds) == 1 else common_type(kinds[0], kinds[1])
    some, more = old.tests(name), new.tests(name)
    if kind is None or some is None or more is None:
        return None
    side = new if new.type_of(name) is not None else old
    rates = frozenset(old.rates_in(some) + new.rates_in(more))
    label = side.labels.get(name) or same(name)
    named = next((one for test in [*more, *some] for one in sorted(test.names)), "")
    rate_label = new.labels.get(named) or old.labels.get(named) or EMPTY
    return cut(
        name, label, manner(name, kind, side.text), kind, [*some, *more], rates, rate_label, side.labels
    )


def _decider(side: TableText, columns: Sequence[Column]) -> Callable[[Cells], Outcome]:
    """What a table decides for a cell; whether a test takes a region is asked once for each of the two."""
    places = [
        next((at for at, (one, _) in enumerate(side.table.inputs) if one == column.name), None)
        for column in columns
    ]
    taken = [
        [_takes(row, place, column, side) for place, column in zip(places, columns, strict=True)]
        for row in side.table.rows
    ]
    outcomes = [_outcome(side, row.outcomes) for row in side.table.rows]

    def decide(cell: Cells) -> Outcome:
        applying = [
            outcomes[number]
            for number, row in enumerate(taken)
            if all(regions[region] for regions, region in zip(row, cell, strict=True))
        ]
        return _win(side, applying)

    return decide


def _takes(row: BoundRow, place: int | None, column: Column, side: TableText) -> list[bool]:
    test = row.tests[place] if place is not None else None
    if test is None:
        return [True] * len(column.regions)
    facts: dict[str, Value] = {}
    if column.rate:
        kind = side.type_of(column.name)
        facts = dict.fromkeys(test.names, rate_value(kind) if kind is not None else None)
    return [matches(test.tree, region.sample, facts, SETTINGS) for region in column.regions]


def _win(side: TableText, applying: list[Outcome]) -> Outcome:
    """What the hit policy makes of the rows that apply."""
    hit = side.table.table.hit
    if not applying:
        return _otherwise(side)
    if hit in COLLECTED and (len(applying) > 1 or hit not in FOLDING):
        ordered = applying if hit == "rule order" else sorted(applying, key=lambda one: one.key)
        words = after_colon(COLLECTED[hit], join((one.words for one in ordered), AND_THEN))
        return Outcome(f"{hit}: " + "; ".join(one.key for one in ordered), words)
    if hit == "priority":
        return min(applying, key=lambda one: _rank(side, one))
    if hit == "first":
        return applying[0]
    several = {one.key: one for one in applying}
    ordered = [several[key] for key in sorted(several)]
    return (
        ordered[0]
        if len(ordered) == 1
        else Outcome(
            " or ".join(one.key for one in ordered), join((one.words for one in ordered), both(" or ", "或"))
        )
    )


def _rank(side: TableText, outcome: Outcome) -> tuple[int, ...]:
    """Where an outcome stands in the lists of possible outcomes, which is what `priority` goes by."""
    return tuple(
        kind.options.index(value) if isinstance(kind, ChoiceType) and value in kind.options else 0
        for (_, kind), value in zip(side.table.outputs, outcome.values, strict=False)
    )


def _otherwise(side: TableText) -> Outcome:
    return _outcome(side, side.table.otherwise) if side.table.otherwise else NO_OUTCOME


def _outcome(side: TableText, cells: Sequence[Typed | None]) -> Outcome:
    names = [name for name, _ in side.table.outputs]
    keys: list[str] = []
    words: list[Text] = []
    values: list[Value] = []
    for name, cell in itertools.zip_longest(names, cells, fillvalue=None):
        if cell is None:
            keys.append("?")
            words.append(same("?"))
            values.append(None)
            continue
        fixed = constant(cell.tree)
        keys.append(f"{name if len(names) > 1 else ''}={canonical(cell.tree, side.rates)}")
        words.append(say_formula(cell.tree, side.labels))
        values.append(fixed.value if fixed else None)
    return Outcome(", ".join(sorted(keys)), join(words), tuple(values))


def _boxes(cells: Sequence[Cells]) -> list[tuple[frozenset[int], ...]]:
    """Few boxes that together are these cells: neighbours that differ in one column become one."""
    boxes = [tuple(frozenset({region}) for region in cell) for cell in cells]
    width = len(cells[0])
    merged = True
    while merged:
        merged = False
        for column in range(width):
            groups: dict[tuple[frozenset[int], ...], list[frozenset[int]]] = {}
            for box in boxes:
                groups.setdefault((*box[:column], *box[column + 1 :]), []).append(box[column])
            merged = merged or len(groups) < len(boxes)
            boxes = [
                (*rest[:column], frozenset().union(*held), *rest[column:]) for rest, held in groups.items()
            ]
    return sorted(boxes, key=lambda box: [sorted(regions) for regions in box])


def _name(columns: Sequence[Column], box: Sequence[frozenset[int]]) -> str:
    """The cases as files would name them, the same in whichever order the packs are compared."""
    parts = [
        f"{column.name}: {column.say(regions)['en']}"
        for column, regions in zip(columns, box, strict=True)
        if len(regions) < len(column.regions)
    ]
    return ", ".join(parts)


def _say(columns: Sequence[Column], box: Sequence[frozenset[int]], side: TableText) -> Text:
    by_name = dict(zip((column.name for column in columns), zip(columns, box, strict=True), strict=True))
    names = [name for name, _ in side.table.inputs if name in by_name]
    ordered = [by_name[name] for name in dict.fromkeys([*names, *by_name])]
    parts = [
        say_in_column(column.label, column.how, column.say(regions), columns=len(columns))
        for column, regions in ordered
        if len(regions) < len(column.regions)
    ]
    return join(parts, AND_THEN) if parts else EVERY_CASE


def say_in_column(label: Text, how: str, words: Text, *, columns: int) -> Text:
    """A condition with the name of its column; an age that stands alone needs none."""
    return words if how == AGE and columns == 1 else after_colon(label, words)


def _changed_rows(old: TableText, new: TableText) -> Iterator[CaseChange]:
    """The rows that differ, where what the tables decide cannot be told case by case."""
    olds, news = _rows(old), _rows(new)
    for key in sorted({*olds, *news}):
        words, _ = news.get(key) or olds[key]
        before, after = olds.get(key, UNSAID_ROW)[1], news.get(key, UNSAID_ROW)[1]
        if before.key != after.key:
            yield CaseChange(key, words, before, after)
    first, then = _order(old, news), _order(new, olds)
    if first.key != then.key:
        yield CaseChange("order of rows", both("order of the rows", "各行次序"), first, then)


def _order(side: TableText, others: Mapping[str, tuple[Text, Outcome]]) -> Outcome:
    """The rows that both tables have, in their order where that decides."""
    decides = side.table.table.hit in {"first", "rule order"}
    rows = {key: words for key, (words, _) in _rows(side).items() if key in others} if decides else {}
    return Outcome(" > ".join(rows), join(rows.values(), both(" > ", " > ")))


def _rows(side: TableText) -> dict[str, tuple[Text, Outcome]]:
    rows: dict[str, tuple[Text, Outcome]] = {}
    for row in side.table.rows:
        parts, words = [], []
        for (name, kind), test in zip(side.table.inputs, row.tests, strict=True):
            text = "?" if test is None else canonical(test.tree, side.rates)
            if text == "-":
                continue
            parts.append(f"{name}: {text}")
            how = manner(name, kind, side.text)
            said = same("?") if test is None else say_test(test.tree, how, side.labels)
            words.append(
                say_in_column(side.labels.get(name) or same(name), how, said, columns=len(side.table.inputs))
            )
        key = ", ".join(sorted(parts))
        given = _outcome(side, row.outcomes)
        if key in rows:
            given = Outcome(
                f"{rows[key][1].key}; {given.key}", join((rows[key][1].words, given.words), AND_THEN)
            )
        rows[key] = (join(words, AND_THEN) if words else EVERY_CASE, given)
    if side.table.otherwise:
        rows["otherwise"] = (both("otherwise", "其他情形"), _otherwise(side))
    return rows


def weigh_outcomes(before: Outcome, after: Outcome, adverse: frozenset[str], effect: str) -> str:
    """Whether cases that come out otherwise come out better or worse for people.

    A refusal that falls away is better. An amount is judged only where it is plain whether people receive or
    pay it: under a norm that grants or refuses they receive it, under an adverse one they pay. A price in a
    favourable norm is neither, so that is `other`.
    """
    was, will = _refuses(before, adverse), _refuses(after, adverse)
    if was != will and before.key and after.key:
        return "better" if was else "worse"
    amounts = [one.amount - other.amount for other, one in zip(before.values, after.values, strict=False)
               if isinstance(one, Money) and isinstance(other, Money) and one.currency == other.currency]  # fmt: skip
    granted = effect == "favourable" and bool(adverse) and not will
    if len(amounts) != 1 or amounts[0] == 0 or not (granted or effect == "adverse"):
        return "other"
    return "better" if (amounts[0] > 0) == granted else "worse"


def _refuses(outcome: Outcome, adverse: frozenset[str]) -> bool:
    return any(isinstance(value, str) and value in adverse for value in outcome.values)

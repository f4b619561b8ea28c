"""What holds of every rehearsal: its counts are those of going through the cases one by one, text by text."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.assembly import LANGUAGE
from askonce.feel.values import Money, Value
from askonce.norms.columns import ABSENT, Batch
from askonce.norms.rehearsal.model import NormChanges, Selection
from askonce.norms.rehearsal.rehearse import rehearse
from askonce.norms.rehearsal.rehearsed import as_json, show
from askonce.norms.ruling import Book, Dates, Unsettled, book_of, rule
from askonce.norms.walk import walk
from askonce.pack.passes import check_sources
from askonce.pack.starter import overlay
from tests.property.coverage import Coverage

ON = date(2025, 6, 1)
HEAD = """norm: tried
title: {en: Tried, zh: 试用}
basis: street-rules/3
effect: EFFECT
adverse_outcomes: refused
needs: {x: number, income: money CNY, status: [one, two]}
parameters: {rate: rate}
"""
RATE = """--- parameters/rate.yaml
parameter: rate
title: {en: Rate, zh: 标准}
type: money CNY
basis: street-rules/3
values:
  - {from: 2020-01-01, to: 2023-12-31, value: 2 CNY}
  - {from: 2024-01-01, to: LAST, value: RATE CNY}
"""
TABLE = (
    "table: {hit: HIT, when: [x, status], then: {decision: [granted, refused], amount: money CNY}, rows: [["
)
TEXTS = (
    (f'in_force: {{from: 2020-01-01}}\n{TABLE}"< LIMIT", "-", granted, AMOUNT CNY], ["> LIMIT", one, granted, rate]], '
    "otherwise: [refused, 0 CNY]}\n"),
    (f'in_force: {{from: 2022-01-01, governed_by: event}}\n{TABLE}"<= LIMIT", "-", granted, AMOUNT CNY], '
    '[">= LIMIT", two, refused, 0 CNY]]}\n'),
    "in_force: {from: 2020-01-01}\nresult: income + rate - AMOUNT CNY\n",
    "in_force: {from: 2020-01-01}\nresult: if x < LIMIT and application.month < 6 then AMOUNT CNY else income * 0\n",
    ("versions:\n  - {in_force: {from: 2020-01-01, to: 2023-12-31}, result: rate}\n"
    "  - {in_force: {from: 2024-01-01}, result: rate + AMOUNT CNY * x, keeps_previous: 'event < @\"2024-03-01\"'}\n"),
)  # fmt: skip
#: The facts that each text looks at, by the first day of its version.
LOOKS_AT: Sequence[Mapping[str, frozenset[str]]] = (
    {"2020-01-01": frozenset(["x", "status"])}, {"2022-01-01": frozenset(["x", "status"])},
    {"2020-01-01": frozenset(["income"])}, {"2020-01-01": frozenset(["x", "income"])},
    {"2020-01-01": frozenset(), "2024-01-01": frozenset(["x"])},
)  # fmt: skip


class Draft(NamedTuple):
    """What an author chose for a norm."""

    text: int
    hit: str
    limit: int
    amount: int
    rate: int
    last: str
    effect: str


DRAFTS = st.builds(
    Draft,
    st.integers(0, len(TEXTS) - 1),
    st.sampled_from(["unique", "first", "any"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(["2024-12-31", "2029-12-31"]),
    st.sampled_from(["favourable", "favourable", "adverse"]),
)
#: An author's change touches a word or two; sometimes it is another text altogether.
PAIRS = st.one_of(
    st.tuples(DRAFTS, DRAFTS),
    DRAFTS.flatmap(
        lambda old: st.tuples(
            st.just(old),
            st.builds(
                lambda limit, amount, rate: old._replace(limit=limit, amount=amount, rate=rate),
                st.integers(0, 3), st.integers(0, 3), st.integers(0, 3),
            ),
        )
    ),
)  # fmt: skip
DAYS = ("2019-12-31", "2020-01-01", "2023-12-31", "2024-01-01", "2024-02-29", "2024-07-01", "2025-01-01")
FACTS: Mapping[str, Sequence[Any]] = {
    "x": [None, 0, 1, 2, 3],
    "income": [None, "0 CNY", "1 CNY", 3],
    "status": [None, "one", "two"],
}
SOME = {name: st.sampled_from(values) for name, values in FACTS.items()}
DATED = {name: st.sampled_from([None, *DAYS]) for name in ("application", "event")}
WHOLE = st.fixed_dictionaries(SOME, optional={**DATED, "id": st.just("A1")})
PARTLY = st.fixed_dictionaries({}, optional={**SOME, **DATED})
FULL = st.fixed_dictionaries(
    {
        "x": st.sampled_from([0, 1, 2, 3]),
        "income": st.sampled_from(["0 CNY", "1 CNY", 3]),
        "status": st.sampled_from(["one", "two"]),
        "application": st.sampled_from(DAYS[1:]),
    }
)
BARE = st.fixed_dictionaries({}, optional=DATED)
#: A row has all facts, or none of them: then no text that looks at any can decide.
ROWS = st.lists(st.one_of(WHOLE, BARE, FULL), min_size=1, max_size=24)


@cache
def book(draft: Draft) -> Book:
    text = (
        HEAD.replace("EFFECT", draft.effect)
        + TEXTS[draft.text]
        + RATE.replace("RATE CNY", f"{draft.rate} CNY")
    )
    for word, choice in (
        ("HIT", draft.hit),
        ("LIMIT", str(draft.limit)),
        ("AMOUNT", str(draft.amount)),
        ("LAST", draft.last),
    ):
        text = re.sub(rf"\b{word}\b", choice, text)
    return book_of(check_sources(overlay(text), LANGUAGE, on=ON, keep=True).bound)


def batches(rows: Sequence[Mapping[str, Any]], size: int) -> Iterator[Batch]:
    for start in range(0, len(rows), size):
        some = rows[start : start + size]
        names = dict.fromkeys(name for row in some for name in row)
        columns = {name: [row.get(name, ABSENT) for row in some] for name in names}
        yield Batch(range(start + 1, start + 1 + len(some)), columns)


# The plain way


def plain_value(name: str, raw: Any) -> Value:
    if name == "income" and raw is not None:
        return Money(Decimal(str(raw).removesuffix(" CNY")), "CNY")
    return Decimal(raw) if isinstance(raw, int) else raw


def plain_side(draft: Draft, row: Mapping[str, Any]) -> Any:
    """The outcomes of one text for one case by name, or in place of them why there are none."""
    days = {
        name: date.fromisoformat(row.get(name) or str(ON)) for name in ("event", "application", "decision")
    }
    ruling = rule("tried", book(draft), Dates(**days))
    if isinstance(ruling, Unsettled):
        return "unruled"
    force = ruling.text.version.in_force
    assert force is not None
    looks_at = LOOKS_AT[draft.text][str(force.starts)]
    if looks_at - row.keys():
        return "undecided"
    found = walk(ruling, {**days, **{name: plain_value(name, row[name]) for name in looks_at}})
    if draft.text > 1:
        return {"result": found}
    return found if isinstance(found, Mapping) else {"decision": None, "amount": None}


def plain_kind(before: Any, after: Any) -> str:
    if before is None or after is None:
        return "begins" if before is None else "ends"
    if isinstance(before, str):
        return f"{before} becomes {after}"
    was, will = before.amount, after.amount
    return "from_nothing" if was == 0 else "to_nothing" if will == 0 else "up" if will > was else "down"


def plainly(old: Draft, new: Draft, rows: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Every count of a rehearsal, from one case after another."""
    found: Counter[str] = Counter()
    for row in rows:
        before, after = plain_side(old, row), plain_side(new, row)
        for word in ("unruled", "undecided"):
            sides = [side for side, one in (("before", before), ("after", after)) if one == word]
            if sides:
                found[f"{word} {' '.join(sides)}"] += 1
                break
        else:
            changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
            found["changed" if changed else "same"] += 1
            for name in changed:
                found[f"{name}: {plain_kind(before.get(name), after.get(name))}"] += 1
                for side, one in (("before", before), ("after", after)):
                    if isinstance(one.get(name), Money):
                        found[f"{name} sum {side}"] += int(one[name].amount)
    return +found


def counted(changes: NormChanges) -> Counter[str]:
    found: Counter[str] = Counter({"same": changes.same, "changed": changes.changed})
    for word, sides in (("unruled", changes.unruled), ("undecided", changes.undecided)):
        found.update(
            {f"{word} before": sides.before, f"{word} after": sides.after, f"{word} before after": sides.both}
        )
    for one in changes.outcomes:
        for kind in one.kinds:
            what = kind.shift.what
            shown = f"{kind.shift.before} becomes {kind.shift.after}" if what == "becomes" else what
            found[f"{one.name}: {shown}"] += kind.cases
            found[f"{one.name} sum before"] += int(kind.before or 0)
            found[f"{one.name} sum after"] += int(kind.after or 0)
    return +found


MET = Coverage(
    "same", "changed", "undecided before", "undecided after", "undecided before after", "unruled before",
    "unruled after", "unruled before after", "decision: granted becomes refused", "decision: refused becomes granted",
    "decision: begins", "decision: ends", "amount: up", "amount: down", "amount: from_nothing", "amount: to_nothing",
    "result: up", "result: down", "result: begins", "result: ends", "better", "worse",
)  # fmt: skip


def rehearsed(old: Draft, new: Draft, rows: Sequence[Mapping[str, Any]], size: int) -> NormChanges:
    made = rehearse(book(old), book(new), Selection(("tried",)), batches(rows, size), ON, named=True)
    as_json(made)
    return made.norms[0]


@settings(max_examples=400)
@given(PAIRS, ROWS, st.integers(1, 30))
def check_counts(pair: tuple[Draft, Draft], rows: Sequence[Mapping[str, Any]], size: int) -> None:
    old, new = pair
    changes = rehearsed(old, new, rows, size)
    expected = plainly(old, new, rows)
    if (
        max(old.text, new.text) < 2 or min(old.text, new.text) > 1
    ):  # else outcomes have other names on both sides
        assert counted(changes) == expected
    assert changes.cases == len(rows)
    assert changes.cases == changes.same + changes.changed + changes.undecided.cases + changes.unruled.cases
    MET.saw([*expected, *(kind.weight for one in changes.outcomes for kind in one.kinds)])


def test_the_counts_are_those_of_one_case_after_another() -> None:
    check_counts()
    MET.check()


LACKED = Coverage("decided all the same", "undecided before", "undecided after", "changed", "same")


@settings(max_examples=400)
@given(PAIRS, PARTLY)
def check_partly(pair: tuple[Draft, Draft], row: Mapping[str, Any]) -> None:
    changes = rehearsed(*pair, [row], 1)
    if changes.undecided.cases:
        LACKED.saw(["undecided after" if changes.undecided.after else "undecided before"])
        return
    lacked = FACTS.keys() - row.keys()
    for values in itertools.product(*(FACTS[name] for name in sorted(lacked))):
        assert counted(changes) == plainly(*pair, [{**row, **dict(zip(sorted(lacked), values, strict=True))}])
    LACKED.saw(
        ["decided all the same"] * bool(lacked & {"x", "status"}) + ["changed" if changes.changed else "same"]
    )


def test_a_case_that_lacks_facts_is_decided_only_where_they_cannot_matter() -> None:
    check_partly()
    LACKED.check()


@given(PAIRS, st.lists(FULL, min_size=1, max_size=60), st.integers(1, 30))
def test_of_an_adverse_norm_no_small_count_can_be_told(
    pair: tuple[Draft, Draft], rows: Sequence[Mapping[str, Any]], size: int
) -> None:
    old, new = pair
    changes = rehearsed(old._replace(effect="adverse"), new, rows, size)
    shown = show(changes)
    tops = (shown.same, shown.changed, shown.undecided.cases, shown.unruled.cases)
    kinds = [kind for _, some in shown.outcomes for kind in some]
    hidden = [count for count in tops if isinstance(count, str)]
    assert len(hidden) != 1
    for count in (shown.cases, *tops, *(kind.cases for kind in kinds)):
        assert isinstance(count, str) or count == 0 or count >= 10
    for (
        _,
        some,
    ) in shown.outcomes:  # no small kind is named, and what the named ones leave of the whole is not small
        named = [kind.cases for kind in some if isinstance(kind.cases, int)]
        assert isinstance(shown.changed, int)
        assert not 0 < shown.changed - sum(named) < 10
        assert len(some) - len(named) <= 1
    for kind in kinds:
        assert kind.example is None
        assert not isinstance(kind.cases, str) or (kind.shift.what, kind.before, kind.after) == (
            "hidden",
            None,
            None,
        )

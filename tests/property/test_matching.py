"""Pairs of needs and offers: one by one, all at once and by an oracle, always the same; and firms learn nothing hidden."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from weakref import ref

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from askonce.adapters.crossing import cross
from askonce.apps.economy.board import Board
from askonce.apps.economy.columns import FAR
from askonce.apps.economy.fitting import Fitting, Words
from askonce.apps.economy.listing import Listed, Remembered
from askonce.apps.economy.marking import Marking
from askonce.apps.economy.matching import WORDS, Mark, Verdict, distance, mark_pair
from askonce.apps.economy.sight import OFFICER, Viewer, may_match
from askonce.feel.values import Money
from askonce.registers.fact import Fact, known
from tests.property.trading import Side, oracle, sides
from tests.unit.economy.trade import ON, terms

CONFIDENTIAL = {"capacity", "price"}
#: So many of each in one example: 25 × 25 pairs, of which sixteen examples make ten thousand.
MANY = 25
FEW = 8
#: Each example is a whole market on purpose: ten thousand pairs in all.
LARGE = (HealthCheck.large_base_example, HealthCheck.data_too_large, HealthCheck.too_slow)
#: Dozens of offers shrink for minutes, and tell no more then.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
TOLD = (
    Remembered("steel bolt", "bolt", confirmed=True, public=True),
    Remembered("纸箱", "box", confirmed=False, public=True),
)
#: What officers said of pairs that were not published is theirs alone.
REMEMBERED = (
    *TOLD,
    Remembered("steel bolt", "steel bolt", confirmed=True, public=False),
    Remembered("纸箱", "纸箱", confirmed=False, public=False),
)


def market(role: str, count: int) -> st.SearchStrategy[tuple[Side, ...]]:
    return st.tuples(*(sides(role, number) for number in range(10, 10 + count)))


def board(
    needs: tuple[Listed, ...], offers: tuple[Listed, ...], remembered: tuple[Remembered, ...] = REMEMBERED
) -> Board:
    return Board(terms(), ON, needs, offers, Fitting(offers, Words(), remembered), cross)


def words_of(marks: Mapping[str, int]) -> dict[str, str]:
    return {name: WORDS[Mark(mark)] for name, mark in marks.items() if mark != Mark.SILENT}


@settings(max_examples=16, deadline=None, phases=PHASES, suppress_health_check=LARGE)
@given(market("need", MANY), market("offer", MANY))
def test_one_pair_and_all_pairs_come_out_as_the_oracle_says(
    needs: tuple[Side, ...], offers: tuple[Side, ...]
) -> None:
    listed = [one.listed for one in offers]
    markings = {one.name: Marking(one, listed, cross) for one in terms().constraints}
    for marking in markings.values():
        marking.prepare([one.listed for one in needs])
    for need in needs:
        rows = {name: marking.of(need.listed) for name, marking in markings.items()}
        for place, offer in enumerate(offers):
            wanted = oracle(need.meant, offer.meant)
            singly = {one.name: mark_pair(one, need.listed, offer.listed) for one in terms().constraints}
            assert words_of(singly) == wanted
            assert (
                words_of({name: int(row[place]) for name, row in rows.items() if row is not None}) == wanted
            )


@settings(max_examples=8, deadline=None, phases=PHASES, suppress_health_check=LARGE)
@given(market("need", MANY), market("offer", MANY))
def test_nothing_that_is_shown_as_fitting_violates_what_was_meant(
    needs: tuple[Side, ...], offers: tuple[Side, ...]
) -> None:
    wanted = {one.listed.id: one.meant for one in needs}
    made = {one.listed.id: one.meant for one in offers}
    shown = board(tuple(one.listed for one in needs), tuple(one.listed for one in offers))
    lines = shown.zone(OFFICER, most=MANY)
    for need, found in lines.items():
        full = shown.for_need(need, OFFICER, most=MANY, near=MANY)
        assert [one.offer for one in full.matches] == [one.offer for one in found]
        for line, match in zip(found, full.matches, strict=True):
            said = oracle(wanted[need], made[line.offer])
            assert {check.name: check.state for check in match.checks} == said
            assert "fail" not in said.values()
            expected = Verdict.POSSIBLE if "unknown" in said.values() else Verdict.FEASIBLE
            assert line.verdict is match.verdict is expected
            assert abs(sum(share.part for share in match.shares) - match.score) < 1e-9 or match.score == 0
        for match in full.near:
            said = oracle(wanted[need], made[match.offer])
            assert list(said.values()).count("fail") == 1
            assert match.verdict is Verdict.NEAR
        backward = {
            (match.need, match.offer): match
            for offer in made
            for match in shown.for_offer(offer, OFFICER, most=MANY, near=0).matches
        }
        assert {one.offer for one in full.matches} == {offer for asked, offer in backward if asked == need}
        assert all(backward[need, one.offer] == one for one in full.matches)


def _without(listed: Listed) -> Listed:
    """The same offer or need with other values in all that is not public."""
    secret = {
        path: _changed(path, fact) if path.endswith(("_volume", "_capacity", "_price", "_limit")) else fact
        for path, fact in listed.facts.items()
    }
    return msgspec.structs.replace(listed, facts=secret)


def _changed(path: str, fact: Fact) -> Fact:
    if path.endswith(("_price", "_limit")):
        amount = fact.value.amount if isinstance(fact.value, Money) else Decimal(2)
        return known(Money(amount * 3 + 1, "CNY"))
    return known(fact.value * 7 + 1 if isinstance(fact.value, Decimal) else Decimal(1))


def _view(shown: Board, firm: str) -> Any:
    viewer = Viewer(firms=frozenset({firm}))
    needs = [one for one in shown.needs.values() if one.firm == firm]
    offers = [one for one in shown.offers.values() if one.firm == firm]
    return (
        [shown.for_need(one.id, viewer) for one in needs],
        [shown.for_offer(one.id, viewer) for one in offers],
        shown.zone(viewer),
        {one.id for one in shown.visible_needs(viewer)},
        {one.id for one in shown.visible_offers(viewer)},
    )


@settings(max_examples=30, deadline=None, phases=PHASES)
@given(market("need", FEW), market("offer", FEW), st.sampled_from(["f-1", "f-2"]))
def test_no_view_of_a_firm_changes_with_what_another_keeps_to_itself(
    needs: tuple[Side, ...], offers: tuple[Side, ...], firm: str
) -> None:
    asked, made = tuple(one.listed for one in needs), tuple(one.listed for one in offers)
    before = _view(board(asked, made), firm)
    other = [tuple(one if one.firm == firm else _without(one) for one in side) for side in (asked, made)]
    assert _view(board(other[0], other[1]), firm) == before
    # what others did not publish could as well not be there
    there = [tuple(one for one in side if one.firm == firm or one.published) for side in (asked, made)]
    assert _view(board(there[0], there[1]), firm) == before
    assert _view(board(asked, made, TOLD), firm) == before, "nor what was learnt of it"
    for found in (*before[0], *before[1]):
        for match in (*found.matches, *found.near):
            assert match.saving is None
            assert not {check.name for check in match.checks} & CONFIDENTIAL


def _all(shown: Board) -> Any:
    """All that a board says to officers."""
    shown.prepare(list(shown.needs.values()))
    return (
        [shown.fitting_lines(one) for one in shown.needs.values()],
        [shown.nearly(one) for one in shown.needs.values()],
        [shown.for_need(one, OFFICER, MANY, MANY) for one in shown.needs],
        [shown.for_offer(one, OFFICER, MANY, MANY) for one in shown.offers],
    )


@settings(max_examples=30, deadline=None, phases=PHASES, suppress_health_check=LARGE)
@given(
    market("need", FEW),
    market("offer", FEW),
    market("offer", FEW),
    st.sets(st.integers(0, FEW - 1)),
    st.integers(0, 1),
)
def test_a_board_that_kept_what_stayed_says_what_one_made_anew_says(
    needs: tuple[Side, ...], offers: tuple[Side, ...], others: tuple[Side, ...], changed: set[int], first: int
) -> None:
    asked, words = tuple(one.listed for one in needs), Words()
    before = tuple(one.listed for one in offers)
    old = Board(terms(), ON, asked, before, Fitting(before, words, REMEMBERED), cross)
    _all(old)
    after = tuple(
        others[place].listed if place in changed else one
        for place, one in enumerate(before)
        if place >= first
    )
    for keeping in (after, tuple(_without(one) for one in before)):
        kept = Board(terms(), ON, asked, keeping, old.fitting.renewed(keeping, words, REMEMBERED), cross, old)
        assert _all(kept) == _all(board(asked, keeping))
        fewer = kept.with_needs(asked[1:])
        assert _all(fewer) == _all(board(asked[1:], keeping))


@settings(max_examples=8, deadline=None, phases=PHASES, suppress_health_check=LARGE)
@given(market("need", FEW), market("offer", MANY))
def test_a_near_miss_is_of_the_product_that_is_asked_for(
    needs: tuple[Side, ...], offers: tuple[Side, ...]
) -> None:
    shown = board(tuple(one.listed for one in needs), tuple(one.listed for one in offers))
    found = [shown.for_need(one, OFFICER, MANY, MANY) for one in shown.needs]
    found += [shown.for_offer(one, OFFICER, MANY, MANY) for one in shown.offers]
    for match in (one for some in found for one in some.near):
        need, offer = shown.needs[match.need], shown.offers[match.offer]
        features = {share.feature: share.value for share in match.shares}
        same_class = bool(need.classed) and need.classed[:6] == offer.classed[:6]
        by_words = not (need.classed and offer.classed) and features.get("words", 0) >= 0.4999
        assert same_class or by_words or features.get("confirmed", 0) >= 0.4999
        assert match.alike


def _plainly(shown: Board, offer: Listed, viewer: Viewer) -> tuple[list[str], list[str]]:
    """Whom an offer fits and whom it nearly fits, need by need: what `for_offer` reckons in columns."""
    place = list(shown.offers).index(offer.id)
    told = terms().told(officer=viewer.officer)
    fit, near = [], []
    for need in shown.visible_needs(viewer):
        score = int(shown.fitting.scores(need, officer=viewer.officer)[place])
        if need.firm == offer.firm or not need.stands(shown.day) or not score:
            continue
        failed = [mark_pair(one, need, offer) for one in told].count(Mark.FAIL)
        metres = distance(need.place, offer.place) if viewer.officer or terms().open_distance else 0
        key = (-score, metres if metres is not None else FAR, need.id)
        if failed == 0:
            fit.append(key)
        if failed == 1 and shown.fitting.alike(need, officer=viewer.officer)[place]:
            near.append(key)
    return [key[2] for key in sorted(fit)], [key[2] for key in sorted(near)]


@settings(max_examples=20, deadline=None, phases=PHASES, suppress_health_check=LARGE)
@given(market("need", MANY), market("offer", FEW), st.sampled_from(["", "f-1", "f-2"]), st.integers(0, 3))
def test_whom_an_offer_fits_comes_out_as_need_by_need(
    needs: tuple[Side, ...], offers: tuple[Side, ...], firm: str, most: int
) -> None:
    shown = board(tuple(one.listed for one in needs), tuple(one.listed for one in offers))
    viewer = Viewer(firms=frozenset({firm})) if firm else OFFICER
    for offer in shown.offers.values():
        if not may_match(offer, viewer):
            continue
        fit, near = _plainly(shown, offer, viewer)
        found = shown.for_offer(offer.id, viewer, most=most, near=MANY)
        assert [one.need for one in found.matches] == fit[:most]
        assert [one.need for one in found.near] == near


def test_a_board_that_is_forgotten_goes_at_once() -> None:
    """No collection of garbage walks a market, so that nothing in it may lead back to itself."""
    listed = tuple(Listed(f"n-{number}", "f-1", ("steel bolt",), classed="731815") for number in range(3))
    offers = tuple(msgspec.structs.replace(one, id=f"o-{one.id}", firm="f-2") for one in listed)
    shown = board(listed, offers)
    shown.make_ready()
    assert len(shown.for_offer("o-n-1", OFFICER).matches) == 3
    forgotten = ref(shown), ref(shown.fitting)
    was = gc.isenabled()
    gc.disable()
    try:
        del shown
        assert [one() for one in forgotten] == [None, None]
    finally:
        if was:
            gc.enable()

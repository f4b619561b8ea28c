"""Registers elsewhere: every state that a datum can be in, what is fetched, what failures leave, two packs that exchange."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from askonce.feel.values import Money, Value
from askonce.registers.ask import Ask
from askonce.registers.days import Days
from askonce.registers.disclosure import disclosure_of
from askonce.registers.fact import Fact, State
from askonce.registers.neighbour import Request, Response, answer, fetched_of, request_of
from askonce.registers.reading import fact_of
from askonce.registers.refusal import Refusal
from askonce.registers.sources import Copy, Fetched, Wanted, loaded
from askonce.registers.store import Change, Dispute, Row
from tests.unit.registers.exchanging import ASK, DAYS, NOW, ON, PACK, County, county, linked, said

WAGE = Money(Decimal(3000), "CNY")
SINCE = date(2026, 5, 1)


@pytest.fixture
def away() -> Iterator[County]:
    with county() as found:
        yield found


# -- the table of states

ROWS: dict[str, Mapping[str, Value] | None] = {
    "no row": None,
    "unsaid": {},
    "null": {"wage": None},
    "said": {"wage": WAGE},
}
COPIES = {
    "none": None,
    "fresh": Copy(NOW - timedelta(hours=23), date(2026, 5, 19)),
    "old": Copy(NOW - timedelta(hours=25), date(2026, 5, 18)),
    "empty": Copy(NOW - timedelta(hours=1), ON, empty=True),
    "old empty": Copy(NOW - timedelta(days=3), date(2026, 5, 17), empty=True),
}
K, N, U = State.KNOWN, State.NONE, State.UNAVAILABLE
#: Where, whether complete, copy, row: the state, and whether it is stale. Each of the 48 cases stands here once.
TABLE: list[tuple[str, bool, str, str, State, bool]] = [
    ("here", True, "none", "no row", N, False),
    ("here", True, "none", "unsaid", U, False),
    ("here", True, "none", "null", N, False),
    ("here", True, "none", "said", K, False),
    ("here", False, "none", "no row", U, False),
    ("here", False, "none", "unsaid", U, False),
    ("here", False, "none", "null", N, False),
    ("here", False, "none", "said", K, False),
    ("http", True, "none", "no row", U, False),
    ("http", True, "none", "unsaid", U, False),
    ("http", True, "none", "null", N, True),
    ("http", True, "none", "said", K, True),
    ("http", True, "fresh", "no row", N, False),
    ("http", True, "fresh", "unsaid", U, False),
    ("http", True, "fresh", "null", N, False),
    ("http", True, "fresh", "said", K, False),
    ("http", True, "old", "no row", N, True),
    ("http", True, "old", "unsaid", U, False),
    ("http", True, "old", "null", N, True),
    ("http", True, "old", "said", K, True),
    *[("http", True, "empty", row, N, False) for row in ROWS],
    *[("http", True, "old empty", row, N, True) for row in ROWS],
    ("http", False, "none", "no row", U, False),
    ("http", False, "none", "unsaid", U, False),
    ("http", False, "none", "null", N, True),
    ("http", False, "none", "said", K, True),
    ("http", False, "fresh", "no row", U, False),
    ("http", False, "fresh", "unsaid", U, False),
    ("http", False, "fresh", "null", N, False),
    ("http", False, "fresh", "said", K, False),
    ("http", False, "old", "no row", U, False),
    ("http", False, "old", "unsaid", U, False),
    ("http", False, "old", "null", N, True),
    ("http", False, "old", "said", K, True),
    *[("http", False, "empty", row, U, False) for row in ROWS],
    *[("http", False, "old empty", row, U, False) for row in ROWS],
]


def test_the_table_of_states_is_whole() -> None:
    cases = {("here", complete, "none", row) for complete in (True, False) for row in ROWS}
    cases |= {("http", complete, copy, row) for complete in (True, False) for copy in COPIES for row in ROWS}
    assert sorted(line[:4] for line in TABLE) == sorted(cases)
    assert len(TABLE) == len(cases)


@pytest.mark.parametrize("line", TABLE, ids=lambda line: "-".join(map(str, line[:4])))
def test_states(away: County, line: tuple[str, bool, str, str, State, bool]) -> None:
    where, complete, copy, row, state, stale = line
    door = away.doors.doors["jobs", "wage"]
    desk = msgspec.structs.replace(door.desk, source=where, complete=complete)
    values = ROWS[row]
    kept = None if values is None else Row("x", values, SINCE, None, NOW, None, "source:test")
    fact = fact_of(msgspec.structs.replace(door, desk=desk), kept, COPIES[copy], NOW)
    assert (fact.state, fact.stale) == (state, stale)
    assert fact.source == "jobs"
    assert fact.value == (WAGE if state is K else None)
    held = COPIES[copy]
    dated = held.as_of if held is not None else SINCE if values is not None else None
    assert fact.as_of == (None if state is U or dated is None else dated)


# -- fetching


def _ask_for(
    away: County, *ways: str, fetched: tuple[Fetched, ...] = (), days: Days = DAYS, ask: Ask = ASK
) -> tuple[Wanted, ...] | Refusal:
    routes = [away.route(way) for way in ways]
    return away.job(lambda room: away.exchange.wanted(room, ask, routes, {"applicant": "ann"}, days, fetched))


def _wanted(
    away: County, *ways: str, fetched: tuple[Fetched, ...] = (), days: Days = DAYS, ask: Ask = ASK
) -> tuple[Wanted, ...]:
    found = _ask_for(away, *ways, fetched=fetched, days=days, ask=ask)
    assert not isinstance(found, Refusal)
    return found


def _brought(away: County, **words: Any) -> Fetched:
    return Fetched("jobs", "ann", away.clock[0], **words)


def test_what_is_not_here_is_fetched_once_kept_while_fresh_and_asked_for_again(away: County) -> None:
    found = _wanted(away, "applicant.wage", "applicant.birth_date")
    assert found == (
        Wanted(
            "jobs",
            "labour-server",
            "http",
            "ann",
            ("wage",),
            (),
            "meals",
            "street-rules/2",
            "case-1",
            "street",
            0,
        ),
    )
    (entry,) = away.entries()
    assert (entry.kind, entry.what) == ("source", {"event": "asked", "register": "jobs", "attribute": "wage"})
    assert away.keys.subject("ledger", entry.subject or "") == "ann"
    assert away.given("applicant.wage").fact == Fact(State.UNAVAILABLE, source="jobs")
    answer = _brought(away, values={"wage": WAGE}, as_of=date(2026, 5, 18))
    assert _wanted(away, "applicant.wage", fetched=(answer,)) == ()
    fresh = Fact(State.KNOWN, WAGE, "jobs", date(2026, 5, 18))
    assert away.given("applicant.wage").fact == fresh
    away.later(hours=23)
    assert _wanted(away, "applicant.wage") == ()
    away.later(hours=2)
    assert away.given("applicant.wage").fact == msgspec.structs.replace(fresh, stale=True)
    assert len(_wanted(away, "applicant.wage")) == 1
    before = Days(date(2026, 5, 21), application=date(2026, 5, 1))
    assert away.given("applicant.wage", days=before).fact.value == WAGE


def test_a_failure_leaves_what_was_there_and_stands_on_record(away: County) -> None:
    failure = _brought(away, failure="it hung for 5 seconds")
    assert away.given("applicant.wage", fetched=(failure,)).fact.state is State.UNAVAILABLE
    assert [entry.kind for entry in away.entries()] == ["source", "look"]
    assert away.entries()[0].what == {
        "event": "failed",
        "register": "jobs",
        "failure": "it hung for 5 seconds",
    }
    away.later(seconds=1)
    away.given("applicant.wage", fetched=(_brought(away, values={"wage": WAGE}),))
    away.later(days=2)
    found = away.given("applicant.wage", fetched=(_brought(away, failure="down"),)).fact
    assert (found.value, found.stale) == (WAGE, True)
    assert _wanted(away, "applicant.wage", fetched=(_brought(away, failure="down"),)) == ()


def test_an_answer_is_kept_once_however_often_it_is_handed_in_and_an_old_one_comes_too_late(
    away: County,
) -> None:
    first = _brought(away, values={"wage": Money(Decimal(1), "CNY")}, receipt=7)
    away.later(hours=1)
    second = _brought(away, values={"wage": WAGE}, receipt=8)
    down = Fetched("jobs", "bo", NOW, failure="down")
    for fetched in ((first, down), (first, down), (first, second), (second, first, down)):
        away.given("applicant.wage", fetched=fetched)
    assert away.given("applicant.wage").fact.value == WAGE
    events = [entry.what["event"] for entry in away.entries() if entry.kind == "source"]
    assert events == ["answered", "failed", "answered"]
    name = away.keys.of("county-legal", "ann")
    assert len(away.database.read(lambda room: room.history("jobs", name))) == 2


def test_emptiness_is_no_value_and_no_old_one_either(away: County) -> None:
    away.given("applicant.wage", fetched=(_brought(away, values={"wage": WAGE}),))
    away.later(hours=1)
    assert away.given("applicant.wage", fetched=(_brought(away),)).fact == Fact(
        State.UNAVAILABLE, source="jobs"
    )
    with county(
        PACK.replace(
            "source: {kind: http, fresh_for: 1 day", "complete: true\nsource: {kind: http, fresh_for: 1 day"
        )
    ) as whole:
        found = whole.given("applicant.wage", fetched=(Fetched("jobs", "ann", NOW),)).fact
        assert (found.state, found.stale, found.as_of) == (State.NONE, False, ON)


def test_a_source_that_answers_nonsense_gives_nothing(away: County) -> None:
    for nonsense in ("3000", Decimal(3000), Money(Decimal(1), "EUR"), date(2000, 1, 1)):
        away.later(seconds=1)
        answer = _brought(away, values={"wage": nonsense, "shoe_size": Decimal(4)})
        assert away.given("applicant.wage", fetched=(answer,)).fact.state is State.UNAVAILABLE
    failures = [entry.what for entry in away.entries() if entry.kind == "source"]
    assert failures == [{"event": "failed", "register": "jobs", "failure": "wrong type: wage"}] * 4


def test_a_source_is_not_asked_on_the_days_on_which_it_is_closed(away: County) -> None:
    sunday = Days(date(2026, 5, 24), application=date(2026, 5, 24))
    assert _wanted(away, "applicant.wage", days=sunday) == ()
    assert away.entries() == []


def test_who_may_not_look_may_not_have_it_fetched(away: County) -> None:
    for change in ({"purpose": "inquiry"}, {"case": None}, {"case": "case-2"}, {"basis": ""}):
        ask = msgspec.structs.replace(ASK, **change)
        assert isinstance(_ask_for(away, "applicant.wage", ask=ask), Refusal)
    assert away.entries() == []


def test_a_way_over_two_sources_is_fetched_hop_by_hop(away: County) -> None:
    way = "applicant.employer.industry"
    (first,) = _wanted(away, way)
    assert (first.register, first.subject, first.attributes, first.relations) == (
        "jobs",
        "ann",
        (),
        ("employer",),
    )
    job = _brought(away, values={}, relations={"employer": ("firm-1",)})
    (second,) = _wanted(away, way, fetched=(job,))
    assert (second.register, second.subject, second.attributes) == ("firms", "firm-1", ("industry",))
    firm = Fetched("firms", "firm-1", NOW, {"industry": "tea"})
    assert _wanted(away, way, fetched=(job, firm)) == ()
    assert away.given(way).fact.value == "tea"
    away.later(hours=2)
    assert away.given(way).fact.stale
    away.job(
        lambda room: away.exchange.keep(
            room, [_brought(away, values={}, relations={"employer": ("firm-2",)})]
        )
    )
    assert away.given(way).subjects == ("firm-2",)


def test_a_snapshot_grows_old_from_the_time_of_its_load(away: County) -> None:
    away.put(said("insured", "ann", scheme="rural"))
    assert away.given("applicant.scheme").fact.stale
    away.job(lambda room: loaded(room, "insured", NOW, date(2026, 5, 19)))
    assert away.given("applicant.scheme").fact == Fact(State.KNOWN, "rural", "insured", date(2026, 5, 19))
    nobody = away.given("applicant.scheme", root="bo").fact
    assert nobody == Fact(State.NONE, None, "insured", date(2026, 5, 19))
    assert _wanted(away, "applicant.scheme") == ()
    away.later(hours=25)
    assert away.given("applicant.scheme").fact.stale
    assert away.given("applicant.scheme", root="bo").fact.stale


def test_a_load_of_all_is_as_good_as_an_answer_about_one_and_the_later_counts(away: County) -> None:
    away.put(said("jobs", "ann", wage=WAGE))
    away.job(lambda room: loaded(room, "jobs", NOW, SINCE))
    assert away.given("applicant.wage").fact == Fact(State.KNOWN, WAGE, "jobs", SINCE)
    assert _wanted(away, "applicant.wage") == ()
    away.later(days=2)
    assert len(_wanted(away, "applicant.wage")) == 1
    away.given("applicant.wage", fetched=(_brought(away, values={"wage": None}),))
    assert away.given("applicant.wage").fact.state is State.NONE
    away.later(days=2)
    away.job(lambda room: loaded(room, "jobs", away.clock[0], ON))
    assert not away.given("applicant.wage").fact.stale


def test_what_keeps_its_history_is_read_for_the_day_that_is_wanted() -> None:
    kept = PACK.replace("wage, sensitivity: personal,", "wage, at: any, sensitivity: personal,")
    for pack, wage in ((PACK, Money(Decimal(5000), "CNY")), (kept, WAGE)):
        with county(pack) as one:
            one.put(
                said("jobs", "ann", wage=WAGE),
                Change("jobs", "ann", {"wage": Money(Decimal(5000), "CNY")}, date(2026, 5, 10)),
            )
            one.job(lambda room: loaded(room, "jobs", NOW, ON))
            before = Days(ON, application=ON, event=date(2026, 5, 2))
            assert one.given("applicant.wage", days=before, at="event").fact.value == wage


def test_a_list_is_never_shorter_in_silence(away: County) -> None:
    away.put(linked("people", "children", "ann", "bo"), linked("people", "children", "ann", "cy"))
    way = "applicant.children.wage"
    one = Fetched("jobs", "bo", NOW, {"wage": WAGE})
    assert away.given(way, fetched=(one,)).fact == Fact(State.UNAVAILABLE, source="jobs")
    other = Fetched("jobs", "cy", NOW, {"wage": None})
    assert away.given(way, fetched=(other,)).fact.value == (WAGE, None)


# -- two packs

REQUEST = Request("linhai", "inquiry", "linhai-act/3", "case-77", 41, "ID-ann", "people", ("birth_date",), ON)


def _answer(away: County, request: Request) -> Response | Refusal:
    who = {"ID-ann": "ann"}.get
    return away.job(lambda room: answer(room, away.doors, away.keys, request, who))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": "meals"}, "no-authority"),
        ({"purpose": "none"}, "no-purpose"),
        ({"authority": "shanhe"}, "no-authority"),
        ({"basis": ""}, "no-basis"),
        ({"case": ""}, "no-case"),
        ({"attributes": ("income",)}, "closed"),
        ({"attributes": ("birth_date", "income")}, "closed"),
        ({"attributes": ("shoe_size",)}, "unknown"),
        ({"attributes": ()}, "unknown"),
        ({"register": "jobs", "attributes": ("wage",)}, "unknown"),
        ({"register": "none"}, "unknown"),
    ],
)
def test_a_neighbour_is_refused_with_the_reason(away: County, change: dict[str, Any], code: str) -> None:
    away.put(said("people", "ann", birth_date=date(1960, 1, 1)))
    found = _answer(away, msgspec.structs.replace(REQUEST, **change))
    assert isinstance(found, Refusal)
    assert (found.code, away.entries()) == (code, [])


def test_two_packs_exchange_and_each_ledger_names_the_other_s_entry(away: County) -> None:
    theirs = PACK.replace(
        "source: {kind: http, fresh_for: 1 day, closed: sunday, setting: labour-server}", ""
    ).replace(
        "{meals: street-rules/2}}\n--- registers/insured", "{inquiry: street-rules/2}}\n--- registers/insured"
    )
    with county(theirs) as there:
        there.put(said("jobs", "p-9", wage=WAGE))
        (wanted,) = _wanted(away, "applicant.wage")
        request = request_of(
            msgspec.structs.replace(wanted, purpose="inquiry"), "linhai", "jobs", "ID-ann", ON
        )
        response = there.job(
            lambda room: answer(room, there.doors, there.keys, request, {"ID-ann": "p-9"}.get)
        )
        assert isinstance(response, Response)
        (entry,) = there.entries()
        assert there.keys.subject("ledger", entry.subject or "") == "p-9"
        assert (entry.kind, entry.actor, entry.case) == ("look", "system:linhai", "linhai/case-1")
        assert entry.basis == "street-rules/2"
        assert (entry.what["their_basis"], entry.what["their_number"]) == (
            "street-rules/2",
            str(wanted.number),
        )
        fact = away.given("applicant.wage", fetched=(fetched_of(wanted, response, NOW),)).fact
        assert (fact.value, fact.stale, fact.disputed) == (WAGE, False, False)
        answered = [one for one in away.entries() if one.what.get("event") == "answered"]
        assert [one.what["their_number"] for one in answered] == [str(response.receipt)]

        name = there.keys.of("county-legal", "p-9")
        there.job(lambda room: room.dispute(Dispute("jobs", name, "wage", "case-3", NOW)))
        away.later(days=2)
        response = there.job(
            lambda room: answer(room, there.doors, there.keys, request, {"ID-ann": "p-9"}.get)
        )
        assert isinstance(response, Response)
        assert away.given(
            "applicant.wage", fetched=(fetched_of(wanted, response, away.clock[0]),)
        ).fact.disputed
        settled = {"wage": Fact(State.KNOWN, WAGE, "jobs", ON, stale=True)}
        away.later(days=2)
        again = fetched_of(wanted, Response(settled, 9), away.clock[0])
        fact = away.given("applicant.wage", fetched=(again,)).fact
        assert (fact.disputed, fact.stale) == (False, True)


def test_a_neighbour_s_unknown_subject_is_none_where_the_register_is_complete(away: County) -> None:
    found = _answer(away, msgspec.structs.replace(REQUEST, subject="ID-nobody"))
    assert isinstance(found, Response)
    assert found.facts == {"birth_date": Fact(State.NONE, source="people")}
    assert away.entries()[0].subject is None


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d", "x" * 1_000_001])
def test_a_text_that_no_store_keeps_is_nonsense_and_fells_nothing(away: County, text: str) -> None:
    firm = Fetched("firms", "firm-1", NOW, {"industry": text})
    assert away.given("firm.industry", root="firm-1", fetched=(firm,)).fact.state is State.UNAVAILABLE
    assert [entry.what["failure"] for entry in away.entries()] == ["wrong type: industry"]


def test_nothing_is_fetched_into_a_register_that_others_write(away: County) -> None:
    forged = Fetched("people", "ann", NOW, {"birth_date": date(1900, 1, 1)})
    with pytest.raises(ValueError, match="none that is asked"):
        away.look("applicant.birth_date", fetched=(forged,))
    assert away.given("applicant.birth_date").fact.state is State.NONE


def test_an_inquiry_that_is_hidden_does_not_show_by_its_sources() -> None:
    with county(
        PACK.replace(
            "wage, sensitivity: personal, open_to: {",
            "wage, sensitivity: personal, open_to: {inquiry: street-rules/1, ",
        )
    ) as one:
        ask = msgspec.structs.replace(ASK, purpose="inquiry")
        assert len(_wanted(one, "applicant.wage", ask=ask)) == 1
        failed = Fetched("jobs", "ann", NOW, failure="down")
        one.given("applicant.wage", ask, fetched=(failed,))
        about = [entry for entry in one.entries() if entry.subject is not None]
        assert [entry.kind for entry in about] == ["source", "look"]
        assert all(disclosure_of(entry, one.doors) is not None for entry in about)

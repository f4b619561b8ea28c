"""Cases over both databases: events that follow each other, lists, timers, messages, keys that hold once."""

from __future__ import annotations

import random  # noqa: TID251 - seeded
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askonce.adapters.opening import open_database
from askonce.cases.database import Database
from askonce.cases.journal import Conflict, Deadline, Journal, Line, Message, Search, Timer, Written
from tests.conformance.store.county import DAY, SCHEMA, THEN, filed, line

MINUTE = timedelta(minutes=1)


def test_events_follow_each_other(base: Database) -> None:
    case = base.write(filed).result()
    one, two = (Written(case, number, THEN, "note", bytes([number, 0, 255])) for number in (1, 2))
    base.write(lambda journal: journal.append(line(case, 3, step="cook", urgent=True), [one, two])).result()
    assert base.read(lambda journal: journal.events(case))[1:] == [one, two]
    assert base.read(lambda journal: journal.line(case)) == line(case, 3, step="cook", urgent=True)
    base.write(lambda journal: journal.append(line(case, 3, state="closed"), [])).result()
    assert base.read(lambda journal: journal.line(case)) == line(case, 3, state="closed")
    assert base.read(lambda journal: (journal.line("no"), journal.events("no"))) == (None, [])


@pytest.mark.parametrize(("numbers", "count"), [([0], 1), ([0], 2), ([2], 3), ([1, 3], 3), ([1], 3), ([], 0)])
def test_who_did_not_see_the_last_event_conflicts(base: Database, numbers: list[int], count: int) -> None:
    case = base.write(filed).result()
    events = [Written(case, number, THEN, "note", b"") for number in numbers]
    with pytest.raises(Conflict):
        base.write(lambda journal: journal.append(line(case, count, state="closed"), events)).result()
    assert base.read(lambda journal: (len(journal.events(case)), journal.line(case))) == (
        1,
        base.read(lambda journal: journal.line(case)),
    )
    assert getattr(base.read(lambda journal: journal.line(case)), "state", "") == "open"


def test_lists_show_what_is_searched_for(new_url: Callable[[], str]) -> None:
    chance = random.Random(4)  # noqa: S311 - cases, not secrets
    words = {"type": ("card", "meal"), "office": ("street", "tax"), "state": ("open", "waits", "closed")}
    maybe = {
        "filer": (None, "f1", "f2"),
        "applicant": (None, "f1", "a1"),
        "officer": (None, "lin"),
        "concerns": (None, "c1"),
    }
    dates = {"promised": (None, DAY, DAY + 9 * MINUTE * 1440), "legal": (None, DAY + 3 * MINUTE * 1440)}
    made: list[Line] = []
    for number in range(120):
        drawn = {name: chance.choice(options) for name, options in {**words, **maybe, **dates}.items()}
        decided = THEN if chance.random() < 0.3 else None
        made.append(line(f"case-{number:03}", 1, decided=decided, **drawn))
    with closing(open_database(new_url(), SCHEMA)) as base:

        def job(journal: Journal) -> None:
            for one in chance.sample(made, len(made)):
                journal.append(one, [Written(one.id, 0, THEN, "filed", b"")])

        base.write(job).result()
        for _ in range(150):
            chosen: dict[str, Any] = {
                name: chance.choice((None, *options[-2:])) for name, options in {**words, **maybe}.items()
            }
            chosen.pop("state")
            states = tuple(chance.sample(words["state"], chance.randrange(4)))
            due = chance.choice((None, DAY, DAY + 3 * MINUTE * 1440))
            after = chance.choice(("", "case-060"))
            search = Search(**chosen, states=states, due_by=due, after=after, limit=chance.choice((3, 500)))
            found = base.read(lambda journal, search=search: journal.lines(search))  # type: ignore[misc]
            assert list(found) == [one for one in made if is_wanted(one, search)][: search.limit], search


def is_wanted(one: Line, search: Search) -> bool:
    same = all(
        getattr(search, name) in (None, getattr(one, name))
        for name in ("type", "office", "filer", "applicant", "officer", "concerns")
    )
    due = search.due_by is None or any(
        day is not None and day <= search.due_by for day in (one.promised, one.legal)
    )
    return same and due and one.id > search.after and (not search.states or one.state in search.states)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["set", "stop", "fire"]), st.integers(0, 2)), max_size=12))
def test_a_timer_fires_once(base: Database, drawn: list[tuple[str, int]]) -> None:
    case = base.write(lambda journal: journal.fresh("case")).result()
    state: dict[int, str] = {}
    due: dict[int, int] = {}
    for place, (act, number) in enumerate(drawn):
        timer = Timer(f"{case}-{number}", case, THEN + place * MINUTE, f"kind{number}")
        if act == "set":
            base.write(lambda journal, timer=timer: journal.set_timer(timer)).result()  # type: ignore[misc]
            if state.get(number) != "fired":
                state[number], due[number] = "set", place
        elif act == "stop":
            base.write(lambda journal, timer=timer: journal.stop_timers(case, [timer.kind])).result()  # type: ignore[misc]
            if state.get(number) == "set":
                state[number] = "stopped"
        else:
            fired = base.write(lambda journal, timer=timer: journal.fired(timer.id)).result()  # type: ignore[misc]
            assert fired == (state.get(number) == "set")
            if fired:
                state[number] = "fired"
    kept = base.read(lambda journal: journal.due_timers(THEN + 999 * MINUTE, 100_000))
    ours = [(one.id, one.due) for one in kept if one.case == case]
    wanted = sorted((place, number) for number, place in due.items() if state[number] == "set")
    assert ours == [(f"{case}-{number}", THEN + place * MINUTE) for place, number in wanted]
    base.write(lambda journal: journal.stop_timers(case)).result()
    kept = base.read(lambda journal: journal.due_timers(THEN + 999 * MINUTE, 100_000))
    assert case not in {one.case for one in kept}


def test_timers_are_due_from_their_instant_on(base: Database) -> None:
    timers = [Timer(f"due-{number}", "case-due", THEN - number * MINUTE, "x") for number in range(4)]
    for one in timers:
        base.write(lambda journal, one=one: journal.set_timer(one)).result()  # type: ignore[misc]
    found = base.read(lambda journal: journal.due_timers(THEN - MINUTE, 2))
    assert found == [timers[3], timers[2]]
    base.write(lambda journal: journal.stop_timers("case-due")).result()


def test_a_message_leaves_once(base: Database) -> None:
    message = Message("msg-1", "mail", "office", b'{"a": 1}', "case-1")
    far = THEN + timedelta(9999)

    def queue(journal: Journal) -> datetime:
        journal.send(message)
        return journal.now

    at = base.write(queue).result()
    base.write(lambda journal: journal.send(Message("msg-1", "mail", "other", b"{}"))).result()
    (waiting,) = base.read(lambda journal: journal.waiting(far, 10))
    assert (waiting.message, waiting.tries, waiting.due, waiting.queued) == (message, 0, at, at)
    again = at + timedelta(hours=1)
    base.write(lambda journal: journal.failed("msg-1", "no route", again)).result()
    assert base.read(lambda journal: journal.waiting(again - MINUTE, 10)) == []
    (waiting,) = base.read(lambda journal: journal.waiting(again, 10))
    assert (waiting.tries, waiting.failure, waiting.due, waiting.dead) == (1, "no route", again, False)
    base.write(lambda journal: journal.failed("msg-1", "gone", None)).result()
    assert base.read(lambda journal: journal.waiting(far, 10)) == []
    (dead,) = base.read(lambda journal: journal.dead(10))
    assert (dead.message, dead.tries, dead.dead) == (message, 2, True)
    assert base.read(lambda journal: journal.dead(10, "msg-1")) == []
    assert base.write(lambda journal: (journal.revive("msg-1"), journal.revive("msg-1"))).result() == (
        True,
        False,
    )
    assert len(base.read(lambda journal: journal.waiting(far, 10))) == 1
    base.write(lambda journal: journal.sent("msg-1", "250 ok")).result()
    # what comes late or twice changes nothing
    base.write(lambda journal: journal.failed("msg-1", "late", again)).result()
    base.write(lambda journal: journal.send(message)).result()
    assert base.write(lambda journal: journal.revive("msg-1")).result() is False
    assert base.read(lambda journal: (journal.waiting(far, 10), journal.dead(10))) == ([], [])


def test_a_key_is_claimed_once(base: Database) -> None:
    assert base.write(lambda journal: (journal.once("episode"), journal.once("episode"))).result() == (
        True,
        False,
    )
    assert base.write(lambda journal: journal.once("episode")).result() is False

    def fails(journal: Journal) -> None:
        assert journal.once("other")
        raise LookupError("other")

    with pytest.raises(LookupError):
        base.write(fails).result()
    assert base.write(lambda journal: journal.once("other")).result() is True


def test_small_things_come_and_go(base: Database) -> None:
    keys = ["a", "a1", "a2", "a\U0010fffe", "b", "补"]

    def job(journal: Journal) -> None:
        for key in keys:
            journal.put("room", key, key.encode())
        journal.put("other", "a", b"x")
        journal.put("room", "a1", b"new\0")
        journal.put("room", "gone", b"")
        journal.put("room", "gone", None)
        journal.put("room", "never", None)

    base.write(job).result()

    def look(journal: Journal) -> None:
        assert journal.get("room", "a1") == b"new\0"
        assert journal.get("room", "gone") is None
        assert list(journal.keys("room")) == sorted(keys)
        assert list(journal.keys("room", "a")) == ["a", "a1", "a2", "a\U0010fffe"]
        assert list(journal.keys("room", "a", "a1", 1)) == ["a2"]
        assert list(journal.keys("none")) == []

    base.read(look)


@given(st.data())
@settings(max_examples=8, deadline=None)
def test_a_list_by_deadline_gives_each_case_once_whatever_the_pages(
    base: Database, data: st.DataObject
) -> None:
    """Pages of any length, joined, are the cases of an office in a state by day and id; those without a day come last."""
    office = base.write(lambda journal: journal.fresh("office")).result()
    lines = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(("card", "meal")),
                st.sampled_from(("open", "asked")),
                st.sampled_from((None, DAY, DAY + 1440 * MINUTE, DAY + 2880 * MINUTE)),
                st.booleans(),
            ),
            max_size=25,
        )
    )
    made = [
        line(f"{office}-{number:02}", 1, office=office, type=kind, state=state, promised=day, urgent=urgent)
        for number, (kind, state, day, urgent) in enumerate(lines)
    ]

    def job(journal: Journal) -> None:
        for one in made:
            journal.append(one, [Written(one.id, 0, THEN, "filed", b"")])

    base.write(job).result()
    for kind in (None, "meal"):
        wanted = [one for one in made if one.state == "open" and not one.urgent and kind in (None, one.type)]
        wanted.sort(key=lambda one: (one.promised is None, one.promised or DAY, one.id))
        limit = data.draw(st.integers(1, 7))
        found: list[Line] = []
        search = Deadline(office, "open", kind, limit=limit)
        while page := base.read(lambda journal, search=search: list(journal.by_deadline(search))):  # type: ignore[misc]
            assert len(page) <= limit
            found += page
            search = Deadline(office, "open", kind, (page[-1].promised, page[-1].id), limit)
        assert found == wanted

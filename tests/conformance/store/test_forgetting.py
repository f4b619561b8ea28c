"""Over both databases: what a case leaves is deleted, copies go and history stays, urgent cases are found."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from askonce.cases.database import Database
from askonce.cases.journal import Journal, Message, Search
from askonce.registers.store import Change, Dispute, Linking
from tests.conformance.store.county import DAY, THEN, filed


def test_a_case_takes_its_messages_and_disputes_with_it(base: Database) -> None:
    one, two = base.write(filed).result(), base.write(filed).result()

    def leave(journal: Journal) -> None:
        for case in (one, two):
            for number in range(3):
                journal.send(Message(f"{case}/{number}", "mail", "person:x", b"{}", case))
            journal.sent(f"{case}/0")
            journal.failed(f"{case}/1", "no such box", None)
            journal.dispute(Dispute("people", f"s-{case}", "grade", case, THEN))

    base.write(leave).result()
    base.write(lambda journal: journal.forget(one)).result()
    later = THEN + timedelta(days=36500)
    assert {w.message.case for w in base.read(lambda journal: journal.waiting(later, 99))} >= {two}
    assert one not in {w.message.case for w in base.read(lambda journal: journal.waiting(later, 99))}
    assert one not in {w.message.case for w in base.read(lambda journal: journal.dead(99))}
    assert list(base.read(lambda journal: journal.disputed("people", f"s-{one}"))) == []
    assert list(base.read(lambda journal: journal.disputed("people", f"s-{two}"))) == ["grade"]


def test_copies_are_dropped_and_what_was_recorded_here_is_not(base: Database) -> None:
    def write(journal: Journal) -> None:
        for subject, source in (
            ("far", "source:their-server"),
            ("near", "office:street"),
            ("other", "source:x"),
        ):
            journal.write(Change("people", subject, {"grade": "mild"}, DAY, source=source))
            journal.link(Linking("people", "children", subject, "kid", DAY, source=source))

    base.write(write).result()
    for one in ("far", "near"):
        base.write(partial(_drop, one)).result()

    def left(journal: Journal) -> list[tuple[int, int]]:
        return [
            (len(journal.history("people", one)), len(journal.related("people", "children", one, DAY)))
            for one in ("far", "near", "other")
        ]

    assert base.read(left) == [(0, 0), (1, 1), (1, 1)]


def test_urgent_cases_are_listed_apart(base: Database) -> None:
    urgent = base.write(lambda journal: filed(journal, urgent=True, office="fire")).result()
    calm = base.write(lambda journal: filed(journal, office="fire")).result()

    def listed(*, wanted: bool | None) -> list[str]:
        return [
            one.id for one in base.read(lambda journal: journal.lines(Search(office="fire", urgent=wanted)))
        ]

    assert [listed(wanted=True), listed(wanted=False), sorted(listed(wanted=None))] == [
        [urgent],
        [calm],
        sorted([urgent, calm]),
    ]


def _drop(subject: str, journal: Journal) -> None:
    journal.drop_copies("people", subject)

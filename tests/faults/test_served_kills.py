"""A served pack that is killed again and again, in its filings and in what it does by itself, loses and doubles nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated
from typing import Final

import pytest

from tests.faults.clients import Receiver
from tests.faults.looking import kinds
from tests.faults.moments import OWN, REQUEST, Stop
from tests.faults.served import DAY, Served

pytestmark = pytest.mark.faults
KILLS: Final = 50
#: Monday after the terms of a working day have passed, and the week after, when all have.
LATER: Final = (4 * DAY, 12 * DAY)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_kills_of_a_served_pack_lose_nothing(
    kind: str,
    new_url: Callable[[str], str],
    receiver: Receiver,
    tmp_path: Path,
    figures: Callable[[str], None],
) -> None:
    one = Served(new_url(kind), tmp_path, receiver, 7)
    chance = Random(7)  # noqa: S311 - a test draws by a seed
    for number in range(KILLS):
        one.killed(Stop(REQUEST[number % len(REQUEST)], chance.randint(2, 9), chance.randrange(10**6)))
        assert not one.seen, one.seen[:10]
    one.answered()
    for number, clock in enumerate(LATER):
        for moment in OWN:
            one.killed(Stop(moment, 2 + number, number), clock)
            assert not one.seen, one.seen[:10]
        one.book.turn()
    one.settle(30 * DAY)
    assert not one.seen, one.seen[:10]
    assert len(one.heads) > KILLS / 2
    acknowledged = [filing for filing in one.book.filings.values() if filing.cases]
    repeated = [filing for filing in acknowledged if len(filing.answers) > 1]
    assert len(acknowledged) > KILLS * 4
    assert len(repeated) > KILLS
    figures(
        f"{kind}: {one.kills} kills of a served pack, {len(acknowledged)} filings, {len(repeated)} repeated, {len(one.heads)} heads"
    )


BROKEN: Final = [("told before the commit", "last", "lost"), ("keys hold nothing", "told", "doubled")]


@pytest.mark.parametrize(("broken", "moment", "complaint"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_broken_service_is_noticed(
    broken: str,
    moment: str,
    complaint: str,
    new_url: Callable[[str], str],
    receiver: Receiver,
    tmp_path: Path,
) -> None:
    one = Served(new_url("sqlite"), tmp_path, receiver, 8)
    for number in range(3):
        one.killed(Stop(moment, 5, number, broken))
    one.answered()
    one.look("at the end")
    assert complaint in kinds(one.seen), one.seen[:10]

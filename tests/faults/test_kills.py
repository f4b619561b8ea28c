"""A process that is killed between the first write of a request and its acknowledgement loses and doubles nothing."""

from __future__ import annotations

from collections.abc import Callable
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated
from typing import Final

import pytest

from tests.faults.clients import Book, Load, Receiver, plain_filing
from tests.faults.houses import Plain
from tests.faults.looking import kinds
from tests.faults.moments import OWN, REQUEST, Stop

pytestmark = pytest.mark.faults
KILLS: Final = 24
#: Beside these, kills in what the house does by itself.
OWN_KILLS: Final = 4


def stops(seed: int, count: int) -> list[Stop]:
    """So many moments, each kind as often as the others, in an order and at a depth drawn by chance."""
    chance = Random(seed)  # noqa: S311 - a test draws by a seed
    drawn = [REQUEST[number % len(REQUEST)] for number in range(count)]
    chance.shuffle(drawn)
    return [Stop(one, chance.randint(2, 12), chance.randrange(10**6)) for one in drawn]


def house(url: str, receiver: Receiver, seed: int) -> Plain:
    return Plain(url, Book(plain_filing, Random(seed)), receiver)  # noqa: S311 - a test draws by a seed


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_kills_lose_nothing(
    kind: str, new_url: Callable[[str], str], receiver: Receiver, figures: Callable[[str], None]
) -> None:
    one = house(new_url(kind), receiver, 4)
    own = [Stop(moment, 2 + number, number) for number, moment in enumerate(OWN * (OWN_KILLS // len(OWN)))]
    for number, stop in enumerate(stops(4, KILLS)):
        one.killed(stop)
        assert not one.seen, one.seen[:10]
        if own and number % 6 == 5:
            one.killed(own.pop())
            process = one.started()
            one.head(process.port)
            process.kill()
    assert not own
    one.settle()
    assert not one.seen, one.seen[:10]
    assert one.kills == KILLS + OWN_KILLS
    assert len(one.book.heads) == OWN_KILLS + 1
    assert max(receiver.came.values()) > 1  # some message left twice, under one key
    acknowledged = [filing for filing in one.book.filings.values() if filing.cases]
    repeated = [filing for filing in acknowledged if len(filing.answers) > 1]
    assert len(acknowledged) > KILLS * 2
    assert len(repeated) > KILLS
    figures(
        f"{kind}: {one.kills} kills, {len(acknowledged)} filings, {len(repeated)} repeated, {sum(receiver.came.values()) - len(receiver.came)} messages came again"
    )


BROKEN: Final = [
    ("told before the commit", "last", 6, "lost"),
    ("keys hold nothing", "told", 6, "doubled"),
    ("timers are not marked", "told", 6, "timer"),
    ("jobs are committed in halves", "last", 6, "half"),
    ("messages are noted before they leave", "told", 80, "message"),
    ("messages change their keys", "sent", 6, "message"),
]


@pytest.mark.parametrize(("broken", "moment", "after", "complaint"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_broken_house_is_noticed(
    broken: str,
    moment: str,
    after: int,
    complaint: str,
    new_url: Callable[[str], str],
    receiver: Receiver,
) -> None:
    one = house(new_url("sqlite"), receiver, 5)
    for number in range(2):
        one.killed(Stop(moment, after, number, broken))
    one.settle(broken, seconds=3)
    assert complaint in kinds(one.seen), one.seen[:10]


def test_an_older_copy_is_noticed(new_url: Callable[[str], str], receiver: Receiver) -> None:
    """What was kept and published is gone again, as where a disk lies about its flushes."""
    from pathlib import Path

    one = house(new_url("sqlite"), receiver, 6)
    one.killed(Stop("told", 4))
    path = Path(one.url.removeprefix("sqlite:///"))
    parts = [path, path.with_name(f"{path.name}-wal")]
    copies = {part: part.read_bytes() for part in parts}
    process = one.started()
    Load(process.port, one.book, most=50).join()
    one.head(process.port)
    process.kill()
    for part, content in copies.items():
        part.write_bytes(content)
    one.look("after the copy came back")
    one.seen += one.unverified()
    assert {"lost", "ledger"} <= set(kinds(one.seen))

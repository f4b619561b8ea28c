"""A house that is killed while it is made is made by the next start, without a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.faults.clients import Load, Receiver
from tests.faults.moments import Stop
from tests.faults.served import Served

pytestmark = pytest.mark.faults
#: After so many writes of the tables, their guards, the head, and the pack that is adopted last.
WRITES: Final = (1, 20, 40, 57)
STOPS: Final = [*(Stop("making", count) for count in WRITES), Stop("keys")]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("stop", STOPS, ids=lambda one: f"{one.moment}-{one.after}")
def test_a_kill_while_a_house_is_made(
    stop: Stop, kind: str, new_url: Callable[[str], str], receiver: Receiver, tmp_path: Path
) -> None:
    one = Served(new_url(kind), tmp_path, receiver, 18, made=False)
    process = one.started(stop)
    process.moment()
    process.kill()
    one.make()
    process = one.started()
    load = Load(process.port, one.book, most=8)
    load.join()
    process.kill()
    assert not load.refused
    one.look("once it was made")
    assert not one.seen, one.seen[:10]

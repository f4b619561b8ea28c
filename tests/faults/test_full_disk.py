"""A disk that is full: clear refusals, nothing half done, and all goes on by itself once there is room."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.faults.clients import Load, Receiver, asked
from tests.faults.looking import looked
from tests.faults.served import REGISTERS, Served

pytestmark = pytest.mark.faults
_BYTES: Final = 96 * 2**20
_LOADED_SECONDS: Final = 1.5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_BYTES}", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine does not let a small disk be mounted")
    yield place
    subprocess.run(["umount", place], check=True)


def fill(place: Path) -> Path:
    """Take all the room that is left."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        size = 2**16
        while size:
            try:
                file.write(b"\0" * size)
            except OSError:
                size //= 2
    return ballast


def test_a_full_disk_refuses_and_goes_on(
    small_disk: Path, tmp_path: Path, receiver: Receiver, figures: Callable[[str], None]
) -> None:
    one = Served(f"sqlite:///{small_disk}/county.db", tmp_path, receiver, 9)
    process = one.started()
    try:
        before = Load(process.port, one.book)
        time.sleep(_LOADED_SECONDS)
        ballast = fill(small_disk)
        time.sleep(_LOADED_SECONDS)
        assert asked(process.port, "/health")[0] == 200
        before.end()
        while_full = Load(process.port, one.book, most=40)
        while_full.join()
        cases = asked(process.port, "/api/cases", {"Authorization": f"Bearer {one.token}"})
        assert cases[0] in (200, 403), cases  # what is read goes on being read
        refused = [*before.refused, *while_full.refused]
        assert {(status, media) for status, _, media in refused} == {(503, "application/problem+json")}
        assert {body["code"] for _, body, _ in refused} == {"away"}
        assert all(body["detail"] for _, body, _ in refused)
        assert len(refused) > 40
        kept = looked_at(one)
        ballast.unlink()
        after = Load(process.port, one.book, most=100)
        after.join()
        assert not after.refused  # without a restart
        assert not one.book.unanswered()
        assert len(one.look("with room again", live=True).lines) > kept
    finally:
        process.kill()
    assert not one.seen, one.seen[:10]
    assert not one.faults()
    figures(f"a full disk: {len(refused)} refused, {len(one.book.filings)} filings in the end")


def looked_at(one: Served) -> int:
    """How many cases there are, each of which was acknowledged: a refusal says that nothing was done."""
    tables = looked(one.url, REGISTERS, live=True)
    acknowledged = {case for filing in one.book.filings.values() for case in filing.cases}
    assert set(tables.lines) == acknowledged
    return len(acknowledged)

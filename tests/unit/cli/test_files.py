"""Files that commands write: whole or not at all, also where they are made part by part."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from askonce.cli.files import write_parts


def test_parts_are_written_as_they_are_made(tmp_path: Path) -> None:
    sizes = []

    def parts() -> Iterator[bytes]:
        for _ in range(64):
            yield bytes(65_536)
            (beside,) = tmp_path.iterdir()  # the name itself comes last
            sizes.append(beside.stat().st_size)

    assert write_parts(str(tmp_path / "out"), parts()) == 64 * 65_536
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert sizes[31] >= 30 * 65_536


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_parts_that_cannot_all_be_made_leave_the_file_as_it_was(
    tmp_path: Path, error: type[BaseException], request: pytest.FixtureRequest
) -> None:
    kept = tmp_path / "out"
    kept.write_bytes(b"before")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))

    def parts() -> Iterator[bytes]:
        yield b"half"
        if error is KeyboardInterrupt:
            signal.raise_signal(signal.SIGINT)  # Ctrl-C gets through while parts are made
        raise ValueError("no more")

    with pytest.raises(error):
        write_parts(str(kept), parts())
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert kept.read_bytes() == b"before"

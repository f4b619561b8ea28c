"""The program as a person runs it: a process of its own, with its own home, whose answers are held to one standard."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

COMMAND = (sys.executable, "-m", "askonce")
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
CODES = frozenset({0, 1, 2})
FAILED = 2
#: Commands that work on a house: their examples run in `test_runtime_examples`, those of all others in `test_cli`.
HOUSE_COMMANDS = frozenset(
    [
        "access",
        "backup",
        "case",
        "chain",
        "demo",
        "grant",
        "ledger",
        "load",
        "match",
        "restore",
        "serve",
        "upgrade",
    ]
)
CAPABILITIES_OF_ROOT = (
    "import ctypes, os, sys\nfor one in (1, 2): ctypes.CDLL(None).prctl(24, one, 0, 0, 0)\n"
)
# Without the two by which root reads and writes whatever it likes (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH).
AS_ANYBODY = (sys.executable, "-c", f"{CAPABILITIES_OF_ROOT}os.execv(sys.argv[1], sys.argv[1:])")


class Ran(NamedTuple):
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it wrote beside its output, line by line."""
        return self.err.splitlines()


class Program:
    """Runs the program in a folder; every run must end with 0, 1 or 2 and without a traceback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()
        self.env: dict[str, str] = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if "PYTHONPATH" in os.environ:  # a copy of the program, such as one that was sabotaged
            self.env["PYTHONPATH"] = os.environ["PYTHONPATH"]

    def begin(
        self,
        *arguments: str | Path | bytes,
        env: Mapping[str, str | None] | None = None,
        before: Sequence[str] = (),
        out: int | IO[bytes] = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:
        """Start a run and do not wait for it; `before` are words in front of the command, such as a shell's."""
        changed = self.env | dict(env or {})
        return subprocess.Popen(
            [*before, *COMMAND, *arguments],
            cwd=self.folder,
            env={name: value for name, value in changed.items() if value is not None},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
        )

    def interrupted(self, *arguments: str | Path | bytes) -> Iterator[Ran]:
        """Press Ctrl-C at shares of the time that it takes here and now: Python itself has started by then.

        A run ends with code 2 and one line, or had ended before; by the signal, only before it said anything.
        """
        began = time.monotonic()  # noqa: TID251 - how long it takes says when to interrupt it
        self(*arguments)
        whole = time.monotonic() - began  # noqa: TID251 - as above
        for share in (0.4, 0.55, 0.7, 0.85):
            running = self.begin(*arguments)
            time.sleep(whole * share)
            running.send_signal(signal.SIGINT)
            ran = self.end(running, codes=CODES | {-signal.SIGINT})
            assert (ran.code == FAILED) == ran.err.endswith("askonce: stopped\n"), ran
            yield ran

    def end(self, process: subprocess.Popen[bytes], codes: frozenset[int] = CODES) -> Ran:
        """Wait for a run."""
        try:
            out, err = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
        ran = Ran(process.returncode, (out or b"").decode(), err.decode())
        assert "Traceback" not in ran.out + ran.err, ran.err
        assert "a fault of askonce itself" not in ran.err, ran.err
        assert "Exception ignored" not in ran.err, ran.err
        assert ran.code in codes, ran
        return ran

    def __call__(
        self,
        *arguments: str | Path | bytes,
        env: Mapping[str, str | None] | None = None,
        before: Sequence[str] = (),
        out: int | IO[bytes] = subprocess.PIPE,
    ) -> Ran:
        """Run it to its end."""
        return self.end(self.begin(*arguments, env=env, before=before, out=out))

    def stops(self, *arguments: str | Path | bytes, **options: Any) -> str:
        """Run what must fail: code 2, nothing in the output, one line beside it, which is given."""
        ran = self(*arguments, **options)
        assert (ran.code, ran.out) == (2, ""), ran
        assert len(ran.lines) == 1, ran.err
        assert ran.lines[0].startswith("askonce"), ran.err
        return ran.lines[0]

    def findings(self, pack: str | Path) -> list[dict[str, Any]]:
        """The findings of a pack as JSON; the exit code must agree with them."""
        ran = self("check", pack, "--format", "json")
        found: list[dict[str, Any]] = json.loads(ran.out)["findings"]
        assert (ran.code, ran.err) == (1 if found else 0, ""), ran
        return found

    def new(self, name: str = "mine") -> Path:
        """A pack to change: the starter, which checks clean."""
        assert self("new", name).code == 0
        return self.folder / name

    def copy(self, *names: str) -> None:
        """Copy example packs into the folder `packs`."""
        for name in names:
            shutil.copytree(ROOT / "packs" / name, self.folder / "packs" / name)


def texts(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }

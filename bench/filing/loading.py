"""Starting the process that files, and what it found."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.questions import NOMINAL_SECONDS

CLIENTS = 64


def load(folder: Path, port: int, clients: int, seconds: float, prefix: str) -> dict[str, Any]:
    """Let so many clients file for so long, from a process of their own; `prefix` makes their keys their own."""
    script = Path(__file__).with_name("load.py")
    said = map(str, (script, port, clients, seconds, folder / "tokens", prefix))
    ran = subprocess.run(
        [sys.executable, "-I", "-S", *said], capture_output=True, check=True, timeout=seconds + 60
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has taken so far, its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


_TICKS = 100  # Linux counts these times in hundredths of a second for whoever reads them


def slowness() -> float:
    """How many times as long as on the machine on which the goals were set a fixed loop takes just now.

    The mean over half a second and not the best: whoever serves for seconds shares the machine for seconds.
    """
    began = time.perf_counter()
    for _ in range(_LOOPS):
        total = 0
        for number in range(200_000):
            total += number & 7
    return (time.perf_counter() - began) / (_LOOPS * NOMINAL_SECONDS)


_LOOPS = 40

"""Whole processes measured from outside: how long each takes, what it keeps in memory, what it prints."""

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

# Linux reports the greatest memory of a child in KiB, macOS in bytes.
_MEMORY_UNIT: Final = 1 if sys.platform == "darwin" else 1024
FINE: Final = frozenset({0, 1})  # clean, or findings


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a process; `cpu_seconds` are its own and the system's for it."""

    seconds: float
    cpu_seconds: float
    mib: float
    output: bytes


#: A small process that starts the command and watches it: a child's greatest memory begins with that of its parent,
#: which in a test run may be larger than what is measured.
_WATCH: Final = """
import os, sys, time
began = time.perf_counter()
child = os.fork()
if not child:
    try:
        os.execvp(sys.argv[2], sys.argv[2:])
    except OSError as error:
        os.write(2, str(error).encode())
        os._exit(127)
_, status, usage = os.wait4(child, 0)
seconds, cpu = time.perf_counter() - began, usage.ru_utime + usage.ru_stime
os.write(int(sys.argv[1]), f"{seconds} {cpu} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}".encode())
"""


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end; one that fails is a fault of the benchmark."""
    with (
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
        tempfile.TemporaryFile() as watched,
    ):
        subprocess.run(
            [sys.executable, "-I", "-S", "-c", _WATCH, str(watched.fileno()), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env=_as_a_user_has_it(environment or {}),
            pass_fds=[watched.fileno()],
            check=True,
        )
        watched.seek(0)
        seconds, cpu, memory, code = watched.read().split()
        output.seek(0)
        if int(code) not in FINE:
            errors.seek(0)
            raise RuntimeError(f"{command[0]} ended with {int(code)}: {errors.read().decode()[-2000:]}")
        mib = int(memory) * _MEMORY_UNIT / 2**20
        return Run(float(seconds), float(cpu), mib, output.read())


def _as_a_user_has_it(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment, without what keeps Python from storing compiled modules or from buffering output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, **environment}


def ratio(ours: Sequence[Run], theirs: Sequence[Run]) -> float:
    """How many times as long as theirs our runs take, median against median of runs that took turns."""
    return median(one.seconds for one in ours) / median(one.seconds for one in theirs)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The power with which cost grows with size: the slope of the best line through the logarithms.

    >>> round(exponent([(1, 3), (10, 30), (100, 300)]), 6), round(exponent([(1, 1), (2, 4), (4, 16)]), 6)
    (1.0, 2.0)
    """
    logs = [(math.log(size), math.log(cost)) for size, cost in points]
    mean_size = sum(size for size, _ in logs) / len(logs)
    mean_cost = sum(cost for _, cost in logs) / len(logs)
    over = sum((size - mean_size) * (cost - mean_cost) for size, cost in logs)
    return over / sum((size - mean_size) ** 2 for size, _ in logs)

"""How long an export takes to verify and an entry to append, measured in turns with hashing each entry alone."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from askonce.ledger.entry import SALT_BYTES, Entry, canonical, commit, leaf
from askonce.ledger.export import blocks, export, verify_export
from askonce.ledger.head import Head, sign
from askonce.ledger.proving import head_of
from askonce.ledger.verify import Verified, verify
from askonce.methods.merkle import Frontier
from bench.filing.alone import measure_alone
from bench.ledger.memory import MemoryLog
from bench.result import Bench, Goal, Result

ORIGIN: Final = "qingshan"
PUBLIC: Final = bytes(32)


class Unsigned:
    """A key that signs nothing: a head is signed once in an hour, which is none of the cost of an entry."""

    algorithm = "Ed25519"
    public = PUBLIC

    def sign(self, message: bytes) -> bytes:
        """Zeros, whatever the message."""
        return bytes(64 + 0 * len(message))

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether it is zeros."""
        return signature == self.sign(message)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: how many entries, in how many rounds, and what a filing costs with how many entries, if known.

    `filing_seconds` is processor time in the thread that writes, without HTTP and without the disk.
    """

    entries: int = 60_000
    rounds: int = 7
    filing_seconds: float | None = None
    entries_a_filing: int = 2
    verifying_at_most: float = 3.0
    appending_at_most: float = 0.1


def entry(log: MemoryLog, number: int) -> Entry:
    """A look as an exchange records it."""
    return Entry(
        "look",
        log.now,
        f"officer:{number % 40:02}",
        subject=f"{number % 977:048x}",
        office="street",
        case=f"case-{number // 8:020}",
        purpose="community-meals",
        basis="canteen-rules/3",
        what={"register": "people", "attribute": "birth_date", "state": "known"},
    )


def made(size: int) -> MemoryLog:
    """A ledger of looks, a second apart."""
    log = MemoryLog()
    for number in range(size):
        log.record(entry(log, number))
        log.wait(seconds=1)
    return log


def hash_singly(path: Path) -> int:
    """Read and parse the entries of an export and hash each alone: the least that any check could do."""
    count = 0
    with path.open("rb") as file:
        next(file), next(file)  # header and head
        for block in blocks(file):
            for line in block:
                hashlib.sha256((line.entry or "").encode()).digest()
                count += 1
    return count


def verify_file(path: Path) -> Verified:
    """Verify the same export."""
    with path.open("rb") as file:
        return verify_export(file)


def append(entries: list[Entry]) -> Frontier:
    """All that appending costs beside the disk: the text, the salt, the commitment, the leaf and the frontier."""
    tree = Frontier()
    for one in entries:
        tree, _ = tree.append(leaf(commit(canonical(one), os.urandom(SALT_BYTES))))
    return tree


def measure(plan: Plan = Plan(), verifying: Callable[[Path], Verified] = verify_file) -> Result:
    """Verify and hash in turns, and take the medians of the ratios."""
    log = made(plan.entries)
    head = head_of(log, ORIGIN, log.now, "SHA-256")
    entries = [entry(log, number) for number in range(plan.entries)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ledger.jsonl")
        path.write_bytes(b"".join(export(log, ORIGIN, [sign(head, Unsigned())], show=lambda _: True)))
        turns = [
            (
                _seconds(lambda: verifying(path), lambda found: _must_hold(found, head)),
                _seconds(lambda: hash_singly(path), lambda count: _must_be(count, plan.entries)),
                _seconds(lambda: append(entries), lambda tree: _must_be(tree.size, plan.entries)),
            )
            for _ in range(plan.rounds + 1)
        ][1:]
        mib = path.stat().st_size / 2**20
    in_memory = _seconds(lambda: verify(log, [head]), lambda found: _must_hold(found, head))
    verified, singly, appended = (median(turn[place] for turn in turns) / plan.entries for place in range(3))
    goals = [
        Goal(
            "verifying beside SHA-256 of each entry",
            median(one / two for one, two, _ in turns),
            plan.verifying_at_most,
        )
    ]
    if plan.filing_seconds is not None:
        share = appended * plan.entries_a_filing / plan.filing_seconds
        goals.append(Goal("appending beside a filing", share, plan.appending_at_most))
    return Result(
        tuple(goals),
        {
            "entries": plan.entries,
            "export MiB": round(mib, 1),
            "microseconds an entry": {
                "verifying an export": round(verified * 1e6, 2),
                "SHA-256 of each entry": round(singly * 1e6, 2),
                "verifying a ledger in memory, nodes too": round(in_memory / plan.entries * 1e6, 2),
                "appending, without the disk": round(appended * 1e6, 2),
            },
            "least filing of which appending is at most a tenth, ms": round(
                appended * plan.entries_a_filing / plan.appending_at_most * 1e3, 3
            ),
            "entries a filing": plan.entries_a_filing,
            "milliseconds of a filing": plan.filing_seconds and round(plan.filing_seconds * 1e3, 3),
        },
    )


def _seconds(work: Callable[[], Any], check: Callable[[Any], None]) -> float:
    start = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - start
    check(found)
    return seconds


def _must_hold(found: Verified, head: Head) -> None:
    if not found.holds or (found.size, found.root, found.heads) != (head.size, head.root, 1):
        raise RuntimeError(f"verifying came to {found}, the head is {head}")


def _must_be(found: int, wanted: int) -> None:
    if found != wanted:
        raise RuntimeError(f"{found} entries instead of {wanted}")


def run() -> Result:
    """Measure with what a filing costs on this machine now."""
    alone = measure_alone()
    return measure(Plan(filing_seconds=alone.seconds, entries_a_filing=alone.entries))


LEDGER: Final = Bench("ledger", "verifying beside hashing each entry, appending beside a filing", run)

"""A process that files without end, and says on its output what was acknowledged; it is there to be killed.

`python filing.py URL WHEN`: with `loaded` eight threads file; with `before` it stops before its second commit, with
`after` after it, and says `ready`.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

from askonce.adapters.opening import open_database
from askonce.cases.journal import Journal, Line, Message, Timer, Written
from askonce.ledger.entry import Entry
from askonce.registers.store import Change

THREADS = 8


def whole_filing(journal: Journal) -> str:
    """Everything that a filing writes, each part under the name of the case."""
    case = journal.fresh("case")
    line = Line(case, "card", "v1", "street", "open", journal.now, 2)
    journal.append(line, [Written(case, number, journal.now, "filed", b"{}") for number in range(2)])
    journal.write(Change("people", case, {"grade": "mild"}, journal.now.date()))
    journal.write(Change("people", case, {"grade": "severe"}, journal.now.date()))
    journal.set_timer(Timer(case, case, journal.now, "promised"))
    journal.send(Message(case, "mail", "office", b"{}", case))
    for _ in range(3):
        journal.record(Entry("look", journal.now, "officer:lin", subject=case, case=case))
    return case


def say(word: str) -> None:
    os.write(1, f"{word}\n".encode())


def stopped(commit: Any, when: str) -> Any:
    """A commit that says when the process may be killed, and waits for it."""
    seen: list[int] = []

    def waits() -> None:
        seen.append(1)
        if len(seen) == 2 and when == "before":
            say("ready")
            time.sleep(60)
        commit()
        if len(seen) == 2:
            say("ready")
            time.sleep(60)

    return waits


def main(url: str, when: str) -> None:
    base: Any = open_database(url)
    if when != "loaded":
        engine = base._writer._engine  # noqa: SLF001 - the moment between a write and its acknowledgement
        engine.commit = stopped(engine.commit, when)
        while True:
            say(base.write(whole_filing).result())

    def files() -> None:
        while True:
            say(base.write(whole_filing).result())

    for _ in range(THREADS):
        threading.Thread(target=files).start()


if __name__ == "__main__":
    main(*sys.argv[1:])

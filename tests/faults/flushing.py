"""A process that files one filing after another, and says each on its output once it was acknowledged."""

from __future__ import annotations

import os
import sys
from contextlib import closing

from askonce.adapters.opening import open_database
from askonce.cases.database import Unavailable
from askonce.web.answered import Key
from tests.faults import plain
from tests.faults.moments import BREAKS

FILINGS = 30


def main(url: str, broken: str = "") -> None:
    """File, and say so."""
    if broken:
        BREAKS[broken]()
    with closing(open_database(url, plain.SCHEMA)) as base:
        for number in range(FILINGS):
            told = plain.Told(f"p-{number}", "none", "mild", 1e6)
            key = Key("hall", f"key-{number:06d}", b"")
            try:
                base.write(lambda journal, told=told, key=key: plain.filing(journal, told, key)).result(60)  # type: ignore[misc]
            except Unavailable:
                os.write(1, f"refused {number}\n".encode())
            else:
                os.write(1, f"acknowledged {number}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])

"""One process that indexes so many offers, searches them and adds to them, and prints what it took: measured from outside.

`python -m bench.province.child OFFERS FOLDER`
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count, islice, zip_longest
from pathlib import Path
from statistics import mean
from typing import Any, Final

import msgspec

from askonce.adapters.retrieval.tantivy import Tantivy
from askonce.methods.retrieval.documents import Document, analyse
from askonce.methods.retrieval.engine import search
from askonce.methods.retrieval.vocabulary import Vocabulary
from bench.filing.loading import slowness
from bench.province.offers import Invented, Need
from bench.province.oracle import SEED, TEN, Asked

NEEDS: Final = 200
HIDDEN: Final = 100
SAMPLE: Final = 12
NEW: Final = 100
CANDIDATES: Final = 100
_WARM: Final = 20
_WORKERS: Final = 1
_AT_ONCE: Final = 1_000
_LOOK_EVERY: Final = 50  # thousand


def main(arguments: Sequence[str]) -> None:
    """Print what was found as one line of JSON."""
    print(json.dumps(run(int(arguments[0]), Path(arguments[1]))))


def run(offers: int, folder: Path) -> dict[str, Any]:
    """Index, search, add, search."""
    invented = Invented(SEED)
    engine = Tantivy(folder, numbers=("capacity",), workers=_WORKERS)
    watched = _Watched(invented.offers(offers), max(1, offers // HIDDEN))
    began = time.perf_counter()
    engine.index(watched.offers())
    indexing = time.perf_counter() - began - watched.seconds
    slow = [mean(watched.slow), slowness()]
    hidden = [(one.name, invented.need_of(one)) for one in watched.hidden]
    plain = [("", invented.need()) for _ in range(NEEDS - len(hidden))]
    found = _search(engine, [one for some in zip_longest(plain, hidden) for one in some if one is not None])
    slow.append(slowness())
    new = list(invented.offers(NEW, first=offers))
    began = time.perf_counter()
    engine.index(new)
    names = {one.name for one in search(engine, Document("", new[-1].title, part=new[-1].part), k=CANDIDATES)}
    adding = time.perf_counter() - began
    engine.close()
    return {
        "offers": offers,
        "index_s": indexing,
        **found,
        "add_s": adding,
        "new_found": new[-1].name in names,
        "workers_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _WORKERS / 1024,
        "slowness": [round(one, 2) for one in slow],
        "disk_mib": sum(file.stat().st_size for file in folder.iterdir()) / 2**20,
    }


class _Watched:
    """Offers on their way to be indexed: how slow the machine is now and then, and what that and inventing them took.

    Every so many of them is kept `hidden`, to be looked for.
    """

    def __init__(self, offers: Iterator[Document], every: int) -> None:
        self._offers = offers
        self._every = every
        self.hidden: list[Document] = []
        self.slow: list[float] = []
        self.seconds = 0.0

    def offers(self) -> Iterator[Document]:
        """The offers, a thousand invented at once."""
        began = time.perf_counter()
        for number in count():
            if number % _LOOK_EVERY == 0:
                self.slow.append(slowness())
            some = list(islice(self._offers, _AT_ONCE))
            first = -number * _AT_ONCE % self._every
            self.hidden += some[first :: self._every][: HIDDEN - len(self.hidden)]
            self.seconds += time.perf_counter() - began
            if not some:
                return
            yield from some
            began = time.perf_counter()


def _search(engine: Tantivy, needs: Sequence[tuple[str, Need]]) -> dict[str, Any]:
    """The times of needs under their constraints, once words and files are warm; what is found of what was hidden; and a sample.

    Of the sample it says what was asked and by which statistics, so that another can score every offer as this one would.
    """
    vocabulary = Vocabulary(engine.words)
    times: list[float] = []
    hidden: list[bool] = []
    sample: list[Asked] = []
    shown = 0
    for number, (hides, (need, filters)) in enumerate(needs):
        began = time.perf_counter()
        found = search(engine, need, filters, CANDIDATES, vocabulary)
        if number >= _WARM:
            times.append(time.perf_counter() - began)
        shown += len(found)
        ten = tuple((one.name, one.score) for one in found[:TEN])
        if hides:
            hidden.append(hides in {name for name, _ in ten})
        elif len(sample) < SAMPLE:
            asked = vocabulary.widen(analyse(need))
            sample.append(Asked(asked, filters, engine.snapshot(asked), ten))
    times.sort()
    return {
        "p50_ms": times[len(times) // 2] * 1000,
        "p95_ms": times[int(len(times) * 0.95)] * 1000,
        "shown": shown / len(needs),
        "hidden_found": mean(hidden),
        "sample": msgspec.to_builtins(sample),
    }


if __name__ == "__main__":
    main(sys.argv[1:])

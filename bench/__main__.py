"""`python -m bench NAME` runs a benchmark and ends with 0 only where its goals hold; `all` runs every one."""

import sys
from collections.abc import Sequence

from bench.check import CHECK
from bench.county.bench import COUNTY
from bench.decide import DECIDE
from bench.filing.bench import FILING
from bench.footprint.bench import FOOTPRINT
from bench.ledger import LEDGER
from bench.pages.bench import PAGES
from bench.population import POPULATION
from bench.province.bench import PROVINCE
from bench.questions import QUESTIONS
from bench.result import Bench
from bench.retrieval.bench import RETRIEVAL
from bench.store.measure import STORE
from bench.zone.bench import ZONE

BENCHES = (
    CHECK,
    COUNTY,
    DECIDE,
    FILING,
    FOOTPRINT,
    LEDGER,
    PAGES,
    POPULATION,
    PROVINCE,
    QUESTIONS,
    RETRIEVAL,
    STORE,
    ZONE,
)


def main(arguments: Sequence[str], benches: Sequence[Bench] = BENCHES) -> int:
    """Run the benchmarks of a name, print a line for each, and give 1 where a goal does not hold."""
    chosen = [bench for bench in benches if arguments in ([bench.name], ["all"])]
    if not chosen:
        print("usage: python -m bench NAME, where NAME is `all` or one of:", file=sys.stderr)
        for bench in benches:
            print(f"  {bench.name:12} {bench.summary}", file=sys.stderr)
        return 2
    held = True
    for bench in chosen:
        result = bench.run()
        print(result.line(bench.name), flush=True)
        held = held and result.holds
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

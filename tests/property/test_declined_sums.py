"""A declined part of a sum: what is concluded while other parts are open holds however they come out."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated

from askonce.feel.values import Value
from askonce.norms.residue import prepare, residue
from askonce.norms.walk import walk
from askonce.registers.fact import DECLINED, Fact, known
from tests.property.coverage import Coverage
from tests.unit.norms.test_residue import ruling_of

#: Near enough to each other that the declined part brings every sum to every limit, and far enough to either side.
DECLINED_VALUES: tuple[Value, ...] = (None, *(Decimal(number) / 2 for number in range(-64, 65)))
OPEN_VALUES: tuple[Value, ...] = (None, Decimal(-4), Decimal(0), Decimal(5))


def part(name: str, rng: Random) -> str:
    """A fact as a part of a sum: as it is, or nought where there is none, or many times."""
    return rng.choice([name, f"(if {name} = null then 0 else {name})", f"{rng.choice([2, -1])} * {name}"])


def norm(rng: Random) -> str:
    """A norm that compares sums of a declined fact and open ones with limits."""
    sums = [
        " + ".join(part(name, rng) for name in rng.sample(["a", "b", "x"], rng.choice([1, 2, 3])))
        for _ in range(2)
    ]
    tests = [f"{one} {rng.choice(['<', '>=', '='])} {rng.choice([-2, 0, 6])}" for one in sums]
    says = rng.choice(['if {} then "p" else "q"', 'if {} then "p" else if {} then "q" else "r"'])
    return f"needs: {{a: number, b: number, x: {{type: number, if_declined: '\"p\"'}}}}\nresult: '{says.format(*tests)}'\n"


def test_a_consequence_concluded_early_is_the_one_that_all_other_facts_would_lead_to() -> None:
    coverage = Coverage("concluded early", "concluded", "idle", "open")
    for seed in range(120):
        rng = Random(seed)  # noqa: S311 - a test draws by a seed
        text = norm(rng)
        ruling = ruling_of(text)
        prepared = prepare(ruling)
        given = {name: rng.choice(OPEN_VALUES) for name in ("a", "b") if rng.random() < 0.4}
        facts: dict[str, Fact] = {"x": DECLINED} | {name: known(value) for name, value in given.items()}
        found = residue(prepared, facts)
        if not found.decided:
            coverage.saw(["open"])
            continue
        for a, b in product(*([given[name]] if name in given else OPEN_VALUES for name in ("a", "b"))):
            ends = {walk(ruling, {"a": a, "b": b, "x": x}) for x in DECLINED_VALUES}
            wanted = "p" if len(ends) > 1 else next(iter(ends))
            assert found.outcome == wanted, (seed, text, given, a, b)
        early = found.consequence and len(given) < 2
        coverage.saw(["concluded early" if early else "concluded" if found.consequence else "idle"])
    coverage.check()

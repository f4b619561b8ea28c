"""How long `askonce check` takes, beside the C YAML loader that only reads the same files and keeps them."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench.measuring import Run, exponent, ratio, run
from bench.packs import HUB
from bench.result import Bench, Goal, Result

Command = Callable[[Path], Sequence[str]]

ROOT: Final = Path(__file__).resolve().parents[1]
ON: Final = "2026-11-21"
LOADER: Final = """
import sys, yaml
from pathlib import Path
kept = [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in sorted(Path(sys.argv[1]).rglob("*.yaml"))]
"""


def checker(pack: Path) -> Sequence[str]:
    """The command that a user runs."""
    return (
        str(Path(sys.executable).with_name("askonce")),
        "check",
        str(pack),
        "--on",
        ON,
        "--format",
        "json",
    )


def loader(pack: Path) -> Sequence[str]:
    """The contender: the C loader of PyYAML over every YAML file, its results kept, as Python runs it by default."""
    return (sys.executable, "-c", LOADER, str(pack))


def made_pack(folder: Path, services: int) -> dict[str, list[str]]:
    """Write a pack in a process of its own: memory that this one grew by would count as that of its children."""
    command = (sys.executable, "-m", "bench.packs", str(folder), str(services))
    planted: dict[str, list[str]] = json.loads(run(command, {"PYTHONPATH": str(ROOT)}).output)
    return planted


def _touch(pack: Path) -> None:
    (pack / HUB).touch()


def _misspell(pack: Path) -> None:
    leaf = _last_service(pack)
    leaf.write_text(leaf.read_text("utf-8").replace("\nbasis: ", "\nbasi: "), "utf-8")


def _keep_closer(pack: Path) -> None:
    hub = pack / HUB
    hub.write_text(
        hub.read_text("utf-8").replace("sensitivity: personal", "sensitivity: special", 3), "utf-8"
    )


def _define_twice(pack: Path) -> None:
    leaf = _last_service(pack)
    shutil.copy(leaf, leaf.with_name("again.yaml"))


def _move_law(pack: Path) -> None:
    law = min(pack.glob("laws/*.yaml"))
    law.rename(law.with_name("zz-moved.yaml"))


def _lose_register(pack: Path) -> None:
    (pack / "registers" / "dwellings.yaml").unlink()


def _add_language(pack: Path) -> None:
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("[en, zh]", "[en, zh, fr]"), "utf-8")


def _last_service(pack: Path) -> Path:
    return max(pack.glob("services/**/*.yaml"))


@dataclass(frozen=True, slots=True)
class Change:
    """Something done to a pack, after which a check with the cache must say what one without it says."""

    name: str
    do: Callable[[Path], None]


CHANGES: Final = (
    Change("a file touched", _touch),
    Change("a service misspelt", _misspell),
    Change("a hub register changed", _keep_closer),
    Change("a service defined twice", _define_twice),
    Change("a law renamed", _move_law),
    Change("a register lost", _lose_register),
    Change("a language added", _add_language),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: the size of the pack, how many rounds, and the sizes at which cost is fitted.

    Each change is done to a pack of `compared` services. A size of the fit is paired with how often it is run; the
    cheapest run of each counts.
    """

    services: int = 2961
    rounds: int = 5
    compared: int = 300
    changes: tuple[Change, ...] = CHANGES
    growth: tuple[tuple[int, int], ...] = ((300, 5), (1_000, 3), (3_000, 2), (10_000, 1), (30_000, 1))
    cold_at_most: float = 3.0
    warm_at_most: float = 0.3
    mib_at_most: float = 400.0
    exponent_at_most: float = 1.1  # linear, but for noise and for the larger memory of larger packs


@dataclass(frozen=True, slots=True)
class Rounds:
    """The runs of all rounds, each kind taking its turn in each round."""

    loaded: list[Run]
    cold: list[Run]
    unchanged: list[Run]
    leaf: list[Run]
    hub: list[Run]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a cold check of a pack of a size costs: processor time, and memory at its greatest."""

    services: int
    cpu_seconds: float
    mib: float


def measure(plan: Plan = Plan(), ours: Command = checker, theirs: Command = loader) -> Result:
    """Measure one pack in turns, compare the results with and without the cache, then fit how cost grows."""
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        place = Path(name).resolve()
        pack = place / "pack"
        planted = made_pack(pack, plan.services)
        rounds = _take_turns(plan, pack, place / "cache", planted, ours, theirs)
        differing = [*_differing(rounds), *_differing_after(plan, place / "compared", ours)]
        start = _cost(1, 3, place / "growing", ours)
        costs = [_cost(size, times, place / "growing", ours) for size, times in plan.growth]
    grown = exponent([(cost.services, max(cost.cpu_seconds - start.cpu_seconds, 0.001)) for cost in costs])
    goals = (
        Goal("cold", ratio(rounds.cold, rounds.loaded), plan.cold_at_most),
        Goal("warm, one service changed", ratio(rounds.leaf, rounds.loaded), plan.warm_at_most),
        Goal("MiB", max(one.mib for one in (*rounds.cold, *rounds.leaf, *rounds.hub)), plan.mib_at_most),
        Goal("changes after which the cache shows", len(differing), 0),
        Goal("exponent", grown, plan.exponent_at_most),
    )
    beside = {
        "warm, hub register changed": round(ratio(rounds.hub, rounds.loaded), 3),
        "warm, nothing changed": round(ratio(rounds.unchanged, rounds.loaded), 3),
        "seconds": {kind: _median(getattr(rounds, kind)) for kind in Rounds.__slots__},
        "services": plan.services,
        "planted": sum(len(codes) for codes in planted.values()),
        "differing": differing,
        "growth": [
            {"services": cost.services, "cpu_seconds": round(cost.cpu_seconds, 2), "MiB": round(cost.mib)}
            for cost in (start, *costs)
        ],
    }
    return Result(goals, beside)


def _median(runs: list[Run]) -> float:
    return round(median(one.seconds for one in runs), 3)


def _take_turns(
    plan: Plan, pack: Path, cache: Path, planted: Collection[str], ours: Command, theirs: Command
) -> Rounds:
    """Run all kinds once to warm up, then in turns: neighbours on the machine slow all of them alike."""
    clean = (
        path for path in sorted(pack.glob("services/**/*.yaml")) if str(path.relative_to(pack)) not in planted
    )
    leaf = next(clean)
    rounds = Rounds([], [], [], [], [])
    kept = {"ASKONCE_CACHE": str(cache)}
    for number in range(plan.rounds + 1):
        shutil.rmtree(cache, ignore_errors=True)
        turn = Rounds([run(theirs(pack))], [run(ours(pack), kept)], [run(ours(pack), kept)], [], [])
        change_leaf(leaf, number)
        turn.leaf.append(run(ours(pack), kept))
        change_hub(pack / HUB, number)
        turn.hub.append(run(ours(pack), kept))
        for kind in Rounds.__slots__ if number else ():
            getattr(rounds, kind).extend(getattr(turn, kind))
    return rounds


def change_leaf(path: Path, number: int) -> None:
    """Change a word of a service that no other definition sees."""
    word = "paper_form: "
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(word)]
    path.write_text("\n".join([*kept, f"{word}https://county.example/forms/{number}.pdf", ""]), "utf-8")


def change_hub(path: Path, number: int) -> None:
    """Change a register that most services read so that each of its attributes moves: a line more at its top."""
    path.write_text(f"# Seen {number}\n{path.read_text('utf-8')}", "utf-8")


def _differing(rounds: Rounds) -> Iterator[str]:
    """Each cold run sees what the warm one before it saw: the one of the round before, or of its own."""
    for number, (cold, unchanged) in enumerate(zip(rounds.cold, rounds.unchanged, strict=True), start=1):
        if not cold.output or cold.output != unchanged.output:
            yield f"round {number}, unchanged"
    for number, (hub, cold) in enumerate(zip(rounds.hub, rounds.cold[1:], strict=False), start=1):
        if hub.output != cold.output:
            yield f"round {number}, changed"


def _differing_after(plan: Plan, place: Path, ours: Command) -> Iterator[str]:
    made_pack(place / "pack", plan.compared)
    for change in plan.changes:
        if _differs(change, place / "pack", place, ours):
            yield change.name


def _differs(change: Change, pack: Path, place: Path, ours: Command) -> bool:
    """Whether a check with the cache, or the one after it, says something else than one without."""
    kept = {"ASKONCE_CACHE": str(place / "cache")}
    run(ours(pack), kept)
    change.do(pack)
    changed, again = run(ours(pack), kept).output, run(ours(pack), kept).output
    fresh = run(ours(pack), {"ASKONCE_CACHE": str(place / f"none {change.name}")}).output
    return not fresh or changed != fresh or again != fresh


def _cost(size: int, times: int, place: Path, ours: Command) -> Cost:
    """The cost of a pack of a size, the least of a few runs."""
    made_pack(place / "pack", size)
    runs = []
    for _ in range(times):
        runs.append(run(ours(place / "pack"), {"ASKONCE_CACHE": str(place / "cache")}))
        shutil.rmtree(place / "cache", ignore_errors=True)
    shutil.rmtree(place)
    return Cost(size, min(one.cpu_seconds for one in runs), max(one.mib for one in runs))


CHECK = Bench("check", "a cold and a warm `askonce check` beside the C YAML loader", measure)

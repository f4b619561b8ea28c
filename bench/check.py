"""How long `askonce check` takes, beside the C YAML loader that only reads the same files and keeps them."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: the size of the pack, how many rounds, and the sizes at which cost is fitted.

    A size of the fit is paired with how often it is run; the cheapest run of each counts.
    """

    services: int = 2961
    rounds: int = 7
    growth: tuple[tuple[int, int], ...] = ((300, 5), (1_000, 3), (3_000, 3), (10_000, 2), (30_000, 1))
    cold_at_most: float = 3.0
    warm_at_most: float = 0.3
    mib_at_most: float = 400.0
    exponent_at_most: float = 1.1  # linear but for what noise and larger memory add


@dataclass(frozen=True, slots=True)
class Rounds:
    """The runs of all rounds, each kind taking its turn in each round."""

    loaded: list[Run]
    cold: list[Run]
    unchanged: list[Run]
    leaf: list[Run]
    hub: list[Run]


def measure(plan: Plan = Plan(), ours: Command = checker, theirs: Command = loader) -> Result:
    """Measure one pack in turns, compare the results with and without the cache, then fit how cost grows."""
    with _folder() as place:
        pack = place / "pack"
        planted = made_pack(pack, plan.services)
        services = sorted(str(path.relative_to(pack)) for path in pack.glob("services/**/*.yaml"))
        leaf = next(path for path in services if path not in planted)
        rounds = _take_turns(plan, pack, place / "cache", leaf, ours, theirs)
        differing = list(_differing(pack, place / "cache", leaf, ours))
        points = [_cost(size, times, place / "growing", ours) for size, times in plan.growth]
    grown = exponent([(size, cost) for size, cost, _ in points])
    goals = (
        Goal("cold", ratio(rounds.cold, rounds.loaded), plan.cold_at_most),
        Goal("warm, one service changed", ratio(rounds.leaf, rounds.loaded), plan.warm_at_most),
        Goal("MiB", max(one.mib for one in (*rounds.cold, *rounds.leaf, *rounds.hub)), plan.mib_at_most),
        Goal("results that differ with the cache", len(differing), 0),
        Goal("exponent", grown, plan.exponent_at_most),
    )
    beside = {
        "warm, hub register changed": round(ratio(rounds.hub, rounds.loaded), 3),
        "warm, nothing changed": round(ratio(rounds.unchanged, rounds.loaded), 3),
        "seconds": {name: _median(getattr(rounds, name)) for name in Rounds.__slots__},
        "services": plan.services,
        "planted": sum(len(codes) for codes in planted.values()),
        "differing": differing,
        "growth": [{"services": size, "cpu_seconds": round(cost, 2), "MiB": round(mib)} for size, cost, mib in points],
    }  # fmt: skip
    return Result(goals, beside)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        yield Path(name).resolve()


def _median(runs: list[Run]) -> float:
    return round(median(one.seconds for one in runs), 3)


def _take_turns(plan: Plan, pack: Path, cache: Path, leaf: str, ours: Command, theirs: Command) -> Rounds:
    """Run all kinds once to warm up, then in turns: neighbours on the machine slow all of them alike."""
    rounds = Rounds([], [], [], [], [])
    for number in range(plan.rounds + 1):
        shutil.rmtree(cache, ignore_errors=True)
        with_cache = {"ASKONCE_CACHE": str(cache)}
        turn = Rounds(
            [run(theirs(pack))], [run(ours(pack), with_cache)], [run(ours(pack), with_cache)], [], []
        )
        change_leaf(pack / leaf, number)
        turn.leaf.append(run(ours(pack), with_cache))
        change_hub(pack / HUB, number)
        turn.hub.append(run(ours(pack), with_cache))
        for name in Rounds.__slots__ if number else ():
            getattr(rounds, name).extend(getattr(turn, name))
    return rounds


def change_leaf(path: Path, number: int) -> None:
    """Change a word of a service that no other definition sees."""
    words = "paper_form: "
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(words)]
    path.write_text("\n".join([*kept, f"{words}https://county.example/forms/{number}.pdf", ""]), "utf-8")


def change_hub(path: Path, number: int) -> None:
    """Change a register that most services read so that each of its attributes moves: a line more at its top."""
    path.write_text(f"# Seen {number}\n{path.read_text('utf-8')}", "utf-8")


def _differing(pack: Path, cache: Path, leaf: str, ours: Command) -> Iterator[str]:
    """Name each change after which a check with the cache says something else than one without."""
    with_cache = {"ASKONCE_CACHE": str(cache)}
    for name, change in CHANGES:
        run(ours(pack), with_cache)
        change(pack, pack / leaf)
        warm = run(ours(pack), with_cache)
        again = run(ours(pack), with_cache)
        cold = run(ours(pack), {"ASKONCE_CACHE": str(cache.with_name(f"none-{len(name)}"))})
        if not warm.output == again.output == cold.output or not json.loads(cold.output):
            yield name


def _nothing(pack: Path, leaf: Path) -> None:
    pass


def _misspell_leaf(pack: Path, leaf: Path) -> None:
    leaf.write_text(leaf.read_text("utf-8").replace("\nbasis: ", "\nbasi: "), "utf-8")


def _close_hub(pack: Path, leaf: Path) -> None:
    hub = pack / HUB
    hub.write_text(
        hub.read_text("utf-8").replace("sensitivity: personal", "sensitivity: special", 3), "utf-8"
    )


def _lose_register(pack: Path, leaf: Path) -> None:
    (pack / "registers" / "dwellings.yaml").unlink()


def _move_law(pack: Path, leaf: Path) -> None:
    law = min(pack.glob("laws/*.yaml"))
    law.rename(law.with_name("zz-moved.yaml"))


def _twice(pack: Path, leaf: Path) -> None:
    shutil.copy(leaf, leaf.with_name("again.yaml"))


def _third_language(pack: Path, leaf: Path) -> None:
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("[en, zh]", "[en, zh, fr]"), "utf-8")


CHANGES: tuple[tuple[str, Callable[[Path, Path], None]], ...] = (
    ("nothing", _nothing),
    ("a service misspelt", _misspell_leaf),
    ("a hub register changed", _close_hub),
    ("a service defined twice", _twice),
    ("a law renamed", _move_law),
    ("a register lost", _lose_register),
    ("a third language", _third_language),
)


def _cost(size: int, times: int, place: Path, ours: Command) -> tuple[int, float, float]:
    """The processor time of a cold check of a pack of a size, the least of a few runs, and its memory."""
    made_pack(place / "pack", size)
    runs = []
    for _ in range(times):
        runs.append(run(ours(place / "pack"), {"ASKONCE_CACHE": str(place / "cache")}))
        shutil.rmtree(place / "cache", ignore_errors=True)
    shutil.rmtree(place)
    return size, min(one.cpu_seconds for one in runs), max(one.mib for one in runs)


CHECK = Bench("check", "a cold and a warm `askonce check` beside the C YAML loader", measure)

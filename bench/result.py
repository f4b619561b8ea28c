"""What a benchmark found: figures with their goals, printed as one line of JSON."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and what it may be at most; a yes or no counts as 0 where it is as it should be, else as 1."""

    name: str
    figure: float
    at_most: float

    @property
    def holds(self) -> bool:
        """Whether the figure keeps to the goal; what is no number does not."""
        return self.figure <= self.at_most


@dataclass(frozen=True, slots=True)
class Result:
    """The goals of a benchmark, and what else is worth reading."""

    goals: tuple[Goal, ...]
    beside: Mapping[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every goal holds; no goal at all is none that holds."""
        return bool(self.goals) and all(goal.holds for goal in self.goals)

    def line(self, bench: str) -> str:
        """One line of JSON.

        >>> print(Result((Goal("cold", 1.25, 3.0),)).line("check"))
        {"bench": "check", "holds": true, "goals": [{"name": "cold", "ratio": 1.25, "at_most": 3.0}]}
        """
        goals = [
            {"name": goal.name, "ratio": round(goal.figure, 3), "at_most": goal.at_most}
            for goal in self.goals
        ]
        return json.dumps(
            {"bench": bench, "holds": self.holds, "goals": goals, **self.beside}, ensure_ascii=False
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """A benchmark by its name."""

    name: str
    summary: str
    run: Callable[[], Result]

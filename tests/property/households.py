"""Norms over the members of a household, drawn at random, with members to try them on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated

from askonce.feel.values import Value
from askonce.norms.ruling import Ruling
from tests.property.small_norms import SmallNorm

CONDITIONS = (
    "some m in members satisfies m.works", "every m in members satisfies m.age >= 18", "count(members) > 1",
    "count(members[works = true]) >= 2", "count(members[age < 18]) > 0", "members = null",
    "sum(for m in members return if m.works then 2 else 1) > 2", "sum(members.age) > 40",
    "max(members.age) >= 65", "count(for m in members[works = false] return m.age) = 1",
    "some m in members[age >= 18] satisfies not(m.works)", "count(members) = 0", "alone", "not(alone)",
    "every m in members satisfies (m.works or m.age > 64)",
)  # fmt: skip
#: What is compared here is a sum over several members, in which the ages of two can meet.
JOINT = ("sum(members.age)", "max(members.age)")
AGES: tuple[Value, ...] = (Decimal(10), Decimal(18), Decimal(50), Decimal(65), None)


@dataclass(frozen=True)
class Household:
    """A norm over a list of members, each with an age and whether they work, and one fact beside the list."""

    text: str
    is_exact: bool

    def ruling(self) -> Ruling:
        """Its ruling."""
        return SmallNorm(self.text, None, {}, frozenset(), wide=False).ruling()

    def case(self, rng: Random) -> dict[str, Value]:
        """A household, or none where a register has no such list."""
        count = rng.choice([0, 0, 1, 2, 3, 4])
        members: Value = tuple(
            {"age": rng.choice(AGES), "works": rng.choice([True, False, None])} for _ in range(count)
        )
        return {"alone": rng.choice([True, False, None]), "members": members if rng.random() < 0.95 else None}

    def answer(self, case: Mapping[str, Value], name: str) -> Value:
        """The fact of a household under a name."""
        members = case["members"]
        if name == "members.count":
            return Decimal(len(members)) if isinstance(members, tuple) else None
        if not name.startswith("members["):
            return case[name]
        place, _, entry = name.removeprefix("members[").partition("].")
        return members[int(place) - 1][entry]  # type: ignore[index, call-overload]

    def member_grid(self, count: int) -> dict[str, list[Value]]:
        """Values to try for the fact beside the list and for each member's."""
        found: dict[str, list[Value]] = {"alone": [True, False, None]}
        for place in range(1, count + 1):
            found[f"members[{place}].age"] = [*AGES, Decimal(-1), Decimal(17), Decimal(30), Decimal(66)]
            found[f"members[{place}].works"] = [True, False, None]
        return found

    def gathered(self, flat: Mapping[str, Value], *, count: int) -> dict[str, Value]:
        """The members' facts as the list of them."""
        members = tuple(
            {entry: flat[f"members[{place}].{entry}"] for entry in ("age", "works")}
            for place in range(1, count + 1)
        )
        return {"alone": flat["alone"], "members": members}


def household(seed: int) -> Household:
    """The norm of a seed."""
    rng = Random(seed)  # noqa: S311 - a test draws by a seed
    parts = [rng.choice(CONDITIONS) for _ in range(rng.randrange(1, 4))]
    text = '"z"'
    for place, part in enumerate(parts):
        text = f'if {part} then "{"pqr"[place]}" else {text}'
    joint = any(one in part for part in parts for one in JOINT) and len(parts) > 1
    needs = "needs: {alone: boolean, members: {type: list, each: {age: integer, works: boolean}}}"
    return Household(f"norm: tried\n{needs}\nresult: '{text}'", not joint)

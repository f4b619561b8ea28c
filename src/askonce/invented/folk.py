"""The persons of one village as columns: who they are, whose children, with whom they live and are married."""

from __future__ import annotations

from typing import Final

#: Stands where there is no person, household or day.
NOBODY: Final = -1
#: Days between two births of one parent, unless they are twins; and the days of the least age of a parent.
APART_DAYS: Final = 300
PARENT_DAYS: Final = 17 * 365 + 180
MOST_CHILDREN: Final = 5


class Folk:
    """Persons by number, from 0: first the `living`, then the dead of the last decades.

    `birth`, `death` and `wedding` are days as `date.toordinal` counts them, NOBODY where there are none.
    `home` is the number of the household. `fixed` is how many stand at the beginning who get no further kin.
    """

    def __init__(self) -> None:
        self.female: list[bool] = []
        self.age: list[int] = []
        self.birth: list[int] = []
        self.death: list[int] = []
        self.mother: list[int] = []
        self.father: list[int] = []
        self.spouse: list[int] = []
        self.wedding: list[int] = []
        self.status: list[str] = []
        self.home: list[int] = []
        self.children: list[list[int]] = []
        self.households: list[list[int]] = []
        self.living = 0
        self.fixed = 0

    def __len__(self) -> int:
        return len(self.birth)

    def add(self, *, female: bool, birth: int, age: int, death: int = NOBODY) -> int:
        """Add a person without kin and home, and give the number."""
        self.female.append(female)
        self.age.append(age)
        self.birth.append(birth)
        self.death.append(death)
        for column in (self.mother, self.father, self.spouse, self.wedding, self.home):
            column.append(NOBODY)
        self.status.append("single")
        self.children.append([])
        return len(self.birth) - 1

    def settle(self, members: list[int]) -> None:
        """Let persons live together."""
        for member in members:
            self.home[member] = len(self.households)
        self.households.append(members)

    def marry(self, one: int, other: int) -> None:
        """Marry two who are not married."""
        self.spouse[one], self.spouse[other] = other, one

    def adopt(self, child: int, parent: int) -> bool:
        """Make a person a parent of another where nature and law allow it; whether they do."""
        parents = self.mother if self.female[parent] else self.father
        if parents[child] != NOBODY or not self.may_be_parent(child, parent):
            return False
        parents[child] = parent
        self.children[parent].append(child)
        return True

    def may_be_parent(self, child: int, parent: int) -> bool:
        """Whether one is old enough to be a parent of another, and neither sibling nor spouse speaks against it."""
        birth = self.birth[child]
        if birth - self.birth[parent] < PARENT_DAYS or NOBODY < self.death[parent] < birth:
            return False
        spouse = self.spouse[child]
        if spouse != NOBODY and parent in (spouse, self.mother[spouse], self.father[spouse]):
            return False
        siblings = self.children[parent]
        return len(siblings) < MOST_CHILDREN and all(
            birth == self.birth[one] or abs(birth - self.birth[one]) >= APART_DAYS for one in siblings
        )

    def parents(self, child: int) -> tuple[int, ...]:
        """The parents on record."""
        return tuple(one for one in (self.mother[child], self.father[child]) if one != NOBODY)

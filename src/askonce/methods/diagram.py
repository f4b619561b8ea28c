"""Decision diagrams over variables of several values: reduced, ordered, shared, so that equal functions are one node."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import product, repeat
from typing import Any, Final, TypeAlias

#: A node is known by its number; two functions are the same where their numbers are.
Mark: TypeAlias = int

MOST_NODES: Final = 20_000
#: How much work diagrams may take, in edges gone along; a step that goes on by itself counts for several.
MOST_WORK: Final = 30_000_000
_A_STEP: Final = 30


class OvergrownError(Exception):
    """A diagram would need more nodes, or more work, than it may have."""


class Diagrams:
    """All diagrams over variables in one order, each node kept once.

    `sizes` holds for each variable, by its place in the order, how many values it has. A function ends in terminals: each
    has a key, by which two of them are the same, and what it stands for.

    >>> both = Diagrams([2, 2])
    >>> no, yes = both.terminal(False, "no"), both.terminal(True, "yes")
    >>> first, second = both.branch(0, [no, yes]), both.branch(1, [no, yes])
    >>> either = both.bind((first, second), lambda ends: yes if "yes" in ends else no)
    >>> sorted(both.support(either)), both.restrict(either, {0: 1}) == yes
    ([0, 1], True)
    """

    def __init__(self, sizes: Sequence[int], most: int = MOST_NODES, work: int = MOST_WORK) -> None:
        self.sizes = tuple(sizes)
        self.most = most
        self.left = work
        self.bottom = len(self.sizes)
        self._levels: list[int] = []
        self._below: list[tuple[Mark, ...]] = []
        self._ends: list[Any] = []
        self._marks: dict[Hashable, Mark] = {}
        self._supports: dict[Mark, frozenset[int]] = {}
        self._cofactors: dict[tuple[Mark, int, int], Mark] = {}

    def __len__(self) -> int:
        return len(self._levels)

    def terminal(self, key: Hashable, end: Any) -> Mark:
        """The node without variables that stands for `end`."""
        return self._mark(("end", key), self.bottom, (), end)

    def branch(self, level: int, below: Sequence[Mark]) -> Mark:
        """The function that goes on with one of `below` by the value of a variable, which none of them hangs on."""
        apart = set(below)
        if len(apart) == 1:
            return below[0]
        if all(self._levels[one] > level for one in apart):
            parts = tuple(below)
            return self._mark((level, parts), level, parts, None)
        return self._select(level, tuple(below), {})

    def allow(self, most: int, work: int = MOST_WORK) -> None:
        """Let the diagrams grow to so many nodes, by so much more work."""
        self.most, self.left = most, work

    def is_terminal(self, mark: Mark) -> bool:
        """Whether a function hangs on nothing."""
        return self._levels[mark] == self.bottom

    def end(self, mark: Mark) -> Any:
        """What a terminal stands for."""
        return self._ends[mark]

    def level(self, mark: Mark) -> int:
        """The first variable that a function hangs on."""
        return self._levels[mark]

    def below(self, mark: Mark) -> tuple[Mark, ...]:
        """What a node goes on with, by the values of its variable."""
        return self._below[mark]

    def bind(self, marks: Sequence[Mark], meaning: Callable[[tuple[Any, ...]], Mark]) -> Mark:
        """The function that comes of several: where each of them ends, go on as `meaning` says."""
        return self._bind(tuple(marks), meaning, {})

    def restrict(
        self, mark: Mark, chosen: Mapping[int, int], ends: Callable[[Any], Mark | None] | None = None
    ) -> Mark:
        """The function with the values of some variables given; `ends` may put other functions in the place of terminals."""
        return self._restrict(mark, chosen, ends, {})

    def cofactor(self, mark: Mark, level: int, choice: int) -> Mark:
        """The function with one variable given; what was once reckoned is remembered."""
        if self._levels[mark] > level or level not in self.support(mark):
            return mark
        if self._levels[mark] == level:
            return self._below[mark][choice]
        key = (mark, level, choice)
        if key not in self._cofactors:
            below = [self.cofactor(one, level, choice) for one in self._below[mark]]
            self._cofactors[key] = self.branch(self._levels[mark], below)
        return self._cofactors[key]

    def support(self, mark: Mark) -> frozenset[int]:
        """The variables that a function hangs on."""
        found = self._supports.get(mark)
        if found is None:
            level = self._levels[mark]
            own = frozenset() if level == self.bottom else frozenset([level])
            found = own.union(*(self.support(one) for one in set(self._below[mark])))
            self._supports[mark] = found
        return found

    def ends(self, mark: Mark) -> list[Any]:
        """What the terminals stand for in which a function can end, each once."""
        return [self._ends[one] for one in self.terminals(mark)]

    def terminals(self, mark: Mark) -> list[Mark]:
        """The terminals in which a function can end."""
        seen = {mark}
        waiting = [mark]
        found = []
        while waiting:
            one = waiting.pop()
            if self._levels[one] == self.bottom:
                found.append(one)
            for under in self._below[one]:
                if under not in seen:
                    seen.add(under)
                    waiting.append(under)
        return sorted(found)

    def join(self, mark: Mark, levels: Sequence[int], meaning: Callable[[tuple[Any, ...]], Mark]) -> Mark:
        """The function without some variables: where it ends, go on as `meaning` says of its ends over all their values."""
        hung = [level for level in levels if level in self.support(mark)]
        parts = []
        for choices in product(*(range(self.sizes[level]) for level in hung)):
            one = mark
            for level, choice in zip(hung, choices, strict=True):
                one = self.cofactor(one, level, choice)
            parts.append(one)
            if len(parts) > self.most:
                raise OvergrownError
        return self.bind(parts, meaning) if hung else mark

    def _mark(self, key: Hashable, level: int, below: tuple[Mark, ...], end: Any) -> Mark:
        found = self._marks.get(key)
        if found is not None:
            return found
        if len(self._levels) >= self.most:
            raise OvergrownError
        self._spend(len(below))
        self._levels.append(level)
        self._below.append(below)
        self._ends.append(end)
        self._marks[key] = len(self._levels) - 1
        return len(self._levels) - 1

    def _at(self, mark: Mark, level: int, choice: int) -> Mark:
        return self._below[mark][choice] if self._levels[mark] == level else mark

    def _ways(self, marks: tuple[Mark, ...], level: int) -> list[tuple[Mark, ...]]:
        """What several functions go on with, for each value of a variable."""
        size = self.sizes[level]
        return list(
            zip(
                *(self._below[one] if self._levels[one] == level else repeat(one, size) for one in marks),
                strict=True,
            )
        )

    def _spend(self, work: int) -> None:
        self.left -= work
        if self.left < 0:
            raise OvergrownError

    def _select(self, level: int, below: tuple[Mark, ...], seen: dict[Hashable, Mark]) -> Mark:
        """The function that goes on with one of `below`, whichever variables stand before this one."""
        found = seen.get(below)
        if found is not None:
            return found
        self._spend(len(below))
        top = min((level, *(self._levels[one] for one in set(below))))
        if top == level:
            parts = tuple(self._at(one, level, choice) for choice, one in enumerate(below))
            found = self.branch(level, parts)
        else:
            parts = tuple(
                self._select(level, tuple(self._at(one, top, choice) for one in below), seen)
                for choice in range(self.sizes[top])
            )
            found = self.branch(top, parts)
        seen[below] = found
        return found

    def _bind(
        self,
        marks: tuple[Mark, ...],
        meaning: Callable[[tuple[Any, ...]], Mark],
        seen: dict[tuple[Mark, ...], Mark],
    ) -> Mark:
        found = seen.get(marks)
        if found is not None:
            return found
        top = min((self._levels[one] for one in marks), default=self.bottom)
        if top == self.bottom:
            found = meaning(tuple(self._ends[one] for one in marks))
        else:
            ways = self._ways(marks, top)
            parts = {way: self._bind(way, meaning, seen) for way in dict.fromkeys(ways)}
            self._spend(len(ways) * len(marks) + len(parts) * _A_STEP)
            found = self.branch(top, [*map(parts.__getitem__, ways)])
        if len(seen) > self.most * 10:
            raise OvergrownError
        seen[marks] = found
        return found

    def _restrict(
        self,
        mark: Mark,
        chosen: Mapping[int, int],
        ends: Callable[[Any], Mark | None] | None,
        seen: dict[Mark, Mark],
    ) -> Mark:
        found = seen.get(mark)
        if found is not None:
            return found
        level = self._levels[mark]
        if level == self.bottom:
            changed = None if ends is None else ends(self._ends[mark])
            found = mark if changed is None else changed
        elif level in chosen:
            found = self._restrict(self._below[mark][chosen[level]], chosen, ends, seen)
        else:
            found = self.branch(level, [self._restrict(one, chosen, ends, seen) for one in self._below[mark]])
        seen[mark] = found
        return found

"""Lines of Python source in the making, and the constants that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Literal, TypeAlias

import msgspec

from askonce.feel.rewrite import Constant
from askonce.feel.types import NULL, Type, type_of
from askonce.feel.values import Value

#: `value` is a value of expressions, `amount` the number of money whose currency the type tells, `int` a whole
#: number as Python counts.
Form: TypeAlias = Literal["value", "amount", "int"]
#: Python reads no more than 100 levels of indentation and 20 loops in one another.
MOST_DEPTH: Final = 60
MOST_LOOPS: Final = 12
#: A longer condition is given a name, so that brackets never nest far.
_LONG: Final = 400

Line: TypeAlias = tuple[int, str]


class Coded(msgspec.Struct, frozen=True):
    """What the generated code has of an expression: a name, and what is known of the value behind it."""

    code: str
    type: Type
    form: Form = "value"
    nullable: bool = True
    fixed: Constant | None = None


class Space:
    """The names that generated code may use: nothing that an author wrote stands in the source itself."""

    def __init__(self) -> None:
        self.held: dict[str, object] = {}
        self._texts: dict[str, str] = {}
        self._count = 0

    def hold(self, value: object) -> str:
        """A name for a constant."""
        if isinstance(value, str) and value in self._texts:
            return self._texts[value]
        name = f"k{len(self.held)}"
        self.held[name] = value
        if isinstance(value, str):
            self._texts[value] = name
        return name

    def fresh(self, letter: str = "t") -> str:
        """A name that no line uses yet."""
        self._count += 1
        return f"{letter}{self._count}"


class Body:
    """The lines of one function; `settled` are the names that surely have a value where the next line stands.

    A name that only some ways lead to begins as `_unset` and is looked at before it is used: it is `lazy`.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self.lines: list[Line] = []
        self.depth = 0
        self.loops = 0
        self.settled: set[str] = set()
        self.lazy: set[str] = set()
        self.conditional = False

    @property
    def is_deep(self) -> bool:
        """Whether what comes next had better stand in a place of its own."""
        return self.depth > MOST_DEPTH or self.loops > MOST_LOOPS

    def emit(self, line: str) -> None:
        """Add a line."""
        self.lines.append((self.depth, line))

    def name(self, code: str) -> str:
        """A name for what an expression gives."""
        made = self.space.fresh()
        self.emit(f"{made} = {code}")
        return made

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Lines under a head, which may or may not run."""
        self.emit(head)
        self.depth += 1
        with self.perhaps():
            yield
        self.depth -= 1

    @contextmanager
    def loop(self, head: str) -> Iterator[None]:
        """The lines of a loop."""
        self.loops += 1
        with self.block(head):
            yield
        self.loops -= 1

    @contextmanager
    def perhaps(self) -> Iterator[None]:
        """Lines that may or may not run: what they settle is not settled after them."""
        settled, conditional = set(self.settled), self.conditional
        self.conditional = True
        yield
        self.settled, self.conditional = settled, conditional

    @contextmanager
    def apart(self) -> Iterator[list[Line]]:
        """Lines kept apart, which may or may not run, to be put in where they belong by `put`."""
        lines, self.lines = self.lines, []
        with self.perhaps():
            yield self.lines
        self.lines = lines

    def put(self, lines: Sequence[Line], deeper: int = 0) -> None:
        """Put in lines that were kept apart."""
        self.lines.extend((depth + deeper, line) for depth, line in lines)

    def once(self, name: str, write: Callable[[], None]) -> None:
        """Give a name its value by what `write` emits, unless it has it."""
        if name in self.settled:
            return
        if self.conditional or name in self.lazy:
            self.lazy.add(name)
            with self.block(f"if {name} is _unset:"):
                write()
        else:
            write()
        self.settled.add(name)

    def chain(self, word: Literal["and", "or"], parts: Sequence[Callable[[], str]]) -> str:
        """Conditions joined, each worked out only where those before it leave it open."""
        found = parts[0]()
        for part in parts[1:]:
            with self.apart() as lines:
                code = part()
            if not lines and len(found) + len(code) < _LONG:
                found = f"{found} {word} {code}"
                continue
            name = self.name(found)
            with self.block(f"if {name}:" if word == "and" else f"if not {name}:"):
                self.put(lines, 1)
                self.emit(f"{name} = {code}")
            found = name
        return f"({found})" if len(parts) > 1 else found

    def text(self, head: str) -> str:
        """The function as source."""
        first = [f"    {name} = _unset" for name in sorted(self.lazy)]
        return "\n".join([head, *first, *(f"{'    ' * (depth + 1)}{line}" for depth, line in self.lines), ""])

    # -- constants

    def constant(self, value: Value) -> Coded:
        """A constant as code."""
        code = "None" if value is None else str(value) if isinstance(value, bool) else self.space.hold(value)
        return Coded(code, type_of(value), nullable=value is None, fixed=Constant(value))


def absent() -> Coded:
    """Null as code."""
    return Coded("None", NULL, fixed=Constant(None))

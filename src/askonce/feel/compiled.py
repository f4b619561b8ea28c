"""Compiles an expression: Python source is generated for it, compiled once, and gives what walking it gives."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from askonce.feel.check import Typed
from askonce.feel.compiling.expressions import Expressions
from askonce.feel.compiling.operations import boxed
from askonce.feel.compiling.writer import Body, Coded, Space
from askonce.feel.evaluate import Settings, evaluate, matches, part, steps
from askonce.feel.operators import calculate, holds, negate
from askonce.feel.types import Type
from askonce.feel.values import NUMBERS, Money, Value

#: What a generated function meets that its types did not promise: its maker then walks the text instead.
SURPRISES: Final = (KeyError, TypeError, AttributeError)

_RUNNING: Final[Mapping[str, object]] = {
    "__builtins__": {"len": len, "tuple": tuple, "KeyError": KeyError},
    "_add": NUMBERS.add,
    "_subtract": NUMBERS.subtract,
    "_multiply": NUMBERS.multiply,
    "_divide": NUMBERS.divide,
    "_power": NUMBERS.power,
    "_minus": NUMBERS.minus,
    "_unreckoned": (ArithmeticError, OverflowError),
    "_Decimal": Decimal,
    "_Money": Money,
    "_isleap": isleap,
    "_calculate": calculate,
    "_holds": holds,
    "_negate": negate,
    "_part": part,
    "_steps": steps,
    "_evaluate": evaluate,
    "_matches": matches,
    "_unset": object(),
    "_surprises": SURPRISES,
}


def define(source: str, held: Mapping[str, object]) -> dict[str, Any]:
    """The functions of a generated source; `held` are the constants that it names."""
    names: dict[str, Any] = {**_RUNNING, **held}
    exec(compile(source, "<compiled>", "exec"), names)  # noqa: S102 - generated here; authors' words are in `held` alone
    return names


class Given:
    """The names of an expression that stands alone, each a value in a mapping."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self._types = types

    def read(self, body: Body, name: str) -> Coded | None:
        """Fetch a value from the mapping `f`."""
        if name not in self._types:
            return None
        variable = f"v{list(self._types).index(name)}"
        body.once(variable, lambda: body.emit(f"{variable} = f[{body.space.hold(name)}]"))
        return Coded(variable, self._types[name])

    def types(self) -> Mapping[str, Type]:
        """The types of all names."""
        return self._types


def compile_expression(
    typed: Typed, types: Mapping[str, Type], settings: Settings
) -> Callable[[Mapping[str, Value]], Value]:
    """A function from facts of these types to the value of an expression, the same that `evaluate` gives.

    >>> from askonce.feel.check import infer
    >>> from askonce.feel.syntax import parse
    >>> from askonce.feel.types import NUMBER
    >>> typed = infer(parse("if x > 1 then 2 * x else null").tree, {"x": NUMBER})
    >>> run = compile_expression(typed, {"x": NUMBER}, Settings(None, strict=True))
    >>> run({"x": Decimal(3)}), run({"x": None})
    (Decimal('6'), None)
    """
    space = Space()
    body = Body(space)
    code = boxed(body, Expressions(body, Given(types), settings).value(typed.tree))
    body.emit(f"return {code}")
    run: Callable[[Mapping[str, Value]], Value] = define(body.text("def run(f):"), space.held)["run"]

    def value(facts: Mapping[str, Value]) -> Value:
        try:
            return run(facts)
        except SURPRISES:
            return evaluate(typed.tree, facts, settings)

    return value

"""Norms written in a line or two, bound for the tests of what binds and analyses them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from askonce.feel.evaluate import Settings, evaluate
from askonce.feel.syntax import parse
from askonce.feel.values import Money, Value
from askonce.norms.binding import BoundText, bind_norm
from askonce.norms.kinds import NORM
from askonce.norms.model import Norm, NormSeen, ParameterSeen
from askonce.norms.tables.analysis import Analysis, analyse
from askonce.pack.symbols import Scope, Symbol, Table
from askonce.text.node import Mapping
from askonce.text.span import Span
from askonce.text.yaml import read_yaml

#: Parameters that every norm here may use, by their type and last value.
PARAMETERS = {"limit": ("integer", "3"), "fee": ("money CNY", "18 CNY"), "cut": ("number", "2.5")}
OTHER = NormSeen({}, ("income",), "money CNY", adopted=True, effect="neutral", adverse=False, emergency=False)
SCOPE = Scope(
    Table(
        [
            *(
                Symbol("parameter", name, Span("p.yaml"), ParameterSeen(words, last))
                for name, (words, last) in PARAMETERS.items()
            ),
            Symbol("norm", "income", Span("n.yaml"), OTHER),
        ]
    )
)


def norm_of(text: str) -> Norm:
    """Read a norm that reads clean."""
    (node,), found = read_yaml("norm.yaml", text)
    assert isinstance(node, Mapping)
    model, into = NORM.decode(node)
    assert isinstance(model, Norm)
    assert (found, into.found) == ((), [])
    return model


def bind_text(text: str) -> BoundText:
    """Bind the first text of a norm, given its words but the name."""
    return bind_norm(norm_of(f"norm: tried\n{text}"), SCOPE).texts[0]


def bind_table(
    needs: str,
    rows: Sequence[str],
    *,
    when: str = "x",
    then: str = "{class: [a, b]}",
    hit: str = "unique",
    more: str = "",
) -> BoundText:
    """Bind a table over the facts `needs`, its rows written as YAML lists."""
    lines = "".join(f"    - [{row}]\n" for row in rows) or "    []\n"
    table = f"table:\n  hit: {hit}\n  when: [{when}]\n  then: {then}\n  rows:\n{lines}"
    parameters = "parameters: {" + ", ".join(f"{name}: {name}" for name in PARAMETERS) + "}\n"
    return bind_text(f"needs: {{{needs}}}\n{parameters}{more}{table}")


def analysis(text: BoundText) -> Analysis:
    """Analyse a bound table that has no faults."""
    assert text.faults == ()
    assert text.table is not None
    constants = {name: value_of(last) for name, (_, last) in PARAMETERS.items()}
    found = analyse(text.table, text, constants)
    assert found is not None
    return found


def value_of(text: str) -> Value:
    """The value of an expression without names."""
    tree = parse(text).tree
    assert tree is not None
    return evaluate(tree, {}, Settings(None, strict=True))


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)


def yuan(amount: str) -> Money:
    """An amount."""
    return Money(Decimal(amount), "CNY")

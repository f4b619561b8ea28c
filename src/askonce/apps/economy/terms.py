"""The terms of a market on a day: its constraints as rulings, and which data say what."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

import msgspec

from askonce.apps.economy.binding import BoundConstraint, BoundMarket, Read
from askonce.apps.economy.market import NEED
from askonce.feel.types import ChoiceType, Type
from askonce.feel.values import Value
from askonce.norms.compiling.compiled import compile_ruling
from askonce.norms.ruling import Book, Ruling, Unsettled, all_on, rule
from askonce.pack.shapes import Localized
from askonce.registers.types import feel_type

PUBLIC: Final = "public"


class Input(msgspec.Struct, frozen=True):
    """A fact of a constraint's norm: its name there, the path to it, its type, and whether the need says it."""

    name: str
    path: str
    type: Type
    of_need: bool


class Constraint(msgspec.Struct, frozen=True, dict=True):
    """What must hold of a need and an offer together, as the text of a day says."""

    name: str
    inputs: tuple[Input, ...]
    confidential: bool
    article: str
    title: Localized | None
    ruling: Ruling

    @cached_property
    def value(self) -> Callable[[Mapping[str, Value]], Value]:
        """The norm as a function of plain values."""
        return compile_ruling(self.ruling).value

    @cached_property
    def of_need(self) -> tuple[Input, ...]:
        """What the need says."""
        return tuple(one for one in self.inputs if one.of_need)

    @cached_property
    def of_offer(self) -> tuple[Input, ...]:
        """What the offer says."""
        return tuple(one for one in self.inputs if not one.of_need)


class Terms(msgspec.Struct, frozen=True, dict=True):
    """What matching needs of a market: all names are paths in full, empty where the market has none.

    `kept` says of paths how closely their data are kept; `choices` are those that lead to a word of a choice.
    """

    market: str
    constraints: tuple[Constraint, ...]
    offered: str = ""
    paid: str = ""
    volume: str = ""
    capacity: str = ""
    open_distance: bool = False
    kept: Mapping[str, str] = {}
    choices: frozenset[str] = frozenset()

    @cached_property
    def open_constraints(self) -> tuple[Constraint, ...]:
        """Those that firms are told of."""
        return tuple(one for one in self.constraints if not one.confidential)

    def told(self, *, officer: bool) -> tuple[Constraint, ...]:
        """The constraints that are looked at for an officer, or for a firm."""
        return self.constraints if officer else self.open_constraints


def terms_of(bound: BoundMarket, book: Book, on: date) -> Terms | Unsettled:
    """The terms of a market on a day, or why a norm of it does not rule; the market has no findings."""
    constraints = []
    for one in bound.constraints:
        found = _constraint(one, book, on)
        if isinstance(found, Unsettled):
            return found
        constraints.append(found)
    return Terms(
        bound.id,
        tuple(constraints),
        _path(bound.offered),
        _path(bound.paid),
        _path(bound.volume),
        _path(bound.capacity),
        all(one is None or one.sensitivity == PUBLIC for one in (bound.easting, bound.northing)),
        {one.text: one.sensitivity for one in bound.reads()},
        frozenset(one.text for one in bound.reads() if isinstance(feel_type(one.type or None), ChoiceType)),
    )


def _constraint(bound: BoundConstraint, book: Book, on: date) -> Constraint | Unsettled:
    name = bound.words.norm.id if bound.words.norm is not None else ""
    ruling = rule(name, book, all_on(on))
    if isinstance(ruling, Unsettled):
        return ruling
    norm: Any = ruling.norm
    inputs = tuple(
        Input(key, bound.inputs[key].text, kind, bound.inputs[key].role == NEED)
        for key, kind in ruling.inputs
    )
    article = norm.basis.id if norm.basis is not None else ""
    return Constraint(bound.name, inputs, bound.words.confidential, article, norm.title, ruling)


def _path(read: Read | None) -> str:
    return read.text if read is not None else ""

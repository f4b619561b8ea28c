"""What rules over a whole pack need of norms and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from askonce.feel.types import type_name
from askonce.norms.model import Expires, Gives, Parameter, Rests

if TYPE_CHECKING:  # reading FEEL costs 0.07 s at start-up, which a pack whose norms stand as they were saves
    from askonce.norms.binding import BoundNorm, BoundText


def parameter_facts(parameter: Parameter) -> Iterator[Expires]:
    """The day on which its last value runs out."""
    last = max(parameter.values, key=lambda rate: rate.starts or date.min, default=None)
    if last is not None and last.to is not None:
        yield Expires("parameter", parameter.id, last.to.isoformat(), last.place("to"))


def norm_facts(bound: BoundNorm) -> Iterator[Expires | Gives | Rests]:
    """What it gives, the norms it uses, and the day on which its last text ends."""
    norm = bound.norm
    yield Gives(norm.id, tuple(_outcomes(text) for text in bound.texts))
    if norm.norms:
        yield Rests(norm.id, tuple(ref.id for ref in norm.norms.values()), norm.place("norms"))
    periods = [text.in_force for text in norm.texts() if text.in_force is not None]
    last = max(periods, key=lambda period: period.starts or date.min, default=None)
    if last is not None and last.to is not None:
        yield Expires("norm", norm.id, last.to.isoformat(), last.place("to"))


def _outcomes(text: BoundText) -> tuple[str, ...]:
    if text.table is not None:
        return tuple(type_name(kind) for _, kind in text.table.outputs)
    return () if text.result is None else (type_name(text.result.type),)

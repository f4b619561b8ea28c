"""The built-in functions, all in one tuple to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.feel.builtin import Function
from askonce.feel.context_functions import CONTEXT_FUNCTIONS
from askonce.feel.date_functions import DATE_FUNCTIONS
from askonce.feel.list_functions import LIST_FUNCTIONS
from askonce.feel.number_functions import NUMBER_FUNCTIONS
from askonce.feel.range_functions import RANGE_FUNCTIONS
from askonce.feel.text_functions import TEXT_FUNCTIONS

FUNCTIONS: Final[tuple[Function, ...]] = (
    *CONTEXT_FUNCTIONS,
    *NUMBER_FUNCTIONS,
    *TEXT_FUNCTIONS,
    *LIST_FUNCTIONS,
    *DATE_FUNCTIONS,
    *RANGE_FUNCTIONS,
)


def by_name(functions: tuple[Function, ...]) -> Mapping[str, tuple[Function, ...]]:
    """The signatures under each name, in the order of the tuple."""
    found: dict[str, tuple[Function, ...]] = {}
    for function in functions:
        found[function.name] = (*found.get(function.name, ()), function)
    return found


BUILT_IN: Final = by_name(FUNCTIONS)

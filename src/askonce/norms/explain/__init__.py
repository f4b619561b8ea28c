"""Why a norm comes out as it does, as values that others put into words."""

from askonce.norms.explain.explaining import explain
from askonce.norms.explain.fewest import filled
from askonce.norms.explain.model import (
    Branch,
    Change,
    Explanation,
    Foreseen,
    Outlook,
    Prospects,
    Reckoning,
    RowReason,
    is_adverse,
)
from askonce.norms.explain.rows import unsaid

__all__ = [
    "Branch",
    "Change",
    "Explanation",
    "Foreseen",
    "Outlook",
    "Prospects",
    "Reckoning",
    "RowReason",
    "explain",
    "filled",
    "is_adverse",
    "unsaid",
]

"""The residue of a norm: what is left of it when facts are missing, exactly."""

from askonce.norms.residue.leaving import Left, LeftRow
from askonce.norms.residue.members import CountError, count_name, member_name
from askonce.norms.residue.prepared import Prepared, Residue, left_of, prepare, residue

__all__ = [
    "CountError",
    "Left",
    "LeftRow",
    "Prepared",
    "Residue",
    "count_name",
    "left_of",
    "member_name",
    "prepare",
    "residue",
]

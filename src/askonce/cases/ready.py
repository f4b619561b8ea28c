"""The parts of a case type that is ready to run: the facts it may know, where they come from, whose they are."""

from __future__ import annotations

from typing import Final

import msgspec

from askonce.cases.asking import Taken
from askonce.cases.datum_words import Use
from askonce.feel.tree import Node
from askonce.feel.types import Type
from askonce.pack.shapes import Period
from askonce.registers.exchange import Route

#: The role of a mandate, on the way to the person who holds it.
THROUGH: Final = "through"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that a case may know: its type, who may say it, and what wants it.

    `wanted` says that a step or an output wants it whatever the norms need; `own` that only the person may answer, no
    helper and no representative; `by_officer` names the step whose officer answers it instead of the person, `bars` the
    answer after which another officer has to go on. `role` is whose datum an answer is, the applicant's where it is empty; `holds_for` how long the answer holds.
    """

    name: str
    type: Type | None
    wanted: bool = False
    asked: bool = False
    optional: bool = False
    own: bool = False
    document: bool = False
    file: bool = False
    step: str = ""
    output: str = ""
    at: str = "application"
    concept: str = ""
    role: str = ""
    holds_for: Period | None = None
    changes: str = "often"
    taken: Taken | None = None
    by_officer: str = ""
    bars: str = ""


class Source(msgspec.Struct, frozen=True):
    """A datum that a case takes from a register: the way to it made ready, and what happens when it is not to be had."""

    name: str
    role: str
    route: Route
    use: Use
    datum: str
    for_norm: bool


class Role(msgspec.Struct, frozen=True):
    """A further subject of a case.

    `route` leads to those there are from the subject in `root`; the person picks `one` or `some` of those that meet the
    condition, or all of them are meant. A `named` one is told by the person, a `new` one is in no register yet.
    """

    name: str
    root: str = ""
    route: Route | None = None
    choose: str = ""
    condition: Node | None = None
    tested: tuple[tuple[str, Route], ...] = ()
    new: bool = False
    named: bool = False


class Representing(msgspec.Struct, frozen=True):
    """The way to those who may act for an applicant: people, or mandates with the person who holds each and its last day."""

    route: Route
    role: str
    agent: Route | None
    until: Route | None


class Episode(msgspec.Struct, frozen=True):
    """Something for which a person or thing gets one case: a flood, a month, a year, by a name of its own."""

    name: str

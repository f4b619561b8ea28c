"""Markets as commands, routes and pages show them: values in words, why a match stands where it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from askonce.apps.economy.explaining import Called, explain
from askonce.apps.economy.matching import Check, Match
from askonce.apps.economy.ranking import Share
from askonce.apps.economy.terms import Terms
from askonce.cases.running import Running
from askonce.cases.wording.bilingual import said
from askonce.cases.wording.values import say_money

if TYPE_CHECKING:
    from askonce.apps.economy.board import Board, Found


class CheckShown(msgspec.Struct, frozen=True):
    """A constraint: its title, how it comes out, what both sides say by path, the register and day, the article."""

    name: str
    title: str
    state: str
    asked: dict[str, str]
    offered: dict[str, str]
    source: str
    as_of: str
    article: str


class SavingShown(msgspec.Struct, frozen=True, omit_defaults=True):
    """What would be saved, for one and in a month."""

    each: str
    monthly: str = ""


class MatchShown(msgspec.Struct, frozen=True, omit_defaults=True):
    """A match; `why` says in sentences where it stands and by what."""

    need: str
    offer: str
    verdict: str
    score: float
    shares: tuple[Share, ...]
    checks: tuple[CheckShown, ...]
    why: tuple[str, ...]
    distance_m: int | None = None
    saving: SavingShown | None = None


class FoundShown(msgspec.Struct, frozen=True):
    """What fits, best first, then what fails in one constraint alone."""

    matches: tuple[MatchShown, ...]
    near: tuple[MatchShown, ...]


class LineShown(msgspec.Struct, frozen=True, omit_defaults=True):
    """A match in short."""

    offer: str
    verdict: str
    score: float
    distance_m: int | None = None


class NeedShown(msgspec.Struct, frozen=True):
    """A need with what fits it, in short."""

    need: str
    matches: tuple[LineShown, ...]


def called(running: Running) -> Called:
    """What a pack calls its registers, and the words of its choices."""
    registers, words = (
        {name: said(one.title, name) for name, one in running.bound.get(kind, {}).items()}
        for kind in ("register", "word")
    )
    return Called(registers, words)


def found_shown(board: Board, found: Found, language: str, names: Called) -> FoundShown:
    """What was found, in a language."""
    return FoundShown(
        tuple(match_shown(board, one, language, names) for one in found.matches),
        tuple(match_shown(board, one, language, names) for one in found.near),
    )


def match_shown(board: Board, match: Match, language: str, names: Called) -> MatchShown:
    """A match, in a language."""
    titles = {one.name: said(one.title, one.name)[language] for one in board.terms.constraints}
    saving = match.saving
    return MatchShown(
        match.need,
        match.offer,
        match.verdict.value,
        match.score,
        match.shares,
        tuple(_check(one, titles[one.name], board.terms, language, names) for one in match.checks),
        explain(match, board.terms, language, names),
        match.distance_m,
        None
        if saving is None
        else SavingShown(
            say_money(saving.each)[language],
            say_money(saving.monthly)[language] if saving.monthly is not None else "",
        ),
    )


def zone_shown(board: Board, most: int) -> tuple[NeedShown, ...]:
    """What fits each need of a market, in short, for its officers."""
    return tuple(
        NeedShown(
            need,
            tuple(LineShown(one.offer, one.verdict.value, one.score, one.distance_m) for one in lines),
        )
        for need, lines in board.zone(most=most).items()
    )


def _check(check: Check, title: str, terms: Terms, language: str, names: Called) -> CheckShown:
    asked, offered = (
        {one.path: names.value(one, terms)[language] for one in data if one.value is not None}
        for data in (check.asked, check.offered)
    )
    return CheckShown(
        check.name,
        title,
        check.state,
        asked,
        offered,
        check.source,
        check.as_of.isoformat() if check.as_of is not None else "",
        check.article,
    )

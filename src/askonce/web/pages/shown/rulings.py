"""A decision, or a proposal for one, as people read it: what came out, who decided, why, by which article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from askonce.cases.running import Ready
from askonce.cases.view import Ruling
from askonce.cases.wording.bilingual import EMPTY, Text
from askonce.cases.wording.explanations import Account, tell
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.told import say_told
from askonce.feel.types import Type
from askonce.norms.explain import Explanation
from askonce.norms.ruling import RESULT
from askonce.web.pages.frame.language import mark
from askonce.web.pages.shown.phrases import phrase

_BY_RULE: Final = mark("By the rules alone, without an officer")
_BY_SILENCE: Final = mark("By the term: it passed without an answer")
_BY_OFFICER: Final = mark("Officer %(name)s")
_AN_OFFICER: Final = mark("An officer")


class Part(msgspec.Struct, frozen=True):
    """One outcome: what it is called and how it came out."""

    label: Text
    value: Text


class RulingShown(msgspec.Struct, frozen=True):
    """A decision in words; `accounts` are the explanations of its norms, empty where nobody asked for them."""

    at: datetime
    by: Text
    adverse: bool
    outcome: tuple[Part, ...]
    reason: str
    article: Text
    accounts: tuple[Account, ...] = ()
    proposed: bool = False


def ruling_of(
    ready: Ready | None,
    ruling: Ruling,
    titles: Titles,
    explanations: Iterable[Explanation] = (),
    *,
    proposed: bool = False,
) -> RulingShown:
    """A decision as it is shown; `titles` are of the pack under which it was taken."""
    kinds = kinds_of(ready)
    return RulingShown(
        ruling.at,
        _by(ruling.by),
        ruling.adverse,
        tuple(
            Part(titles.outcome(name), say_told(value, kinds.get(name), titles))
            for name, value in ruling.outcome.items()
        ),
        ruling.reason,
        titles.cite(ruling.basis) if ruling.basis else EMPTY,
        tuple(tell(one, titles) for one in explanations),
        proposed,
    )


def _by(by: str) -> Text:
    if by == "norm":
        return phrase(_BY_RULE)
    if by == "silence":
        return phrase(_BY_SILENCE)
    name = by.partition(":")[2]
    return phrase(_BY_OFFICER, name=name) if name else phrase(_AN_OFFICER)


def kinds_of(ready: Ready | None) -> Mapping[str, Type]:
    """The types of the outcomes of a case type's norms, whichever of their texts is in force."""
    if ready is None:
        return {}
    book = ready.running.book
    found: dict[str, Type] = {}
    for decider in ready.bound.deciders:
        for text in book.norms[decider.id].texts:
            if text.table is not None:
                found |= dict(text.table.outputs)
            elif text.result is not None:
                found[RESULT] = text.result.type
    return found

"""The matches of a market as one of their firms may see them: what the other side published, until both agreed to be named."""

from __future__ import annotations

from typing import Final

import msgspec

from askonce.apps.economy.listing import Listed
from askonce.apps.economy.sight import Viewer, may_see
from askonce.assembly.markets.firms import contact_of
from askonce.assembly.markets.following import BUYER, MAKER, Followed
from askonce.cases.journal import Journal
from askonce.cases.wording.bilingual import EMPTY, Text
from askonce.cases.wording.titles import Titles
from askonce.web.pages import shown
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.industry.following import Stage, stage_of
from askonce.web.pages.industry.market import Seen

#: What a firm said, in words; with what is not said yet.
SAID: Final = {
    None: mark("not said yet"),
    True: mark("agrees"),
    False: mark("does not agree"),
}
#: How urgent a state is: who is asked comes first, what has ended last.
_ASKED, _RUNNING, _ENDED = range(3)


class Side(msgspec.Struct, frozen=True):
    """A match as one of its firms may see it.

    `own` is its own entry, `other` what the other side seeks or offers, as far as it published that or both agreed, and `firm` the
    name of whose it is; `said` what this side and the other answered, `asked` whether this firm is to answer now.
    """

    stage: Stage
    side: str
    own: str
    other: str
    text: str
    firm: str
    mine: bool | None
    theirs: bool | None
    asked: bool
    contact: str = ""

    @property
    def order(self) -> tuple[int, str]:
        """What is to be answered first, then what goes on, then what has ended; the last one begun first."""
        rank = _ENDED if self.stage.followed.ended else _ASKED if self.asked else _RUNNING
        return rank, self.stage.case


def sides_in(visit: Visit, journal: Journal, seen: Seen, firm: str) -> tuple[Side, ...]:
    """The matches of a firm in a market."""
    every = (side_of(visit, journal, seen, each, firm) for each in seen.pairs.values())
    return tuple(sorted((each for each in every if each is not None), key=lambda each: each.order))


def side_of(visit: Visit, journal: Journal, seen: Seen, followed: Followed, firm: str) -> Side | None:
    """A match as a firm may see it; none where it is no firm of it."""
    need, offer = seen.floor.needs.get(followed.need), seen.floor.offers.get(followed.offer)
    if need is None or offer is None or firm not in {need.firm, offer.firm}:
        return None
    side = BUYER if need.firm == firm else MAKER
    own, other = (need, offer) if side == BUYER else (offer, need)
    mine, theirs = (
        followed.consents.get(one) for one in ((BUYER, MAKER) if side == BUYER else (MAKER, BUYER))
    )
    known = followed.agreed or may_see(other, Viewer(firms=frozenset({firm})), seen.floor.day)
    return Side(
        stage_of(visit, followed, seen),
        side,
        _title(own),
        _title(other) if known else "",
        " ".join(one for one in other.words[1:] if one) if known else "",
        seen.firm(other.firm).name if known else "",
        mine,
        theirs,
        side == MAKER and followed.open and mine is None,
        contact_of(visit.house, journal, seen.market, other.firm) if followed.agreed else "",
    )


def _title(entry: Listed) -> str:
    return "".join(entry.words[:1]) or entry.id


def article_of(visit: Visit, followed: Followed) -> Text:
    """The article by which the maker is asked whether the other side may have its contact."""
    ready = shown.ready_of(visit, followed.line)
    asks = ready.words.asks if ready is not None else {}
    names = ready.parties if ready is not None else {}
    because = next((asks[name].because for name in names if asks[name].because is not None), None)
    return Titles(visit.running.bound).cite(because.id) if because is not None else EMPTY

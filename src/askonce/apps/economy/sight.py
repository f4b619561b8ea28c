"""Who sees what of a market: officers all, a firm its own and what others published, anybody what is published."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from askonce.apps.economy.listing import Listed
from askonce.apps.economy.terms import PUBLIC
from askonce.registers.fact import Fact


class Viewer(msgspec.Struct, frozen=True):
    """Who looks: an officer of the market's office, or somebody who acts for firms, for none where they act for nobody."""

    officer: bool = False
    firms: frozenset[str] = frozenset()

    def owns(self, listed: Listed) -> bool:
        """Whether it acts for the firm whose it is."""
        return bool(listed.firm) and listed.firm in self.firms


OFFICER: Final = Viewer(officer=True)
ANYBODY: Final = Viewer()


def may_see(listed: Listed, viewer: Viewer, day: date) -> bool:
    """Whether somebody may know that an offer or a need is there; of others only what is published and stands."""
    return viewer.officer or viewer.owns(listed) or (listed.published and listed.stands(day))


def may_match(listed: Listed, viewer: Viewer) -> bool:
    """Whether somebody may ask what fits an offer or a need: officers, and the firm whose it is."""
    return viewer.officer or viewer.owns(listed)


def shown_facts(listed: Listed, viewer: Viewer, kept: Mapping[str, str]) -> dict[str, Fact]:
    """What somebody may read of an offer or a need; `kept` says how closely each path is kept."""
    if viewer.officer or viewer.owns(listed):
        return dict(listed.facts)
    return {path: fact for path, fact in listed.facts.items() if kept.get(path) == PUBLIC}

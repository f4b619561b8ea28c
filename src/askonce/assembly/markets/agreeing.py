"""The maker of a match answers for itself whether the buyer may have its contact: under an account, or by a link used once."""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest
from typing import Any, Final

import msgspec

from askonce.apps.economy.concepts import AGREED_HOW, CONSENT
from askonce.apps.economy.visits import LINK_LASTS, Link
from askonce.assembly.house import House
from askonce.assembly.markets.following import Followed
from askonce.assembly.markets.visiting import LINK_OF, LINKS, refuse
from askonce.cases.codes import digest_of
from askonce.cases.journal import Journal
from askonce.cases.procedure.party import Part
from askonce.cases.running import Ready
from askonce.ledger.entry import Entry
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal

#: How it agreed, as the case keeps it.
ITSELF: Final = "本单位在线答复 / itself, online"
BY_LINK: Final = "本单位通过链接答复 / itself, by the link that the officer sent"


class Agreeing:
    """The answers of makers in a house; `journal` is that of the write job in which a call is made."""

    def __init__(self, house: House) -> None:
        self.house = house

    def answer(
        self, journal: Journal, actor: Actor, one: Followed, firm: str, *, agrees: bool, consent: str = ""
    ) -> Part | Refusal:
        """Take the answer of a firm: of who acts for it, or by a link, as the officer who sent it with the `consent` on record."""
        ready = self.house.current.types.get(one.line.type)
        if ready is None:
            return refuse("no-such-note")
        said = _answers(ready, ITSELF if not consent else BY_LINK, agrees=agrees)
        return self.house.handling.say(journal, actor, one.line.id, firm, said, consent)

    def make_link(
        self, journal: Journal, actor: Actor, office: str, one: Followed, firm: str, code: str
    ) -> Refusal | Link:
        """Let a code ask a firm from now on, and the code before no longer; by the officer who has the match at hand.

        `code` is drawn by chance at the edge, of 128 bits at least; only a digest of it is kept.
        """
        line = journal.line(one.line.id)
        if line is None or line.officer != actor.id or one.interested:
            return refuse("not-at-hand")
        if not one.open or not firm:
            return refuse("link-late")
        self._drop(journal, line.id)
        digest, until = digest_of(self.house.keys, LINKS, code), journal.now + LINK_LASTS
        roles = tuple(sorted(actor.roles))
        link = Link("", office, actor.id, roles, journal.now, until, digest, line.id, firm)
        journal.put(LINKS, digest, msgspec.json.encode(link))
        journal.put(LINK_OF, line.id, digest.encode())
        what = {"do": "link to agree"}
        journal.record(Entry("act", journal.now, actor.name, None, office, line.id, what=what))
        return link

    def by_code(self, journal: Journal, code: str) -> Link | None:
        """The link of a code that asks a firm; none where it was used, has ended, or never was."""
        digest = digest_of(self.house.keys, LINKS, code)
        kept = journal.get(LINKS, digest)
        link = msgspec.json.decode(kept, type=Link) if kept is not None else None
        if link is None or not link.case or not compare_digest(link.digest, digest):
            return None
        return link if journal.now < link.until else None

    def by_link(
        self,
        journal: Journal,
        code: str,
        find: Callable[[str], Followed | None],
        actor_of: Callable[[Journal, Link], Actor | None],
        *,
        agrees: bool,
    ) -> Part | Refusal:
        """Take the answer of a firm that has a link, and use the link up, both or neither; `find` gives the match of a case."""
        link = self.by_code(journal, code)
        actor = actor_of(journal, link) if link is not None else None
        one = find(link.case) if link is not None else None
        if link is None or actor is None or one is None or not one.open:
            return refuse("link-over")
        found = self.answer(journal, actor, one, link.firm, agrees=agrees, consent=BY_LINK)
        if not isinstance(found, Refusal):
            self._drop(journal, link.case)
        return found

    def _drop(self, journal: Journal, case: str) -> None:
        kept = journal.get(LINK_OF, case)
        if kept is not None:
            journal.put(LINKS, kept.decode(), None)
            journal.put(LINK_OF, case, None)


def _answers(ready: Ready, how: str, *, agrees: bool) -> dict[str, Any]:
    """What the case asks of the maker: whether it agrees, and how it said so."""
    said: dict[str, Any] = {CONSENT: agrees, AGREED_HOW: how}
    return {
        name: said[field.concept] for name in ready.parties if (field := ready.fields[name]).concept in said
    }

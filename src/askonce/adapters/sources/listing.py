"""What is published in a market of a neighbour that runs AskOnce: asked whole, page by page, never for one product."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, TypeAlias
from urllib.parse import quote

import msgspec

from askonce.adapters.calling.reply import NoReply
from askonce.adapters.sources.neighbour import NeighbourSource
from askonce.adapters.sources.source import Answer, NoAnswer
from askonce.registers.sources import Wanted

#: Where an AskOnce tells what is published in its markets.
LISTING: Final = "/api/exchange/offers"
#: The columns of a list that is brought: each has a value for each offer.
WORDS, CLASSED, MAKER = "words", "class", "maker"
MOST_ON_A_PAGE: Final = 1_000
#: A neighbour that has more pages, or takes longer for them all than so many calls may, gives no answer.
MOST_PAGES: Final = 50
_LONGEST_CALLS: Final = 10
LONGEST_TEXT: Final = 2_000
LONGEST_NAME: Final = 200
_MOST_TEXTS: Final = 10

Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TEXT)]
Code: TypeAlias = Annotated[str, msgspec.Meta(max_length=20, pattern="^[0-9A-Za-z]*$")]
Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
Place: TypeAlias = Annotated[str, msgspec.Meta(max_length=64, pattern="^[0-9a-f]*$")]


class Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An offer as everybody may know of it: its words, the most telling first, the class that it says, who makes it."""

    words: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=_MOST_TEXTS)]
    classed: Code = msgspec.field(name="class")
    maker: Name


class PublishedPage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page of what is published on a day; `next` is where the page after it begins, empty on the last.

    `receipt` is the number of the entry in the ledger of the side that answers.
    """

    as_of: date
    offers: Annotated[tuple[Published, ...], msgspec.Meta(max_length=MOST_ON_A_PAGE)]
    next: Place
    receipt: int


_PAGE: Final = msgspec.json.Decoder(PublishedPage)


def clean(text: str, longest: int) -> str:
    r"""A text on one line, without signs that only act on whoever shows it, cut where it is too long.

    >>> clean(" steel\n bolt\u202e ", 20), clean("bolts", 4)
    ('steel bolt', 'bolt')
    """
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:longest].rstrip()


class ListingSource(NeighbourSource):
    """Asks under a token of our own for all that is published; each page is an entry in the neighbour's ledger."""

    def ask(self, wanted: Wanted) -> Answer | NoAnswer:
        """All offers, as columns of equal length; the subject of what is wanted tells nothing and is not sent."""
        until = self._steady() + self._settings.seconds * _LONGEST_CALLS
        offers: list[Published] = []
        days: list[date] = []
        after = ""
        for number in range(MOST_PAGES):
            page = self._page(wanted, number, after)
            if isinstance(page, NoAnswer):
                return page
            offers += page.offers
            days.append(page.as_of)
            if not page.next:
                return _answer(offers, min(days), page.receipt)
            if page.next <= after:
                return NoAnswer("its answer is nonsense: its pages go round in a circle")
            if self._steady() > until:
                return NoAnswer("its list took too long")
            after = page.next
        return NoAnswer(f"its list has more than {MOST_PAGES * MOST_ON_A_PAGE:,} offers")

    def _page(self, wanted: Wanted, number: int, after: str) -> PublishedPage | NoAnswer:
        token = self._current_token()
        if isinstance(token, NoAnswer):
            return token
        told = self._settings
        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"{told.client}-{wanted.number}-{quote(wanted.setting, safe='')}-{number}",
        }
        asking = {
            "purpose": wanted.purpose,
            "basis": wanted.basis,
            "number": wanted.number,
            "register": told.register or wanted.register,
            "after": after,
        }
        reply = self._call(LISTING, headers, msgspec.json.encode(asking))
        if isinstance(reply, NoReply):
            return NoAnswer(reply.reason, passing=reply.passing)
        if reply.status != 200:
            return self._refused(reply)
        try:
            page = _PAGE.decode(reply.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return NoAnswer("its answer is nonsense: it is no list of offers")
        if not all(_is_plain(one) for one in page.offers):
            return NoAnswer("its answer is nonsense: a text of it holds signs that are none of a text")
        return page


def _is_plain(offer: Published) -> bool:
    return offer.maker.isprintable() and all(one.isprintable() for one in offer.words)


def _answer(offers: list[Published], as_of: date, receipt: int) -> Answer:
    return Answer(
        {
            WORDS: tuple(one.words for one in offers),
            CLASSED: tuple(one.classed for one in offers),
            MAKER: tuple(one.maker for one in offers),
        },
        as_of=as_of,
        receipt=receipt,
    )

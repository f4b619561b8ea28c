"""The firms of the zone: what they are, where they stand on its grid, and what they are certified for."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain, repeat
from typing import Final

import msgspec

from askonce.invented.chance import Chance, Shares
from askonce.invented.zone.goods import Trade, trades

#: The firms of the story: who buys boxes from far away, and who makes them two streets off; a harness likewise.
BUYER, MAKER, HARNESS, COACH = "f-gearbox", "f-carton", "f-harness", "f-coach"
#: Of each its trade, name, plot (street and number on it) and contact.
CAST: Final = (
    (BUYER, "gearbox", "青山县恒远变速箱有限公司", (9, 18), "采购部 0500 5550 0171"),
    (MAKER, "carton", "青山县同兴纸箱有限公司", (11, 19), "销售部 0500 5550 0172"),
    (HARNESS, "harness", "青山县联捷线束有限公司", (12, 17), "业务部 0500 5550 0173"),
    (COACH, "coach", "青山县新程客车有限公司", (8, 14), "供应链部 0500 5550 0174"),
)
_PLOTS: Final = 40
_STREETS: Final = 26
_PLOT_METRES, _STREET_METRES = 150, 160
_LUCK: Final = "兴隆昌盛源丰泰和恒信达利茂瑞祥安康顺永宏华鼎元嘉德凯铭博远新联创科立诚"
_WORKERS: Final = Shares({(3, 9): 0.30, (10, 49): 0.48, (50, 299): 0.19, (300, 1400): 0.03})
_HALF_A_YEAR: Final = 180
_STALE: Final = 0.22
_CERTIFIED: Final = 0.62
_RUN_OUT: Final = 0.06


class Firm(msgspec.Struct, frozen=True):
    """A firm: metres east and north, square metres, and its standards with the day on which the first of them ends.

    `standards` is empty where nothing is known of them.
    """

    id: str
    name: str
    trade: Trade
    easting: int
    northing: int
    area: int
    workers: int
    founded: date
    standards: tuple[str, ...]
    standards_until: date | None
    confirmed_on: date
    contact: str

    @property
    def size(self) -> str:
        """Its size class."""
        return (
            "micro"
            if self.workers < 10
            else "small"
            if self.workers < 50
            else "medium"
            if self.workers < 300
            else "large"
        )

    def holds(self, on: date) -> tuple[str, ...]:
        """The standards that it is certified for on a day."""
        return self.standards if self.standards_until is not None and self.standards_until >= on else ()


def confirmed(on: date, chance: Chance) -> date:
    """The day on which something was confirmed: most of it within half a year, some of it long ago."""
    draw = chance.draw()
    if chance.happens(_STALE):
        return on - timedelta(days=_HALF_A_YEAR + 1 + int(draw * 540))
    return on - timedelta(days=int(draw * _HALF_A_YEAR))


def found(count: int, on: date, chance: Chance) -> list[Firm]:
    """So many firms, those of the story first; each trade has one before any has two, where there is room for that."""
    known = {trade.key: trade for trade in trades()}
    shares = Shares({trade.key: float(trade.weight) for trade in known.values()})
    taken = {plot for _, _, _, plot, _ in CAST}
    plots = chance.shuffled(
        [(street, at) for street in range(_STREETS) for at in range(_PLOTS) if (street, at) not in taken]
    )
    firms = [
        _firm(name, title, known[trade], plot, contact, on, chance)
        for name, trade, title, plot, contact in CAST
    ]
    there = {firm.trade.key for firm in firms}
    rest = [key for key in known if key not in there]
    names: set[str] = {firm.name for firm in firms}
    for number, key in zip(range(len(firms), count), chain(rest, repeat("")), strict=False):
        trade = known[key or shares.at(chance.draw())]
        name = _name(trade, names, chance)
        names.add(name)
        contact = f"{chance.pick(('采购', '销售', '供应', '业务'))}部 0500 5551 {number:04}"
        firms.append(_firm(f"f-z-{number:04}", name, trade, plots[number], contact, on, chance))
    return firms[: max(count, len(CAST))]


def _name(trade: Trade, taken: set[str], chance: Chance) -> str:
    """A name that no other has; where luck runs out, a third sign of it helps."""
    name = ""
    while not name or name in taken:
        luck = chance.pick(_LUCK) + chance.pick(_LUCK) + (chance.pick(_LUCK) if name else "")
        name = f"青山县{luck}{trade.word}有限公司"
    return name


def _firm(
    name: str, title: str, trade: Trade, plot: tuple[int, int], contact: str, on: date, chance: Chance
) -> Firm:
    street, at = plot
    low, high = _WORKERS.at(chance.draw())
    workers = chance.between(low, high)
    standards = tuple(one for one in trade.standards if chance.happens(_CERTIFIED))
    ends = chance.between(-300, -1) if chance.happens(_RUN_OUT) else chance.between(40, 1000)
    return Firm(
        id=name,
        name=title,
        trade=trade,
        easting=at * _PLOT_METRES + chance.between(5, 60),
        northing=street * _STREET_METRES + chance.between(5, 60),
        area=workers * chance.between(20, 60) + 300,
        workers=workers,
        founded=on - timedelta(days=chance.between(400, 9000)),
        standards=standards,
        standards_until=on + timedelta(days=ends) if standards else None,
        confirmed_on=confirmed(on, chance),
        contact=contact,
    )

"""A running house with the small market, and how tests put firms, offers and needs into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from askonce.adapters.settings.model import Settings
from askonce.assembly.house import House, open_house, place_of
from askonce.cases.journal import Journal
from askonce.feel.values import Value
from askonce.registers.store import Change, Linking
from tests.unit.economy.trade import ON, write_pack

HOLDER = "street"
RELATIONS = {"offers": "maker", "needs": "buyer"}
SINCE = date(2026, 1, 1)
MORNING = datetime(2026, 11, 22, 1, tzinfo=UTC)


@contextmanager
def trading(folder: Path) -> Iterator[House]:
    """A house of the pack with the small market, on one morning."""
    pack = write_pack(folder / "pack")
    place = place_of(Settings(), f"sqlite:///{folder / 'trade.db'}")
    house = open_house(place, Settings(), ON, pack, clock=lambda: MORNING)
    try:
        yield house
    finally:
        house.close()


def put(
    house: House,
    register: str,
    subject: str,
    values: Mapping[str, Value],
    firm: str = "",
    since: date = SINCE,
) -> None:
    """Write a row, and whose it is."""
    name = house.keys.of(HOLDER, subject)

    def job(journal: Journal) -> None:
        journal.write(Change(register, name, values, since, source="load:test", basis="street-rules/1"))
        if firm:
            target = house.keys.of(HOLDER, firm)
            journal.link(Linking(register, RELATIONS[register], name, target, since))

    house.database.write(job).result()


def end(house: House, register: str, subject: str, on: date) -> None:
    """End all that a register says of somebody."""
    house.database.write(lambda journal: journal.end(register, house.keys.of(HOLDER, subject), on)).result()

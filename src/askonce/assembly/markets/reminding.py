"""Asks firms to call right what was last called right more than half a year ago: a letter to each who acts for the firm, once in half a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from askonce.apps.economy.entries import PROFILE, SERVICES
from askonce.apps.economy.market import FIRM
from askonce.assembly.house import House
from askonce.assembly.markets.firms import FRESH
from askonce.assembly.markets.own import OwnFirms
from askonce.cases.desk import Desk
from askonce.cases.journal import Journal, Message
from askonce.cases.letters import send_letter
from askonce.cases.mandate import agents_of
from askonce.cases.running import Ready
from askonce.cases.wording.bilingual import both
from askonce.registers.actor import Actor

#: The room of the firms that were reminded: the day from which each may be reminded again.
REMINDED: Final = "firms-reminded"
#: Where nobody was found who acts for a firm it is looked for again so much later.
_LATER: Final = timedelta(days=30)
_ASKS: Final = Actor("norm", "notices")
_SUBJECT: Final = both("Please confirm: {firm}", "请确认：{firm}")
_WORDS: Final = both(
    "What the market says of {firm} was last called right more than half a year ago. Others see that it is old. "
    "Open “Your firms”, look through it, and call it right or change it.",
    "{firm}在园区供需中的信息已超过半年未确认，其他企业可看到该信息已过时。请打开“我的企业列表”，核对后确认或更改。",
)


def remind(house: House, journal: Journal, after: str = "", limit: int = 50) -> str:
    """Look at so many firms and ask those whose profile or entries are old; gives where to go on, empty at the end; within a write job."""
    firms = OwnFirms(house)
    ready = firms.ready(PROFILE) or firms.ready(SERVICES["offer"])
    if ready is None:
        return ""
    registers = _registers(house, ready.office)
    name, _, subject = after.partition("/")
    here = next((one for one in registers if one >= name), "")
    if not here:
        return ""
    today = house.local_day(journal.now)
    rows = journal.every(here, today, subject if here == name else "", limit)
    for row in rows:
        _look(house, journal, ready, house.keys.subject(ready.office, row.subject))
    if len(rows) == limit:
        return f"{here}/{rows[-1].subject}"
    rest = registers[registers.index(here) + 1 :]
    return f"{rest[0]}/" if rest else ""


def _registers(house: House, office: str) -> list[str]:
    """The registers that an office keeps of firms."""
    every: Mapping[str, Any] = house.current.bound.get("register", {})
    return sorted(
        name
        for name, one in every.items()
        if one.of == FIRM and one.holder is not None and one.holder.id == office
    )


def _look(house: House, journal: Journal, ready: Ready, firm: str) -> None:
    handling = house.handling
    desk = Desk(journal, handling.running, handling.pseudonyms, _ASKS, handling.runnings)
    name = desk.hide(firm)
    kept = journal.get(REMINDED, name)
    if kept is not None and desk.today < date.fromisoformat(kept.decode()):
        return
    if not OwnFirms(house).is_old(journal, firm):
        if kept is not None:
            journal.put(REMINDED, name, None)
        return
    agents = agents_of(desk, ready, firm, journal.fresh("reminder"))
    again = desk.today + (FRESH if agents else _LATER)
    journal.put(REMINDED, name, again.isoformat().encode())
    values = {"firm": OwnFirms(house).names(journal, (firm,))[0].name}
    body = {"kind": "reminder", "subject": _SUBJECT, "words": _WORDS, "values": values}
    for agent in sorted(map(desk.hide, agents)):
        key = f"reminder/{name}/{desk.today.isoformat()}/{agent}"
        letter = Message(key, "mail", f"person:{agent}", msgspec.json.encode(body))
        send_letter(journal, letter, desk.today, ready.retention)

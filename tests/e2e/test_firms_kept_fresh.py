"""A firm says once what registers cannot know; what it said grows old in everybody's sight, and it is asked, once, to call it right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest

from askonce.apps.economy.entries import PROFILE, SERVICES, Kind, fields_of
from askonce.assembly.markets.firms import FRESH
from askonce.assembly.markets.own import OwnEntry, OwnFirms
from askonce.assembly.markets.reminding import remind
from askonce.cases.journal import Journal, Message
from askonce.feel.values import Value
from askonce.invented.zone.firms import MAKER
from askonce.invented.zone.zone import BOXES_SOUGHT
from askonce.registers.store import Change
from askonce.web.loops import ask_firms
from tests.e2e.county import County, invented_zone

PERSON = "p-maker"
#: What an issue of this project promises comes from registers: by concept, and the register that says it.
FROM_REGISTERS = {
    "firm-name": "firms-licences", "firm-size": "firms-licences", "firm-status": "firms-licences",
    "easting": "zone-firms", "northing": "zone-firms", "held-standards": "zone-firms",
}  # fmt: skip


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with invented_zone(tmp_path_factory.mktemp("zone")) as found:
        yield found


def page(there: County, path: str, who: str = f"person:{PERSON}") -> str:
    answer = there.ask("GET", path, headers={"accept": "text/html", "cookie": f"askonce={there.token(who)}"})
    assert answer.status == 200, (path, answer.status)
    return answer.body.decode()


def today(there: County) -> date:
    return there.house.local_day(there.clock.now)


def write(there: County, **values: Value) -> None:
    """Let the zone's register say something else of the maker from today on."""
    name = there.house.keys.of("zone", MAKER)

    def job(journal: Journal) -> None:
        row = journal.row("zone-firms", name, today(there))
        held = dict(row.values) if row is not None else {}
        journal.write(Change("zone-firms", name, {**held, **values}, today(there), source="load:test"))

    there.house.database.write(job).result()


def letters(there: County) -> list[Message]:
    """The letters to firms that wait to be sent."""
    waiting = there.house.database.read(
        lambda journal: journal.waiting(there.clock.now + timedelta(days=1), 10_000)
    )
    return [one.message for one in waiting if one.message.key.startswith("reminder/")]


def mine(there: County) -> list[Message]:
    """Those to the maker; one person acts for it."""
    return [one for one in letters(there) if json.loads(one.body)["values"]["firm"] == name_of(there)]


def name_of(there: County) -> str:
    return there.house.database.read(lambda journal: OwnFirms(there.house).names(journal, (MAKER,))[0].name)


def test_name_site_licences_certificates_and_size_come_from_registers(there: County) -> None:
    text = page(there, f"/firm/{MAKER}")
    profile = there.house.database.read(lambda journal: OwnFirms(there.house).profile(journal, MAKER))
    held = {one.concept: one for one in profile.data}
    titles = there.house.current.bound["register"]
    for concept, register in FROM_REGISTERS.items():
        title = titles[register].title.texts["en"]
        assert held[concept].register["en"] == title, concept
        row = next(
            one
            for one in re.findall(r"<tr.*?</tr>", text, re.DOTALL)
            if f">{held[concept].title['en']}<" in one
        )
        assert title in row, concept
        assert re.search(r"\d{1,2} \w+ 20\d\d", row), (concept, row)


def test_nothing_that_registers_know_is_asked_of_a_firm(there: County) -> None:
    """Of the profile a firm is asked alone whom to call and how large its site is, and an entry asks nothing of the firm itself."""
    types = there.house.current.types
    asked = {field.concept for name in (PROFILE, *SERVICES.values()) for field in fields_of(types[name])}
    assert not asked & {
        *FROM_REGISTERS,
        "standards-until",
        "chain",
        "founded-on",
        "industry",
        "profile-confirmed-on",
    }
    assert {field.concept for field in fields_of(types[PROFILE])} == {"zone-contact", "site-area"}
    assert all(field.optional for field in fields_of(types[PROFILE]))


def test_a_firm_finds_its_list_though_nothing_was_filed_of_it_yet(there: County) -> None:
    assert MAKER in page(there, "/firm")
    assert MAKER not in page(there, "/firm", "person:p-buyer")


def test_what_grows_old_is_marked_everywhere_and_asked_once(there: County) -> None:
    write(there, profile_confirmed_on=today(there) - FRESH - timedelta(days=1))
    assert "Please confirm" in page(there, f"/firm/{MAKER}").partition("<h2")[0]
    listed = page(there, f"/zone/map?q={MAKER}")
    assert "Old" in next(one for one in re.findall(r"<tr.*?</tr>", listed, re.DOTALL) if "swatch" in one)
    cells = there.ask("GET", "/zone/map/cells?box=-100000,-100000,100000,100000&by=state").said["cells"]
    assert {one["group"] for one in cells if one["id"] == MAKER} == {1}
    matches = page(there, f"/market/needs/{BOXES_SOUGHT}", "person:p-buyer")
    cards = re.findall(r'<li class="match-card">.*?</details>', matches, re.DOTALL)
    assert ">Old<" in next(one for one in cards if name_of(there) in one), (
        "whoever thinks of buying sees it too"
    )
    ask_firms(there.house)
    (letter,) = mine(there)
    body = json.loads(letter.body)
    assert "half a year" in body["words"]["en"]
    assert "半年" in body["words"]["zh"]
    assert PERSON not in letter.to, "by the name that cases know"
    there.clock.forward(days=FRESH.days - 1)
    ask_firms(there.house)
    assert len(mine(there)) == 1, "asked once"
    there.clock.forward(days=2)
    ask_firms(there.house)
    assert len({one.key for one in mine(there)}) == 2, "half a year later it is still old, and asked again"


def entries_of(there: County, kind: Kind, journal: Journal) -> tuple[OwnEntry, ...]:
    return OwnFirms(there.house).entries(journal, MAKER, kind)


def test_a_firm_that_calls_it_right_is_left_alone(there: County) -> None:
    done = there.filed(there.token(f"person:{PERSON}"), PROFILE, applicant=MAKER, answers={})
    assert done["line"]["state"] == "closed"
    kinds: tuple[Kind, ...] = ("offer", "need")
    for kind in kinds:
        for one in there.house.database.read(partial(entries_of, there, kind)):
            there.filed(
                there.token(f"person:{PERSON}"),
                f"change-{kind}",
                applicant=MAKER,
                choices={kind: [one.id]},
                answers={},
            )
    assert "Please confirm" not in page(there, f"/firm/{MAKER}")
    there.clock.forward(days=FRESH.days)
    ask_firms(there.house)
    assert len(mine(there)) == 2, "half a year later to the day it still holds"
    there.clock.forward(days=1)
    ask_firms(there.house)
    assert len(mine(there)) == 3, "then it is old again"


def test_firms_are_gone_over_in_small_jobs_and_none_is_left_out(there: County) -> None:
    """However few are looked at in a job, each firm is looked at once and the end is reached."""
    seen, after = [], ""
    for _ in range(500):
        after = there.house.database.write(partial(remind, there.house, after=after, limit=1)).result()
        seen.append(after)
        if not after:
            break
    assert not after
    assert len(set(seen)) == len(seen) > 2

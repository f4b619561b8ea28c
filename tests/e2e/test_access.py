"""Links and tokens from the terminal: accounts that they make stand in the ledger, and what is wrong is said in a line."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from askonce.adapters.settings.model import Settings
from askonce.assembly.house import House, open_house, place_of
from askonce.cli.command import Stop
from askonce.cli.commands.access import link, token
from askonce.cli.terminal import Terminal
from askonce.web.identity.accounts import account_of_link
from askonce.web.identity.administering import TERMINAL, Keeper
from askonce.web.sessions import Account, any_account, digest_of, find_session

PACK = Path(__file__).resolve().parents[2] / "packs" / "qingshan"


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'county.db'}"
    opened(url, PACK).close()
    return url


def opened(url: str, pack: Path | None = None) -> House:
    today = datetime.now(UTC).date()  # noqa: TID251 - the edge reads the clock, as the command does
    return open_house(place_of(Settings(), url), Settings(), today, pack)


def said(
    command: object, url: str, who: str, role: list[str] | None = None, person: str | None = None
) -> str:
    out = StringIO()
    arguments = Namespace(who=who, role=role, person=person, hours=1.0, database=url, settings=None)
    assert command(arguments, Terminal(out, StringIO())) == 0  # type: ignore[operator]
    return out.getvalue().strip()


def test_a_new_house_gets_its_first_admin_by_a_link(database: str) -> None:
    first = said(link, database, "admin:wang")
    second = said(link, database, "admin:wang")
    assert first.startswith("http://127.0.0.1:8000/sign-in/link/")
    house = opened(database)
    try:
        find = [
            house.database.read(lambda journal, one=one: account_of_link(journal, one.rpartition("/")[2]))  # type: ignore[misc]
            for one in (first, second)
        ]
        acts = house.database.read(lambda journal: journal.openings(kind="act"))
        made = [one.entry for one in acts if one.entry is not None]
    finally:
        house.close()
    assert find == [None, Account("admin", "wang")]  # the link before holds no longer
    assert [(one.what["do"], one.what["account"], one.actor) for one in made] == [
        ("account made", "admin:wang", TERMINAL),
        ("link made", "admin:wang", TERMINAL),
    ]


def test_roles_that_a_command_gives_stand_in_the_ledger_and_end_what_was_before(database: str) -> None:
    before = said(token, database, "officer:lin", ["street/clerk"])
    same = said(token, database, "officer:lin")
    after = said(token, database, "officer:lin", ["street/cook"])
    house = opened(database)
    try:
        found = [
            house.database.read(lambda journal, one=one: find_session(journal, digest_of(one)))  # type: ignore[misc]
            for one in (before, same, after)
        ]
        acts = house.database.read(lambda journal: journal.openings(kind="act"))
    finally:
        house.close()
    assert found[:2] == [None, None]
    assert found[2] is not None
    assert found[2].roles == ("street/cook",)
    assert [one.entry.what["do"] for one in acts if one.entry is not None] == ["account made", "roles given"]


def test_the_account_of_a_person_names_them_in_no_plain_word(database: str) -> None:
    said(link, database, "person:xiulan", person="p-elder")
    house = opened(database)
    try:
        account = house.database.read(lambda journal: any_account(journal, "person:xiulan"))
        (act,) = house.database.read(lambda journal: journal.openings(kind="act"))
    finally:
        house.close()
    assert account is not None
    assert "p-elder" not in account.person
    assert act.entry is not None
    assert act.entry.subject is not None
    assert act.entry.what["account"] == f"person:{act.entry.subject}"


@pytest.mark.parametrize(
    ("who", "role", "person", "words"),
    [
        ("king:wang", None, None, "is nobody"),
        ("admin:", None, None, "is nobody"),
        ("admin:wang", ["street/clerk"], None, "has no role"),
        ("officer:lin", ["street/king"], None, "no office of the pack has the role"),
        ("person:xiulan", None, None, "--person"),
        ("officer:lin", None, "p-elder", "--person"),
        ("admin:a/b", None, None, "letters and digits"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    database: str, who: str, role: list[str] | None, person: str | None, words: str
) -> None:
    with pytest.raises(Stop, match=words):
        said(link, database, who, role, person)


def test_a_closed_account_gets_neither_link_nor_token(database: str) -> None:
    said(link, database, "officer:lin", ["street/clerk"])
    house = opened(database)
    try:
        closed = Account("officer", "lin", ("street/clerk",), closed=True)
        house.database.write(lambda journal: Keeper(journal, house, TERMINAL).change(closed)).result()
    finally:
        house.close()
    for command in (link, token):
        with pytest.raises(Stop):
            said(command, database, "officer:lin", ["street/clerk"])

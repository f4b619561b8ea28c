"""The short journey that every database has to stand: file, decide, dispute, correct, verify, upgrade, back up, restore."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.county import PACKS, Clock, County, county, verified
from tests.e2e.program import Program

SETTINGS = """
[limits]
requests_a_minute = 1000000
[database]
url = "{url}"
key_file = "{folder}/county.keys"
"""


def core(folder: Path, url: str, other: str) -> None:
    """Live through it in a database, and once more in another that its backup makes."""
    clock, program = Clock(), Program(folder)
    place = folder / "lake"
    with county(place, clock=clock, settings=SETTINGS.format(url=url, folder=place), url=url) as lake:
        person = lake.token("person:p-1")
        corrected = _corrected(lake, person)
        running = _upgraded(lake, program, folder)
        before = lake.ask("GET", "/api/ledger/head").body.decode()
        lake.verify()
        database = ("--database", url, "--settings", lake.settings)
        (folder / "head.txt").write_text(before, "utf-8")
        assert program("backup", folder / "county.backup", *database).code == 0
        assert program("ledger", "verify", "--head", folder / "head.txt", *database).code == 0
        pack, key = lake.pack, lake.ask("GET", "/api/ledger/key").said["key"]
    restored = folder / "restored"
    restored.mkdir()
    for end in (".keys", ".signing.pem"):
        shutil.copy(place / f"county{end}", restored / f"county{end}")
    settings = SETTINGS.format(url=other, folder=restored)
    (restored / "askonce.toml").write_text(settings, "utf-8")
    database = ("--database", other, "--settings", restored / "askonce.toml")
    assert program("restore", folder / "county.backup", *database).code == 0
    with county(restored, clock=clock, settings=settings, url=other, pack=pack) as again:
        export = again.ask("GET", "/api/ledger/export").body
        verified(export, key)
        assert again.ask("POST", "/api/ledger/consistency", "", {"head": before}).status == 200
        view = again.show(again.token("person:p-1"), corrected)
        assert view["decision"]["outcome"] == {"price": "15 CNY"}
        _goes_on(again, running)
        again.verify()


def _corrected(lake: County, person: str) -> str:
    """A case that was decided, disputed, corrected and decided anew."""
    lake.put("people", "p-1", birth_date="1970-03-01", income="1800 CNY")
    view = lake.filed(person, "meal", answers={"diet": "meat"})
    case: str = view["line"]["id"]
    assert view["decision"]["outcome"] == {"price": "18 CNY"}
    lake.given(person, case, "dispute", name="birth", reason="I was born in 1960")
    registrar, clerk = lake.token("officer:ren", "board/registrar"), lake.token("officer:lin", "street/clerk")
    (correction,) = lake.ask("GET", f"/api/cases?concerns={case}", registrar).said["cases"]
    lake.given(registrar, correction["id"], "take")
    lake.given(registrar, correction["id"], "correct", value="1960-03-01", reason="the book of 1960 says so")
    lake.given(clerk, case, "take")
    assert lake.given(clerk, case, "decide")["decision"]["outcome"] == {"price": "15 CNY"}
    return case


def _upgraded(lake: County, program: Program, folder: Path) -> str:
    """A case that began before another text came into force, and goes on under its own."""
    person = lake.token("person:p-1")
    case: str = lake.filed(person, "aid")["line"]["id"]
    changed = folder / "changed"
    shutil.copytree(PACKS / "lake", changed)
    norm = changed / "norms" / "aid.yaml"
    norm.write_text(norm.read_text("utf-8").replace("2000 CNY", "1500 CNY"), "utf-8")
    lake.end()
    try:
        database = ("--database", lake.url, "--settings", lake.settings)
        assert "nothing was changed" in program("upgrade", changed, *database).out
        assert program("upgrade", changed, "--apply", *database).code == 0
    finally:
        lake.pack = changed
        lake.begin()
    later = lake.filed(person, "aid")
    earlier = lake.show(person, case)
    assert later["line"]["version"] != earlier["line"]["version"]
    clerk = lake.token("officer:lin", "street/clerk")
    proposals = [lake.show(clerk, one)["line"] for one in (case, later["line"]["id"])]
    assert all(one["state"] == "open" for one in proposals)
    outcomes = []
    for one in (case, later["line"]["id"]):
        lake.given(clerk, one, "take")
        outcomes.append(lake.show(clerk, one)["proposed"]["outcome"])
    assert outcomes == [{"aid": "granted"}, {"aid": "refused"}]
    return case


def _goes_on(lake: County, case: str) -> None:
    """A case that was restored is decided by the text with which it began."""
    board, clerk = lake.token("officer:ren", "board"), lake.token("officer:lin", "street/clerk")
    lake.given(board, case, "join", office="board", agrees=True)
    view = lake.given(clerk, case, "decide")
    assert (view["decision"]["outcome"], view["outputs"]) == ({"aid": "granted"}, ["grant"])

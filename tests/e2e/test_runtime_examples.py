"""The example of each command that works on a house runs, on a small house of the invented county."""

from __future__ import annotations

import json
import shlex
import shutil
import socket
from pathlib import Path

import pytest

from askonce.cli.command import Command
from askonce.cli.commands import COMMANDS
from tests.e2e.program import HOUSE_COMMANDS, Program, Ran

HOUSE = "sqlite:///county.db"
PLACEHOLDER = "case-01K"
OF_A_HOUSE = tuple(one for one in COMMANDS if one.words.split()[0] in HOUSE_COMMANDS)
#: Nothing is proposed in the case, and a snapshot of one row would end everybody else: refusals, and no faults.
REFUSED = frozenset({"case decide", "load"})
SERVING = frozenset({"demo", "serve"})


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


class House:
    """A house with its cast, an open case, and a dispute that waits for its holder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.program = Program(folder)
        self.program.copy("qingshan")
        self.run(
            "demo",
            "--people",
            "60",
            "--folder",
            ".",
            "--port",
            free_port(),
            "--stop-after",
            "1",
            of_house=False,
        )
        self.run("access", "token", "officer:lin", "--role", "street/clerk")
        self.run("access", "token", "officer:wu", "--role", "civil-affairs/officer")
        (folder / "diet.json").write_text('{"diet": "none"}', "utf-8")
        filed = json.loads(
            self.run(
                "case", "file", "elder-meal", "--as", "person:p-elder", "--answers", "diet.json", "--json"
            ).out
        )
        self.case = filed["line"]["id"]
        dispute = json.dumps({"do": "dispute", "name": "birth", "reason": "not my day"})
        self.run("case", "do", self.case, dispute, "--as", "person:p-elder")
        listed = json.loads(self.run("case", "list", "--as", "officer:wu", "--json").out)
        self.disputed: str = next(one["id"] for one in listed if one["concerns"] == self.case)
        self.run("case", "do", self.disputed, '{"do": "take"}', "--as", "officer:wu")

    def run(self, *words: str, of_house: bool = True) -> Ran:
        ran = self.program(*words, *(("--database", HOUSE) if of_house else ()))
        assert ran.code == 0, ran
        return ran


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("examples") / "house")


@pytest.fixture
def copied(house: House, tmp_path: Path) -> Program:
    shutil.copytree(house.program.folder, tmp_path / "copy", ignore=shutil.ignore_patterns("home"))
    return Program(tmp_path / "copy")


@pytest.mark.parametrize("command", OF_A_HOUSE, ids=lambda command: command.words)
def test_the_example_of_a_command_on_a_house_runs(house: House, copied: Program, command: Command) -> None:
    words = shlex.split(command.example.replace(PLACEHOLDER, _case(house, command)))[1:]
    if HOUSE not in words and command.words not in SERVING:
        words += ["--database", HOUSE]
    if command.words in SERVING:  # on a free port, and not for ever
        words = [*words[: words.index("--port")], "--port", free_port(), "--stop-after", "1"]
    if command.words == "load":
        (copied.folder / "insured.csv").write_text("person,insured_until\np-elder,2027-12-31\n", "utf-8")
    if command.words == "case file":
        words += ["--answers", "diet.json"]
    if command.words == "access end":
        made = copied("access", "token", "officer:lin", "--role", "street/clerk", "--database", HOUSE)
        words[words.index("aoc_…")] = made.out.strip().splitlines()[-1]
    if command.words == "restore":
        assert copied("backup", "county.backup", "--database", HOUSE).code == 0
        (copied.folder / "county.db").unlink()
        for rest in copied.folder.glob("county.db-*"):
            rest.unlink()
    if command.words == "ledger verify":
        kept = copied("ledger", "head", "--database", HOUSE)
        (copied.folder / "kept-last-year.txt").write_text(kept.out, "utf-8")
    if command.words == "ledger proof":
        words[words.index("42")] = "0"
    ran = copied(*words)
    assert ran.code == (1 if command.words in REFUSED else 0), ran
    assert ran.out or ran.err or command.words == "case list"  # nothing is open at the street


def test_each_group_has_commands() -> None:
    assert {one.words.split()[0] for one in OF_A_HOUSE} == HOUSE_COMMANDS


def _case(house: House, command: Command) -> str:
    return house.disputed if command.words == "case correct" else house.case

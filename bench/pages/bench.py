"""`pages`: portal, interview and clerk pages of the county of 20,000, asked for at a steady rate."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import mean, median
from typing import Any

import httpx

from askonce.web.sessions import Session, hours, make_token
from bench.filing.county import make_county, make_tokens, open_county, persons, serving
from bench.filing.loading import cpu_seconds, free_port, slowness
from bench.pages.visiting import Ask, Came, Lines, at_a_rate, filled_form, loads
from bench.result import Bench, Goal, Result

PEOPLE = 20_000
RATE = 100.0
SECONDS = 15.0
WARM_SECONDS = 3.0
ROUNDS = 3
RESIDENTS = 256
CASES = 60
P99_MS = 150.0
FIRST_PAGE_KB = 150.0
OFFICER = "bench.clerk"
ROLES = ("street/clerk", "street/cook", "street/officer")


def run() -> Result:
    """Serve the county, and visit it."""
    with tempfile.TemporaryDirectory(prefix="askonce-bench-") as name:
        folder = Path(name)
        make_county(folder, PEOPLE)
        house = open_county(folder)
        residents = make_tokens(house, persons(house, RESIDENTS))
        officer = house.database.write(
            lambda journal: make_token(journal, Session("officer", OFFICER, journal.now + hours(4), ROLES))
        ).result()
        house.close()
        port = free_port()
        with serving(folder, port) as (process, _):
            cases = _prepare(port, residents, officer)
            first = asyncio.run(_first_page(port))
            asks = asyncio.run(_asks(port, residents, officer, cases))
            asyncio.run(at_a_rate(port, asks.at, RATE, WARM_SECONDS))
            rounds = [_round(port, process.pid, asks) for _ in range(ROUNDS)]
    return _result(rounds, first)


class _Asks:
    """What is asked for, in turns: of ten requests five of the portal, two of the interview, three of a clerk."""

    def __init__(self, kinds: Sequence[Sequence[Ask]]) -> None:
        self._kinds = [cycle(one) for one in kinds]

    def at(self, number: int) -> Ask:
        """The request of a number."""
        return next(self._kinds[number % len(self._kinds)])


@dataclass(frozen=True, slots=True)
class Round:
    """What one round found."""

    came: list[Came]
    slowness: float
    cpu_ms: float

    @property
    def p99_ms(self) -> float:
        """The time of 99 of 100 pages."""
        return _rank([one.seconds for one in self.came], 0.99) * 1000

    @property
    def calibrated_ms(self) -> float:
        """The same, as it would be on the machine on which the goal was set."""
        return self.p99_ms / self.slowness


def _round(port: int, pid: int, asks: _Asks) -> Round:
    slow, cpu = [slowness()], cpu_seconds(pid)
    came = asyncio.run(at_a_rate(port, asks.at, RATE, SECONDS))
    cpu = cpu_seconds(pid) - cpu
    slow.append(slowness())
    return Round(came, mean(slow), cpu / len(came) * 1000)


def _rank(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def _prepare(port: int, residents: Sequence[str], officer: str) -> list[str]:
    """Cases that wait for the clerk, who takes every other one."""
    made = []
    for number, token in enumerate(residents[:CASES]):
        filing = {"service": "elder-meal", "answers": {"diet": "no peanuts"}}
        line = _post(port, "/api/cases", filing, token, f"bench-case-{number}")["line"]
        if number % 2 == 0:
            _post(
                port,
                f"/api/cases/{line['id']}/commands",
                {"do": "take"},
                officer,
                f"bench-take-{number}",
                line["events"],
            )
        made.append(line["id"])
    return made


def _post(port: int, path: str, body: Any, token: str, key: str, events: int | None = None) -> Any:
    headers = {"authorization": f"Bearer {token}", "idempotency-key": key}
    if events is not None:
        headers["if-match"] = f'"{events}"'
    answer = httpx.post(f"http://127.0.0.1:{port}{path}", json=body, headers=headers, timeout=30)
    return answer.raise_for_status().json()


async def _first_page(port: int) -> float:
    """The bytes on the wire of the first page with all that it loads, in thousands."""
    lines = Lines(port)
    _, total, html, _ = await lines.ask("GET", "/", "")
    wanted = loads(html.decode())
    for path in wanted:
        status, size, body, _ = await lines.ask("GET", path, "")
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        total += size
        wanted += [one for one in _imports(body) if one not in wanted]
    lines.close()
    if len(wanted) < 5:
        raise RuntimeError(f"the first page loads only {wanted}: `make setup` fetches what is missing")
    return total / 1000


def _imports(script: bytes) -> list[str]:
    return [
        part.split('"')[0]
        for part in script.decode("utf-8", "replace").split('from "')[1:]
        if part.startswith("/static/")
    ]


async def _asks(port: int, residents: Sequence[str], officer: str, cases: Sequence[str]) -> _Asks:
    """The requests of each kind; those that send an answer carry the form that the resident was shown."""
    lines = Lines(port)
    answers = []
    for token in residents[CASES:]:
        _, _, html, _ = await lines.ask("GET", "/apply/elder-meal", token)
        form = filled_form(html.decode(), "no peanuts")
        if form is None:
            raise RuntimeError("the interview shows no question")
        answers.append(Ask("interview", "POST", form[0], token, form[1]))
    lines.close()
    first = [Ask("portal", "GET", "/")]
    found = [
        Ask("portal", "GET", f"/services?q={words}") for words in ("meal", "eldrely", "%E8%80%81%E5%B9%B4")
    ]
    service = [
        Ask("portal", "GET", f"/services/{name}") for name in ("elder-meal", "pension", "school-place")
    ]
    own = [Ask("portal", "GET", "/me", token) for token in residents]
    case = [
        Ask("portal", "GET", f"/me/cases/{one}", token) for one, token in zip(cases, residents, strict=False)
    ]
    apply = [Ask("interview", "GET", "/apply/elder-meal", token) for token in residents]
    work = [Ask("clerk", "GET", "/work", officer)]
    taken = [Ask("clerk", "GET", f"/work/{one}", officer) for one in cases[::2]]
    return _Asks(
        [
            first,
            apply,
            found,
            taken,
            own,
            answers,
            service,
            work,
            case,
            list(islice(cycle(taken), len(taken))),
        ]
    )


def _result(rounds: Sequence[Round], first: float) -> Result:
    failed = sum(one.status not in (200, 303) for made in rounds for one in made.came)
    goals = (
        Goal("p99 of pages / 150 ms, calibrated", median(one.calibrated_ms for one in rounds) / P99_MS, 1.0),
        Goal("first page in thousands of bytes on the wire", first, FIRST_PAGE_KB),
        Goal("pages that failed", failed, 0),
    )
    kinds = ("portal", "interview", "clerk")
    beside = {
        "p99_ms": [round(one.p99_ms, 1) for one in rounds],
        "p50_ms": {
            kind: round(
                _rank([one.seconds for made in rounds for one in made.came if one.kind == kind], 0.5) * 1000,
                1,
            )
            for kind in kinds
        },
        "p99_ms_of": {
            kind: round(
                _rank([one.seconds for made in rounds for one in made.came if one.kind == kind], 0.99) * 1000,
                1,
            )
            for kind in kinds
        },
        "slowness": [round(one.slowness, 2) for one in rounds],
        "server_cpu_ms_a_page": [round(one.cpu_ms, 2) for one in rounds],
    }
    return Result(goals, beside)


PAGES = Bench("pages", "portal, interview and clerk pages of the county of 20,000, at 100 a second", run)

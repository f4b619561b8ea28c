"""A department that hangs or answers nonsense: the service does what its text says, and nobody else waits for it."""

from __future__ import annotations

import http.client
import json
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

import pytest

from tests.faults.clients import Receiver, asked
from tests.faults.houses import steady
from tests.faults.served import Served
from tests.faults.sources import SETTINGS, department

pytestmark = pytest.mark.faults
NONSENSE: Final = ("no JSON", "another type", "another thing", "endless")
SOURCE_SECONDS: Final = 1.0
#: No request that asks nobody outside may take as long, whatever a department does.
SOON_SECONDS: Final = 0.8

#: A register that owed a datum is asked again within this time, and the house needs no longer to do it.
RETRY_SECONDS: Final = 5 * 3600.0
WAITING_SECONDS: Final = 10.0


class Desk:
    """Files through a helper, a new person each time, or as a person who has a token."""

    def __init__(self, one: Served, port: int) -> None:
        self._one = one
        self._port = port
        self._count = 0

    def file(
        self, service: str, answers: dict[str, Any] | None = None, person: str = "", token: str = ""
    ) -> tuple[int, dict[str, Any], float]:
        """The status, the answer and the seconds that a filing took."""
        self._count += 1
        body: dict[str, Any] = {"service": service} | ({"answers": answers} if answers else {})
        if not token:
            name = person or f"q-{service}-{self._count}-{threading.get_ident()}"
            body |= {"applicant": name, "channel": "counter", "consent": "on paper"}
        headers = {"Authorization": f"Bearer {token or self._one.token}", "Content-Type": "application/json"}
        headers["Idempotency-Key"] = f"desk-{self._count}-{threading.get_ident()}-{steady()}"
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as connection:
            began = steady()
            connection.request("POST", "/api/cases", json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read()), steady() - began


def test_a_department_that_answers_nonsense(receiver: Receiver, tmp_path: Path) -> None:
    with department() as homes:
        more = SETTINGS.format(port=homes.port, seconds=SOURCE_SECONDS)
        one = Served(f"sqlite:///{tmp_path}/county.db", tmp_path, receiver, 14, more)
        first, said = (
            one.token_of("q-first"),
            one.token_of("q-said"),
        )  # what came out is for the person to see
        process = one.started()
        try:
            desk = Desk(one, process.port)
            status, body, _ = desk.file("asked", token=first)
            assert (status, body["decision"]["outcome"]) == (201, {"result": True})
            for mood in NONSENSE:
                homes.mood = mood
                status, body, seconds = desk.file("asked", person=f"q-{mood}")
                assert (status, body["code"]) == (422, "missing-answers"), mood
                assert "rooms" in body["detail"]
                assert seconds < SOURCE_SECONDS + SOON_SECONDS
                homes.mood = "well"
                status, body, _ = desk.file("asked")  # and is believed again at once where it makes sense
                assert status == 201
            homes.mood = "no JSON"
            status, body, _ = desk.file("asked", {"rooms": 3}, token=said)
            assert (status, body["decision"]["outcome"]) == (201, {"result": False})
            status, body, _ = desk.file("awaited")
            assert (status, body["line"]["state"], body["waits_for"]) == (201, "waiting", ["rooms"])
        finally:
            process.kill()
    assert not one.faults()
    assert not one.unverified()


def test_a_department_that_hangs_holds_up_nobody_else(receiver: Receiver, tmp_path: Path) -> None:
    with department() as homes:
        more = SETTINGS.format(port=homes.port, seconds=3 * SOURCE_SECONDS)
        one = Served(f"sqlite:///{tmp_path}/county.db", tmp_path, receiver, 15, more)
        process = one.started()
        try:
            desk = Desk(one, process.port)
            homes.mood = "hangs"
            hanging: list[tuple[int, dict[str, Any], float]] = []

            def waits() -> None:
                with suppress(OSError):
                    hanging.append(desk.file("asked"))

            crowd = [threading.Thread(target=waits, daemon=True) for _ in range(40)]
            for client in crowd:
                client.start()
            time.sleep(0.5)
            others = []
            for _ in range(5):
                began = steady()
                assert asked(process.port, "/health")[0] == 200
                others.append(steady() - began)
                status, _, seconds = desk.file("card", {"diet": "meat"})
                assert status == 201
                others.append(seconds)
            assert max(others) < SOON_SECONDS, others
            for client in crowd:
                client.join(60)
            assert {(status, body["code"]) for status, body, _ in hanging} == {(422, "missing-answers")}
            assert len(hanging) == len(crowd)
            status, _, seconds = desk.file("asked")  # it is left alone for a while: nobody waits for it again
            assert (status, seconds < SOON_SECONDS) == (422, True)
        finally:
            process.kill()
    assert not one.faults()
    assert not one.unverified()


def test_a_case_that_waits_goes_on_once_the_department_answers(receiver: Receiver, tmp_path: Path) -> None:
    """Without a person: the house asks again by itself, as the service says that the case waits for the register."""
    with department() as homes:
        more = SETTINGS.format(port=homes.port, seconds=SOURCE_SECONDS)
        one = Served(f"sqlite:///{tmp_path}/county.db", tmp_path, receiver, 20, more)
        process = one.started()
        homes.mood = "no JSON"
        status, body, _ = Desk(one, process.port).file("awaited")
        assert (status, body["waits_for"]) == (201, ["rooms"])
        process.kill()
        homes.mood = "well"
        process = one.started(clock=RETRY_SECONDS)
        try:
            ends = steady() + WAITING_SECONDS
            case = f"/api/cases/{body['line']['id']}"
            while True:
                _, view = asked(process.port, case, {"Authorization": f"Bearer {one.token}"})
                if json.loads(view)["line"]["state"] != "waiting" or steady() > ends:
                    break
                time.sleep(0.1)
        finally:
            process.kill()
    assert json.loads(view)["line"]["state"] == "decided"
    assert not one.faults()

"""A house of a small invented county, asked in the process as a server would hand requests on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec

from askonce.adapters.settings.model import Limits, Oidc, Sessions, Settings, Web
from askonce.assembly.demonstration import Filling
from askonce.assembly.house import House, open_house, place_of
from askonce.assembly.outside import Outside
from askonce.registers.pseudonym import CASES
from askonce.web.service import CastMember, Service
from askonce.web.sessions import Session, make_token
from askonce.web.site import make_site

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 60
CAST = (CastMember("p-elder", "person", "沈秀兰", {"en": "one", "zh": "一"}),)
MEAL = {"service": "elder-meal", "answers": {"diet": "no peanuts"}}


class Served:
    """A house behind its site; every request runs in an event loop of its own."""

    def __init__(self, house: House, service: Service) -> None:
        self.house = house
        self.service = service
        self.site: Any = make_site(service)
        self._keys = 0

    def token(self, kind: str, name: str, *roles: str, hours: float = 1.0) -> str:
        """A token for somebody; of a person `name` is the subject."""
        who = self.house.keys.of(CASES, name) if kind == "person" else name
        return self.house.database.write(
            lambda journal: make_token(
                journal, Session(kind, who, journal.now + timedelta(hours=hours), roles)
            )
        ).result()

    def key(self) -> str:
        """A key that was not used before."""
        self._keys += 1
        return f"key-{self._keys:08}"

    def ask(self, method: str, path: str, token: str = "", **more: Any) -> httpx.Response:
        """One request; `headers` are added to those that a well-behaved client sends."""
        (answer,) = self.ask_all([(method, path, token, more)])
        return answer

    def ask_all(self, requests: list[tuple[str, str, str, dict[str, Any]]]) -> list[httpx.Response]:
        """Several requests at once."""
        return asyncio.run(self._ask_all(requests))

    async def _ask_all(self, requests: list[tuple[str, str, str, dict[str, Any]]]) -> list[httpx.Response]:
        transport = httpx.ASGITransport(self.site, raise_app_exceptions=False, client=("203.0.113.7", 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return list(await asyncio.gather(*(self._one(client, *one) for one in requests)))

    @staticmethod
    async def _one(
        client: httpx.AsyncClient, method: str, path: str, token: str, more: dict[str, Any]
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return await client.request(
            method, path, **{**more, "headers": {**headers, **more.get("headers", {})}}
        )

    def file(self, token: str, filing: dict[str, Any] | None = None, key: str = "") -> httpx.Response:
        """File a case."""
        headers = {"idempotency-key": key or self.key()}
        return self.ask("POST", "/api/cases", token, json=filing or MEAL, headers=headers)


@contextmanager
def served(
    folder: Path,
    *,
    demo: bool = False,
    limits: Limits | None = None,
    web: Web | None = None,
    oidc: Oidc | None = None,
    sessions: Sessions | None = None,
) -> Iterator[Served]:
    """A house in a folder, filled with a village of invented people."""
    settings = msgspec.structs.replace(
        Settings(),
        limits=limits or Limits(requests_a_minute=1_000_000),
        web=web or Web(),
        oidc=oidc,
        sessions=sessions or Sessions(),
    )
    today = datetime.now(UTC).date()  # noqa: TID251 - the edge reads the clock, as `serve` does
    place = place_of(settings, f"sqlite:///{folder / 'county.db'}")
    house = open_house(place, settings, today, ROOT / "packs" / "qingshan")
    outside = Outside(house, "test")
    service = Service(house, outside, CAST if demo else ())
    try:
        Filling(house, today, PEOPLE).everything()
        yield Served(house, service)
    finally:
        service.close()
        outside.stop()
        house.close()

"""A browser as far as tests of security need one: it keeps cookies, fills in forms, and follows where it is sent."""

from __future__ import annotations

import asyncio
import html
import re
from typing import Any, Final

import httpx

from tests.security.served import Served

_FIELD: Final = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
FIREFOX: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_MOST_HOPS: Final = 5


class Browsing:
    """One browser in front of a house; what it was answered last is `page`."""

    def __init__(self, house: Served, url: str = "http://localhost", address: str = "203.0.113.7") -> None:
        self.house = house
        self.url = url
        self.address = address
        self.cookies: dict[str, str] = {}
        self.page = httpx.Response(200)
        self.visited: list[str] = []
        self._hidden: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Open a page, and go where it sends one."""
        return self._follow(self.send("GET", path, headers=headers))

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with the token of the page before, and go where that leads."""
        return self._follow(self.send("POST", path, fields))

    def send(
        self,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """One request, as a browser sends it, and its answer, wherever that points."""
        site = {"sec-fetch-site": "same-origin"} if method == "POST" else {}
        said = {"user-agent": FIREFOX, **site, **(headers or {})}
        if self.cookies:
            said["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        token = {"_token": self._hidden["_token"]} if "_token" in self._hidden else {}
        data = {**token, **fields} if fields is not None else None
        answer = asyncio.run(self._sent(method, path, said, data))
        self._keep(answer)
        return answer

    async def _sent(
        self, method: str, path: str, headers: dict[str, str], data: dict[str, Any] | None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(
            self.house.site, raise_app_exceptions=False, client=(self.address, 4711)
        )
        async with httpx.AsyncClient(transport=transport, base_url=self.url) as client:
            return await client.request(method, path, headers=headers, data=data)

    def _keep(self, answer: httpx.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            pair, _, rest = line.partition(";")
            name, _, value = pair.partition("=")
            if "Max-Age=0" in rest:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        if "text/html" in answer.headers.get("content-type", ""):
            self._hidden = {name: html.unescape(value) for name, value in _FIELD.findall(answer.text)}
            self.page = answer

    def _follow(self, answer: httpx.Response) -> httpx.Response:
        for _ in range(_MOST_HOPS):
            to = answer.headers.get("location", "")
            if answer.status_code != 303 or not to.startswith("/"):
                return answer
            self.visited.append(to)
            answer = self.send("GET", to)
        raise AssertionError("sent on and on")

    def copied(self) -> Browsing:
        """Another browser that somebody gave the same cookies."""
        other = Browsing(self.house, self.url, self.address)
        other.cookies, other._hidden = dict(self.cookies), dict(self._hidden)
        return other

    def is_in(self) -> bool:
        """Whether this browser holds a session that is in force."""
        return self.copied().send("GET", "/me/security").status_code == 200

"""A request as the door reads it: what of the server's own words it needs, each decoded only once somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from litestar.types import Receive, Scope

from askonce.registers.refusal import Refusal
from askonce.web.problem import refused

_NOWHERE: Final[Mapping[str, str]] = {}


class Asked:
    """A request: `most` bytes at most are read of its body, `path` has the variables of its route."""

    __slots__ = ("_headers", "_most", "_receive", "_scope", "path")

    def __init__(self, scope: Scope, receive: Receive, most: int, path: Mapping[str, str] = _NOWHERE) -> None:
        self._scope = scope
        self._receive = receive
        self._most = most
        self.path = path
        # of a header that stands twice the first counts
        self._headers: dict[bytes, bytes] = dict(reversed([*scope["headers"]]))

    @property
    def method(self) -> str:
        """Its method."""
        method: str = self._scope["method"]  # type: ignore[typeddict-item]
        return method

    @property
    def where(self) -> str:
        """Its path as it stands in the address."""
        return self._scope["path"]

    @property
    def query(self) -> bytes:
        """The words behind the path, still encoded."""
        query: bytes = self._scope["query_string"]
        return query

    @property
    def peer(self) -> str:
        """The address that the connection comes from."""
        client = self._scope.get("client")
        return client[0] if client else ""

    def header(self, name: bytes) -> str:
        """A header by its name in small letters, empty where it is not there."""
        return self._headers.get(name, b"").decode("latin-1")

    async def body(self) -> bytes | Refusal:
        """The whole body; refused where it is larger than is taken here, or where it breaks off."""
        said = self._headers.get(b"content-length", b"0")
        if not said.isdigit():
            return refused("no-json")
        if int(said[:20]) > self._most:
            return refused("too-large")
        blocks: list[bytes] = []
        size = 0
        while True:
            event = await self._receive()
            if event["type"] != "http.request":
                return refused("fault")  # whoever asked is gone
            block = event["body"]
            size += len(block)
            if size > self._most:
                return refused("too-large")
            if not event["more_body"]:
                return b"".join([*blocks, block]) if blocks else block
            blocks.append(block)

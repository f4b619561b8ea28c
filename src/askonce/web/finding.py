"""Looks sessions up: those that are asked for while others are read are read together after them, by one job."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeAlias

from askonce.cases.journal import Journal
from askonce.web.sessions import Session, find_session

Found: TypeAlias = Mapping[str, Session | None]


class Finding:
    """The look-ups of one loop; a job for each of a thousand would have a thousand threads take turns."""

    def __init__(self, read: Callable[[Callable[[Journal], Found]], Awaitable[Found]]) -> None:
        self.loop = asyncio.get_running_loop()
        self._read = read
        self._asked: dict[str, asyncio.Future[Session | None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def find(self, digest: str) -> Session | None:
        """The session of a digest, none where it is not in force; raises what reading it does."""
        waits = self._asked.get(digest)
        if waits is None:
            waits = self._asked[digest] = self.loop.create_future()
        if self._task is None:
            self._task = self.loop.create_task(self._run())
        return await asyncio.shield(waits)  # others may wait for the same

    async def _run(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, {}
                (found,) = await asyncio.gather(
                    self._read(partial(_find_all, digests=tuple(asked))), return_exceptions=True
                )
                for digest, waits in asked.items():
                    if isinstance(found, BaseException):
                        waits.set_exception(found)
                        waits.exception()  # whoever asked may be gone
                    else:
                        waits.set_result(found[digest])
        finally:
            self._task = None


def _find_all(journal: Journal, digests: tuple[str, ...]) -> Found:
    return {digest: find_session(journal, digest) for digest in digests}

"""A register that a department answers for over HTTP, one subject at a time."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from askonce.adapters.calling.caller import Call, Caller
from askonce.adapters.calling.reply import NonsenseError as NoJsonError
from askonce.adapters.calling.reply import NoReply, Reply, read_object
from askonce.adapters.settings.model import HttpSource as Settings
from askonce.adapters.sources.answer import (
    NonsenseError,
    Types,
    day_of,
    relations_of,
    say_something,
    values_of,
)
from askonce.adapters.sources.source import Answer, NoAnswer
from askonce.registers.sources import Wanted

_NO_ROW: Final = (404, 410)
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class HttpSource:
    """Asks by GET, which changes nothing there and may be repeated."""

    def __init__(self, settings: Settings, types: Types, caller: Caller) -> None:
        self._settings = settings
        self._types = types
        self._caller = caller
        self.tries = settings.tries

    def ask(self, wanted: Wanted) -> Answer | NoAnswer:
        """What the department says of a subject."""
        reply = self._caller.call(self._call(wanted))
        if isinstance(reply, NoReply):
            return NoAnswer(reply.reason, passing=reply.passing)
        if reply.status in _NO_ROW:
            return Answer(None)
        if reply.status != 200:
            return NoAnswer(f"it answered {reply.status}", passing=reply.status in _PASSING)
        try:
            return self._answer(reply, wanted)
        except (NonsenseError, NoJsonError) as error:
            return NoAnswer(f"its answer is nonsense: {error}")

    def close(self) -> None:
        """Nothing is held here: the caller is shared."""

    def _call(self, wanted: Wanted) -> Call:
        told = self._settings
        names = [told.columns.get(name, name) for name in (*wanted.attributes, *wanted.relations)]
        url = told.url.replace("{subject}", quote(wanted.subject, safe=""))
        headers = {"Accept": "application/json"}
        if told.token:
            headers["Authorization"] = f"Bearer {told.token.reveal()}"
        return Call(
            "GET",
            url.replace("{attributes}", quote(",".join(names), safe=",")),
            headers,
            seconds=told.seconds,
            most_bytes=told.most_bytes,
            authority=told.authority,
        )

    def _answer(self, reply: Reply, wanted: Wanted) -> Answer:
        told = self._settings
        said: Any = read_object(reply.body)
        as_of = day_of(said, told.as_of)
        for step in filter(None, told.values.split(".")):
            if not isinstance(said, dict) or step not in said:
                raise NonsenseError(f"it has no `{told.values}`")
            said = said[step]
        if said is None:
            return Answer(None, as_of=as_of)
        if not isinstance(said, dict):
            raise NonsenseError(f"`{told.values}` is no object")
        say_something(said, wanted, told.columns)
        values = values_of(said, wanted, self._types.get(wanted.register, {}), told.columns)
        return Answer(values, relations_of(said, wanted, told.columns), as_of or day_of(said, told.as_of))

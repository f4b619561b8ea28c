"""Reads the facts of a case from JSON by the types that a norm needs; nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from askonce.feel.types import DATE, ContextType, ListType, MoneyType, Type
from askonce.feel.values import Value
from askonce.norms.binding import DATES
from askonce.norms.columns import Misfit, value_from
from askonce.registers.fact import NONE, Fact, State
from askonce.text.suggest import did_you_mean

#: The words of a fact that says more than its value.
_WORDS: Final = frozenset(["state", "value", "source", "as_of", "stale", "disputed"])
_STATES: Final = {state.value: state for state in State}
_VALUED: Final = frozenset([State.KNOWN, State.NONE])
_BLANK: Final = re.compile(r"[ \t\n\r]*")
_LONGEST_INT: Final = 40

Steps = tuple[str | int, ...]


class Misread(msgspec.Struct, frozen=True):
    """Something in a text of facts that does not fit: its JSON pointer, its place in the text, and the repair."""

    pointer: str
    line: int
    column: int
    message: str
    help: str = ""


def read_facts(text: str, wanted: Mapping[str, Type]) -> tuple[dict[str, Fact], tuple[Misread, ...]]:
    """The facts that a JSON object says, by name, and what in it does not fit.

    A plain value is known, null is none. `{"state": "declined"}` says how a fact stands, and
    `{"value": 1, "source": "people", "as_of": "2026-03-01", "stale": true}` says more of one that is known.

    >>> from askonce.feel.types import INTEGER
    >>> facts, misread = read_facts(
    ...     '{"income": 61, "born": {"state": "not asked"}}', {"income": INTEGER, "born": DATE}
    ... )
    >>> facts["income"].value, facts["born"].state.value, misread
    (Decimal('61'), 'not asked', ())
    >>> read_facts('{"incme": 61}', {"income": INTEGER})[1][0].help
    'did you mean `income`?'
    """
    loaded = _load(text)
    if isinstance(loaded, Misread):
        return {}, (loaded,)
    if not isinstance(loaded, dict):
        return {}, (
            Misread("", 1, 1, "the facts are no JSON object", 'write them like {"birth": "1960-02-29"}'),
        )
    reader = _Reader(text, wanted)
    found = {name: fact for name in loaded if (fact := reader.fact(name, loaded[name])) is not None}
    return found, tuple(reader.misread)


def _load(text: str) -> Any:
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            parse_float=Decimal,
            parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_INT else Decimal(digits),
            parse_constant=_Strange,
            object_pairs_hook=_once,
        )
    except json.JSONDecodeError as error:
        return Misread(
            "", error.lineno, error.colno, f"the facts are no JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        )
    except _TwiceError as error:
        return Misread(f"/{error}", 1, 1, f"`{error}` is given twice")
    except RecursionError:
        return Misread("", 1, 1, "the facts are nested too deep")


class _Strange(msgspec.Struct, frozen=True):
    """A word such as NaN, which JSON does not have."""

    word: str


class _TwiceError(ValueError):
    """A name that an object gives twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceError(name)
        found[name] = value
    return found


class _Reader:
    """Reads the facts of one text; what does not fit gathers while it does."""

    def __init__(self, text: str, wanted: Mapping[str, Type]) -> None:
        self.text = text
        self.wanted = wanted
        self.misread: list[Misread] = []

    def wrong(self, at: Steps, message: str, repair: str = "") -> None:
        line, column = place_of(self.text, at)
        self.misread.append(Misread(pointer(at), line, column, message, repair))

    def fact(self, name: str, raw: Any) -> Fact | None:
        """One fact, or None where it does not fit."""
        kind = self.wanted.get(name)
        if kind is None:
            self.unknown((name,), name, self.wanted)
            return None
        if raw is None:
            return NONE
        if isinstance(raw, dict) and {"state", "value"} & raw.keys() and raw.keys() <= _WORDS:
            return self.said((name,), raw, kind)
        before = len(self.misread)
        value = self.value((name,), raw, kind)
        return Fact(State.KNOWN, value) if len(self.misread) == before else None

    def unknown(self, at: Steps, name: str, names: Mapping[str, Type]) -> None:
        """A name that the norm does not need."""
        if name in DATES and len(at) == 1:
            self.wrong(at, f"`{name}` is a date of the case, no fact", "the dates of a case are given apart")
            return
        listed = ", ".join(f"`{one}`" for one in list(names)[:8])
        repair = did_you_mean(name, names) or (f"it needs {listed}" if listed else "it needs no facts")
        self.wrong(at, f"the norm needs no fact `{name}`", repair)

    def said(self, at: Steps, raw: Mapping[str, Any], kind: Type) -> Fact | None:
        """A fact with its state, its source, or whether it is stale or disputed."""
        before = len(self.misread)
        state = self.state(at, raw)
        given = raw.get("value")
        value = None if given is None else self.value((*at, "value"), given, kind)
        if given is not None and state is not None and state is not State.KNOWN:
            self.wrong(
                (*at, "value"), f"a fact that is {state.value} has no value", "leave out `value` or `state`"
            )
        if given is None and raw.get("state") == State.KNOWN.value:
            self.wrong(at, "a fact that is known has a value", 'write it as `value`, or the state as "none"')
        source = self.word((*at, "source"), raw.get("source"), str, "a text")
        stale = self.word((*at, "stale"), raw.get("stale"), bool, "true or false")
        disputed = self.word((*at, "disputed"), raw.get("disputed"), bool, "true or false")
        as_of = None if raw.get("as_of") is None else self.value((*at, "as_of"), raw["as_of"], DATE)
        if len(self.misread) > before or state is None:
            return None
        if given is None and state in _VALUED:
            state = State.NONE
        return Fact(state, value, source, as_of, stale=bool(stale), disputed=bool(disputed))  # type: ignore[arg-type]

    def state(self, at: Steps, raw: Mapping[str, Any]) -> State | None:
        if "state" not in raw:
            return State.KNOWN
        found = _STATES.get(raw["state"]) if isinstance(raw["state"], str) else None
        if found is None:
            listed = ", ".join(f"`{word}`" for word in _STATES)
            repair = did_you_mean(str(raw["state"]), _STATES) or f"the states are {listed}"
            self.wrong((*at, "state"), f"`{raw['state']}` is no state of a fact", repair)
        return found

    def word(self, at: Steps, raw: Any, kind: type, should: str) -> Any:
        if raw is not None and not isinstance(raw, kind):
            self.wrong(at, f"{should} should stand here")
            return None
        return raw

    def value(self, at: Steps, raw: Any, kind: Type) -> Value:
        """A value of a type; null is of every type."""
        if raw is None:
            return None
        if isinstance(kind, ListType) and isinstance(raw, list):
            return tuple(self.value((*at, place), item, kind.of) for place, item in enumerate(raw))
        if isinstance(kind, ContextType) and isinstance(raw, dict):
            return self.context(at, raw, kind)
        if isinstance(kind, MoneyType) and isinstance(raw, dict) and raw.keys() == {"amount", "currency"}:
            raw = f"{raw['amount']} {raw['currency']}"
        found = (
            Misfit(f"`{raw.word}` is no number")
            if isinstance(raw, _Strange)
            else value_from(_plain(raw), kind)
        )
        if isinstance(found, Misfit):
            self.wrong(at, found.message)
            return None
        return found

    def context(self, at: Steps, raw: Mapping[str, Any], kind: ContextType) -> Value:
        """Named values: those that the type has, each said or null, and no others."""
        fields = dict(kind.fields)
        for name in raw:
            if name not in fields:
                self.unknown((*at, name), name, fields)
        for name in fields:
            if name not in raw:
                self.wrong(at, f"`{name}` is not said", "say it, or null where there is none")
        return {name: self.value((*at, name), raw[name], of) for name, of in fields.items() if name in raw}


def _plain(raw: Any) -> Any:
    """Words that JSON does not have, deep inside a value, as the text that stood there."""
    if isinstance(raw, _Strange):
        return raw.word
    if isinstance(raw, list):
        return [_plain(item) for item in raw]
    return {name: _plain(item) for name, item in raw.items()} if isinstance(raw, dict) else raw


def pointer(at: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901).

    >>> pointer(("members", 0, "a/b"))
    '/members/0/a~1b'
    """
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in at)


def place_of(text: str, at: Sequence[str | int]) -> tuple[int, int]:
    """The line and column where a value stands in a text of JSON that reads clean.

    >>> place_of('{"a": 1, "b": [2, 3]}', ("b", 1))
    (1, 19)
    """
    place = _skip(text, 1 if text.startswith("\ufeff") else 0)
    for step in at:
        place = next((value for key, value in _entries(text, place) if key == step), place)
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _skip(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _entries(text: str, place: int) -> Iterator[tuple[str | int, int]]:
    """The keys or numbers of what an object or a list holds, each with the place of its value."""
    decoder = json.JSONDecoder()
    opening, count = text[place], 0
    place = _skip(text, place + 1)
    while text[place] not in "}]":
        key: str | int = count
        if opening == "{":
            key, place = decoder.raw_decode(text, place)
            place = _skip(text, _skip(text, place) + 1)
        yield key, place
        _, place = decoder.raw_decode(text, place)
        place, count = _skip(text, place), count + 1
        if text[place] == ",":
            place = _skip(text, place + 1)

"""Which services fit the words of somebody who looks for one: by title, what it gives, what it asks, whose office it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from askonce.cases.asking import BoundCase
from askonce.cases.running import Running
from askonce.cases.wording.titles import Titles
from askonce.methods.finding import Finder, Text

_TITLE, _NEAR, _AROUND = 1.0, 0.8, 0.55
#: The versions of a pack that a process serves are few.
_VERSIONS: Final = 4


@lru_cache(_VERSIONS)
def finder_of(running: Running) -> Finder:
    """The finder of a version of a pack."""
    bound = running.bound
    events: dict[str, list[str]] = {}
    for event in bound.get("life_event", {}).values():
        for ref in event.services:
            events.setdefault(ref.id, []).extend(event.title.texts.values() if event.title else ())
    titles = Titles(bound)
    return Finder(
        {name: list(_texts(case, titles, events.get(name, ()))) for name, case in services_of(bound).items()}
    )


def services_of(bound: Mapping[str, Mapping[str, Any]]) -> Mapping[str, BoundCase]:
    """The services of a pack by name."""
    return bound.get("service", {})


def _texts(case: BoundCase, titles: Titles, events: Any) -> Iterator[Text]:
    service = case.service
    if service is None:
        return
    yield Text(service.id.replace("-", " "))
    for words in (service.title, *(output.title for output in service.gives.values())):
        if words is not None:
            yield from (Text(text, _TITLE) for text in words.texts.values())
    yield from (Text(name.replace("-", " "), _NEAR) for name in service.gives)
    yield from (Text(text, _NEAR) for text in events)
    if service.about is not None:
        yield from (Text(text, _AROUND) for text in service.about.texts.values())
    if service.office is not None:
        yield from (Text(text, _AROUND) for text in titles.title("office", service.office.id).values())
    for asked in case.asked:
        yield from (Text(text, _AROUND) for text in titles.question(asked).values())

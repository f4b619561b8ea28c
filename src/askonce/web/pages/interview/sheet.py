"""What an interview is about: one service or the services of a life event, and the paths of its pages."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from askonce.cases.running import Ready
from askonce.registers.refusal import Refusal
from askonce.web.drafts import EVENT, SERVICE
from askonce.web.pages.frame.visit import Visit
from askonce.web.pages.interview.seat import Seat
from askonce.web.problem import refused


class Sheet(msgspec.Struct, frozen=True):
    """What an interview is about; `home` is the path of its first page, the others lie under it."""

    about: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    readies: tuple[Ready, ...]
    home: str
    is_event: bool

    def ready(self, service: str) -> Ready | None:
        """One of its services."""
        return next((one for one in self.readies if one.id == service), None)

    @property
    def filer(self) -> str:
        """For whom it is: the kind of subject that files."""
        service = self.readies[0].service
        return service.filer.id if service is not None and service.filer is not None else "person"


def sheet_of(visit: Visit, seat: Seat) -> Sheet | Refusal:
    """What the path of a page names; refused where there is no such service or life event."""
    service, event = visit.path.get("service"), visit.path.get("event")
    types = visit.running.types
    if service is not None:
        ready = types.get(service)
        if ready is None or ready.service is None:
            return refused("no-such-thing")
        words = ready.service
        home = f"{seat.prefix}/apply/{service}"
        about = words.about.texts if words.about is not None else {}
        title = words.title.texts if words.title is not None else {"en": service}
        return Sheet(f"{SERVICE}/{service}", title, about, (ready,), home, is_event=False)
    found = visit.running.bound.get("life_event", {}).get(event or "")
    if found is None:
        return refused("no-such-thing")
    readies = tuple(types[ref.id] for ref in found.services if ref.id in types)
    if not readies:
        return refused("no-such-thing")
    title = found.title.texts if found.title is not None else {"en": found.id}
    home = f"{seat.prefix}/life-events/{event}/apply"
    return Sheet(f"{EVENT}/{event}", title, {}, readies, home, is_event=True)

"""Makes the pages of a house: their doors, their templates, the files that they load."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer
from askonce.web.pages.frame.cookies import Jar
from askonce.web.pages.frame.door import Asking, Desk, PageDoor, problem_answer
from askonce.web.pages.frame.language import say
from askonce.web.pages.frame.render import Renderer
from askonce.web.pages.frame.static import Files
from askonce.web.pages.frame.visit import PageRoute, Visit
from askonce.web.pages.table import FOOTER, HEADER, NOTICES, PAGES
from askonce.web.service import Service

_TLS: Final = "https://"


class Pages:
    """The pages of one house."""

    def __init__(self, service: Service) -> None:
        self.routes: tuple[PageRoute, ...] = tuple(one for one in PAGES if service.cast or not one.demo)
        self.files = Files()
        house = service.house
        secret = house.keys.derive("forms")
        self._opened = tuple(
            re.compile(re.sub(r"\\{[a-z_]+\\}", "[^/]+", re.escape(one.path)))
            for one in self.routes
            if one.method == "GET"
        )
        self._names = {one.name for one in self.routes}
        self._renderer = Renderer(
            self.routes, self.files, secret, house.zone, self._house(service), self._navigation
        )
        jar = Jar(secure=service.url.startswith(_TLS))
        self.desk = Desk(service, self._renderer, jar, secret, NOTICES, self._is_page)

    def door(self, route: PageRoute) -> PageDoor:
        """The door of one page."""
        return PageDoor(route, self.desk)

    def _is_page(self, here: str) -> bool:
        """Whether a path, without its query, is one that a page is opened at."""
        return any(one.fullmatch(here.partition("?")[0]) for one in self._opened)

    def problem(self, request: Asking, refusal: Refusal) -> Answer:
        """A refusal to a request that fits no page, as a page; who asks is not looked up for it."""
        return problem_answer(self.desk, request, refusal)

    def _house(self, service: Service) -> Mapping[str, Any]:
        manifest = service.house.current.bound["manifest"][service.house.origin]
        title = manifest.title.texts if manifest.title is not None else {"en": service.house.origin}
        bound = service.house.current.bound
        footer = [
            {"page": item.page, "text": item.text}
            for item in FOOTER
            if item.page in self._names and (not item.kind or bound.get(item.kind))
        ]
        return {"title": title, "invented": bool(service.cast), "footer": footer}

    def _navigation(self, visit: Visit) -> Sequence[Mapping[str, Any]]:
        offered = [
            (self._renderer.url(item.page), item.text)
            for item in HEADER
            if item.page in self._names and visit.kind in item.kinds and item.when(visit)
        ]
        here = visit.here.partition("?")[0]
        above = [href for href, _ in offered if here == href or here.startswith(href + "/")]
        nearest = max(above, key=len, default="")
        return [
            {"href": href, "text": say(visit.language, text), "active": href == nearest}
            for href, text in offered
        ]

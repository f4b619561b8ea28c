"""The pages that anybody sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import ANYBODY
from askonce.web.pages.everyone.catalogue import life_event, life_events, service, services
from askonce.web.pages.everyone.home import about, accessibility, home, privacy
from askonce.web.pages.frame.visit import PageRoute

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", "/", "everyone.home", "The first page.", ANYBODY, home),
    PageRoute(
        "GET", "/services", "everyone.services", "The services, found by words or by office.", ANYBODY, services,
        query=("q", "office"),
    ),
    PageRoute("GET", "/services/{service}", "everyone.service", "One service.", ANYBODY, service),
    PageRoute("GET", "/life-events", "everyone.life_events", "The life events.", ANYBODY, life_events),
    PageRoute("GET", "/life-events/{event}", "everyone.life_event", "One life event.", ANYBODY, life_event),
    PageRoute("GET", "/about", "everyone.about", "What this is.", ANYBODY, about),
    PageRoute("GET", "/accessibility", "everyone.accessibility", "How it can be used.", ANYBODY, accessibility),
    PageRoute("GET", "/privacy", "everyone.privacy", "What is kept of people.", ANYBODY, privacy),
)  # fmt: skip
NOTICES: Final[Mapping[str, str]] = {}

"""The pages of the group, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import ANYBODY
from askonce.web.pages.everyone.home import home
from askonce.web.pages.frame.visit import PageRoute

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", "/", "everyone.home", "The first page.", ANYBODY, home),
)
NOTICES: Final[Mapping[str, str]] = {}

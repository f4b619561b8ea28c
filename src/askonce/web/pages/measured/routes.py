"""The pages of the group, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.pages.frame.visit import PageRoute

PAGES: Final[tuple[PageRoute, ...]] = ()
NOTICES: Final[Mapping[str, str]] = {}

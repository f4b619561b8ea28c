"""The short journey of a county over PostgreSQL: served, upgraded with a running case, backed up and restored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.store.server import served
from tests.e2e.core import core

pytestmark = pytest.mark.postgres


def test_the_short_journey_on_postgresql(tmp_path: Path) -> None:
    with served() as server:
        core(tmp_path, server.url("lake"), server.url("restored"))

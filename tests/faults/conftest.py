"""What the tests of faults share: databases of both kinds, and a receiver of messages."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conformance.store.server import Server, served
from tests.faults.clients import Receiver, receiving

_COUNTED = itertools.count()
_FIGURES: list[str] = []


@pytest.fixture
def figures() -> Callable[[str], None]:
    """Says at the end of the run what was seen."""
    return _FIGURES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was seen."""
    for line in _FIGURES:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL that keeps what it acknowledges."""
    with served(durable=True) as one:
        yield one


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes the address of a database that is not there yet, of one kind."""

    def make(kind: str) -> str:
        number = next(_COUNTED)
        if kind == "postgres":
            return str(request.getfixturevalue("server").url(f"faults{number}"))
        return f"sqlite:///{tmp_path}/county{number}.db"

    return make


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of messages."""
    with receiving() as one:
        yield one

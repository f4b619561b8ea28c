"""Both databases behind one fixture, so that one suite is run over each."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from askonce.adapters.opening import open_database
from askonce.cases.database import Database
from tests.conformance.store.county import SCHEMA
from tests.conformance.store.server import Server, served

_COUNTED = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with served() as one:
        yield one


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], scope="session")
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def new_url(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Makes addresses of databases that are not there yet."""
    server = request.getfixturevalue("server") if kind == "postgres" else None

    def make() -> str:
        if server is not None:
            return str(server.url(f"s{next(_COUNTED)}"))
        folder: Path = tmp_path_factory.mktemp("county")
        return f"sqlite:///{folder}/county.db"

    return make


@pytest.fixture(scope="module")
def base(new_url: Callable[[], str]) -> Iterator[Database]:
    """A database of the schema below that the tests of a file share, each with names of its own."""
    with closing(open_database(new_url(), SCHEMA)) as one:
        yield one

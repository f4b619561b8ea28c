"""A house that the tests of this folder share; they leave cases behind, and no limits are reached."""

from collections.abc import Iterator

import pytest

from tests.security.served import Served, served


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house"), demo=True) as made:
        yield made

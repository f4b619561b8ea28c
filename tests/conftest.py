"""What every test may use: the Hypothesis profiles, the project's folder and the shared one."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# "ci" draws the same examples every time, so that a red run can be repeated; "full" draws new and more.
settings.register_profile("ci", derandomize=True, max_examples=100, deadline=None)
settings.register_profile(
    "full",
    max_examples=2_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data beside the project; without it the test is skipped."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip(
            "../shared/data is not beside the project: the published catalogue and standards are missing"
        )
    return folder


@pytest.fixture(scope="session")
def sarif_schema() -> Path:
    """The published JSON Schema of SARIF 2.1.0, which `make setup` fetches."""
    schema = ROOT / "build" / "schemas" / "sarif-2.1.0.json"
    if not schema.is_file():
        pytest.skip("build/schemas/sarif-2.1.0.json is missing: run `make setup`")
    return schema

"""The tutorial, read as a newcomer reads it: every command, in order, in one folder."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
TEXT: Final = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
_BLOCK: Final = re.compile(r"(?:<!-- (?P<mark>[^\n]*?) -->\n)?```sh\n(?P<text>.*?)```", re.DOTALL)
_SECONDS: Final = 60.0


class Block(NamedTuple):
    """Commands as one pastes them, with what the text says of them where a reader does not look."""

    text: str
    mark: str


def blocks() -> list[Block]:
    """The commands of the tutorial; that which enters the environment is what the test does already."""
    found = [Block(one["text"], one["mark"] or "") for one in _BLOCK.finditer(TEXT)]
    return [one for one in found if "activate" not in one.text]


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a Unix shell")
def test_the_tutorial_works_as_it_is_written(tmp_path: Path) -> None:
    seen = blocks()
    assert len(seen) == TEXT.count("```sh") - 1
    assert sum(one.mark.startswith("serves") for one in seen) == 2
    for block in seen:
        if block.mark.startswith("serves"):
            _serve(block, tmp_path)
        else:
            ran = _run(block.text, tmp_path)
            wanted = int(block.mark.removeprefix("ends with ") or 0)
            assert ran.returncode == wanted, f"{block.text}\n{ran.stdout}{ran.stderr}"
            if wanted:
                assert "AO301" in ran.stdout


def test_it_says_the_price_that_it_promises(tmp_path: Path) -> None:
    told = [one.text for one in blocks() if not one.mark.startswith("serves")][:4]
    last = [_run(text, tmp_path) for text in told][-1]
    assert "0 CNY" in last.stdout
    assert "Street Rules, article 5" in last.stdout


def _run(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "120"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_SECONDS,
    )


def _serve(block: Block, folder: Path) -> None:
    """Serve on a free port until the page of the text has been seen."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    page = block.mark.removeprefix("serves ")
    command = [sys.executable, "-m", *block.text.split(), "--port", str(port), "--stop-after", str(_SECONDS)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
                assert "Borrow a wheelchair" in _waited(client, process, page).text
                found = client.get("/services?q=weelchair", headers={"accept-language": "zh"})
                assert "借用轮椅" in found.text
        finally:
            process.terminate()
            process.wait(30)


def _waited(client: httpx.Client, process: subprocess.Popen[bytes], page: str) -> httpx.Response:
    for _ in range(int(_SECONDS * 5)):
        if process.poll() is not None and process.stderr is not None:
            raise AssertionError(process.stderr.read().decode())
        try:
            return client.get(page).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"{page} was not served in time")

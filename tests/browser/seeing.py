"""Looking at pages as people do: in a real browser, at a width, in a language, with scripts or without."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import httpx
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

ROOT: Final = Path(__file__).parents[2]
#: Browsers as machines have them. The shell is the same engine without windows: a page opens in a fifth of the time.
BROWSERS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: Where every look leaves its picture; git does not see it.
PICTURES: Final = ROOT / "build" / "pictures"
PHONE, DESK, NARROW = 390, 1280, 320
LOCALES: Final = {"en": "en-GB", "zh": "zh-CN"}
_RULES: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
#: Brings axe, runs it, and hands back nothing but what it objects to.
_AXE: Final = f"{AXE_SCRIPT}\naxe.run({json.dumps(_RULES)}).then(({{violations}}) => ({{violations}}))"
_START_SECONDS: Final = 180.0
#: Machines are shared: how long a page may take is measured by `bench pages`, not here.
_PATIENCE_MS: Final = 120_000
expect.set_options(timeout=_PATIENCE_MS)
_TRIES: Final = 30
_TOO_MANY: Final = 429
#: From one address few may sign in within a minute; on Linux all of 127/8 is this machine.
_ADDRESSES: Final = [f"127.0.0.{last}" for last in range(1, 33 if sys.platform == "linux" else 2)]
#: Made once: httpx else reads every authority's certificate for each request, to one that has none.
_TLS: Final = ssl.create_default_context()
#: No county of a test outlives this.
_LONGEST_SECONDS: Final = "1500"


class County:
    """A demonstration that is served for tests."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._addresses = cycle(_ADDRESSES)

    def token(self, who: str) -> str:
        """A session of one of the cast; few may sign in in a minute, so that a test may have to wait a second."""
        for _ in range(_TRIES):
            way = httpx.HTTPTransport(verify=_TLS, local_address=next(self._addresses))
            with httpx.Client(transport=way, timeout=30) as client:
                answer = client.post(f"{self.url}/api/demo/sign-in", json={"who": who})
            if answer.status_code != _TOO_MANY:
                return str(answer.raise_for_status().json()["access_token"])
            time.sleep(float(answer.headers["retry-after"]))
        raise RuntimeError(f"{who} cannot sign in: too many do")

    def with_role(self, role: str) -> str:
        """The account of the cast that has a role, `office/role`."""
        cast = httpx.get(self.url + "/api/demo/cast", timeout=30, verify=_TLS).json()
        return str(next(one["who"] for one in cast if role in one["roles"]))

    def post(self, path: str, body: Any, token: str = "", **headers: str) -> Any:
        """Ask the interface for programs, to prepare what a page is to show."""
        said = {"content-type": "application/json", **headers}
        if token:
            said["authorization"] = f"Bearer {token}"
        answer = httpx.post(self.url + path, content=json.dumps(body), headers=said, timeout=30, verify=_TLS)
        answer.raise_for_status()
        return answer.json()


def browser_here() -> str | None:
    """The browser of this machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def served(folder: Path, people: int = 300) -> Iterator[County]:
    """A demonstration on a free port, ended at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "askonce", "demo", "--people", str(people), "--folder", str(folder),
        "--port", str(port), "--stop-after", _LONGEST_SECONDS,
    ]  # fmt: skip
    log = folder / "demo.log"
    with log.open("wb") as out, subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out) as process:
        try:
            _wait(process, log)
            yield County(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(30)


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    """Until everybody is there: while a register is still being brought, a case waits for it, as it should."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if b"people are there." in log.read_bytes():
            return
        time.sleep(0.1)
    raise RuntimeError(f"the county did not begin:\n{log.read_text()[-3000:]}")


def _keep_picture(page: Page, path: Path) -> None:
    """Take a picture; a browser that is putting up the next page has none to give, and is asked once more."""
    try:
        page.screenshot(path=path, full_page=True)
    except Error:
        page.wait_for_load_state("load")
        page.screenshot(path=path, full_page=True)


class Eyes:
    """One person's browser: their pages, looked at."""

    def __init__(self, county: County, context: BrowserContext, test: str, looks: str) -> None:
        self.county = county
        self.page: Page = context.new_page()
        self._looks = looks
        self._test = test
        self._foreign: list[str] = []
        self._said: list[str] = []
        self.scripts = "plain" not in looks
        context.on("request", self._asked)
        self.page.on("console", lambda said: self._said.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._said.append(str(error)))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.county.url, "data:", "blob:")):
            self._foreign.append(request.url)

    def open(self, path: str) -> Page:
        """Go to a page of the county."""
        self.page.goto(self.county.url + path)
        return self.page

    def look(self, name: str) -> None:
        """Keep a picture, and hold the page to what holds for all: accessible, within its width, nothing from elsewhere."""
        page = self.page
        folder = PICTURES / self._test
        folder.mkdir(parents=True, exist_ok=True)
        _keep_picture(page, folder / f"{name}-{self._looks}.png")
        assert not self._foreign, f"asked elsewhere: {self._foreign}"
        faults = [one for one in self._said if "status of 4" not in one]
        assert not faults, f"the browser complains: {faults}"
        if self.scripts:
            found = AxeResults(page.evaluate(_AXE))
            assert not found.violations_count, found.generate_report()
        width = page.viewport_size["width"] if page.viewport_size else 0
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} pixels of content in a page of {width}"
        assert page.locator("h1").count() == 1, "a page has one heading of the first level"


class Opening:
    """Opens browsers for people; each is closed at the end of the test."""

    def __init__(self, county: County, browser: Browser, test: str) -> None:
        self._county = county
        self._browser = browser
        self._test = test
        self._open: list[BrowserContext] = []

    def __call__(
        self,
        who: str | None = None,
        language: str = "en",
        width: int = DESK,
        *,
        javascript: bool = True,
        zoom: float = 1.0,
    ) -> Eyes:
        """A browser of somebody of the cast, or of one who has not signed in."""
        context = self._browser.new_context(
            locale=LOCALES[language],
            viewport={"width": int(width / zoom), "height": int(900 / zoom)},
            device_scale_factor=zoom,
            java_script_enabled=javascript,
            has_touch=width <= PHONE,
        )
        context.set_default_timeout(_PATIENCE_MS)
        self._open.append(context)
        if who is not None:
            token = self._county.token(who)
            context.add_cookies([{"name": "askonce", "value": token, "url": self._county.url}])
        looks = (
            f"{language}-{width}" + ("" if javascript else "-plain") + (f"-x{zoom:g}" if zoom != 1 else "")
        )
        return Eyes(self._county, context, self._test, looks)

    def close(self) -> None:
        """Close them."""
        for one in self._open:
            one.close()

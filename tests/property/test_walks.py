"""Every service of the county, walked through on its pages with answers by chance, ends in a case or in a refusal that is said."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from io import BytesIO
from random import Random  # noqa: TID251 - seeded, so that a red run can be repeated
from typing import Any

import pytest
from PIL import Image

from tests.security.served import Served, served

PEOPLE = (
    "p-elder",
    "p-poor",
    "p-parent",
    "p-owner",
    "p-newcomer",
    "p-tenant",
    "p-foreign",
    "p-disputed",
    "p-twin-one",
)
FIRM, OF_FIRM = "f-owner", ("p-owner", "p-agent")
#: About an offer or a need that a firm has published: this one has published none yet.
OF_ENTRIES = {"change-need", "change-offer", "end-need", "end-offer", "match"}
MOST_PAGES = 60
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
_FIELD = re.compile(r'<(?:input|textarea|select)\b[^>]*\bname="(q[^"]*)"[^>]*>')
_OPTION = re.compile(r'<(?:input[^>]*type="(?:radio|checkbox)"|option)[^>]*value="([^"]+)"')
#: What people write into fields, fitting or not.
TEXTS = (
    "5",
    "1,200",
    "三十",
    "12",
    "3",
    "1958",
    "2026",
    "2026年3月1日",
    "Li Hua",
    "330000199001011234",
    "",
    "-1",
    "<b>",
    "x" * 3000,
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("walks")) as one:
        yield one


def picture() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (20, 20), (9, 90, 60)).save(out, "PNG")
    return out.getvalue()


class Walker:
    """Somebody who goes through an interview without scripts, and presses what there is."""

    def __init__(self, house: Served, who: str, seed: str) -> None:
        self.house = house
        self.cookie = f"askonce={house.token('person', who)}"
        self.random = Random(seed)  # noqa: S311 - a test draws by a seed
        self.pages = 0

    def go(self, method: str, path: str, **more: Any) -> tuple[int, str, str]:
        """The status, the page and its path, wherever it leads."""
        headers = {"cookie": self.cookie, "accept": "text/html", "sec-fetch-site": "same-origin"}
        answer = self.house.ask(method, path, headers=headers, **more)
        self.pages += 1
        if answer.status_code == 303:
            return self.go("GET", answer.headers["location"])
        return answer.status_code, answer.text, path

    def walk(self, home: str) -> tuple[int, str, str]:
        """From the first page to the last."""
        status, page, path = self.go("GET", home)
        while status in {200, 422} and "/done/" not in path and self.pages < MOST_PAGES:
            status, page, path = self.press(home, page, status)
        return status, page, path

    def press(self, home: str, page: str, status: int) -> tuple[int, str, str]:
        """Fill in the form that there is, and send it."""
        for end in ("/send", "/file", ""):
            found = re.search(rf'<form action="{re.escape(home + end)}".*?</form>', page, re.DOTALL)
            if found is not None:
                form = found[0]
                break
        else:
            return 0, page, home
        told: dict[str, Any] = {}
        for name, value in _HIDDEN.findall(form):
            told[name] = html.unescape(value)
        if end == "/file":
            after = self.go("POST", home + end, data=told, files={"q": ("x.png", picture(), "image/png")})
            return self.go("GET", home) if "/files/" in after[2] else after
        if end == "":
            told |= self.fill(form, fitting=status == 422 or self.random.random() < 0.7)
        return self.go("POST", home + end, data=told)

    def fill(self, form: str, *, fitting: bool) -> dict[str, Any]:
        """What is written into the fields of a form; `fitting` as far as one can tell from the form."""
        names = sorted(set(_FIELD.findall(form)))
        if 'value="whom"' in form:
            return {"whom": "other", "q": FIRM}
        options = [html.unescape(one) for one in _OPTION.findall(form)]
        if options and fitting:
            return {"q": self.random.choice(options)}
        if not fitting:
            return {name: self.random.choice(TEXTS) for name in names}
        if "q-day" in names:
            return {"q-day": "3", "q-month": "3", "q-year": self.random.choice(["2026", "1990"])}
        if "inputmode" in form:
            return dict.fromkeys(names, self.random.choice(["5", "1,200", "三十"]))
        return dict.fromkeys(names, "330000199001011234")


def services(house: Served) -> dict[str, str]:
    """Every service with the kind of subject that files it."""
    found = {}
    for name, ready in house.house.current.types.items():
        if ready.service is not None:
            found[name] = ready.service.filer.id if ready.service.filer is not None else "person"
    return found


def test_every_service_ends_in_a_case_or_a_refusal_that_is_said(house: Served) -> None:
    ends: dict[str, set[str]] = {}
    for name, filer in services(house).items():
        for who in OF_FIRM if filer == "firm" else Random(name).sample(PEOPLE, 2):  # noqa: S311 - as above
            walker = Walker(house, who, f"{name}/{who}")
            status, page, path = walker.walk(f"/apply/{name}")
            told = f"{name} by {who}: {status} at {path} after {walker.pages} pages"
            assert walker.pages < MOST_PAGES, told
            assert status in {200, 403, 409, 422}, told
            if status == 200:
                assert "/done/case-" in path, told
                ends.setdefault("filed", set()).add(name)
            else:
                assert re.search(r"<h1[^>]*>[^<]+", page), told
                ends.setdefault("refused", set()).add(name)
    # the door of one service is shut to those who would act for a firm, and the pack says so
    assert ends["filed"] >= set(services(house)) - {"canteen-operator-subsidy"} - OF_ENTRIES
    assert ends["refused"] >= OF_ENTRIES


def test_every_life_event_ends_in_cases(house: Served) -> None:
    for event in house.house.current.bound["life_event"]:
        who = "p-agent" if event == "starting-a-firm" else "p-parent"
        walker = Walker(house, who, event)
        status, _, path = walker.walk(f"/life-events/{event}/apply")
        assert status == 200, event
        assert "/done/case-" in path, event
        assert path.count("~") >= 1, "several services, several cases"


def test_a_resident_with_full_registers_files_the_meal_in_three_pages(house: Served) -> None:
    walker = Walker(house, "p-elder-husband", "meal")
    seen = []
    status, page, path = walker.go("GET", "/apply/elder-meal")
    while "/done/" not in path:
        seen.append(path)
        form = "/apply/elder-meal/send" if "/apply/elder-meal/send" in page else "/apply/elder-meal"
        found = re.search(rf'<form action="{form}".*?</form>', page, re.DOTALL)
        assert found is not None
        told = {name: html.unescape(value) for name, value in _HIDDEN.findall(found[0])}
        status, page, path = walker.go("POST", form, data=told | {"q": "no nuts"})
    seen.append(path)
    assert status == 200
    assert len(seen) == 3

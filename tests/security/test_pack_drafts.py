"""Drafts of packs against those who mean ill: archives that lead out, swell or lie, and drafts of somebody else."""

from __future__ import annotations

import io
import stat
import threading
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
import msgspec
import pytest

from askonce.adapters.settings.model import Pack
from askonce.assembly.drafts import MOST_SENT, ROOM
from askonce.registers.refusal import Refusal
from askonce.web.limits import Buckets
from askonce.web.pages.author import packs, work
from askonce.web.pages.author.work import Errand, workshop_of
from askonce.web.pages.frame import csrf
from askonce.web.sessions import digest_of
from tests.security.served import Served

MANIFEST = b"pack: tiny\nlanguages: [en]\n"
SCRIPT = "<script>alert(1)</script>"


def archive(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("pack.yaml", MANIFEST)
        for entry, content in entries:
            made.writestr(entry, content)
    return out.getvalue()


def slip() -> bytes:
    return archive(("../../../../tmp/askonce-slipped.yaml", b"x"))


def link() -> bytes:
    info = zipfile.ZipInfo("laws/passwd.yaml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive((info, b"/etc/passwd"))


def bomb() -> bytes:
    return archive(("laws/big.yaml", b"\0" * 60_000_000))


def send(house: Served, content: bytes, session: str, name: str = "draft.zip") -> httpx.Response:
    """Send a draft as a browser would."""
    house.service.few = Buckets(1_000_000)
    token = csrf.token_for(house.house.keys.derive("forms"), f"session:{digest_of(session)}")
    return house.ask(
        "POST", "/pack/draft", headers={"accept": "text/html", "cookie": f"askonce={session}"},
        data={"_token": token}, files={"pack": (name, content, "application/zip")},
    )  # fmt: skip


def get(house: Served, path: str, session: str) -> httpx.Response:
    return house.ask("GET", path, headers={"accept": "text/html", "cookie": f"askonce={session}"})


def kept(house: Served) -> tuple[str, ...]:
    return tuple(house.house.database.read(lambda journal: journal.keys(ROOM)))


@pytest.mark.parametrize("make", [slip, link, bomb, lambda: b"no zip", lambda: b"PK\x05\x06" + bytes(18)])
def test_an_archive_that_means_ill_is_refused_and_nothing_of_it_is_kept(
    house: Served, make: Callable[[], bytes]
) -> None:
    session = house.token("officer", "mo", "street/clerk")
    before = set(Path("/tmp").glob("askonce-slipped*"))  # noqa: S108 - where the archive would have put it
    answer = send(house, make(), session)
    assert answer.status_code == 422
    assert 'href="#pack"' in answer.text
    assert "officer:mo" not in kept(house)
    assert set(Path("/tmp").glob("askonce-slipped*")) == before  # noqa: S108


def test_a_form_larger_than_any_draft_is_not_read(house: Served) -> None:
    session = house.token("officer", "mo", "street/clerk")
    answer = send(house, b"\0" * (MOST_SENT + 200_000), session)
    assert answer.status_code == 413


def test_what_a_draft_says_is_shown_as_text_alone(house: Served) -> None:
    """A pack may say anything: nothing of it becomes a part of the page."""
    session = house.token("officer", "script", "street/clerk")
    text = f"service: meal\ntitle: {{en: '{SCRIPT}', zh: x}}\n{SCRIPT}: 1\npurpose: '{SCRIPT}'\n"
    answer = send(house, archive((f"services/{'a' * 20}.yaml", text.encode())), session, f"{SCRIPT}.zip")
    assert answer.status_code == 303, answer.text
    for path in (
        "/pack/findings?of=draft",
        "/pack",
        "/pack/draft",
        "/pack/norms?of=draft",
        "/pack/compare",
        "/pack/try?of=draft",
    ):
        shown = get(house, path, session)
        assert shown.status_code == 200, path
        assert SCRIPT not in shown.text, path
    assert "&lt;script&gt;" in get(house, "/pack/findings?of=draft", session).text


def test_a_draft_is_its_authors_alone(house: Served) -> None:
    author = house.token("officer", "author", "street/clerk")
    assert send(house, archive(("laws/one.yaml", b"law: secret-plan\n")), author).status_code == 303
    assert "secret-plan" in get(house, "/pack/findings?of=draft", author).text
    for kind, name, roles in (
        ("officer", "other", ("street/clerk",)), ("admin", "author", ()), ("person", "p-elder", ()), ("helper", "author", ("street",)),
    ):  # fmt: skip
        session = house.token(kind, name, *roles)
        for path in (
            "/pack",
            "/pack/laws?of=draft",
            "/pack/laws/secret-plan?of=draft",
            "/pack/findings?of=draft",
        ):
            assert "secret-plan" not in get(house, path, session).text, (kind, path)


def test_a_draft_changes_nothing_that_is_in_force(house: Served) -> None:
    session = house.token("officer", "hopeful", "street/clerk")
    before = house.house.current.version
    assert send(house, archive(), session).status_code == 303
    get(house, "/pack/findings?of=draft", session)
    get(house, "/pack/compare", session)
    assert house.house.current.version == before
    assert get(house, "/pack/norms/meal-price", session).status_code == 200


def test_a_draft_that_no_house_can_be_opened_with_is_said_so(
    house: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = house.token("officer", "unopened", "street/clerk")
    pack = Path(__file__).resolve().parents[2] / "packs" / "qingshan"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(one for one in pack.rglob("*") if one.is_file()):
            made.writestr(path.relative_to(pack).as_posix(), path.read_bytes())
    assert send(house, out.getvalue(), session).status_code == 303

    def unfit(archive: bytes, on: date) -> None:
        raise ValueError(f"no house on {on} from {len(archive)} bytes")

    monkeypatch.setattr(work, "Trial", unfit)
    shown = get(house, "/pack/try/elder-meal?of=draft", session)
    assert shown.status_code == 200
    assert "no county could be opened" in shown.text


def test_a_page_that_waits_says_so_without_scripts_too(
    house: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def impatient(errand: Errand) -> None:
        """Wait for nothing."""

    session = house.token("officer", "waiting", "street/clerk")
    assert send(house, archive(("laws/two.yaml", b"law: two\n")), session).status_code == 303
    monkeypatch.setattr(packs, "wait", impatient)
    go = threading.Event()
    shop = workshop_of(house.house)
    assert not isinstance(shop.begin("other/1", lambda _: go.wait(10)), Refusal)
    shown = get(house, "/pack/findings?of=draft", session)
    go.set()
    assert shown.status_code == 200
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in shown.text
    assert 'hx-get="/pack/findings?of=draft"' in shown.text


def test_the_folder_that_the_settings_name_is_everybodys_draft(house: Served, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(MANIFEST)
    (tmp_path / "law.yaml").write_text("law: shared-plan\n", "utf-8")
    before = house.house.settings
    house.house.settings = msgspec.structs.replace(before, pack=Pack(draft=tmp_path))
    try:
        for name in ("first", "second"):
            session = house.token("officer", name, "street/clerk")
            assert "shared-plan" in get(house, "/pack/findings?of=draft", session).text
        assert "shared-plan" not in get(house, "/pack/laws?of=draft", house.token("person", "p-elder")).text
    finally:
        house.house.settings = before


def test_case_names_are_for_those_who_handle_them(house: Served) -> None:
    """What a rehearsal names is named to officers of the office alone, however often another asks."""
    case = house.file(house.token("person", "p-elder")).json()["line"]["id"]
    words = {"service": "elder-meal", "question": "birth", "instead": "nothing"}
    path = "/pack/rehearse/without?service=elder-meal&question=birth&instead=nothing"
    for name, roles, sees in (("cook", ("street/cook",), True), ("lawyer", ("county-legal/officer",), False)):
        session = house.token("officer", name, *roles)
        token = csrf.token_for(house.house.keys.derive("forms"), f"session:{digest_of(session)}")
        house.service.few = Buckets(1_000_000)
        begun = house.ask(
            "POST", "/pack/rehearse", headers={"accept": "text/html", "cookie": f"askonce={session}"},
            data={"_token": token, **words},
        )  # fmt: skip
        assert begun.status_code == 303, begun.text
        shown = get(house, path, session)
        assert shown.status_code == 200
        assert (case in shown.text) is sees

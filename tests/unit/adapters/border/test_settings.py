"""Settings: what is read, what is refused with its key and its repair, and that secrets stay hidden."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import re
from pathlib import Path
from textwrap import dedent

import pytest

from askonce.adapters.settings.model import HttpSource, Neighbour, Settings, SqlSource, Words
from askonce.adapters.settings.reading import UnfitSettings, find_settings, read_settings
from askonce.adapters.settings.secret import Secret

WHOLE = """
name = "qingshan"
[database]
url = "env:COUNTY_DATABASE"
key_file = "county.key"
[mail]
server = "mail.county.test"
sender = "county@county.test"
user = "county"
password = "file:mail.secret"
[mail.addresses]
"office:street" = "street@county.test"
[sources.insured]
kind = "http"
url = "https://insured.test/people/{subject}?only={attributes}"
token = "env:INSURED"
columns = {paid_until = "paidUntil"}
[sources.land]
kind = "sql"
url = "postgresql://reader@land.test/land"
table = "parcels"
subject = "owner"
[sources.next]
kind = "askonce"
url = "https://next.test"
client = "qingshan"
secret = "env:NEXT"
[webhooks.partner]
url = "https://partner.test/hook"
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
[systems.permits]
url = "https://permits.test/filings"
look_up = "https://permits.test/filings/{key}"
[heads]
to = "heads.json"
[web]
allowed_hosts = ["county.test"]
trusted_proxies = ["10.0.0.0/8", "::1"]
[limits]
body_bytes = 2000
"""
ENVIRON = {"COUNTY_DATABASE": "postgresql://u:s3cret@db/county", "INSURED": "t0ken", "NEXT": "n3xt"}


def read(folder: Path, text: str, **environ: str) -> Settings:
    path = folder / "askonce.toml"
    path.write_text(dedent(text), "utf-8")
    return read_settings(path, environ)


def test_all_of_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "mail.secret").write_text("p4ss\n")
    found = read(tmp_path, WHOLE, **ENVIRON)
    assert found.database.url.reveal() == "postgresql://u:s3cret@db/county"
    assert found.database.key_file == tmp_path / "county.key"
    assert found.mail is not None
    assert found.mail.password.reveal() == "p4ss"
    assert isinstance(found.sources["insured"], HttpSource)
    assert isinstance(found.sources["land"], SqlSource)
    assert isinstance(found.sources["next"], Neighbour)
    assert found.limits.body_bytes == 2000
    assert read_settings(None, {}) == Settings()


def test_the_page_on_settings_is_right_and_names_every_word(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "settings.md").read_text("utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    environ = {name: f"a secret of many letters: {name}" for name in re.findall(r"env:([A-Z_]+)\"", example)}
    found = read(tmp_path, example, **environ)
    defaults = Settings()
    assert (found.limits, found.outbox) == (defaults.limits, defaults.outbox)
    said = set(re.findall(r"[a-z_]+(?= =|[].])", example))
    words = {name for table in _below(Words) for name in table.__struct_fields__}
    assert words - said == set()


def _below(table: type[Words]) -> list[type[Words]]:
    return [one for direct in table.__subclasses__() for one in (direct, *_below(direct))]


def test_no_secret_shows(tmp_path: Path) -> None:
    (tmp_path / "mail.secret").write_text("p4ss\n")
    found = read(tmp_path, WHOLE, **ENVIRON)
    shown = f"{found} {found!r} {found.mail} {found.database.url} {copy.copy(found.database.url)}"
    for secret in ("s3cret", "t0ken", "n3xt", "p4ss", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"):
        assert secret not in shown
    with pytest.raises(TypeError):
        pickle.dumps(found.database.url)
    with pytest.raises(TypeError):
        json.dumps(found.database.url)
    logging.getLogger("askonce.test").error("settings: %s", found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nme = 'x'", "`nme` is no word of the settings; did you mean `name`?"),
        ("[mail]\nservr = 'x'", "`mail.servr` is no word of the settings; did you mean `server`?"),
        ("[mail]\nserver = 'x'", "`mail`: `sender` is missing"),
        ("[mail]\nserver = 'x'\nsender = 'a@b'\nport = 'x'", "`mail.port`: expected a whole number, got text"),
        ("[mail]\nserver = 'x'\nsender = 'a@b'\nport = 0", "`mail.port`: expected a whole number >= 1"),
        ("[mail]\nserver = 'x'\nsender = 'a@b'\nsecurity = 'none'", "mail to another machine is encrypted"),
        ("[mail]\nserver = 'x'\nsender = 'a@b'\nsecurity = 'ssl'", "`mail.security`: write `starttls`"),
        ("[mail]\nserver = 'x'\nsender = 'ab'", "`mail.sender`: this is no address of mail"),
        ("[database]\nurl = 'env:NOWHERE'", "`database.url`: the environment has no `NOWHERE`"),
        ("[database]\nurl = 'file:nowhere'", "`database.url`: `nowhere` cannot be read: No such file"),
        ("[database]\nurl = 7", "`database.url`: expected text"),
        ("[sources.x]\nkind = 'soap'\nurl = 'y'", "`sources.x.kind`: the kinds of sources are `http`"),
        ("[sources.x]\nurl = 'y'", "`sources.x`: `kind` is missing"),
        ("[sources.x]\nkind = 'http'\nurl = 'http://a.test/{subject}'", "the address is not encrypted"),
        ("[sources.x]\nkind = 'http'\nurl = 'https://u:hush@a.test/{subject}'", "holds a name or a password"),
        ("[sources.x]\nkind = 'http'\nurl = 'https://a.test/'", "does not say where `{subject}` goes"),
        ("[sources.x]\nkind = 'http'\nurl = 'https://a.test/{subject}'\nseconds = 0", "`sources.x.seconds`: expected a number > 0"),
        ("[webhooks.x]\nurl = 'https://a.test'\nsecret = 'short-hush'", "`webhooks.x.secret`: a secret of fewer than 24 bytes"),
        ("[web]\ntrusted_proxies = ['10.0.0.0/99']", "`10.0.0.0/99` is no network"),
        ("[heads]\nto = 'http://a.test'", "`heads.to`: the address is not encrypted"),
        ("[heads\n", "is no TOML"),
        ("a = 1\na = 2", "is no TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_key_and_without_its_secret(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(UnfitSettings) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
    assert str(tmp_path / "askonce.toml") in str(caught.value)
    assert "hush" not in str(caught.value)


def test_one_fault_does_not_hide_another(tmp_path: Path) -> None:
    with pytest.raises(UnfitSettings) as caught:
        read(
            tmp_path,
            "[mail]\nserver = 1\n[sources.a]\nkind = 'http'\n[sources.b]\nkind = 'sql'\n[limits]\nbody_bytes = 0",
        )
    assert len(str(caught.value).splitlines()) == 4


def test_where_the_settings_are_found(tmp_path: Path) -> None:
    beside = tmp_path / "askonce.toml"
    url = f"sqlite:///{tmp_path}/county.db"
    assert find_settings(None, url, {}) is None
    beside.touch()
    assert find_settings(None, url, {}) == beside
    assert find_settings(None, url, {"ASKONCE_SETTINGS": "other.toml"}) == Path("other.toml")
    assert find_settings("named.toml", url, {"ASKONCE_SETTINGS": "other.toml"}) == Path("named.toml")


def test_a_file_that_was_named_and_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(UnfitSettings, match="cannot be read: No such file"):
        read_settings(tmp_path / "no.toml", {})


def test_a_secret_is_equal_to_itself_alone() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != "a"
    assert not Secret("")

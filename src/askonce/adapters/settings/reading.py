"""Reads the settings of an installation, and says of each wrong word where it stands and what would be right."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import inspect

from askonce.adapters.settings.addresses import faults
from askonce.adapters.settings.model import Settings
from askonce.adapters.settings.secret import Secret
from askonce.text.suggest import did_you_mean

FILE: Final = "askonce.toml"
VARIABLE: Final = "ASKONCE_SETTINGS"
_MOST_BYTES: Final = 1_000_000
_SQLITE: Final = "sqlite:///"


class UnfitSettings(Exception):  # noqa: N818 - says what is the matter, to be shown as it is
    """The settings cannot be used; the message names the file, each key, and the repair."""


def find_settings(named: str | None, database: str | None, environ: Mapping[str, str]) -> Path | None:
    """The file of the settings: the one that was named, that of the environment, or the one beside the database."""
    told = named or environ.get(VARIABLE)
    if told:
        return Path(told)
    folder = Path(database.removeprefix(_SQLITE)).parent if (database or "").startswith(_SQLITE) else Path()  # type: ignore[union-attr]
    beside = folder / FILE
    return beside if beside.is_file() else None


def read_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings in a file, those of a house without any where there is none; raises UnfitSettings."""
    if path is None:
        return Settings()
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise UnfitSettings(
                f"`{path}` is larger than {_MOST_BYTES:,} bytes; it should hold settings alone"
            )
        tables = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise UnfitSettings(f"`{path}` cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UnfitSettings(f"`{path}` is no text in UTF-8: byte {error.start + 1} is not") from error
    except tomllib.TOMLDecodeError as error:
        raise UnfitSettings(
            f"`{path}` is no TOML: {_lower(str(error))}"
        ) from None  # the text may hold a secret
    return _Reading(path, environ).settings(tables)


class _Reading:
    """One reading of a file of settings."""

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        self.path = path
        self.environ = environ

    def settings(self, tables: Mapping[str, Any]) -> Settings:
        found = list(_unknown_words(inspect.type_info(Settings), tables, ())) or list(
            self._wrong_values(tables)
        )
        if not found:
            made = self._made(tables)
            found = list(faults(made))
            if not found:
                return made
        raise UnfitSettings("\n".join(f"{self.path}: {line}" for line in found))

    def _made(self, tables: Mapping[str, Any]) -> Settings:
        return msgspec.convert(tables, Settings, dec_hook=self._plain)

    def _wrong_values(self, tables: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong with each table by itself, so that one fault does not hide another."""
        for key, value in tables.items():
            parts = (
                [{name: one} for name, one in value.items()]
                if _is_map(key) and isinstance(value, dict)
                else [value]
            )
            for part in parts:
                try:
                    self._made({key: part})
                except msgspec.ValidationError as error:
                    yield _worded(str(error), part)

    def _plain(self, wanted: type, raw: object) -> object:
        """A secret or a path from its text."""
        if not isinstance(raw, str):
            raise ValueError("Expected `str`")  # noqa: TRY004 - as msgspec itself says it
        if wanted is Path:
            return self.path.parent / raw
        return Secret(self._secret(raw))

    def _secret(self, raw: str) -> str:
        place, _, rest = raw.partition(":")
        if place == "env":
            if rest not in self.environ:
                raise ValueError(f"the environment has no `{rest}`; set it, or write `file:PATH`")
            return self.environ[rest]
        if place != "file":
            return raw
        try:
            return (self.path.parent / rest).read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
            raise ValueError(f"`{rest}` cannot be read: {why}") from None


def _is_map(key: str) -> bool:
    return key in ("sources", "webhooks", "systems")


def _unknown_words(wanted: inspect.Type, value: object, at: tuple[str, ...]) -> Iterator[str]:
    """Each word that no table has, with the one that was meant."""
    if not isinstance(value, dict):
        return
    if isinstance(wanted, inspect.DictType):
        for key, inner in value.items():
            yield from _unknown_words(wanted.value_type, inner, (*at, key))
    table = _table(wanted, value)
    if table is None:
        return
    known = {field.encode_name: field.type for field in table.fields}
    tag = {table.tag_field} if table.tag_field else set()
    for key, inner in value.items():
        if key in known:
            yield from _unknown_words(known[key], inner, (*at, key))
        elif key not in tag:
            repair = did_you_mean(key, known) or f"the words here are {', '.join(sorted({*known, *tag}))}"
            yield f"`{'.'.join((*at, key))}` is no word of the settings; {repair}"


def _table(wanted: inspect.Type, value: Mapping[str, Any]) -> inspect.StructType | None:
    """The table that is meant: of several, the one of its kind."""
    if isinstance(wanted, inspect.StructType):
        return wanted
    if not isinstance(wanted, inspect.UnionType):
        return None
    tables = [one for one in wanted.types if isinstance(one, inspect.StructType)]
    return next((one for one in tables if one.tag_field is None or value.get(one.tag_field) == one.tag), None)


def _worded(error: str, part: object) -> str:
    """What msgspec says of a value, with its key first; the value itself, which may be secret, is never said.

    >>> _worded("Expected `int`, got `str` - at `$.mail.port`", {})
    '`mail.port`: expected a whole number, got text'
    >>> _worded("Object missing required field `server` - at `$.mail`", {})
    '`mail`: `server` is missing'
    """
    message, _, place = error.partition(" - at `$")
    message = message.replace("Object missing required field", "").strip()
    missing = message.startswith("`") and message.count("`") == 2 and error.startswith("Object missing")
    key = place.rstrip("`").removeprefix(".")
    if "[...]" in key and isinstance(part, dict):
        key = key.replace("[...]", f".{next(iter(part))}", 1)
    message = f"{message} is missing" if missing else _lower(message)
    for word, plain in _PLAIN.items():
        message = message.replace(word, plain)
    if message.startswith(("invalid value", "invalid enum value")):
        message = _CHOICES.get(key.rpartition(".")[2], message)
    return f"`{key}`: {message}"


_PLAIN: Final = {
    "`int`": "a whole number", "`float`": "a number", "`str`": "text", "`bool`": "true or false",
    "`object`": "a table", "`array`": "a list",
}  # fmt: skip
_CHOICES: Final = {
    "kind": "the kinds of sources are `http`, `sql` and `askonce`",
    "security": "write `starttls`, `tls` or, on this machine alone, `none`",
}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]

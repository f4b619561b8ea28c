"""The cache keeps a summary of each file, keyed by its content and by the tool that read it; never trees."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any, Generic

import msgspec

import askonce
from askonce.pack.language import Language
from askonce.pack.symbols import Dependency, Symbol, V
from askonce.text.diagnostic import Diagnostic
from askonce.text.span import Span


class Need(msgspec.Struct, frozen=True, array_like=True):
    """A name that a definition refers to: of one of `kinds`."""

    kinds: tuple[str, ...]
    id: str


class Allowed(msgspec.Struct, frozen=True, array_like=True):
    """A finding that a definition allows, and where it says so."""

    code: str
    span: Span


class Linked(msgspec.Struct, Generic[V], frozen=True, array_like=True):
    """What linking a definition gave: findings, facts for the rules over the whole pack, and what it looked up.

    `asked` are indexes into the dependencies of the whole cache.
    """

    found: tuple[Diagnostic, ...]
    facts: tuple[V, ...]
    asked: tuple[int, ...]


class Defined(msgspec.Struct, Generic[V], frozen=True, array_like=True):
    """The summary of one definition."""

    kind: str
    id: str
    span: Span
    symbols: tuple[Symbol[V], ...]
    needs: tuple[Need, ...]
    allowed: tuple[Allowed, ...]
    imported: bool
    linked: Linked[V] | None = None


class Summary(msgspec.Struct, Generic[V], frozen=True, array_like=True):
    """The summary of one file: what reading it found and what it defines."""

    digest: bytes
    found: tuple[Diagnostic, ...]
    defined: tuple[Defined[V], ...]


class Cached(msgspec.Struct, Generic[V], frozen=True, array_like=True):
    """All summaries of a pack, and every look-up that they depend on with the digest of its answer."""

    tool: bytes
    dependencies: tuple[tuple[str, str, bytes], ...]
    files: dict[str, Summary[V]]


def tool_digest(language: Language) -> bytes:
    """Sixteen bytes that change when this program or its language does."""
    home = Path(askonce.__file__).parent
    parts = [askonce.VERSION, *language.kinds, *language.rules]
    for base, _, names in sorted(os.walk(home)):
        for name in sorted(names):
            if name.endswith(".py"):
                status = os.stat(os.path.join(base, name))
                parts.append(f"{base[len(str(home)) :]}/{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).digest()


def place_of(folder: Path) -> Path:
    """Where the summaries of a pack are kept: in the user's cache folder, never in the pack."""
    home = os.environ.get("ASKONCE_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"), "askonce"
    )
    name = hashlib.blake2b(os.fspath(folder.resolve()).encode(), digest_size=12).hexdigest()
    return Path(home) / f"{name}.summaries"


def load(place: Path, language: Language) -> Cached[Any] | None:
    """Read the summaries back, or nothing where there are none or another tool wrote them."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    try:
        cached: Cached[Any] = msgspec.msgpack.decode(content, type=Cached[language.shared])
    except (msgspec.DecodeError, UnicodeDecodeError):  # a damaged cache is only a lost shortcut
        return None
    return cached if cached.tool == tool_digest(language) else None


def save(place: Path, cached: Cached[Any]) -> None:
    """Write the summaries whole or not at all; a folder that cannot be written costs only the shortcut."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(msgspec.msgpack.encode(cached))
        os.replace(file.name, place)
    except OSError:
        return


def number_dependencies(asked: dict[Dependency, int], wanted: set[Dependency]) -> tuple[int, ...]:
    """Number each look-up, the same one always alike."""
    return tuple(asked.setdefault(one, len(asked)) for one in sorted(wanted))

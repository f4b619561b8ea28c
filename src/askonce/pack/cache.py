"""The cache keeps a summary of each file, keyed by its content and by the tool that read it; never trees."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic

import msgspec

import askonce
from askonce.pack.language import Language
from askonce.pack.symbols import Dependency, Symbol, V
from askonce.text.diagnostic import Diagnostic
from askonce.text.span import Span

DIGEST_BYTES = 16


class Allowed(msgspec.Struct, frozen=True, array_like=True):
    """A finding that a definition allows, and where it says so."""

    code: str
    span: Span


class Linked(msgspec.Struct, Generic[V], frozen=True, array_like=True):
    """What linking a definition gave: findings, and facts for the rules over the whole pack."""

    found: tuple[Diagnostic, ...] = ()
    facts: tuple[V, ...] = ()


class Defined(msgspec.Struct, Generic[V], frozen=True, array_like=True):
    """The summary of one definition.

    `needs` are the names that it refers to, by the kinds of which each may be one: `{"role office": ("street",)}`.
    """

    kind: str
    id: str
    span: Span
    symbols: tuple[Symbol[V], ...]
    needs: dict[str, tuple[str, ...]]
    allowed: tuple[Allowed, ...]
    imported: bool = False
    linked: Linked[V] | None = None


class Summary(msgspec.Struct, Generic[V], frozen=True, array_like=True):
    """The summary of one file: what reading it found, what it defines, and what its definitions looked up.

    `asked` are indexes into the dependencies of the whole cache.
    """

    digest: bytes
    found: tuple[Diagnostic, ...]
    defined: tuple[Defined[V], ...]
    asked: tuple[int, ...] = ()


class Cached(msgspec.Struct, Generic[V], frozen=True, array_like=True):
    """All summaries of a pack by path, and every look-up that some definition made."""

    dependencies: tuple[Dependency, ...]
    files: dict[str, Summary[V]]


@lru_cache(maxsize=1)
def tool_digest(language: Language) -> bytes:
    """Sixteen bytes that change when this program or its language does."""
    home = Path(askonce.__file__).parent
    parts = [askonce.VERSION, *language.kinds, *language.rules]
    for base, _, names in sorted(os.walk(home)):
        for name in sorted(names):
            if name.endswith(".py"):
                status = os.stat(os.path.join(base, name))
                parts.append(f"{base[len(str(home)) :]}/{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=DIGEST_BYTES).digest()


def place_of(folder: Path) -> Path:
    """Where the summaries of a pack are kept: in the user's cache folder, never in the pack."""
    home = os.environ.get("ASKONCE_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"), "askonce"
    )
    name = hashlib.blake2b(os.fsencode(folder.resolve()), digest_size=12).hexdigest()
    return Path(home) / f"{name}.summaries"


def load(place: Path, language: Language) -> Cached[Any] | None:
    """Read the summaries back, or nothing where there are none or another tool wrote them."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    body = memoryview(content)[2 * DIGEST_BYTES :]
    if content[: 2 * DIGEST_BYTES] != tool_digest(language) + _digest(body):
        return None
    generic: Any = Cached
    try:
        cached: Cached[Any] = msgspec.msgpack.decode(body, type=generic[language.shared])
    except (msgspec.DecodeError, UnicodeDecodeError):  # a damaged cache is only a lost shortcut
        return None
    return cached


def save(place: Path, cached: Cached[Any], language: Language) -> None:
    """Write the summaries whole or not at all; a folder that cannot be written costs only the shortcut."""
    body = msgspec.msgpack.encode(cached)
    content = tool_digest(language) + _digest(body) + body
    made = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        made.replace(place)
    except OSError:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _digest(body: bytes | memoryview) -> bytes:
    """Tells a summary that a failing disk or another program has changed."""
    return hashlib.blake2b(body, digest_size=DIGEST_BYTES).digest()


def number_dependencies(asked: dict[Dependency, int], wanted: Iterable[Dependency]) -> tuple[int, ...]:
    """Number each look-up, the same one always alike."""
    return tuple([asked.setdefault(one, len(asked)) for one in sorted(wanted)])


def without_leftovers(cached: Cached[Any]) -> Cached[Any]:
    """Leave out look-ups that no definition makes any more, once they are most of all."""
    used = set().union(*(summary.asked for summary in cached.files.values()))
    if len(cached.dependencies) <= 2 * len(used) + 1000:
        return cached
    numbers = {old: new for new, old in enumerate(sorted(used))}
    files = {
        path: msgspec.structs.replace(summary, asked=tuple(numbers[old] for old in summary.asked))
        for path, summary in cached.files.items()
    }
    return Cached(tuple(cached.dependencies[old] for old in numbers), files)

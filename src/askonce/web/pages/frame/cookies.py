"""The cookies of the pages: the session, a visitor's mark while a form is open, the language, one notice.

None of them follows anybody: only the session says who one is, and it ends with the session.
"""

from __future__ import annotations

from typing import Final

#: With TLS a cookie has the prefix that keeps every other host and path from setting it.
_PREFIX: Final = "__Host-"
SESSION: Final = "askonce"
VISITOR: Final = "askonce-visitor"
LANGUAGE: Final = "askonce-language"
NOTICE: Final = "askonce-notice"
YEAR: Final = 31_536_000
_MOST_BYTES: Final = 8_000


class Jar:
    """Reads and writes cookies; `secure` where the house is reached over TLS."""

    def __init__(self, *, secure: bool) -> None:
        self._prefix = _PREFIX if secure else ""
        self._secure = "; Secure" if secure else ""

    def read(self, header: str) -> dict[str, str]:
        """The cookies of ours that a request brings; of one that stands twice, none: somebody put it there.

        >>> Jar(secure=False).read("a=1; askonce=x; askonce-language=zh; askonce=y")
        {'askonce-language': 'zh'}
        """
        found: dict[str, list[str]] = {}
        for part in header[:_MOST_BYTES].split(";"):
            name, _, value = part.strip().partition("=")
            found.setdefault(name, []).append(value)
        ours = (SESSION, VISITOR, LANGUAGE, NOTICE)
        named = {name: found.get(self._prefix + name, []) for name in ours}
        return {name: values[0] for name, values in named.items() if len(values) == 1 and values[0]}

    def set(self, name: str, value: str, seconds: int | None = None) -> tuple[str, str]:
        """The header that keeps a cookie, for so many seconds or until the browser closes."""
        age = f"; Max-Age={seconds}" if seconds is not None else ""
        return (
            "set-cookie",
            f"{self._prefix}{name}={value}; Path=/; HttpOnly; SameSite=Lax{self._secure}{age}",
        )

    def drop(self, name: str) -> tuple[str, str]:
        """The header that ends a cookie."""
        return self.set(name, "", 0)

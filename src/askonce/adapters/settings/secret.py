"""A secret of the installation, which shows itself to nobody by accident."""

from __future__ import annotations

from typing import Any, NoReturn

HIDDEN = "(hidden)"


class Secret:
    """A text that has to be asked for by name; printing, formatting and pickling it do not show it.

    >>> f"{Secret('hush')} {Secret('hush')!r}", Secret("hush").reveal()
    ('(hidden) Secret((hidden))', 'hush')
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself, for the one place that needs it."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _: object) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")

    def __getstate__(self) -> Any:
        raise TypeError("a secret is not pickled")

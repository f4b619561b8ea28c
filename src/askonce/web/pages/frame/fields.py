"""What is wrong with a form: each error at its field and in the summary above."""

from __future__ import annotations

from collections.abc import Iterator


class Errors:
    """Errors by the id of the field that they are said at, in the order in which they were found."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def add(self, field: str, message: str) -> None:
        """Say what is wrong with a field; the first message of a field stands."""
        self._found.setdefault(field, message)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._found.items())

    def at(self, field: str) -> dict[str, str] | None:
        """The error of a field as its macro takes it, none where there is none.

        >>> errors = Errors()
        >>> errors.add("diet", "Say what you eat")
        >>> errors.at("diet"), errors.at("name")
        ({'text': 'Say what you eat'}, None)
        """
        return {"text": self._found[field]} if field in self._found else None

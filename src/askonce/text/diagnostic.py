"""Diagnostics are values: a finding, its place, the other place, and the repair."""

import enum
from collections.abc import Callable
from typing import Any

import msgspec

from askonce.text.span import Span


class Severity(enum.StrEnum):
    """How much a finding weighs; only a proposal leaves the exit code alone."""

    ERROR = "error"
    WARNING = "warning"
    PROPOSAL = "proposal"


class Related(msgspec.Struct, frozen=True, array_like=True):
    """A second place that a finding is about, and what stands there."""

    span: Span
    message: str


class Diagnostic(msgspec.Struct, frozen=True, array_like=True):
    """One finding: `message` states the fact, `span` points, `help` offers the repair.

    `about` names the definition that an allowance must stand in to allow it, as `kind id`.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    related: tuple[Related, ...] = ()
    help: str = ""
    about: str = ""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort findings by place, so that the order of reading files never shows."""
        return (self.span.path, self.span.line, self.span.column, self.code, self.message)


class Example(msgspec.Struct, frozen=True):
    """A bad and a good text of a rule: definitions laid over a small pack that checks clean.

    Each text holds one or more files; a line `--- name` begins a file and gives it a name.
    """

    bad: str
    good: str
    quotes: str = ""


class Rule(msgspec.Struct, frozen=True):
    """A rule is a value: its code is never reused, its check is a function from a thing to findings.

    `on` says what `check` is given: the names of kinds, `definition` for any kind, `pack` for the whole pack,
    or nothing where reading itself, or the check of another rule, finds it.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str
    example: Example | None
    on: str = ""
    check: Callable[..., Any] | None = None

    def at(
        self,
        span: Span,
        message: str,
        *,
        related: tuple[Related, ...] = (),
        repair: str = "",
        about: str = "",
    ) -> Diagnostic:
        """Make a finding of this rule at a place."""
        return Diagnostic(self.code, self.severity, message, span, related, repair, about)

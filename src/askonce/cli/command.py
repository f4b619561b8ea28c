"""A command is a value: its words, what it does, an example, its arguments, and the function that runs it."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

import msgspec

from askonce.cli.terminal import Terminal

CLEAN, FINDINGS, FAILED = 0, 1, 2


class Stop(Exception):  # noqa: N818 - a command's way to end early with one clear message
    """The command cannot go on; the message says why and what to do."""


class Argument(msgspec.Struct, frozen=True):
    """An argument of a command, as argparse takes it."""

    names: tuple[str, ...]
    says: str
    options: dict[str, Any] = {}


class Command(msgspec.Struct, frozen=True):
    """A command: one or two words, a sentence on what it does, an example, and what runs it.

    `run` gives the exit code: 0 clean, 1 findings, 2 the tool failed.
    """

    words: str
    summary: str
    example: str
    arguments: tuple[Argument, ...]
    run: Callable[[Namespace, Terminal], int]


def argument(*names: str, says: str, **options: Any) -> Argument:
    """An argument with a sentence on what it is."""
    return Argument(names, says, options)

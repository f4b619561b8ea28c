"""Logs as lines of JSON without personal data: routes and ids of cases, never subjects, answers, tokens or queries."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, Final, TextIO

import msgspec

_ENCODER: Final = msgspec.json.Encoder()
_FRAMES: Final = 12
REQUESTS: Final = logging.getLogger("askonce.requests")
HOUSE: Final = logging.getLogger("askonce.house")


class JsonLines(logging.Formatter):
    """A record as one line; of an exception its class and its places, not its text, which may quote a person."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "said": _one_line(record.getMessage()),
            **getattr(record, "more", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= fault_of(record.exc_info[1])
        return _ENCODER.encode(line).decode()


def fault_of(fault: BaseException) -> dict[str, Any]:
    """The class of a fault and where it came from, innermost last, by file, line and function."""
    frames = traceback.extract_tb(fault.__traceback__)[-_FRAMES:]
    places = [f"{'/'.join(PurePath(one.filename).parts[-2:])}:{one.lineno} {one.name}" for one in frames]
    return {"fault": type(fault).__name__, "places": places}


def _one_line(text: str) -> str:
    r"""A text without what could begin another line, or colour a terminal.

    >>> _one_line("a\nb\x1b[31m")
    'a b [31m'
    """
    return "".join(one if one.isprintable() else " " for one in text)


def write_logs(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Let everything that logs in this process write lines of JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in ("httpx", "httpcore", "asyncio", "_granian", "granian.access"):
        logging.getLogger(name).setLevel(logging.WARNING)

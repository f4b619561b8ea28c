"""Prints a paper: hands its values to the press, waits for a while, and gives the PDF or says why there is none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import BoundedSemaphore
from typing import Any, Final
from unicodedata import category

import msgspec

from askonce.adapters.papers.press import SET, UNSET, Sheet

_SECONDS: Final = 30.0
#: Presses that run at once: each takes a core for half a second, and as much memory as the house.
_AT_ONCE: Final = 2
_PRESSES: Final = ThreadPoolExecutor(_AT_ONCE, "askonce-press")
#: So many papers are taken at most, those that wait with those that are being printed; whoever comes then comes again.
_MOST_TAKEN: Final = 20
_PLACES: Final = BoundedSemaphore(_MOST_TAKEN)
_ENCODER: Final = msgspec.json.Encoder()
#: Signs that are not seen, but turn or hide what stands beside them; those of private use say something else in each font.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class Unprintable(Exception):  # noqa: N818 - a fact about the machine or the text, which the page tells the person
    """The paper cannot be printed here: no font has one of its signs, or too many are being printed."""


def print_paper(template: str, values: Mapping[str, Any], day: date) -> bytes:
    """The PDF of a paper, tagged for screen readers (PDF/UA-1); the same values give the same bytes.

    `template` is one of `templates/`, `day` the day that the file says it was made on. Unprintable where a sign of a
    name has no glyph on this machine: no paper leaves with a box where a letter should be.
    """
    made = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    sheet = _ENCODER.encode(Sheet(template, cleaned(dict(values)), made))
    try:
        done = subprocess.run(  # nothing of a caller stands on its command line
            [sys.executable, "-m", "askonce.adapters.papers.press"],
            input=sheet, capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unprintable("the press took too long") from None
    if done.returncode == UNSET:
        raise Unprintable(done.stderr.decode("utf-8", "replace"))
    if done.returncode != SET:
        raise RuntimeError(
            f"the press ended with {done.returncode}: {done.stderr.decode('utf-8', 'replace')}"
        )
    return done.stdout


def print_soon(template: str, values: Mapping[str, Any], day: date) -> Future[bytes]:
    """The PDF of a paper, as soon as a press is free; it holds up nothing else. Unprintable at once where too many wait."""
    if not _PLACES.acquire(blocking=False):
        raise Unprintable("too many papers are being printed")
    printed = _PRESSES.submit(print_paper, template, values, day)
    printed.add_done_callback(lambda _: _PLACES.release())
    return printed


def cleaned(value: Any) -> Any:
    r"""A value whose texts hold only signs that are seen, and ends of lines.

    >>> cleaned({"name": "Li\u202e\x00 Ming", "lines": ["a\nb"]})
    {'name': 'Li Ming', 'lines': ['a\nb']}
    """
    match value:
        case str():
            return "".join(one for one in value if one == "\n" or category(one) not in _UNSEEN)
        case Mapping():
            return {name: cleaned(one) for name, one in value.items()}
        case list() | tuple():
            return [cleaned(one) for one in value]
        case _:
            return value

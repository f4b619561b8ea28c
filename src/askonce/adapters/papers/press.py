"""The press: a process of its own, which sets one paper and ends; the fonts that it reads take 100 MB and go with it.

It reads a sheet as JSON on its input, and writes the PDF on its output. What a person said reaches the template as a value
of `sys.inputs` alone, never as text of the template.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import msgspec

TEMPLATES: Final = Path(__file__).with_name("templates")
#: How the process ends: the paper is set; a sign has no glyph, or the template is at fault.
SET, UNSET = 0, 3
#: Tagged for screen readers; it refuses pictures without a text, and any sign that no font has.
STANDARDS: Final = ("ua-1",)


class Sheet(msgspec.Struct, frozen=True):
    """A paper to be set: the name of its template, its values, and the instant that it says it was made at (Unix seconds)."""

    template: str
    values: dict[str, Any]
    made: int


def set_paper(sheet: Sheet) -> bytes:
    """The PDF of a sheet; typst.TypstError where it cannot be set."""
    import typst  # reads its fonts into this process

    return typst.compile(
        TEMPLATES / f"{sheet.template}.typ",
        root=TEMPLATES,
        sys_inputs={"values": msgspec.json.encode(sheet.values).decode()},
        pdf_standards=list(STANDARDS),
        timestamp=sheet.made,
    )


def main() -> int:
    """Set the sheet on the input."""
    import typst

    sheet = msgspec.json.decode(sys.stdin.buffer.read(), type=Sheet)
    try:
        pdf = set_paper(sheet)
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return UNSET
    sys.stdout.buffer.write(pdf)
    return SET


if __name__ == "__main__":
    sys.exit(main())

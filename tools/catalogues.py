"""Brings the messages of the pages into their catalogues: `python -m tools.catalogues [GROUP…]`, or all of them.

A catalogue is a file of gettext for each group of pages, `locale/zh/GROUP.po`. What is translated already stays; what is no
longer said goes. Nothing in it changes when nothing in the pages does: no dates, no line numbers.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

PAGES: Final = Path(__file__).parents[1] / "src" / "askonce" / "web" / "pages"
_CHINESE: Final = PAGES / "locale" / "zh"
#: What marks a message in code: `visit.say`, `say` with its language first, `mark`.
_KEYWORDS: Final[dict[str, Any]] = {"mark": None, "gettext": None, "_": None, "ngettext": (1, 2), "say": None}
_PYTHON: Final = "python"
_TEMPLATES: Final = "jinja2.ext:babel_extract"
_OPTIONS: Final = {
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
    "newstyle_gettext": "true",
}
#: The table stands above the groups; its words belong to the frame.
FRAME: Final = "frame"
_HEADER: Final = rb"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Language: zh\n"

"""


def groups() -> tuple[str, ...]:
    """The groups of pages there are."""
    return tuple(
        sorted(one.name for one in PAGES.iterdir() if one.is_dir() and (one / "__init__.py").is_file())
    )


def messages(group: str) -> Iterator[str | tuple[str, ...]]:
    """Every message that a group says, once; one with a count as its two forms."""
    seen: set[object] = set()
    for path in _sources(group):
        method = _PYTHON if path.suffix == ".py" else _TEMPLATES
        with path.open("rb") as file:
            found = list(extract(method, file, _KEYWORDS, options=dict(_OPTIONS)))
        for _line, said, _comments, _context in found:
            if said not in seen and said:
                seen.add(said)
                yield said


def _sources(group: str) -> list[Path]:
    code = sorted((PAGES / group).rglob("*.py"))
    templates = sorted((PAGES / "templates" / group).rglob("*.html"))
    return [*code, *templates, *([PAGES / "table.py"] if group == FRAME else [])]


def merged(group: str) -> bytes:
    """The catalogue of a group as it is to be, with the translations that there are."""
    path = _CHINESE / f"{group}.po"
    old = Catalog(locale="zh")
    if path.is_file():
        with path.open("rb") as file:
            old = read_po(file, locale="zh")
    new = Catalog(locale="zh", header_comment="", fuzzy=False)
    for said in messages(group):
        key = said if isinstance(said, str) else said[0]
        known = old.get(key)
        text = known.string if known is not None and any(_texts(known.string)) else _elsewhere(key)
        new.add(said, string=text)
    return _written(new)


def _elsewhere(key: str) -> Any:
    """What another group has for the same words, as all catalogues are read as one."""
    for path in sorted(_CHINESE.glob("*.po")):
        with path.open("rb") as file:
            known = read_po(file, locale="zh").get(key)
        if known is not None and any(_texts(known.string)):
            return known.string
    return None


def _written(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    out.write(_HEADER)
    write_po(out, catalogue, width=0, sort_output=True, omit_header=True, no_location=True)
    return out.getvalue()


def main(named: Sequence[str]) -> int:
    """Write the catalogues, and say how much is not translated."""
    _CHINESE.mkdir(parents=True, exist_ok=True)
    for group in named or groups():
        text = merged(group)
        (_CHINESE / f"{group}.po").write_bytes(text)
        found = read_po(io.BytesIO(text), locale="zh")
        missing = [one for one in found if one.id and not any(_texts(one.string))]
        sys.stdout.write(f"{group}: {len(found)} messages, {len(missing)} not translated\n")
    return 0


def _texts(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

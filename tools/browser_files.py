"""Copies the few prebuilt files that pages load out of npm packages, each with the checksum that it must have.

`python -m tools.browser_files node_modules src/askonce/web/static/vendor`
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import Final

#: Ours, where from, and the SHA-256 of what stands there.
FILES: Final = (
    (
        "govuk-frontend.css",
        "govuk-frontend/dist/govuk/govuk-frontend.min.css",
        "0f00f2aa01972532b0e3c748691dafd58f0042c60060d79848d3d31c02913d46",
    ),
    (
        "govuk-frontend.js",
        "govuk-frontend/dist/govuk/govuk-frontend.min.js",
        "8982af0b181bb9074ed66df856d5c9fbe224ccc0a5832d47155167350f0c3fe2",
    ),
    (
        "htmx.js",
        "htmx.org/dist/htmx.min.js",
        "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717",
    ),
    (
        "ol.js",
        "ol/dist/ol.js",
        "a4e607e98b56846d543e2131161720845c7a80170d5f00aa2bc8b6c4e0f9194a",
    ),
    (
        "ol.css",
        "ol/ol.css",
        "abc8afd72cc10bd29cc143f443bae4a6804bd3cb3fb262e6b6a6bc6c924ea34f",
    ),
    # Its licence asks that its notice goes wherever it goes.
    (
        "ol-licence.txt",
        "ol/LICENSE.md",
        "6c4347b83a8c9feef18d57b18e3b6c44cf901b3c344a4a1fbd837e421555ab8e",
    ),
)
#: Typefaces of the readers' own machines: that of GOV.UK is not free to use elsewhere.
FONTS: Final = (
    'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",'
    '"Noto Sans SC",sans-serif'
)
_FACE: Final = re.compile(r"@font-face\{[^}]*\}")
_FAMILY: Final = re.compile(r"GDS Transport,arial,sans-serif")
_CREST: Final = re.compile(r"url\(/assets/[^)]*\)")
_MAP: Final = re.compile(r"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=.*?\*/)\s*$")


def copied(name: str, text: str) -> str:
    """A file as pages load it: without foreign typefaces, arms or maps to sources that are not there.

    >>> copied(
    ...     "a.css",
    ...     "@font-face{src:url(/assets/f)}p{font-family:GDS Transport,arial,sans-serif;background:url(/assets/c.svg)}",
    ... )[:26]
    'p{font-family:system-ui,-a'
    """
    text = _MAP.sub("", text)
    if name.endswith(".css"):
        text = _CREST.sub("none", _FAMILY.sub(FONTS, _FACE.sub("", text)))
    return text


def main(source: Path, target: Path) -> int:
    """Copy; 1 where a file is missing or another one than it was."""
    target.mkdir(parents=True, exist_ok=True)
    for name, place, wanted in FILES:
        file = source / place
        if not file.is_file():
            sys.stderr.write(f"{file} is missing: npm has not fetched it\n")
            return 1
        raw = file.read_bytes()
        found = hashlib.sha256(raw).hexdigest()
        if found != wanted:
            sys.stderr.write(f"{file} has the checksum {found}, not {wanted}\n")
            return 1
        (target / name).write_text(copied(name, raw.decode()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

"""How standards are written: the bodies that give them, and one spelling for each."""

from __future__ import annotations

import re
from typing import Final

# Bodies of China (national, then trades), of the world and of other countries. Two letters that are also words
# of English (`as`, `is`) are left out.
_BODIES: Final = (
    r"(?:gb|gjb|jb|qc|hg|yb|fz|sj|yd|jt|jg|dl|db\d{2}|ga|hj|nb|sh|sy|tb|yy|qb|bb|ly|cj|ys)/[tz]"
    r"|gb|gjb|iatf|iso(?:/(?:iec|ts|tr))?|iec|din(?:[ -]?en)?(?:[ -]?iso)?|en(?:[ -]?iso)?|astm|ansi|asme|sae|jis"
    r"|bs(?:[ -]?en)?|ul|vda|ece|gost|uic|mil-std|ieee|aws|ohsas|sa|fsc|haccp|qs|ts"
)
#: A standard in a text whose case was folded; of a certificate's year the pattern takes hold too.
#: Chinese sets no blank between words and codes, so that a Han character beside a code is no letter of it.
HAN: Final = r"\u3400-\u9fff"
STANDARD: Final = (
    rf"(?<![^\W_{HAN}])(?:{_BODIES})[ -]?(?:[a-z][ -]?)?\d{{2,}}(?:[.-]\d+)*(?::\d{{4}})?(?![^\W_{HAN}])"
)
_YEAR: Final = re.compile(r"[:-]((?:19|20)\d\d)$")
_PARTED: Final = re.compile(r"^([^\d]*?)[ -]*(\d.*)$")


def plain_standard(written: str) -> tuple[str, str]:
    """A standard's own name, without its edition, and the year of the edition or nothing.

    >>> plain_standard("gb/t307.1-2017"), plain_standard("IATF-16949"), plain_standard("din en iso 10025-2")
    (('GB/T 307.1', '2017'), ('IATF 16949', ''), ('DIN EN ISO 10025-2', ''))
    """
    shouted = " ".join(written.upper().split())
    year = _YEAR.search(shouted)
    name = shouted[: year.start()] if year else shouted
    parted = _PARTED.match(name)
    return (f"{parted[1]} {parted[2]}" if parted else name), (year[1] if year else "")

"""How a cell of a sheet is read as FEEL, and the cells that mean something else than they show.

A spreadsheet program and a keyboard for Chinese write `≥６０`, `15%`, `TRUE`, `¥18` and 2026-01-01 where FEEL has
`>= 60`, `0.15`, `true`, `18 CNY` and `@"2026-01-01"`. What can mean one thing only is read so; what could mean two is
a trap, and a finding.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

import msgspec

from askonce.feel.types import BOOLEAN, DATE, DATE_TIME, TIME, MoneyType, Type

ANY_VALUE = "-"
DASHES = frozenset("-\u2013\u2014\u2212\uff0d")
QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
FOREIGN = re.compile(r"[^\x00-\x7f]|[%A-Z$]|\d-\d")
WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord("\u3000"): " ", ord("\u3001"): ",", ord("\u2265"): ">=", ord("\u2264"): "<=", ord("\u2212"): "-",
    ord("\u3010"): "[", ord("\u3011"): "]", ord("\uffe5"): "\u00a5",
}  # fmt: skip
TRUTH = re.compile(r"\b(TRUE|True|FALSE|False)\b")
PERCENT = re.compile(r"(?<!\w)(?<!\d\.)(\d+(?:\.\d+)?) ?%")
AMOUNT = re.compile(r"(CNY|JPY|USD|EUR|GBP|HKD|[\u00a5$\u20ac\u00a3]) ?(\d+(?:\.\d+)?)(?!\.?\d)")
SIGNS = {"\u00a5": ("CNY", "JPY"), "$": ("USD", "HKD"), "\u20ac": ("EUR",), "\u00a3": ("GBP",)}
DAY = r"\d{4}-\d{2}-\d{2}"
CLOCK = r"\d{2}:\d{2}:\d{2}(?:\.\d+)?"
BARE = r'(?<![\w"@:-])(?<!\d\.)({})(?![\w:-])'
MOMENTS: Mapping[Type, re.Pattern[str]] = {
    DATE: re.compile(BARE.format(DAY)),
    DATE_TIME: re.compile(BARE.format(f"{DAY}T{CLOCK}")),
    TIME: re.compile(BARE.format(CLOCK)),
}
NUMBER = r"\d+(?:\.\d+)?"
SPAN = re.compile(rf"({NUMBER}) ?(?:[-~\u2013\u2014]|\u81f3|\u5230) ?({NUMBER})( ?[A-Z]{{3}})?")
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
REACHES = re.compile(
    rf"(>=?) ?({NUMBER})(?: ?[A-Z]{{3}})? ?, ?(<=?) ?({NUMBER})(?: ?[A-Z]{{3}})?"
    rf"|(<=?) ?({NUMBER})(?: ?[A-Z]{{3}})? ?, ?(>=?) ?({NUMBER})(?: ?[A-Z]{{3}})?"
)
SHOWN = re.compile(r"(?:[\u00a5$\u20ac\u00a3] ?|\b[A-Z]{3} )\d[\d.]*")
LONE_DAY = re.compile(rf"(?:[<>]=? ?)?({DAY})")
MEANT = {
    "\u4ee5\u4e0a": ">=", "\u6ee1": ">=", "\u81f3\u5c11": ">=", "\u4ee5\u4e0b": "<=", "\u4ee5\u5185": "<=",
    "\u4e0d\u8d85\u8fc7": "<=", "\u4e0d\u6ee1": "<", "\u672a\u6ee1": "<", "\u4e0d\u8db3": "<",
    "\u4f4e\u4e8e": "<", "\u8d85\u8fc7": ">", "\u9ad8\u4e8e": ">", "\u4ee5\u5916": ">",
}  # fmt: skip
WORDS = "|".join(sorted(MEANT, key=len, reverse=True))
IN_WORDS = re.compile(rf"({WORDS})?({NUMBER})[^\W\d]{{0,2}}?(?:\u53ca|\u5468\u5c81)?({WORDS})?")
SAID_TRUE = frozenset(["yes", "y", "\u662f", "\u221a", "\u2713"])
SAID_FALSE = frozenset(["no", "n", "\u5426", "\u00d7", "\u2717"])


class Trap(msgspec.Struct, frozen=True):
    """Why a cell cannot be taken as it stands, and what to write in its place."""

    message: str
    help: str


def read_cell(text: str, kind: Type | None, *, test: bool) -> str:
    """The FEEL that a cell of a sheet writes, in a column of a type; an empty test takes any value.

    >>> from askonce.feel.types import NUMBER
    >>> [read_cell(text, NUMBER, test=True) for text in ("≥６０", "", "—", "＜15%", "[10，20)")]
    ['>=60', '-', '-', '<0.15', '[10,20)']
    >>> read_cell("¥18", MoneyType("CNY"), test=False), read_cell("2026-01-01", DATE, test=False)
    ('18 CNY', '@"2026-01-01"')
    """
    if test and (not text or text in DASHES):
        return ANY_VALUE
    if FOREIGN.search(text) is None and (kind != TIME or ":" not in text):
        return text
    parts = QUOTED.split(text)
    return "".join(part if place % 2 else _read_part(part, kind) for place, part in enumerate(parts))


def _read_part(text: str, kind: Type | None) -> str:
    text = PERCENT.sub(lambda found: f"{Decimal(found[1]) / 100:f}", text.translate(WIDE))
    if kind == BOOLEAN:
        text = TRUTH.sub(lambda found: found[1].lower(), text)
    if isinstance(kind, MoneyType) and kind.currency:
        currency = kind.currency
        text = AMOUNT.sub(lambda found: _amount(found, currency), text)
    moment = MOMENTS.get(kind) if kind is not None else None
    return text if moment is None else moment.sub(r'@"\1"', text)


def _amount(found: re.Match[str], currency: str) -> str:
    """Write `¥18` as `18 CNY`, where the sign can stand for the currency of the column."""
    sign, number = found.groups()
    return f"{number} {currency}" if currency in SIGNS.get(sign, (sign,)) else found[0]


def find_trap(text: str, kind: Type, *, test: bool) -> Trap | None:
    """What keeps a cell from being taken as it stands, for it means something else than it shows, or two things.

    >>> from askonce.feel.types import NUMBER
    >>> find_trap("10-20", NUMBER, test=True).message
    '`10-20` is the number -10, and no range'
    >>> find_trap("[10..20]", NUMBER, test=True) is None
    True
    """
    if test and len(text) == 1:
        return _truth(text, kind)
    found = (find(text, kind) for find in (TEST_TRAPS if test else OUTCOME_TRAPS))
    return next((trap for trap in found if trap is not None), None)


def _range(text: str, _: Type) -> Trap | None:
    found = SPAN.fullmatch(text)
    if found is None:
        return None
    low, high, unit = found[1], found[2], found[3] or ""
    reads = f"the number {Decimal(low) - Decimal(high):f}, and no range" if "-" in text else "no range"
    both = f"{low}{unit}..{high}{unit}"
    return Trap(f"`{text}` is {reads}", f"write `[{both}]`, or `[{both})` where {high} itself is left out")


def _day(text: str, kind: Type) -> Trap | None:
    found = LONE_DAY.fullmatch(text)
    if found is None:
        return None
    repair = f'write `@"{found[1]}"`' if kind == DATE else "give the fact the type `date`"
    return Trap(f"`{found[1]}` is reckoned as a number less two others, and is no date here", repair)


def _grouped(text: str, _: Type) -> Trap | None:
    found = GROUPED.search(text)
    if found is None or QUOTED.search(text) or re.search(r"[^\W\d_]", re.sub(r"[A-Z]{3}\b", "", text)):
        return None
    whole, several = found[0].replace(",", ""), found[0].replace(",", ", ")
    return Trap(
        f"`{found[0]}` is several values, parted by commas", f"write `{whole}`, or `{several}` for several"
    )


def _reaches(text: str, _: Type) -> Trap | None:
    found = REACHES.fullmatch(text)
    if found is None:
        return None
    above, low, below, high = found.groups()[:4] if found[1] else (found[7], found[8], found[5], found[6])
    if Decimal(low) >= Decimal(high):
        return None
    left, right = "[" if "=" in above else "(", "]" if "=" in below else ")"
    return Trap(
        f"`{text}` takes every value: a comma means or",
        f"write `{left}{low}..{high}{right}` for what lies between",
    )


def _sign(text: str, kind: Type) -> Trap | None:
    found = None if QUOTED.search(text) else SHOWN.search(text)
    if found is None:
        return None
    says = f"says {kind.currency}" if isinstance(kind, MoneyType) and kind.currency else "says no currency"
    return Trap(
        f"`{found[0]}` is an amount, and its column {says}",
        "give the column a type such as `money CNY`, or write the amount as `18 CNY`",
    )


def _words(text: str, _: Type) -> Trap | None:
    found = IN_WORDS.fullmatch(text)
    if found is None or not (found[1] or found[3]):
        return None
    sign = MEANT[found[1] or found[3]]
    return Trap(f"`{text}` is words, and no test", f"write `{sign} {found[2]}`")


def _truth(text: str, kind: Type) -> Trap | None:
    said = text.casefold()
    if kind != BOOLEAN or said not in SAID_TRUE | SAID_FALSE:
        return None
    return Trap(f"`{text}` is no truth value", f"write `{'true' if said in SAID_TRUE else 'false'}`")


Find = Callable[[str, Type], Trap | None]
TEST_TRAPS: tuple[Find, ...] = (_range, _day, _grouped, _reaches, _sign, _words, _truth)
OUTCOME_TRAPS: tuple[Find, ...] = (_day, _sign, _truth)

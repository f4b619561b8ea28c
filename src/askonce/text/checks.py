"""The rules that reading a file itself finds."""

from askonce.text.diagnostic import Example, Rule, Severity

BAD_ENCODING = Rule(
    "AO001",
    "bad encoding",
    Severity.ERROR,
    "a file is not UTF-8 text, or holds control characters",
    "A name read with the wrong encoding is another name: it matches no register and prints as rubbish on a certificate.",
    Example(
        bad="calendar: county\ntitle: {en: County\x07, zh: 县}\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\n",
        quotes="",
    ),
)
BAD_SYNTAX = Rule(
    "AO002",
    "unreadable text",
    Severity.ERROR,
    "a file cannot be read as YAML, CSV or a workbook",
    "A file that cannot be read hides every definition in it; its other findings appear once it can.",
    Example(
        bad="--- broken.yaml\ncalendar: county\ntitle: [unclosed\n",
        good="--- fine.yaml\ncalendar: county\ntitle: {en: County, zh: 县}\n",
    ),
)
DUPLICATE_KEY = Rule(
    "AO003",
    "duplicate key",
    Severity.ERROR,
    "a word stands twice in one mapping",
    "YAML readers silently keep the last of the two, so that a term or a price that somebody reads is not the one that runs.",
    Example(
        bad="calendar: county\ntitle: {en: County, zh: 县}\ntitle: {en: Town, zh: 镇}\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\n",
        quotes="title",
    ),
)
SURPRISE = Rule(
    "AO004",
    "value that YAML readers take for something else",
    Severity.ERROR,
    "an unquoted `no`, `1_0` or the like",
    "YAML 1.1 reads `no` as false, `1_0` as ten and `12:30` as 750. Other programs that read the pack would see other values than its author.",
    Example(
        bad="calendar: county\ntitle: {en: no, zh: 县}\n",
        good='calendar: county\ntitle: {en: "no", zh: 县}\n',
        quotes="no",
    ),
)
NOT_PLAIN = Rule(
    "AO005",
    "anchor, alias or tag",
    Severity.ERROR,
    "a file uses an anchor, an alias, a merge or a tag of YAML",
    "What an alias repeats is not where a reader looks, and a few nested ones fill the memory. A pack says each thing once, by name.",
    Example(
        bad="calendar: county\ntitle: &t {en: County, zh: 县}\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\n",
        quotes="&t",
    ),
)
TOO_LARGE = Rule(
    "AO006",
    "too large or too deep",
    Severity.ERROR,
    "a file is larger or nested deeper than a person writes",
    "A file of 8 MiB or a hundred brackets in one another is made by a program or by an attacker; reading it would stop everybody else's work.",
    Example(
        bad="calendar: county\ntitle: " + "[" * 101 + "]" * 101 + "\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\n",
        quotes="",
    ),
)

RULES = (BAD_ENCODING, BAD_SYNTAX, DUPLICATE_KEY, SURPRISE, NOT_PLAIN, TOO_LARGE)

"""The rules that reading a definition's words finds."""

from askonce.text.diagnostic import Example, Rule, Severity

UNKNOWN_WORD = Rule(
    "AO010",
    "unknown word",
    Severity.ERROR,
    "a definition uses a word that its kind does not know",
    "A misspelt word would be passed over in silence, and what its author meant would never happen.",
    Example(
        bad="calendar: county\ntitle: {en: County, zh: 县}\nholidais: [2026-10-01]\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\nholidays: [2026-10-01]\n",
        quotes="holidais",
    ),
)
UNKNOWN_KIND = Rule(
    "AO011",
    "unknown kind of definition",
    Severity.ERROR,
    "the first word of a file names no kind of definition",
    "The first word says what a file defines; without it nothing in the file can be read.",
    Example(
        bad="--- county.yaml\ncalender: county\ntitle: {en: County, zh: 县}\n",
        good="--- county.yaml\ncalendar: county\ntitle: {en: County, zh: 县}\n",
        quotes="calender",
    ),
)
WRONG_TYPE = Rule(
    "AO012",
    "wrong type of value",
    Severity.ERROR,
    "a word holds a value of another type than it should",
    "A date that is no date or a term without a unit would fail on the day somebody needs it; it fails here instead.",
    Example(
        bad="calendar: county\ntitle: {en: County, zh: 县}\nholidays: [2026-02-30]\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\nholidays: [2026-02-28]\n",
        quotes="2026-02-30",
    ),
)
MISSING_WORD = Rule(
    "AO013",
    "missing word",
    Severity.ERROR,
    "a definition lacks a word without which it says nothing",
    "A duty that names no office, or an adoption without a day, cannot be carried out or checked.",
    Example(
        bad="calendar: county\ntitle: {en: County, zh: 县}\n--- duties/street.yaml\nduty: street-duties\ntitle: {en: Duties, zh: 职责}\nof: street\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\n--- duties/street.yaml\nduty: street-duties\ntitle: {en: Duties, zh: 职责}\nof: street\nbasis: street-rules/1\n",
        quotes="duty",
    ),
)

WORD_RULES = (UNKNOWN_WORD, UNKNOWN_KIND, WRONG_TYPE, MISSING_WORD)

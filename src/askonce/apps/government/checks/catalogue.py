"""The rules that reading a catalogue of services finds; a pack cannot show them, so they have no example."""

from askonce.text.diagnostic import Rule, Severity

MISSING_TABLE = Rule(
    "AO420", "missing table of a catalogue", Severity.ERROR,
    "a catalogue lacks one of its three tables",
    "Services without their authorities, or without their requirements, would be imported as services that nobody answers for and everybody may have.",
    None,
)  # fmt: skip
MISSING_COLUMN = Rule(
    "AO421", "missing column of a catalogue", Severity.ERROR,
    "a table of a catalogue lacks a column without which its rows say nothing",
    "A row that cannot be told from the others, or linked with them, cannot be imported without guessing.",
    None,
)  # fmt: skip
UNKNOWN_COLUMN = Rule(
    "AO422", "unknown column of a catalogue", Severity.ERROR,
    "a table of a catalogue has a column that the import does not know",
    "What stands in a column with a misspelt head would be left behind in silence, and a service would look poorer than its source states.",
    None,
)  # fmt: skip
MISSING_CELL = Rule(
    "AO423", "missing cell of a catalogue", Severity.ERROR,
    "a row of a catalogue lacks its name, its title, or the service and group that it belongs to",
    "An empty cell is not stated; where a definition cannot stand without it, only the catalogue's keeper can say what was meant.",
    None,
)  # fmt: skip
DUPLICATE_NAME = Rule(
    "AO424", "name that stands twice in a catalogue", Severity.ERROR,
    "two tables, columns or rows of a catalogue have one name",
    "Which of two rows with one name is right, the import cannot know, and keeping either would lose the other.",
    None,
)  # fmt: skip
UNKNOWN_NAME = Rule(
    "AO425", "name that a catalogue does not define", Severity.ERROR,
    "a service names an authority, or a requirement a service, that the catalogue does not list",
    "A requirement whose service is missing would vanish, and a service whose authority is missing would be answered for by nobody.",
    None,
)  # fmt: skip
UNKNOWN_OPERATOR = Rule(
    "AO426", "unknown operator of a requirement", Severity.ERROR,
    "a requirement compares with a sign that the import does not know",
    "A comparison that is guessed decides who gets a benefit.",
    None,
)  # fmt: skip
WRONG_CELL = Rule(
    "AO427", "cell that cannot be read", Severity.ERROR,
    "a cell of a catalogue holds something other than its column or its operator needs",
    "A threshold that is no number compares with nothing; a requirement that rests on it would never be met, or always.",
    None,
)  # fmt: skip
UNCLEAR_REQUIREMENT = Rule(
    "AO428", "requirement that states nothing clear", Severity.ERROR,
    "a requirement is neither a comparison nor a sentence",
    "A row with half a comparison would drop out of the conditions, so that more people seem to be entitled than are.",
    None,
)  # fmt: skip

RULES = (
    MISSING_TABLE,
    MISSING_COLUMN,
    UNKNOWN_COLUMN,
    MISSING_CELL,
    DUPLICATE_NAME,
    UNKNOWN_NAME,
    UNKNOWN_OPERATOR,
    WRONG_CELL,
    UNCLEAR_REQUIREMENT,
)

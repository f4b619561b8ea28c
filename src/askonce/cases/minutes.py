"""The standard cost model: how many minutes a person spends on each thing that a case asks of them.

Minutes a field of each type, a document, a visit and a filing, as the Standard Cost Model reckons administrative
burdens (tasks times time times frequency). The times are stated here and can be replaced in a pack's manifest
under `minutes`; they are conventions that make services comparable, not measurements of a person.
"""

from collections.abc import Mapping
from decimal import Decimal

from askonce.feel.types import BOOLEAN, DATE, INTEGER, NUMBER, ChoiceType, ListType, MoneyType, Type
from askonce.registers.types import FILES, feel_type

STANDARD: Mapping[str, Decimal] = {
    "boolean": Decimal("0.2"),  # read the question and press one of two
    "choice": Decimal("0.3"),
    "date": Decimal("0.5"),
    "number": Decimal("0.5"),
    "money": Decimal("0.7"),  # look it up, then type it
    "text": Decimal("1.0"),
    "list": Decimal("2.0"),
    "document": Decimal(10),  # find or fetch it, copy it, hand it in
    "photo": Decimal(5),
    "prefilled": Decimal("0.1"),  # read what is known and let it stand
    "filing": Decimal(3),  # find the service, sign in, read, send
    "visit": Decimal(90),  # there, waiting, and back
    "rekeyed": Decimal("0.3"),  # a clerk types one field again
}

SCALAR_WORDS: Mapping[Type, str] = {BOOLEAN: "boolean", DATE: "date", NUMBER: "number", INTEGER: "number"}


def field_word(type_words: str) -> str:
    """The row of the table that a type belongs to.

    >>> field_word("money CNY"), field_word("a | b"), field_word("list of date"), field_word("")
    ('money', 'choice', 'list', 'text')
    """
    if type_words in FILES:
        return type_words
    kind = feel_type(type_words or None)
    if isinstance(kind, ListType):
        return "list"
    if isinstance(kind, ChoiceType):
        return "choice"
    if isinstance(kind, MoneyType):
        return "money"
    return SCALAR_WORDS.get(kind, "text") if kind else "text"

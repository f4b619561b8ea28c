"""Names that files and expressions can use, made from the names of a catalogue."""

import re
import unicodedata
from collections.abc import Iterable

from askonce.feel.lexer import KEYWORDS
from askonce.pack.shapes import IDENTIFIER, NAME

UNFIT = re.compile(r"-*[^\w\-]+-*")
UNFIT_IN_EXPRESSION = re.compile(r"\W+")
MOST_LETTERS = 100  # of a name in expressions: YAML takes no word much longer as the key of a group
MOST_BYTES = 180  # a file name may have 255 bytes on the usual disks, with room here for a suffix
#: Names that norms give to their own dates (see the kind `norm`), besides the words of FEEL.
TAKEN = KEYWORDS | {"application", "decision", "event", "leap_day"}


def identifiers(texts: Iterable[str], *, taken: Iterable[str] = ()) -> dict[str, str]:
    """An identifier of its own for each text; a text that already is one keeps it.

    >>> identifiers(["pass-vélo", "aide étudiant·e", "aide-étudiant-e"])
    {'pass-vélo': 'pass-vélo', 'aide étudiant·e': 'aide-étudiant-e-2', 'aide-étudiant-e': 'aide-étudiant-e'}
    """
    texts = list(dict.fromkeys(texts))
    used = {text for text in texts if _is_identifier(text)}.union(taken)
    names = {}
    for text in texts:
        names[text] = text if _is_identifier(text) and text not in taken else _free(_identifier(text), used)
        used.add(names[text])
    return names


def expression_name(text: str) -> str:
    """A name that expressions can use for a concept.

    >>> expression_name("quotient-familial"), expression_name("2e enfant"), expression_name("in")
    ('quotient_familial', 'n_2e_enfant', 'in_')
    """
    name = UNFIT_IN_EXPRESSION.sub("_", unicodedata.normalize("NFC", text)).strip("_")[:MOST_LETTERS]
    if not NAME.fullmatch(name):
        name = f"n_{name}"
    return f"{name}_" if name in TAKEN else name


def file_names(identifiers: Iterable[str]) -> dict[str, str]:
    """A file name for each identifier, short enough, and different even where a disk knows no capitals.

    >>> file_names(["aide", "Aide"])
    {'aide': 'aide', 'Aide': 'Aide-2'}
    """
    used: set[str] = set()
    names = {}
    for identifier in identifiers:
        short = identifier.encode()[:MOST_BYTES].decode(errors="ignore").rstrip(".")
        free, number = short, 1
        while free.casefold() in used:
            number += 1
            free = f"{short}-{number}"
        used.add(free.casefold())
        names[identifier] = free
    return names


def _is_identifier(text: str) -> bool:
    return IDENTIFIER.fullmatch(text) is not None


def _identifier(text: str) -> str:
    return UNFIT.sub("-", unicodedata.normalize("NFC", text)).strip("-_")


def _free(name: str, used: set[str]) -> str:
    free, number = name, 1
    while free in used:
        number += 1
        free = f"{name}-{number}"
    return free

"""Forms on paper: what has to be asked of a person and nothing else, each question with its reason and its article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from askonce.cases.asking import Asked
from askonce.cases.ready import Field
from askonce.cases.running import Ready
from askonce.cases.view import Offered
from askonce.cases.wording.bilingual import EMPTY, Text, both, said
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import CURRENCIES
from askonce.feel.types import BOOLEAN, ChoiceType, MoneyType, Type
from askonce.pack.office import Office

TEXT, CHOICE, DAY, AMOUNT, PAPER = "text", "choice", "day", "amount", "paper"
_YES, _NO = both("yes", "是"), both("no", "否")
_DAYS: Final = frozenset({"date"})
_SHORT: Final = frozenset({"number", "integer"})
_WHICH: Final = both("Who or what is meant", "所指对象")


class Blank(msgspec.Struct, frozen=True):
    """A question as it stands on paper: its words, what kind of answer it takes, why it is asked.

    `kind` is one of TEXT, CHOICE, DAY, AMOUNT, PAPER (something to be handed in with it); `unit` what stands behind an amount.
    `own` only the person answers themselves.
    """

    name: str
    text: Text
    kind: str
    because: Text | None = None
    options: tuple[Text, ...] = ()
    unit: Text | None = None
    optional: bool = False
    own: bool = False


class Sheet(msgspec.Struct, frozen=True):
    """A form on paper: of which service, by which article, its questions, and where it is handed in."""

    service: Text
    office: Text
    basis: Text
    counter: Text
    hours: Text
    contact: str
    questions: tuple[Blank, ...]


def sheet_of(ready: Ready, offered: Offered | None = None) -> Sheet:
    """The form of a service: for one person, where an interview says what is known of them, or for anybody.

    What registers know is not on it. Paper cannot leave out what an answer above it settles, so that what may come to matter stands on it,
    unless it is certain already that it does not.
    """
    titles = Titles(ready.running.bound)
    office = ready.running.bound.get("office", {}).get(ready.office)
    found = office if isinstance(office, Office) else None
    return Sheet(
        titles.title("service", ready.id),
        titles.title("office", ready.office),
        titles.cite(ready.basis),
        said(found.counter) if found is not None and found.counter is not None else EMPTY,
        said(found.hours) if found is not None and found.hours is not None else EMPTY,
        (found.contact or "") if found is not None else "",
        tuple(_questions(ready, offered, titles)),
    )


def _questions(ready: Ready, offered: Offered | None, titles: Titles) -> Iterator[Blank]:
    for role in ready.roles.values():
        if role.named or (role.choose and (offered is None or role.name in offered.choose)):
            yield Blank(f"which-{role.name}", _of_role(titles, role.name), TEXT)
    asked = {one.name: one for one in ready.bound.asked}
    for name, field in ready.fields.items():
        if not field.by_officer and _is_put(field, offered):
            yield _blank(field, asked.get(name), titles, ready)


def _of_role(titles: Titles, role: str) -> Text:
    word = titles.step(role)
    return both(f"{_WHICH['en']}: {word['en']}", f"{_WHICH['zh']}：{word['zh']}")


def _is_put(field: Field, offered: Offered | None) -> bool:
    """Whether a question stands on the form."""
    if offered is None or offered.choose:  # nothing is read as long as it is not said of whom
        return field.asked and field.taken is None
    if field.name in offered.open:
        return True
    known = {one.name for one in offered.facts if one.state not in {"not asked", "unavailable"}}
    if not field.asked or field.taken is not None or field.name in known:
        return False
    return field.wanted if offered.decided else True


def _blank(field: Field, asked: Asked | None, titles: Titles, ready: Ready) -> Blank:
    text, because = titles.word(field.name), None
    if asked is not None:
        text = titles.question(asked)
        because = titles.article(asked.ask.because) if asked.ask.because is not None else None
    elif field.taken is not None:
        text = titles.taken(field.taken)
    else:
        text = next((titles.document(one) for one in ready.bound.demanded if one.name == field.name), text)
    kind, options, unit = (PAPER, (), None) if field.document or field.file else _kind(field.type, titles)
    return Blank(field.name, text, kind, because, options, unit, field.optional, field.own)


def _kind(kind: Type | None, titles: Titles) -> tuple[str, tuple[Text, ...], Text | None]:
    match kind:
        case ChoiceType(options=options):
            return CHOICE, tuple(map(titles.word, options)), None
        case MoneyType(currency=currency):
            return AMOUNT, (), both(currency or "", CURRENCIES.get(currency or "", currency or ""))
        case _ if kind == BOOLEAN:
            return CHOICE, (_YES, _NO), None
        case _ if getattr(kind, "word", "") in _DAYS:
            return DAY, (), None
        case _ if getattr(kind, "word", "") in _SHORT:
            return AMOUNT, (), None
        case _:
            return TEXT, (), None

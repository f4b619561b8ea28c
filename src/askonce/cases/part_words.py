"""The words for the parts of a service: documents, further subjects, steps, visits and what it gives."""

from typing import Annotated, Any

import msgspec

from askonce.pack.shapes import (
    Decoding,
    Expression,
    Localized,
    Path,
    Period,
    Ref,
    article,
    boolean,
    choice,
    expression,
    identifier,
    integer,
    list_of,
    localized,
    map_of,
    name,
    path,
    period,
    refers,
    text,
)
from askonce.pack.words import Word, Words, record
from askonce.text.node import Node, Scalar, Sequence


class Document(Words, frozen=True, kw_only=True):
    """A document that the person must bring, and what it shows."""

    title: Annotated[
        Localized | None, Word(localized(), "Its name for people.", "{en: Marriage certificate, zh: 结婚证}")
    ] = None
    shows: Annotated[
        tuple[Path, ...],
        Word(
            list_of(path(), single=True),
            "The data that it is brought for, as paths.",
            "[applicant.spouse.birth_date]",
        ),
    ] = ()
    because: Annotated[
        Ref | None, Word(article(or_law=True), "The article that demands it.", "canteen-rules/3.2")
    ] = None
    original: Annotated[
        bool,
        Word(
            boolean(),
            "Whether the original itself is kept or stamped, so that no register can stand for it.",
            "true",
        ),
    ] = False
    produced_by: Annotated[
        Ref | None, Word(refers("service"), "The service that gives it.", "birth-certificate")
    ] = None


class Subject(Words, frozen=True, kw_only=True):
    """A further subject of the case, by a name of its own."""

    each: Annotated[Path | None, Word(path(), "The relation that leads to it.", "applicant.children")] = None
    where: Annotated[
        Expression | None,
        Word(expression(), "Which of several are meant.", '"age(birth_date, application) < 18"'),
    ] = None
    choose: Annotated[
        str | None, Word(choice("one", "some"), "Whether the person picks one or some of them.", "one")
    ] = None
    kind: Annotated[
        Ref | None, Word(refers("subject"), "The kind of a subject to which no relation leads.", "person")
    ] = None
    new: Annotated[
        bool, Word(boolean(), "Whether no register knows it yet: a newborn, a firm being founded.", "true")
    ] = False


class Step(Words, frozen=True, kw_only=True):
    """A step of handling a case: who takes it, and what may follow."""

    title: Annotated[
        Localized | None, Word(localized(), "Its name for people.", "{en: Cook the meal, zh: 备餐}")
    ] = None
    by: Annotated[
        tuple[Ref, ...],
        Word(
            list_of(refers("role", "office"), single=True),
            "The roles or offices that may take it; the service's office, where not said.",
            "street/cook",
        ),
    ] = ()
    within: Annotated[Period | None, Word(period(), "How long it may take.", "1 working day")] = None
    then: Annotated[
        tuple[str, ...],
        Word(
            list_of(name(), single=True),
            "The steps that may follow, or `end`; the next one, where not said.",
            "[hand_over, end]",
        ),
    ] = ()
    rekeys: Annotated[
        bool, Word(boolean(), "Whether it types the case into an outside system by hand.", "true")
    ] = False
    decides: Annotated[
        bool,
        Word(
            boolean(),
            "Whether an officer decides in it, as the norms propose or otherwise with reasons.",
            "true",
        ),
    ] = False


class Visit(Words, frozen=True, kw_only=True):
    """A trip that a service still needs."""

    to: Annotated[Ref | None, Word(refers("office"), "The office that must be visited.", "civil-affairs")] = (
        None
    )
    trips: Annotated[int, Word(integer(1), "How many trips.", "1")] = 1
    basis: Annotated[Ref | None, Word(article(), "The article that demands it.", "marriage-act/8")] = None
    because: Annotated[
        Localized | None,
        Word(localized(), "The reason in words.", "{en: both must be present, zh: 双方须到场}"),
    ] = None


class VisitShape(msgspec.Struct, frozen=True):
    """`none`, or the trip that is needed."""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the trip; `none` is no trip at all."""
        if isinstance(node, Scalar):
            if node.text == "none":
                return "none"
            into.wrong(node, "`none` or a trip", "{to: civil-affairs, basis: marriage-act/8}")
            return None
        return record(Visit).decode(node, into)

    def schema(self) -> dict[str, Any]:
        """The word `none`, or the words of a trip."""
        return {"anyOf": [{"const": "none"}, record(Visit).schema()]}

    def describe(self) -> str:
        """Say what it is."""
        return "`none`, or the trip that is needed"


class Output(Words, frozen=True, kw_only=True):
    """What a service gives: a certificate, a card, an entry in a register."""

    title: Annotated[
        Localized | None, Word(localized(), "Its name for people.", "{en: Canteen card, zh: 食堂卡}")
    ] = None
    writes: Annotated[
        tuple[str, ...],
        Word(
            list_of(text(), single=True),
            "The attributes and relations of registers that it writes.",
            "[canteens.card_number]",
        ),
    ] = ()
    values: Annotated[
        dict[str, str],
        Word(
            map_of(text(), name()),
            "Where the values come from that it writes by itself: by attribute a fact of the case or an outcome, by relation the role of those it leads to.",
            "{canteens.card_number: card_number}",
        ),
    ] = {}
    ends: Annotated[
        tuple[Ref, ...],
        Word(
            list_of(refers("register"), single=True),
            "The registers in which all that is said of the subject ends: somebody died, a firm was struck off.",
            "[canteens]",
        ),
    ] = ()
    pays: Annotated[
        str | None, Word(name(), "The outcome that is paid, where it is a payment.", "amount")
    ] = None
    pays_to: Annotated[str | None, Word(name(), "The fact that says where the payment goes.", "account")] = (
        None
    )


class OutputsShape(msgspec.Struct, frozen=True):
    """The outputs of a service: one name, several, or names with words of their own."""

    def decode(self, node: Node, into: Decoding) -> Any:
        """Read the outputs by name."""
        if isinstance(node, Scalar):
            node = Sequence((node,), node.path, node.line, node.column, node.end_line, node.end_column)
        return NAMED_OUTPUTS.decode(node, into)

    def schema(self) -> dict[str, Any]:
        """A name, a list of names, or names with words."""
        return {"anyOf": [{"type": "string"}, NAMED_OUTPUTS.schema()]}

    def describe(self) -> str:
        """Say what it is."""
        return "the name of an output, a list of names, or names with words of their own"


NAMED_OUTPUTS = map_of(identifier(), record(Output), names=True)

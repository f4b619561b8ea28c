"""The words of services: what a person may ask of the authority, and how it is handled."""

from typing import Annotated, Any

import msgspec

from askonce.cases.datum_words import Ask, Use
from askonce.cases.promise_words import (
    Adverse,
    Objection,
    RecordedIn,
    Rekeyed,
    Representation,
    Term,
    WithoutApplication,
)
from askonce.feel.values import Money
from askonce.pack.kinds import Definition, Grounded
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
    money,
    name,
    path,
    period,
    refers,
    text,
)
from askonce.pack.words import Word, Words, record
from askonce.text.node import Node, Scalar, Sequence

END = "end"


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
            "The attributes of registers that it writes.",
            "[canteens.card_number]",
        ),
    ] = ()
    values: Annotated[
        dict[str, str],
        Word(
            map_of(text(), name()),
            "Where the values come from that it writes by itself: a fact of the case or an outcome, by attribute.",
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


class CaseWords(Grounded, frozen=True, kw_only=True):
    """What every case type may say, whether a person, an office or a schedule opens it."""

    purpose: Annotated[
        Ref | None, Word(refers("purpose"), "Why data are read for it.", "community-meals")
    ] = None
    office: Annotated[Ref | None, Word(refers("office"), "The office that answers for it.", "street")] = None
    uses: Annotated[
        dict[str, Use],
        Word(
            map_of(name(), record(Use)),
            "Data taken from registers.",
            "{birth: {from: applicant.birth_date, at: application, if_unavailable: ask, if_stale: accept, if_disputed: accept}}",
        ),
    ] = {}
    asks: Annotated[
        dict[str, Ask],
        Word(
            map_of(name(), record(Ask)),
            "Questions to the person.",
            "{diet: {concept: diet, type: text, for_step: cook, because: canteen-rules/3.2}}",
        ),
    ] = {}
    subjects: Annotated[
        dict[str, Subject],
        Word(
            map_of(name(), record(Subject)),
            "Further subjects of the case.",
            "{child: {each: applicant.children, choose: one}}",
        ),
    ] = {}
    rekeyed_into: Annotated[
        tuple[Rekeyed, ...],
        Word(
            list_of(record(Rekeyed), single=True),
            "Outside systems into which fields are typed again by hand.",
            "[{system: provincial insurance system, fields: 14}]",
        ),
    ] = ()
    recorded_in: Annotated[
        tuple[RecordedIn, ...],
        Word(
            list_of(record(RecordedIn), single=True),
            "Outside systems that keep the record of each case.",
            "[{system: provincial insurance system, interface: true, order: [bill, place]}]",
        ),
    ] = ()
    steps: Annotated[
        dict[str, Step],
        Word(
            map_of(name(), record(Step), names=True),
            "The steps of handling, in order; the first begins.",
            "[cook]",
        ),
    ] = {}


class Service(CaseWords, frozen=True, kw_only=True):
    """What a person or firm may ask of the authority."""

    filer: Annotated[
        Ref | None, Word(refers("subject"), "Who may file it: a person or a firm.", "person", name="for")
    ] = None
    joint: Annotated[
        tuple[Ref, ...],
        Word(list_of(refers("office"), single=True), "Offices that handle it together.", "[police, labour]"),
    ] = ()
    represented_by: Annotated[
        tuple[Representation, ...],
        Word(
            list_of(record(Representation, lone="through"), single=True),
            "Who may file for the applicant by a relation, without a mandate given here.",
            "[{through: applicant.mandates, agent: agent, until: mandate_until}]",
        ),
    ] = ()
    documents: Annotated[
        dict[str, Document],
        Word(
            map_of(name(), record(Document), names=True),
            "Documents that the person must bring.",
            "{marriage_certificate: {shows: [applicant.spouse.birth_date], because: canteen-rules/3.2}}",
        ),
    ] = {}
    decides: Annotated[
        tuple[Ref, ...], Word(list_of(refers("norm"), single=True), "The norms that decide it.", "meal-price")
    ] = ()
    visit: Annotated[Any, Word(VisitShape(), "The trip that it still needs, or `none`.", "none")] = None
    online: Annotated[
        str | None, Word(text(), "Whether it can be done online, or the address where.", "true")
    ] = None
    prefilled: Annotated[
        bool | None,
        Word(boolean(), "Whether what is known is filled in beforehand, where its source states it.", "true"),
    ] = None
    paper_form: Annotated[
        str | None, Word(text(), "The address of a form on paper.", "https://county.example/form.pdf")
    ] = None
    information: Annotated[
        str | None, Word(text(), "The address of a page about it.", "https://county.example/meals")
    ] = None
    term: Annotated[
        Term | None,
        Word(record(Term), "How long it takes.", "{promised: 1 working day, legal: 5 working days}"),
    ] = None
    gives: Annotated[dict[str, Output], Word(OutputsShape(), "What the person gets.", "meal-card")] = {}
    benefit: Annotated[
        dict[str, str],
        Word(
            map_of(identifier(), text()),
            "What a catalogue states of a benefit: its kind, amount, unit and frequency.",
            "{kind: float, amount: 200, unit: €, frequency: once}",
        ),
    ] = {}
    fee: Annotated[Money | None, Word(money(), "What it costs the person.", "18 CNY")] = None
    adverse: Annotated[
        Adverse | None,
        Word(
            record(Adverse),
            "What an adverse decision needs.",
            "{notice: 5 working days, hearing: street/director, officer: street/director}",
        ),
    ] = None
    objection: Annotated[
        Objection | None,
        Word(record(Objection), "How the person objects.", "{within: 60 days, to: county-legal}"),
    ] = None
    silence: Annotated[
        str | None,
        Word(
            choice("accepts", "rejects"),
            "What it means when the term passes without an answer, where a law says so.",
            "accepts",
        ),
    ] = None
    without_application: Annotated[
        WithoutApplication | None,
        Word(
            record(WithoutApplication),
            "That nobody has to apply: whom its norms favour by what registers hold gets it, or is told of it.",
            "{every: month, once: ever}",
        ),
    ] = None
    urgent: Annotated[
        Localized | None,
        Word(
            localized(),
            "When a case goes before all others.",
            "{en: cargo is detained abroad, zh: 货物滞留境外}",
        ),
    ] = None


class Volume(Definition, frozen=True, kw_only=True):
    """How often a service or a report is filed in a year; its name is that of the service or report."""

    filings: Annotated[int | None, Word(integer(), "Filings a year.", "4200", required=True)] = None
    year: Annotated[int | None, Word(integer(1900), "The year that was counted.", "2025")] = None
    counted_by: Annotated[str | None, Word(text(), "Where the figure comes from.", "case journal")] = None

"""The words of services: what a person may ask of the authority, and how it is handled."""

from typing import Annotated, Any

import msgspec

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
from askonce.registers.types import datum_type
from askonce.text.node import Node, Scalar, Sequence

WHAT_THEN = ("accept", "ask", "wait", "refuse")
TIMES = ("event", "application", "decision", "latest", "month", "quarter", "year")
END = "end"


class Use(Words, frozen=True, kw_only=True):
    """A datum that a service takes from a register, and what happens when the register cannot give it."""

    source: Annotated[
        Path | None,
        Word(path(), "The way from a role to the datum.", "applicant.birth_date", required=True, name="from"),
    ] = None
    at: Annotated[str, Word(choice(*TIMES), "The time of which it is meant.", "application")] = "application"
    if_unavailable: Annotated[
        str | None, Word(choice(*WHAT_THEN), "What happens when the register cannot answer.", "ask")
    ] = None
    if_stale: Annotated[
        str | None,
        Word(
            choice(*WHAT_THEN),
            "What happens when the answer is older than the register's freshness.",
            "accept",
        ),
    ] = None
    if_disputed: Annotated[
        str | None, Word(choice(*WHAT_THEN), "What happens when the datum is disputed.", "wait")
    ] = None
    for_step: Annotated[str | None, Word(name(), "The step that uses it, where no norm does.", "cook")] = None
    for_output: Annotated[
        str | None, Word(identifier(), "The output that carries it, where no norm uses it.", "meal-card")
    ] = None


class Ask(Words, frozen=True, kw_only=True):
    """A question to the person, with its reason."""

    concept: Annotated[
        Ref | None, Word(refers("concept"), "What the answer says.", "diet", required=True)
    ] = None
    of: Annotated[
        Path | None, Word(path(), "The subject it is about; the applicant, where not said.", "child")
    ] = None
    at: Annotated[str, Word(choice(*TIMES), "The time of which it is meant.", "application")] = "application"
    type: Annotated[
        str | None, Word(datum_type(), "The type of the answer; the concept's, where not said.", "text")
    ] = None
    title: Annotated[
        Localized | None,
        Word(
            localized(),
            "The question in words; the concept's title, where not said.",
            "{en: What can you not eat?, zh: 忌口？}",
        ),
    ] = None
    for_step: Annotated[
        str | None, Word(name(), "The step that uses the answer, where no norm does.", "cook")
    ] = None
    for_output: Annotated[
        str | None,
        Word(identifier(), "The output that carries the answer, where no norm uses it.", "meal-card"),
    ] = None
    because: Annotated[
        Ref | None, Word(article(or_law=True), "The article that allows the question.", "canteen-rules/3.2")
    ] = None
    optional: Annotated[
        bool, Word(boolean(), "Whether the person may leave it open without consequence.", "true")
    ] = False
    repeats: Annotated[bool, Word(boolean(), "Whether it is asked once for each of several.", "true")] = False
    statute: Annotated[
        Ref | None,
        Word(
            article(), "The statute that allows asking for belief, ethnicity or petitions.", "petitions-act/2"
        ),
    ] = None


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


class Term(Words, frozen=True, kw_only=True):
    """How long the authority may take, and how long it promises to take."""

    promised: Annotated[Period | None, Word(period(), "What is promised.", "1 working day")] = None
    legal: Annotated[Period | None, Word(period(), "What the law allows.", "5 working days")] = None
    from_when: Annotated[
        str,
        Word(
            choice("filing", "complete"),
            "Whether it runs from the filing or from the complete file.",
            "filing",
        ),
    ] = "filing"


class Adverse(Words, frozen=True, kw_only=True):
    """What an adverse decision needs before it is taken."""

    notice: Annotated[
        Period | None, Word(period(), "How long before the decision the person is told.", "5 working days")
    ] = None
    hearing: Annotated[
        Ref | None, Word(refers("role", "office"), "Who hears the person.", "street/director")
    ] = None
    officer: Annotated[
        Ref | None, Word(refers("role", "office"), "The named officer who decides.", "street/director")
    ] = None


class Objection(Words, frozen=True, kw_only=True):
    """How a person objects to a decision."""

    within: Annotated[Period | None, Word(period(), "How long the person has.", "60 days", required=True)] = (
        None
    )
    to: Annotated[
        Ref | None,
        Word(
            refers("office"),
            "The office that hears it, not the one that decided.",
            "county-legal",
            required=True,
        ),
    ] = None


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


class Rekeyed(Words, frozen=True, kw_only=True):
    """An outside system into which fields are typed again."""

    system: Annotated[
        str, Word(text(), "The outside system.", "provincial insurance system", required=True)
    ] = ""
    fields: Annotated[
        int, Word(integer(), "How many fields are typed again for each case.", "14", required=True)
    ] = 0


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

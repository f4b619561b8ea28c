"""The words of services: what a person may ask of the authority, and how it is handled."""

from typing import Annotated, Any

from askonce.cases.datum_words import Ask, Use
from askonce.cases.part_words import (
    Document,
    Output,
    OutputsShape,
    Step,
    Subject,
    Visit,
    VisitShape,
)
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
    Localized,
    Ref,
    boolean,
    choice,
    identifier,
    integer,
    list_of,
    localized,
    map_of,
    money,
    name,
    refers,
    text,
)
from askonce.pack.words import Word, record

__all__ = [
    "END", "CaseWords", "Document", "Output", "OutputsShape", "Service", "Step", "Subject", "Visit", "VisitShape",
    "Volume",
]  # fmt: skip

END = "end"


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

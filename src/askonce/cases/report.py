"""The words of reports and duties: what an office or a community must tell, how often, and why."""

from typing import Annotated

from askonce.cases.promise_words import Term
from askonce.cases.type import CaseWords
from askonce.pack.kinds import Definition
from askonce.pack.shapes import Ref, article, choice, list_of, refers
from askonce.pack.words import Word, record

ROUNDS_A_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "half-year": 2, "year": 1, "once": 1}


class Report(CaseWords, frozen=True, kw_only=True):
    """A form that is filled again every period; `uses` are its cells taken from registers, `asks` those filled by hand."""

    subject: Annotated[
        Ref | None,
        Word(
            refers("subject"),
            "What each filing is about, which its paths begin with.",
            "community",
            required=True,
            name="for",
        ),
    ] = None
    every: Annotated[str, Word(choice(*ROUNDS_A_YEAR), "How often it is filled.", "month", required=True)] = (
        "month"
    )
    filled_by: Annotated[Ref | None, Word(refers("role", "office"), "Who fills it.", "community/officer")] = (
        None
    )
    term: Annotated[
        Term | None,
        Word(record(Term), "How long it may take.", "{promised: 3 working days, legal: 5 working days}"),
    ] = None


class Duty(Definition, frozen=True, kw_only=True):
    """What an office or a community must do or report, listed so that nothing else lands on it."""

    of: Annotated[
        Ref | None, Word(refers("office"), "The office that has the duty.", "street", required=True)
    ] = None
    reports: Annotated[
        tuple[Ref, ...],
        Word(list_of(refers("report"), single=True), "The reports that it files.", "[monthly-round]"),
    ] = ()
    services: Annotated[
        tuple[Ref, ...],
        Word(list_of(refers("service"), single=True), "The services that it handles.", "[elder-meal]"),
    ] = ()
    basis: Annotated[
        Ref | None, Word(article(), "The article that lays it on.", "duties-act/2", required=True)
    ] = None

"""The words of how long a case takes, what a refusal needs, who represents, and where its record is kept."""

from typing import Annotated

from askonce.cases.periods import PERIODS
from askonce.pack.shapes import (
    Path,
    Period,
    Ref,
    boolean,
    choice,
    integer,
    list_of,
    name,
    path,
    period,
    refers,
    text,
)
from askonce.pack.words import Word, Words


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


class WithoutApplication(Words, frozen=True, kw_only=True):
    """How a service comes to those whom its norms favour without their asking for it."""

    every: Annotated[
        str,
        Word(choice(*PERIODS), "How often everybody is looked at in the registers.", "month"),
    ] = "month"
    once: Annotated[
        str,
        Word(choice("ever", *PERIODS), "In which time a person gets it once.", "year"),
    ] = "ever"


class Rekeyed(Words, frozen=True, kw_only=True):
    """An outside system into which fields are typed again."""

    system: Annotated[
        str, Word(text(), "The outside system.", "provincial insurance system", required=True)
    ] = ""
    fields: Annotated[
        int, Word(integer(), "How many fields are typed again for each case.", "14", required=True)
    ] = 0


class RecordedIn(Words, frozen=True, kw_only=True):
    """The outside system that keeps the record of a case."""

    system: Annotated[
        str, Word(text(), "The outside system.", "provincial insurance system", required=True)
    ] = ""
    interface: Annotated[
        bool,
        Word(
            boolean(),
            "Whether it takes cases by message; where it does not, a clerk copies them from one page.",
            "true",
        ),
    ] = False
    order: Annotated[
        tuple[str, ...],
        Word(
            list_of(name(), single=True),
            "The facts and outcomes that it takes, in the order of its own form.",
            "[price, diet]",
        ),
    ] = ()


class Representation(Words, frozen=True, kw_only=True):
    """Who may act for the applicant by a relation: parents, say, or the holders of a mandate in a register."""

    through: Annotated[
        Path | None,
        Word(
            path(),
            "The relation from the applicant, to people or to mandates.",
            "applicant.parents",
            required=True,
        ),
    ] = None
    agent: Annotated[
        str | None, Word(name(), "The relation from a mandate to the person who holds it.", "agent")
    ] = None
    until: Annotated[
        str | None, Word(name(), "The attribute with the last day on which it holds.", "mandate_until")
    ] = None

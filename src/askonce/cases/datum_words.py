"""The words of what a case takes from registers and of what it asks of people."""

from typing import Annotated

from askonce.pack.shapes import (
    Localized,
    Path,
    Period,
    Ref,
    article,
    boolean,
    choice,
    identifier,
    localized,
    name,
    path,
    period,
    refers,
    text,
)
from askonce.pack.words import Word, Words
from askonce.registers.types import datum_type

WHAT_THEN = ("accept", "ask", "wait", "refuse")
TIMES = ("event", "application", "decision", "latest", "month", "quarter", "year")


OnlySelf = Annotated[
    bool,
    Word(
        boolean(),
        "Whether only the person may answer it, no representative and no helper: a bank account, say.",
        "true",
    ),
]


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
    only_self: OnlySelf = False


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
    only_self: OnlySelf = False
    answered_in: Annotated[
        str | None,
        Word(name(), "The step whose officer answers it after looking, instead of the person.", "cook"),
    ] = None
    bars: Annotated[
        str | None,
        Word(
            text(),
            "The answer with which an officer, for whom it is a question about themselves, says that another has to go on.",
            "declared",
        ),
    ] = None
    or_itself: Annotated[
        bool,
        Word(
            boolean(),
            "Whether whom it is about may answer it in that step too, and sees nothing else of the case: the other side.",
            "true",
        ),
    ] = False
    holds_for: Annotated[
        Period | None,
        Word(period(), "How long an answer holds, so that another case does not ask again.", "1 year"),
    ] = None
    statute: Annotated[
        Ref | None,
        Word(
            article(), "The statute that allows asking for belief, ethnicity or petitions.", "petitions-act/2"
        ),
    ] = None

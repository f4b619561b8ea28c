"""The words of concepts, purposes and registers, as their authors write them."""

from typing import Annotated

from askonce.pack.kinds import Definition, Grounded
from askonce.pack.shapes import (
    Localized,
    Period,
    Ref,
    Unsaid,
    article,
    boolean,
    choice,
    identifier,
    list_of,
    localized,
    map_of,
    name,
    optional,
    period,
    refers,
)
from askonce.pack.words import Word, Words, record
from askonce.registers.types import datum_type

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPECIAL = ("belief", "ethnicity", "petitions")


class Concept(Definition, frozen=True, kw_only=True):
    """What a datum says, wherever it is held or asked."""

    type: Annotated[str | None, Word(datum_type(), "The type of its values.", "date", required=True)] = None
    changes: Annotated[
        str,
        Word(
            choice("never", "rarely", "often"),
            "How often it changes for one subject; what never changes is the same datum at any time.",
            "never",
        ),
    ] = "often"
    derives_from: Annotated[
        tuple[Ref, ...],
        Word(list_of(refers("concept"), single=True), "The concepts from which it follows.", "[birth-date]"),
    ] = ()
    special: Annotated[
        str | None,
        Word(
            choice(*SPECIAL),
            "Whether it is belief, ethnicity or petitions, which no one reads without a cited statute.",
            "belief",
        ),
    ] = None


class Option(Definition, frozen=True, kw_only=True):
    """What a word means to people: an option of a choice, an outcome, a fact that follows from others."""


class DisclosureWords(Words, frozen=True, kw_only=True):
    """How long a look stays hidden from whom it was about."""

    after: Annotated[
        Period | None,
        Word(
            period(),
            "How long after the look its subject may read of it, twelve months at most.",
            "6 months",
            required=True,
        ),
    ] = None
    basis: Annotated[
        Ref | None, Word(article(), "The article that allows the delay.", "police-act/14", required=True)
    ] = None


class Purpose(Grounded, frozen=True, kw_only=True):
    """Why a datum is read."""

    retention: Annotated[
        Period | None, Word(period(), "How long what was read for it is kept.", "5 years")
    ] = None
    consent: Annotated[
        bool, Word(boolean(), "Whether whom it is about has to agree before anything is read for it.", "true")
    ] = False
    break_glass: Annotated[
        tuple[Ref, ...],
        Word(
            list_of(refers("role", "office"), single=True),
            "The roles that may read for it without a case, when there is no time for one; whom it is about is told.",
            "[street/duty-officer]",
        ),
    ] = ()
    disclosure: Annotated[
        DisclosureWords | None,
        Word(
            record(DisclosureWords),
            "How long a look stays hidden from whom it was about; at once, where not said.",
            "{after: 6 months, basis: police-act/14}",
        ),
    ] = None
    asked_by: Annotated[
        dict[str, Ref | Unsaid],
        Word(
            map_of(identifier(), optional(article()), names=True),
            "The authorities of other jurisdictions that may ask for it, each with its basis.",
            "{linhai-county: care-act/12}",
        ),
    ] = {}


class SourceWords(Words, frozen=True, kw_only=True):
    """Where a register's data come from."""

    kind: Annotated[
        str,
        Word(
            choice("here", "snapshot", "sql", "http"),
            "Whether it lives here, is loaded as a snapshot, or is asked for.",
            "snapshot",
            required=True,
        ),
    ] = "here"
    fresh_for: Annotated[Period | None, Word(period(), "How long what it gave stays fresh.", "1 day")] = None
    closed: Annotated[
        tuple[str, ...],
        Word(
            list_of(
                choice(*WEEKDAYS),
                single=True,
            ),
            "The days of the week on which it does not answer.",
            "sunday",
        ),
    ] = ()
    delay: Annotated[
        Period | None, Word(period(), "How old its data already are when they arrive.", "1 day")
    ] = None
    setting: Annotated[
        str | None,
        Word(
            identifier(),
            "The name under which an installation's settings have its address; the register's, where not said.",
            "land-server",
        ),
    ] = None


class Relation(Words, frozen=True, kw_only=True):
    """A link from a register's subject to other subjects."""

    to: Annotated[
        Ref | None, Word(refers("subject"), "The kind of subject it leads to.", "person", required=True)
    ] = None
    many: Annotated[bool, Word(boolean(), "Whether it may lead to several.", "true")] = False
    inverse: Annotated[str | None, Word(name(), "The relation that leads back.", "parents")] = None
    title: Annotated[
        Localized | None, Word(localized(), "Its name for people.", "{en: Children, zh: 子女}")
    ] = None
    open_to: Annotated[
        dict[str, Ref | Unsaid],
        Word(
            map_of(refers("purpose"), optional(article()), names=True),
            "The purposes it is open to, each with its basis; without the word, those of what it leads to.",
            "{community-meals: canteen-rules/3}",
        ),
    ] = {}


class Attribute(Words, frozen=True, kw_only=True):
    """One datum that a register holds about each subject."""

    concept: Annotated[Ref | None, Word(refers("concept"), "What it says.", "birth-date")] = None
    type: Annotated[
        str | None, Word(datum_type(), "The type of its values; the concept's, where not said.", "date")
    ] = None
    title: Annotated[
        Localized | None,
        Word(localized(), "Its name for people; the concept's, where not said.", "{en: Born, zh: 出生日期}"),
    ] = None
    sensitivity: Annotated[
        str, Word(choice("public", "internal", "personal", "special"), "How closely it is kept.", "personal")
    ] = "internal"
    open_to: Annotated[
        dict[str, Ref | Unsaid],
        Word(
            map_of(refers("purpose"), optional(article()), names=True),
            "The purposes it is open to, each with the article that opens it.",
            "{community-meals: canteen-rules/3}",
        ),
    ] = {}
    at: Annotated[
        str,
        Word(
            choice("latest", "any", "month", "quarter", "year"),
            "Which time its value is of: the latest, any (its history is kept), or a period.",
            "latest",
        ),
    ] = "latest"
    statute: Annotated[
        Ref | None,
        Word(article(), "The statute that allows holding belief, ethnicity or petitions.", "petitions-act/2"),
    ] = None
    written_by: Annotated[
        tuple[Ref, ...],
        Word(
            list_of(refers("service", "report", "office"), single=True),
            "The services, reports or offices that alone may write it.",
            "[birth-entry]",
        ),
    ] = ()
    disputed: Annotated[
        Localized | None,
        Word(
            localized(),
            "A dispute about its values that is open, and since when.",
            "{en: some rows of 1958 are disputed, zh: 一九五八年若干记录存疑}",
        ),
    ] = None


class Register(Definition, frozen=True, kw_only=True):
    """An authoritative set of facts about one kind of subject, with the office that answers for it."""

    of: Annotated[str | None, Word(name(), "The kind of subject it is about.", "person", required=True)] = (
        None
    )
    holder: Annotated[
        Ref | None, Word(refers("office"), "The office that answers for it.", "civil-affairs")
    ] = None
    basis: Annotated[Ref | None, Word(article(), "The article that founds it.", "residents-act/12")] = None
    complete: Annotated[
        bool, Word(boolean(), "Whether a subject without a row is known not to be in it.", "true")
    ] = False
    source: Annotated[
        SourceWords | None,
        Word(
            record(SourceWords),
            "Where its data come from; here, where not said.",
            "{kind: snapshot, fresh_for: 1 day}",
        ),
    ] = None
    relations: Annotated[
        dict[str, Relation],
        Word(
            map_of(name(), record(Relation)),
            "Links to other subjects.",
            "{children: {to: person, many: true, inverse: parents}}",
        ),
    ] = {}
    attributes: Annotated[
        dict[str, Attribute],
        Word(
            map_of(name(), record(Attribute)),
            "What it holds about each subject.",
            "{birth_date: {concept: birth-date, type: date, sensitivity: personal, open_to: {community-meals: canteen-rules/3}}}",
        ),
    ] = {}

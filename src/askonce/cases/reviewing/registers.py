"""Registers and purposes set out in words: what is held of whom, and who may read it by which article."""

from askonce.cases.reviewing.model import Fact, Grid, Part
from askonce.cases.wording.arrangements import arrangements
from askonce.cases.wording.bilingual import (
    AND_THEN,
    EMPTY,
    NOT_STATED,
    NOTHING,
    Text,
    both,
    in_brackets,
    join,
    said,
)
from askonce.cases.wording.choices import SENSITIVITIES, STATES, YES_OR_NO, choose
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_period, say_type
from askonce.pack.shapes import Ref, Unsaid
from askonce.registers.model import Attribute, Purpose, Register, Relation

HOLDS = both("What it holds", "登记内容")
LINKS = both("Links to others", "与他人的关联")
DATUM_HEAD = (
    both("Datum", "数据"), both("Type", "类型"), both("Kept as", "保密级别"), both("May be read for", "可用目的"),
)  # fmt: skip
LINK_HEAD = (both("Link", "关联"), both("Leads to", "指向"), both("May be followed for", "可用目的"))


def describe_register(register: Register, titles: Titles) -> tuple[Part, ...]:
    """A register: its holder and source, then each attribute and relation with its openings."""
    facts = [
        Fact(both("About each", "登记对象"), titles.kind_of_subject(register.of)),
        Fact(both("Held by", "管理机关"), titles.role(register.holder)),
        Fact(both("Complete", "是否完整"), YES_OR_NO[register.complete]),
        Fact(both("Data", "数据来源"), _source(register)),
        *(Fact(one.label, one.words) for one in arrangements(register, titles)),
    ]
    rows = tuple(_attribute(register, name, one, titles) for name, one in register.attributes.items())
    links = tuple(_relation(register, name, one, titles) for name, one in register.relations.items())
    grids = (Grid(HOLDS, DATUM_HEAD, rows), Grid(LINKS, LINK_HEAD, links))
    return (Part(facts=tuple(facts), grids=tuple(grid for grid in grids if grid.rows)),)


def _source(register: Register) -> Text:
    source = register.source
    if source is None:
        return choose(STATES, "here")
    fresh = both("fresh for ", "有效期") if source.fresh_for else EMPTY
    note = (
        {code: fresh[code] + say_period(source.fresh_for)[code] for code in fresh}
        if source.fresh_for
        else EMPTY
    )
    return in_brackets(choose(STATES, source.kind), note)


def _attribute(register: Register, name: str, one: Attribute, titles: Titles) -> tuple[Text, ...]:
    concept = titles.every("concept").get(one.concept.id) if one.concept else None
    kind = one.type or (concept.type if concept else None)
    dispute = in_brackets(both("disputed", "有争议"), said(one.disputed)) if one.disputed else EMPTY
    free = one.sensitivity == "public" or (one.sensitivity == "internal" and not one.open_to)
    openings = both("any purpose", "任何目的") if free else _openings(one.open_to, titles)
    return (
        in_brackets(titles.attribute(register.id, name), dispute),
        say_type(kind, titles.word),
        choose(SENSITIVITIES, one.sensitivity),
        openings,
    )


def _relation(register: Register, name: str, one: Relation, titles: Titles) -> tuple[Text, ...]:
    limited = one.states("open_to")
    return (
        titles.attribute(register.id, name),
        in_brackets(titles.subject(one.to), both("several", "多个") if one.many else EMPTY),
        _openings(one.open_to, titles) if limited else both("as what it leads to", "与所指向的数据相同"),
    )


def _openings(open_to: dict[str, Ref | Unsaid], titles: Titles) -> Text:
    openings = [
        in_brackets(
            titles.title("purpose", purpose), titles.article(basis) if isinstance(basis, Ref) else NOT_STATED
        )
        for purpose, basis in open_to.items()
    ]
    return join(openings, AND_THEN) if openings else NOTHING


def describe_purpose(purpose: Purpose, titles: Titles) -> tuple[Part, ...]:
    """A purpose: how long what was read for it is kept, and the services and reports that read for it."""
    using = [
        titles.title(kind, name)
        for kind in ("service", "report")
        for name, bound in sorted(titles.every(kind).items())
        if bound.case.purpose is not None and bound.case.purpose.id == purpose.id
    ]
    facts = [
        *([] if purpose.retention else [Fact(both("Kept for", "保存期限"), NOT_STATED)]),
        *(Fact(one.label, one.words) for one in arrangements(purpose, titles)),
        Fact(both("Read for it by", "据此读取的事项"), join(using) if using else NOTHING),
    ]
    return (Part(facts=tuple(facts)),)

"""The kinds of concepts, options, purposes and registers, with their words and what others see of them."""

from askonce.pack.kinds import Kind
from askonce.pack.symbols import NOTHING, Symbol
from askonce.registers.seen import (
    ConceptSeen,
    Held,
    PurposeSeen,
    RegisterSeen,
    RelationSeen,
    concept_interfaces,
    purpose_interfaces,
    register_interfaces,
)
from askonce.registers.words import (
    SPECIAL,
    WEEKDAYS,
    Attribute,
    Concept,
    DisclosureWords,
    Option,
    Purpose,
    Register,
    Relation,
    SourceWords,
)
from askonce.text.span import Span

__all__ = [
    "CONCEPT", "GIVEN", "KINDS", "OPTION", "PURPOSE", "REGISTER", "SPECIAL", "WEEKDAYS", "Attribute", "Concept",
    "ConceptSeen", "DisclosureWords", "Held", "Option", "Purpose", "PurposeSeen", "Register", "RegisterSeen", "Relation",
    "RelationSeen", "SourceWords",
]  # fmt: skip

CONCEPT = Kind(
    "concept",
    Concept,
    "What a datum says, wherever it is held or asked.",
    "concepts",
    "concept: birth-date\ntitle: {en: Date of birth, zh: 出生日期}\ntype: date\nchanges: never\n",
    interfaces=concept_interfaces,
    shares=(ConceptSeen,),
)
OPTION = Kind(
    "word",
    Option,
    "What a word of a choice, of an outcome or of a derived fact is called, in each language.",
    "words",
    "word: at_work\ntitle: {en: at work, zh: 工作中}\n",
    stands_alone=True,
)
PURPOSE = Kind(
    "purpose",
    Purpose,
    "Why a datum is read.",
    "purposes",
    "purpose: community-meals\ntitle: {en: Community meals, zh: 社区助餐}\nbasis: canteen-rules/3\nadopted: {act: canteen-rules, on: 2021-12-15, by: [street, county-legal]}\n",
    interfaces=purpose_interfaces,
    shares=(PurposeSeen,),
)
REGISTER = Kind(
    "register",
    Register,
    "An authoritative set of facts about one kind of subject, with the office that answers for it.",
    "registers",
    """register: people
title: {en: People, zh: 人口}
of: person
holder: civil-affairs
basis: residents-act/12
complete: true
relations:
  children: {to: person, many: true, inverse: parents}
  parents: {to: person, many: true, inverse: children}
attributes:
  birth_date:
    concept: birth-date
    type: date
    sensitivity: personal
    open_to: {community-meals: canteen-rules/3}
""",
    interfaces=register_interfaces,
    shares=(Held, RegisterSeen, RelationSeen),
    stands_alone=True,
)

KINDS = (CONCEPT, OPTION, PURPOSE, REGISTER)

#: Who may file exists before any register does.
GIVEN = tuple(Symbol("subject", subject, Span(""), NOTHING) for subject in ("person", "firm"))

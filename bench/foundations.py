"""How the foundations of a field are written: its law, its registers, and the words that all definitions share."""

from random import Random

from bench.layout import Value, Words
from bench.vocabulary import SENTENCES, Term
from bench.world import LEGAL_OFFICE, Attribute, Field, Register, Relation

MAKERS = (
    Term("county council", "县人民代表大会"),
    Term("city council", "市人民代表大会"),
    Term("provincial congress", "省人民代表大会"),
)


def typed(type_: str) -> Value:
    """A type as YAML writes it: a word, or a list of choices."""
    return list(type_[1:-1].split(", ")) if type_.startswith("[") else type_


def localized(term: Term) -> Words:
    """A text in both languages."""
    return {"en": term.en[0].upper() + term.en[1:], "zh": term.zh}


def adopted(law: str, office: str, rng: Random) -> Words:
    """Who adopted a text."""
    day = f"{rng.randint(2008, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return {"act": law, "on": day, "by": [office, LEGAL_OFFICE]}


def law_words(of: Field, rng: Random) -> Words:
    """The law of a field."""
    articles: Words = {str(number): localized(rng.choice(SENTENCES)) for number in range(1, of.articles + 1)}
    return {
        "law": of.law,
        "title": {"en": f"{of.term.en.capitalize()} Act", "zh": f"{of.term.zh}条例"},
        "enacted_by": localized(rng.choice(MAKERS)),
        "in_force_from": f"{rng.randint(1998, 2020)}-07-01",
        "articles": articles,
    }


def register_words(
    register: Register, holder: str, basis: str, law: str, articles: int, rng: Random
) -> Words:
    """A register with its relations and attributes."""
    words: Words = {
        "register": register.id,
        "title": localized(register.term),
        "of": register.of,
        "holder": holder,
        "basis": basis,
    }
    if rng.random() < 0.6:
        words["complete"] = rng.choice(("true", "false"))
    if rng.random() < 0.5:
        words["source"] = {
            "kind": rng.choice(("snapshot", "sql", "http")),
            "fresh_for": rng.choice(("1 day", "1 week", "12 hours")),
        }
    if register.relations:
        words["relations"] = {relation.name: _relation_words(relation) for relation in register.relations}
    words["attributes"] = {
        attribute.name: _attribute_words(attribute, law, articles, rng) for attribute in register.attributes
    }
    return words


def _relation_words(relation: Relation) -> Words:
    words: Words = {"to": relation.to}
    if relation.many:
        words["many"] = "true"
    if relation.inverse:
        words["inverse"] = relation.inverse
    return words


def _attribute_words(attribute: Attribute, law: str, articles: int, rng: Random) -> Words:
    words: Words = {"concept": attribute.concept.id}
    if rng.random() < 0.5:
        words["type"] = typed(attribute.concept.type)
    if rng.random() < 0.2:
        words["title"] = localized(attribute.concept.term)
    words["sensitivity"] = attribute.sensitivity
    if attribute.purposes or attribute.sensitivity == "personal":
        words["open_to"] = {
            purpose: f"{law}/{rng.randint(1, articles)}" for purpose in sorted(attribute.purposes)
        }
    if attribute.at != "latest":
        words["at"] = attribute.at
    return words

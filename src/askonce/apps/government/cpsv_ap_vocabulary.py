"""The vocabulary of CPSV-AP 3.2 as a context of JSON-LD, with the codes and forms of values that it needs."""

import re
from typing import Any

from askonce.pack.shapes import Period

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TEXTS = ("dct:description", "dct:title", "skos:prefLabel")
LINKS = (
    "adms:status", "cpsv:follows", "cpsv:hasInput", "cpsv:implements", "cpsv:produces", "cv:contactPage",
    "cv:contactPoint", "cv:currency", "cv:fulfils", "cv:hasChannel", "cv:hasCompetentAuthority", "cv:hasCost",
    "cv:hasInputType", "cv:hasLegalResource", "cv:hasParticipant", "cv:hasParticipation",
    "cv:hasRelatedService", "cv:hasSupportingEvidence", "cv:holdsRequirement", "cv:isDefinedBy", "cv:isGroupedBy", "cv:openingHours",
    "cv:ownedBy", "cv:role", "cv:supportsRequirement", "dct:audience", "dct:conformsTo", "dct:relation",
    "dct:requires", "dct:spatial", "dct:type", "foaf:page", "org:subOrganizationOf",
)  # fmt: skip
CONTEXT: dict[str, Any] = {
    **PREFIXES,
    **{text: {"@id": text, "@container": "@language"} for text in TEXTS},
    **{link: {"@id": link, "@type": "@id"} for link in LINKS},
    "cv:hasValue": {"@id": "cv:hasValue", "@type": "xsd:double"},
    "cv:processingTime": {"@id": "cv:processingTime", "@type": "xsd:duration"},
}
CURRENCIES = "http://publications.europa.eu/resource/authority/currency/"
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
#: Units that an xsd:duration can say; a working day is none of them.
DURATIONS = {"minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "month": "P{}M", "year": "P{}Y"}
CODES = {
    "person": {"en": "Person", "fr": "Personne", "zh": "个人"},
    "adopted": {"en": "Adopted", "fr": "Adopté", "zh": "已通过"},
    "draft": {"en": "Draft", "fr": "Projet", "zh": "草案"},
    "asked": {"en": "Asked of the applicant", "fr": "Demandé à la personne", "zh": "由申请人填写"},
    "held": {"en": "Taken from a register", "fr": "Lu dans un registre", "zh": "由登记册提供"},
    "proved": {"en": "Proved by a document", "fr": "Prouvé par un document", "zh": "由证明材料证实"},
    "online": {"en": "Online", "fr": "En ligne", "zh": "网上"},
    "counter": {"en": "At a counter", "fr": "Au guichet", "zh": "窗口"},
    "paper": {"en": "On paper", "fr": "Sur papier", "zh": "纸质"},
    "joint": {"en": "Handles it jointly", "fr": "Traite conjointement", "zh": "联合办理"},
}


def iri(pack: str, kind: str, name: str) -> str:
    """A name for the web that stays the same wherever the pack is served.

    >>> iri("qingshan", "article", "canteen-rules/3")
    'urn:askonce:qingshan:article:canteen-rules%2F3'
    """
    return f"urn:askonce:{_quoted(pack)}:{kind}:{_quoted(name)}"


def duration(period: Period) -> str | None:
    """A length of time as xsd:duration, or None for working days, which it cannot say.

    >>> duration(Period(2, "week")), duration(Period(5, "working day"))
    ('P14D', None)
    """
    if period.unit == "week":
        return f"P{7 * period.count}D"
    pattern = DURATIONS.get(period.unit)
    return None if pattern is None else pattern.format(period.count)


def address(text: str) -> str | None:
    """An address of the web as an IRI, or None where a text is none.

    >>> address("https://county.example/a form"), address("true")
    ('https://county.example/a%20form', None)
    """
    return NOT_IN_IRI.sub(lambda found: f"%{ord(found[0]):02X}", text) if "://" in text else None


def _quoted(text: str) -> str:
    return "".join(chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in text.encode())

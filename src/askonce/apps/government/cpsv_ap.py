"""A pack's services as CPSV-AP 3.2 in JSON-LD, which other catalogues and portals of services read.

The vocabulary is that of https://semiceu.github.io/CPSV-AP/releases/3.2.0/; every linked node is typed, since
its SHACL shapes ask for the class of what a property leads to.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from askonce.apps.government.cpsv_ap_losses import count_losses, count_times
from askonce.apps.government.cpsv_ap_vocabulary import CODES, CONTEXT, CURRENCIES, address, duration, iri
from askonce.apps.government.life_event import LifeEvent
from askonce.cases.type import Document, Service, Visit
from askonce.norms.model import Norm
from askonce.pack.kinds import Definition
from askonce.pack.law import Law
from askonce.pack.manifest import Manifest
from askonce.pack.office import Office
from askonce.pack.passes import Checked
from askonce.pack.shapes import Localized, Ref
from askonce.registers.model import Concept, Register

TELEPHONE = re.compile(r"\+?[\d ()/.-]{5,}")


def to_cpsv_ap(checked: Checked) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A pack, checked with `keep=True`, as JSON-LD, with a line for each thing that CPSV-AP cannot say."""
    models = {
        kind: {name: model_of(bound[name]) for name in sorted(bound)}
        for kind, bound in sorted(checked.bound.items())
    }
    export = _Export(models)
    nodes = export.nodes()
    return {"@context": CONTEXT, "@graph": nodes}, (*export.notes(), *count_losses(models))


def model_of(bound: Any) -> Any:
    """The definition in a linked one; of a kind that links nothing, the definition itself."""
    for word in ("case", "norm"):
        held = getattr(bound, word, None)
        if isinstance(held, Definition):
            return held
    return bound


class _Export:
    """Gathers the nodes of one pack, each under its IRI, and what had to be filled in on the way."""

    def __init__(self, models: Mapping[str, Mapping[str, Any]]) -> None:
        self.models = models
        manifest: Manifest | None = next(iter(self._all("manifest")), None)
        self.pack = manifest.id if manifest else "pack"
        self.language = manifest.languages[0] if manifest and manifest.languages else "en"
        self.title = self._said(manifest.title if manifest else None, self.pack)
        self.found: dict[str, dict[str, Any]] = {}
        self.filled: Counter[str] = Counter()

    def nodes(self) -> list[dict[str, Any]]:
        """Every node, in the order of the IRIs."""
        for law in self._all("law"):
            self._law(law)
        for office in self._all("office"):
            self._office(office)
        for norm in self._all("norm"):
            self._rule(norm)
        for service in self._all("service"):
            self._service(service)
        for event in self._all("life_event"):
            self._event(event)
        return [self.found[name] for name in sorted(self.found)]

    def notes(self) -> Iterator[str]:
        """What CPSV-AP demands and the pack does not state, so that something had to stand for it."""
        for note, count in sorted(self.filled.items()):
            yield f"{note}: {count_times(count)}"

    def _all(self, kind: str) -> Iterable[Any]:
        return self.models.get(kind, {}).values()

    def _iri(self, kind: str, name: str) -> str:
        return iri(self.pack, kind, name)

    def _said(self, text: Localized | None, otherwise: str) -> dict[str, str]:
        return dict(text.texts) if text is not None and text.texts else {self.language: otherwise}

    def _add(self, kind: str, name: str, types: str | list[str], words: dict[str, Any]) -> str:
        """Keep a node without its empty properties, and give its IRI."""
        return self._keep(self._iri(kind, name), types, words)

    def _keep(self, name: str, types: str | list[str], words: dict[str, Any]) -> str:
        self.found[name] = {
            "@id": name,
            "@type": types,
            **{word: value for word, value in words.items() if value not in (None, "", [], {})},
        }
        return name

    def _links(self, kind: str, refs: Iterable[Ref | None]) -> list[str]:
        """The IRIs of what is referred to; a name that nothing defines is a finding, and no link here."""
        return [
            self._iri(kind, ref.id) for ref in refs if ref is not None and ref.id in self.models.get(kind, {})
        ]

    def _article(self, ref: Ref | None) -> list[str]:
        name = "" if ref is None else ref.id
        links = (self._iri("article", name), self._iri("law", name))
        return [link for link in links if link in self.found]

    def _code(self, word: str, title: dict[str, str] | None = None) -> str:
        return self._add(
            "code", word, "skos:Concept", {"skos:prefLabel": title or CODES.get(word, {self.language: word})}
        )

    def _place(self) -> str:
        return self._add("location", self.pack, "dct:Location", {"skos:prefLabel": self.title})

    def _page(self, text: str) -> list[str]:
        name = address(text)
        return [] if name is None else [self._keep(name, "foaf:Document", {})]

    def _law(self, law: Law) -> None:
        title = self._said(law.title, law.id)
        whole = self._add(
            "law",
            law.id,
            "eli:LegalResource",
            {"dct:identifier": law.id, "dct:title": title, "dct:description": self._about(law)},
        )
        for number, text in law.articles.items():
            name = f"{law.id}/{number}"
            words = {
                "dct:identifier": name,
                "dct:title": {language: f"{said} {number}" for language, said in title.items()},
                "dct:description": dict(text.texts),
                "dct:relation": [whole],
            }
            self._add("article", name, "eli:LegalResource", words)

    def _about(self, definition: Definition) -> dict[str, str]:
        return dict(definition.about.texts) if definition.about is not None else {}

    def _described(self, definition: Definition, noun: str) -> dict[str, str]:
        """The description that a shape demands: the title stands for one that is not stated."""
        if definition.about is None:
            self.filled[f"a {noun} has no `about`, so its title stands as its description"] += 1
        return self._about(definition) or self._said(definition.title, definition.id)

    def _office(self, office: Office) -> None:
        title = self._said(office.title, office.id)
        words = {
            "dct:identifier": office.id,
            "dct:title": title,
            "skos:prefLabel": title,
            "dct:description": self._about(office),
            "skos:notation": office.code,
            "dct:spatial": [self._place()],
            "org:subOrganizationOf": self._links("office", [office.part_of]),
        }
        self.filled["an office has no territory of its own, so that of the pack stands for it"] += 1
        self._add("office", office.id, ["cv:PublicOrganisation", "foaf:Agent", "org:Organization"], words)

    def _authority(self, service: Service) -> list[str]:
        offices = self._links("office", [service.office])
        if offices:
            return offices
        self.filled["a service names no office, so the pack stands as its authority"] += 1
        words = {"skos:prefLabel": self.title, "dct:spatial": [self._place()]}
        return [self._add("authority", self.pack, "cv:PublicOrganisation", words)]

    def _rule(self, norm: Norm) -> None:
        words = {
            "dct:identifier": norm.id,
            "dct:title": self._said(norm.title, norm.id),
            "dct:description": self._described(norm, "norm"),
            "cpsv:implements": self._article(norm.basis),
        }
        self._add("norm", norm.id, "cpsv:Rule", words)

    def _event(self, event: LifeEvent) -> None:
        kind = (
            "cv:LifeEvent" if event.filer is not None and event.filer.id == "person" else "cv:BusinessEvent"
        )
        words = {
            "dct:identifier": event.id,
            "dct:title": self._said(event.title, event.id),
            "dct:description": self._about(event),
            "cv:hasRelatedService": self._links("service", event.services),
        }
        name = self._add("life_event", event.id, [kind, "cv:Event"], words)
        for service in self._links("service", event.services):
            self.found[service].setdefault("cv:isGroupedBy", []).append(name)

    def _service(self, service: Service) -> None:
        inputs, types = self._evidence(service)
        status = "adopted" if service.adopted is not None else "" if service.imported_from else "draft"
        words = {
            "dct:identifier": service.id,
            "dct:title": self._said(service.title, service.id),
            "dct:description": self._described(service, "service"),
            "cv:hasCompetentAuthority": self._authority(service),
            "dct:spatial": [self._place()],
            "dct:audience": [self._code(service.filer.id)] if service.filer is not None else [],
            "adms:status": self._code(status) if status else None,
            "cv:hasLegalResource": self._article(service.basis),
            "cpsv:follows": self._links("norm", service.decides),
            "cv:holdsRequirement": list(self._requirements(service)),
            "cpsv:hasInput": inputs,
            "cv:hasInputType": types,
            "cpsv:produces": self._outputs(service),
            "cv:hasChannel": list(self._channels(service)),
            "cv:contactPoint": self._contact(service),
            "cv:hasCost": self._cost(service),
            "cv:processingTime": self._time(service),
            "cv:hasParticipation": [self._participation(service, office) for office in self._joint(service)],
            "dct:requires": self._links(
                "service", (document.produced_by for document in service.documents.values())
            ),
        }
        self._add("service", service.id, "cpsv:PublicService", words)

    def _requirements(self, service: Service) -> Iterator[str]:
        for name, ask in service.asks.items():
            concept: Concept | None = (
                self.models.get("concept", {}).get(ask.concept.id) if ask.concept else None
            )
            yield self._requirement(service, name, "asked", ask.title or (concept.title if concept else None))
        for name, use in service.uses.items():
            yield self._requirement(
                service, name, "held", self._held_title(use.source.steps[-1] if use.source else "")
            )
        for name, document in service.documents.items():
            yield self._requirement(service, name, "proved", document.title)

    def _requirement(self, service: Service, name: str, code: str, title: Localized | None) -> str:
        words = {
            "dct:identifier": f"{service.id}/{name}",
            "dct:title": self._said(title, name.replace("_", " ")),
            "dct:type": [self._code(code)],
            "cv:fulfils": self._links("norm", (ref for ref in service.decides if name in self._needs(ref))),
            "cv:hasSupportingEvidence": [self._iri("evidence", f"{service.id}/{name}")]
            if code == "proved"
            else [],
        }
        return self._add("requirement", f"{service.id}/{name}", "cv:Requirement", words)

    def _needs(self, ref: Ref) -> Iterable[str]:
        norm: Norm | None = self.models.get("norm", {}).get(ref.id)
        return () if norm is None else norm.needs

    def _held_title(self, attribute: str) -> Localized | None:
        """What people call an attribute, where all registers that have it call it one thing."""
        titles = []
        for register in self._all("register"):
            one: Register = register
            if attribute in one.attributes:
                held = one.attributes[attribute]
                concept = self.models.get("concept", {}).get(held.concept.id) if held.concept else None
                titles.append(held.title or (concept.title if concept else None))
        texts = {tuple(sorted(title.texts.items())) for title in titles if title is not None}
        return titles[0] if len(texts) == 1 else None

    def _evidence(self, service: Service) -> tuple[list[str], list[str]]:
        pairs = [self._proof(service, name, document) for name, document in service.documents.items()]
        return [evidence for evidence, _ in pairs], [kind for _, kind in pairs]

    def _proof(self, service: Service, name: str, document: Document) -> tuple[str, str]:
        key = f"{service.id}/{name}"
        title = self._said(document.title, name.replace("_", " "))
        kind = self._add("evidence_type", key, "cv:EvidenceType", {"dct:identifier": key, "dct:title": title})
        words = {
            "dct:identifier": key,
            "dct:title": title,
            "dct:conformsTo": [kind],
            "cv:supportsRequirement": [self._iri("requirement", key)],
        }
        return self._add("evidence", key, "cv:Evidence", words), kind

    def _outputs(self, service: Service) -> list[str]:
        return [
            self._add(
                "output",
                f"{service.id}/{name}",
                "cv:Output",
                {
                    "dct:identifier": f"{service.id}/{name}",
                    "dct:title": self._said(output.title, name.replace("-", " ")),
                },
            )
            for name, output in service.gives.items()
        ]

    def _channels(self, service: Service) -> Iterator[str]:
        if service.online is not None and service.online != "false":
            yield self._channel(service, "online", {"foaf:page": self._page(service.online)})
        if service.paper_form is not None:
            yield self._channel(service, "paper", {"foaf:page": self._page(service.paper_form)})
        if isinstance(service.visit, Visit):
            visit = service.visit
            owners = self._links("office", [visit.to])
            words = {
                "dct:description": dict(visit.because.texts) if visit.because is not None else {},
                "cv:ownedBy": owners,
                "cv:openingHours": self._hours(visit.to),
            }
            yield self._channel(service, "counter", words)

    def _channel(self, service: Service, code: str, words: dict[str, Any]) -> str:
        key = f"{service.id}/{code}"
        return self._add(
            "channel", key, "cv:Channel", {"dct:identifier": key, "dct:type": self._code(code), **words}
        )

    def _hours(self, ref: Ref | None) -> list[str]:
        office: Office | None = self.models.get("office", {}).get(ref.id) if ref else None
        if office is None or office.hours is None:
            return []
        words = {"dct:description": dict(office.hours.texts)}
        return [self._add("hours", office.id, "time:TemporalEntity", words)]

    def _contact(self, service: Service) -> list[str]:
        office: Office | None = (
            self.models.get("office", {}).get(service.office.id) if service.office else None
        )
        reach = (office.contact or "") if office else ""
        words = {
            "cv:contactPage": self._page(service.information or ""),
            "cv:telephone": reach if TELEPHONE.fullmatch(reach) else None,
            "cv:email": reach if "@" in reach else None,
            "cv:openingHours": self._hours(service.office),
        }
        stated = any(words.values())
        return [self._add("contact", service.id, "cv:ContactPoint", words)] if stated else []

    def _cost(self, service: Service) -> list[str]:
        if service.fee is None:
            return []
        code = service.fee.currency
        currency = self._keep(f"{CURRENCIES}{code}", "skos:Concept", {"skos:notation": code})
        words = {
            "dct:identifier": service.id,
            "cv:hasValue": str(service.fee.amount),
            "cv:currency": currency,
            "cv:isDefinedBy": self._links("office", [service.office]),
        }
        return [self._add("cost", service.id, "cv:Cost", words)]

    def _time(self, service: Service) -> str | None:
        """The promised time, or the legal one; a service has room for one that a duration can say."""
        term = service.term
        stated = [] if term is None else [one for one in (term.promised, term.legal) if one is not None]
        said = [shown for one in stated if (shown := duration(one)) is not None]
        if len(said) < len(stated):
            note = "a term is in working days, which a duration cannot say, so it is left out"
            self.filled[note] += len(stated) - len(said)
        if len(said) > 1:
            self.filled["a service has room for one term, so the legal one is left out"] += 1
        return said[0] if said else None

    def _joint(self, service: Service) -> Iterator[Office]:
        for ref in service.joint:
            office: Office | None = self.models.get("office", {}).get(ref.id)
            if office is not None:
                yield office

    def _participation(self, service: Service, office: Office) -> str:
        key = f"{service.id}/{office.id}"
        words = {
            "dct:identifier": key,
            "dct:description": self._said(office.title, office.id),
            "cv:role": [self._code("joint")],
            "cv:hasParticipant": self._iri("office", office.id),
        }
        return self._add("participation", key, "cv:Participation", words)

"""A second reckoning of what a pack asks, slow and by the words of docs/reference/measure.md, without any of AskOnce.

It reads YAML and CSV by itself, keeps every word as text, and looks everything up by walking the whole pack again.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

Words: TypeAlias = dict[str, Any]
Pack: TypeAlias = dict[str, dict[str, Words]]

MINUTES = {
    "filing": "3", "prefilled": "0.1", "boolean": "0.2", "choice": "0.3", "date": "0.5", "number": "0.5",
    "money": "0.7", "text": "1", "list": "2", "photo": "5", "document": "10", "visit": "90", "rekeyed": "0.3",
}  # fmt: skip
ROUNDS = {"day": 365, "week": 52, "month": 12, "quarter": 4, "half-year": 2, "year": 1, "once": 1}
DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1,
    "week": 7,
    "month": 30.4375,
    "year": 365.25,
    "working day": 1.4,
}
TEXTS = {"", "text", "time", "date and time", "days duration", "months duration", "working days"}
ALONE = {"boolean": "boolean", "date": "date", "number": "number", "integer": "number", "document": "document", "photo": "photo"}  # fmt: skip


def files_of(folder: Path) -> dict[str, str]:
    """The texts of a folder by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8-sig")
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".yaml", ".yml", ".csv"}
    }


def read(files: Mapping[str, str]) -> Pack:
    """Definitions by kind and name; where two share a name the first file has it."""
    pack: Pack = {}
    for path, text in sorted(files.items()):
        if path.endswith(".md"):
            continue
        for one in _rows(text) if path.endswith(".csv") else [yaml.load(text, Loader=yaml.CBaseLoader)]:  # noqa: S506 - texts alone
            if isinstance(one, dict):
                kind = next(iter(one))
                pack.setdefault(kind, {}).setdefault(one[kind], one)
    return pack


def _rows(text: str) -> Iterator[Words]:
    head, *rows = list(csv.reader(io.StringIO(text)))
    for row in rows:
        words: Words = {}
        for names, cell in zip(head, row, strict=False):
            if cell.strip():
                group = words
                *above, last = names.strip().split(".")
                for name in above:
                    group = group.setdefault(name, {})
                parts = [part.strip() for part in cell.split(";") if part.strip()]
                group[last] = parts if "; " in cell or cell.strip().endswith(";") else cell.strip()
        if words:
            yield words


def listed(value: Any) -> list[Any]:
    """One or several, as a list."""
    return [] if value in (None, "") else list(value) if isinstance(value, list) else [value]


def named(value: Any) -> dict[str, Words]:
    """Names with words, from names with words, a list of names, or one name."""
    return value if isinstance(value, dict) else {name: {} for name in listed(value)}


class Held(NamedTuple):
    """An attribute of a register."""

    register: str
    name: str
    words: Words


class End(NamedTuple):
    """Where a way leads: a kind of subject, whether a door on it is shut, and the attribute at its end."""

    kind: str
    shut: bool
    attribute: Held | None = None


class Answers(NamedTuple):
    """What registers know of a question: nothing, or something that may or may not be given."""

    held: bool
    openly: bool


UNKNOWN = Answers(held=False, openly=False)


class Reckoning:
    """The figures of one pack."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.pack = read(files)
        self.unclear = False
        self.any_door_would_do = False  # some question could be answered behind any of several closed doors
        self.services = self.pack.get("service", {})
        self.reports = self.pack.get("report", {})
        self.minutes = {task: Fraction(minutes) for task, minutes in MINUTES.items()}
        for manifest in self.pack.get("manifest", {}).values():
            self.minutes.update({task: Fraction(said) for task, said in manifest.get("minutes", {}).items()})

    # Who holds what

    def attributes(self, kind: str) -> Iterator[Held]:
        """Each attribute that is held of a kind of subject."""
        for name, register in self.pack.get("register", {}).items():
            if register.get("of") == kind:
                for attribute, words in register.get("attributes", {}).items():
                    yield Held(name, attribute, words)

    def relation(self, kind: str, step: str) -> tuple[str, Words] | None:
        """Where a relation leads, and its words; one that only names its inverse is there as well."""
        registers = self.pack.get("register", {}).values()
        for register in registers:
            if register.get("of") == kind and step in register.get("relations", {}):
                words = register["relations"][step]
                return words["to"], words
        for register in registers:
            for words in register.get("relations", {}).values():
                if words.get("to") == kind and words.get("inverse") == step:
                    return register["of"], words
        return None

    def follow(self, way: str, roles: Mapping[str, End], purpose: str) -> End | None:
        """Walk a way from its role, step by step; nothing where it leads nowhere."""
        first, *steps = way.split(".")
        end = roles.get(first)
        for number, step in enumerate(steps):
            if end is None:
                return None
            relation = self.relation(end.kind, step)
            last = number == len(steps) - 1
            if relation is not None:
                to, words = relation
                end = End(to, end.shut or ("open_to" in words and purpose not in named(words["open_to"])))
            elif last and step == "count" and number:
                return end
            else:
                here = [one for one in self.attributes(end.kind) if one.name == step] if last else []
                end = end._replace(attribute=here[0]) if here else None
        return end

    def roles(self, case: Words, purpose: str) -> dict[str, End]:
        """The subjects of a case by the names that ways begin with."""
        filer = case.get("for", "person")
        if "report" in case:
            roles = {filer: End(filer, shut=False)}
        elif filer == "person":
            roles = {"applicant": End("person", shut=False)}
        else:
            roles = {"applicant": End(filer, shut=False), "filer": End("person", shut=False)}
        for name, subject in case.get("subjects", {}).items():
            if "each" not in subject:
                roles[name] = End(subject.get("kind", ""), shut=False)
            else:
                end = self.follow(subject["each"], roles, purpose)
                if end is not None:
                    roles[name] = end
        return roles

    def gives_time(self, attribute: Words, concept: Words, at: str) -> bool:
        """What never changes is the same at any time; a history gives any, the latest value the present."""
        held_at = attribute.get("at", "latest")
        now = held_at == "latest" and at in {"application", "decision", "latest"}
        return concept.get("changes", "often") == "never" or held_at in {"any", at} or now

    def is_open(self, attribute: Words, purpose: str) -> bool:
        """A public attribute is open to all, an internal one unless it names whom it is open to."""
        opened = named(attribute.get("open_to"))
        sensitivity = attribute.get("sensitivity", "internal")
        return purpose in opened or sensitivity == "public" or (sensitivity == "internal" and not opened)

    def givers(self, concept: str, kind: str, at: str, seen: tuple[str, ...] = ()) -> list[list[Held]]:
        """Every way to know a concept of a kind of subject: an attribute, or several from which it follows."""
        words = self.pack.get("concept", {}).get(concept)
        if words is None or concept in seen:
            return []
        itself = [
            [one]
            for one in self.attributes(kind)
            if one.words.get("concept") == concept and self.gives_time(one.words, words, at)
        ]
        parts = [self.givers(part, kind, at, (*seen, concept)) for part in listed(words.get("derives_from"))]
        follows = [[one for some in every for one in some] for every in product(*parts)] if parts else []
        return itself + follows

    def question(self, ask: Words, case: Words) -> Answers:
        """Whether registers hold what a question asks, and may give it for the purpose of the case."""
        purpose = case.get("purpose", "")
        roles = self.roles(case, purpose)
        of = ask.get("of") or next(iter(roles))
        end = self.follow(of, roles, purpose)
        subject = case.get("subjects", {}).get(of.split(".")[0], {})
        if end is None or subject.get("new") == "true":
            return UNKNOWN
        ways = self.givers(ask.get("concept", ""), end.kind, ask.get("at", "application"))
        written = {
            name for output in named(case.get("gives")).values() for name in listed(output.get("writes"))
        }
        ways_written = [any(f"{one.register}.{one.name}" in written for one in way) for way in ways]
        if any(ways_written) and not all(ways_written):
            self.unclear = True  # the reference does not say what to count where a case writes one of several
        if not ways or any(ways_written):
            return UNKNOWN
        open_way = any(all(self.is_open(one.words, purpose) for one in way) for way in ways)
        self.any_door_would_do |= len(ways) > 1 and not open_way
        return Answers(held=True, openly=open_way and not end.shut)

    def paper(self, document: Words, case: Words) -> Answers:
        """Whether registers hold all that a document shows, and may give it; nothing stands for an original."""
        purpose = case.get("purpose", "")
        ends = [self.follow(way, self.roles(case, purpose), purpose) for way in listed(document.get("shows"))]
        held = [end.attribute for end in ends if end and end.attribute]
        if not ends or document.get("original") == "true" or len(held) < len(ends):
            return UNKNOWN
        shut = any(end and end.shut for end in ends)
        return Answers(held=True, openly=not shut and all(self.is_open(one.words, purpose) for one in held))

    # What it costs

    def answer_minutes(self, ask: Words) -> Fraction:
        """The minutes of one question, by the type of its answer."""
        kind = (
            ask.get("type") or self.pack.get("concept", {}).get(ask.get("concept", ""), {}).get("type") or ""
        )
        if isinstance(kind, list) or " | " in kind:
            return self.minutes["choice"]
        if kind.startswith("list of "):
            return self.minutes["list"]
        if kind.startswith("money"):
            return self.minutes["money"]
        return self.minutes["text" if kind in TEXTS else ALONE.get(kind, "choice")]

    def figures(self, name: str, case: Words) -> Words:
        """The figures of one service or report."""
        service = "service" in case
        imported = "imported_from" in case
        asks, uses = case.get("asks") or {}, case.get("uses") or {}
        documents, visit, term = named(case.get("documents")), case.get("visit"), case.get("term", {})
        answers = {question: self.question(ask, case) for question, ask in asks.items()}
        rekeyed = sum(int(system.get("fields", 0)) for system in listed(case.get("rekeyed_into")))
        visits = 0 if visit == "none" else int(visit.get("trips", 1)) if isinstance(visit, dict) else None
        minutes = self.minutes["filing"] + sum(
            (self.answer_minutes(ask) for ask in asks.values()), Fraction(0)
        )
        minutes += len(uses) * self.minutes["prefilled"] + len(documents) * self.minutes["document"]
        minutes += (visits or 0) * self.minutes["visit"]
        volume = self.pack.get("volume", {}).get(name, {}).get("filings")
        filings = None if volume is None else int(volume)
        openly = [question for question, answer in answers.items() if answer.openly]
        closed = [question for question, answer in answers.items() if answer.held and not answer.openly]
        return {
            "title": case.get("title", {}), "office": case.get("office", ""),
            "online": None if "online" not in case else case["online"] != "false",
            "visits": visits, "questions": None if imported and not asks else len(asks),
            "documents": len(documents) if service and (documents or not imported) else None,
            "prefilled": len(uses), "asked_although_held": len(openly) + len(closed),
            "held_openly": openly, "held_closed": closed,
            "documents_although_held": [
                paper for paper, words in documents.items() if self.paper(words or {}, case).held
            ],
            "rekeyed_fields": rekeyed, "minutes": tenth(minutes),
            "clerk_minutes": tenth(rekeyed * self.minutes["rekeyed"]), "filings": filings,
            "minutes_per_year": None if filings is None else tenth(minutes * filings),
            "rounds_per_year": 0 if service else ROUNDS[case.get("every", "month")],
            "promised_days": days(term.get("promised")), "legal_days": days(term.get("legal")),
            "exact": minutes,
        }  # fmt: skip

    def measures(self) -> Words:
        """All keys that docs/reference/measure.md names."""
        services = {name: self.figures(name, self.services[name]) for name in sorted(self.services)}
        reports = {name: self.figures(name, self.reports[name]) for name in sorted(self.reports)}
        each, forms = list(services.values()), list(reports.values())
        both = each + forms
        exact = {id(one): one.pop("exact") for one in both}
        openly, closed = (sum(len(one[key]) for one in both) for key in ("held_openly", "held_closed"))
        return {
            "services": len(each), "reports": len(forms),
            "online_rate": rate([one["online"] for one in each]),
            "zero_visit_rate": rate([None if one["visits"] is None else one["visits"] == 0 for one in each]),
            "prefilled_services": rate([
                True if one["prefilled"] else {"true": True, "false": False}.get(self.services[name].get("prefilled", ""))
                for name, one in services.items()
            ]),
            **{key: spread([one[key] for one in each]) for key in ("questions", "documents", "visits")},
            "data_prefilled": part(each),
            "asked_although_held": openly + closed,
            "asked_although_held_openly": openly, "asked_although_held_closed": closed,
            "documents_although_held": sum(len(one["documents_although_held"]) for one in each),
            "cells_by_hand": sum(one["questions"] or 0 for one in forms), "cells_from_registers": part(forms),
            "form_filings_per_year": sum(one["rounds_per_year"] for one in forms),
            "rekeyed_fields": sum(one["rekeyed_fields"] for one in both),
            "rekeyed_fields_per_year": sum(one["rekeyed_fields"] * (one["filings"] or 0) for one in both),
            "minutes_per_filing": tenth(sum((exact[id(one)] for one in each), Fraction(0)) / (len(each) or 1)),
            "minutes_per_year": tenth(sum((exact[id(one)] * (one["filings"] or 0) for one in both), Fraction(0))),
            "volumes_not_stated": sum(one["filings"] is None for one in both),
            "promised_below_legal": rate([sooner(one["promised_days"], one["legal_days"]) for one in each]),
            **{key: mean_days([one[key] for one in each]) for key in ("promised_days", "legal_days")},
            "by_service": services, "by_report": reports,
        }  # fmt: skip


def rate(answers: list[bool | None]) -> Words:
    """Those known to be so, of all, and those of which nothing is known."""
    return share(sum(one is True for one in answers), len(answers)) | {"not_stated": answers.count(None)}


def part(of: Iterable[Words]) -> Words:
    """Data taken from registers, of all that are taken or asked."""
    taken, asked = 0, 0
    for one in of:
        taken, asked = taken + one["prefilled"], asked + (one["questions"] or 0)
    return share(taken, taken + asked)


def share(some: int, every: int) -> Words:
    """A share with what makes it up."""
    value = round(some / every, 4) if every else None
    return {"value": value, "numerator": some, "denominator": every, "not_stated": 0}


def spread(counts: list[int | None]) -> Words:
    """Sum, mean and how often each count occurs, over those that are stated."""
    stated = [count for count in counts if count is not None]
    return {
        "total": sum(stated), "mean": round(sum(stated) / len(stated), 4) if stated else None,
        "distribution": {str(count): times for count, times in Counter(stated).items()},
        "not_stated": len(counts) - len(stated),
    }  # fmt: skip


def sooner(promised: float | None, legal: float | None) -> bool | None:
    """Whether a promise is shorter than the law's term, where both are stated."""
    return None if promised is None or legal is None else promised < legal


def days(period: str | None) -> float | None:
    """A length of time in calendar days."""
    if not period:
        return None
    count, unit = period.split(" ", 1)
    return int(count) * DAYS[unit.removesuffix("s")]


def mean_days(terms: list[float | None]) -> Words:
    """The mean of terms over those that are stated."""
    stated = [term for term in terms if term is not None]
    return {
        "mean": round(sum(stated) / len(stated), 2) if stated else None,
        "not_stated": len(terms) - len(stated),
    }


def tenth(minutes: Fraction) -> float:
    """Minutes to a tenth."""
    return float(Fraction(round(minutes * 10), 10))

"""A second computation of the observed figures, plainly and from the raw events alone: it shares no code with the first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from askonce.cases.journal import Journal, Search

_ZONE = ZoneInfo("Asia/Shanghai")
Raw = tuple[str, datetime, dict[str, Any]]


class Plain:
    """All cases of a small county, each read as a heap of JSON."""

    def __init__(self, journal: Journal, calendar: Path) -> None:
        said = yaml.safe_load(calendar.read_text("utf-8"))
        self._free, self._worked = set(said["holidays"]), set(said["working"])
        self.types: dict[str, str] = {}
        self.events: dict[str, list[Raw]] = {}
        for line in journal.lines(Search(limit=100_000)):
            self.types[line.id] = line.type
            self.events[line.id] = [
                (one.kind, one.at, json.loads(one.body)) for one in journal.events(line.id)
            ]

    def works(self, day: date) -> bool:
        return day in self._worked or (day.isoweekday() < 6 and day not in self._free)

    def counted(self) -> dict[tuple[str, str, str], dict[str, int]]:
        """Counts by month, service and office; those that are nought are left out."""
        found: dict[tuple[str, str, str], Counter[str]] = {}
        for case, events in self.events.items():
            if self.types[case] in ("objection", "correction"):
                continue
            filed = events[0][2]
            offices = [filed["office"]] + [body["office"] for kind, _, body in events if kind == "HandedOver"]
            key = (self._day(events[0][1]).isoformat()[:7], self.types[case], offices[-1])
            counts = found.setdefault(key, Counter())
            if filed.get("opened", "person") in ("norm", "schedule"):
                counts["itself"] += 1
            else:
                counts += self._case(events)
        return {key: {word: n for word, n in counts.items() if n} for key, counts in found.items()}

    def _case(self, events: list[Raw]) -> Counter[str]:
        kinds = [kind for kind, _, _ in events]
        filed = events[0][2]
        counts: Counter[str] = Counter(["filed", f"channel.{filed.get('channel', 'online')}"])
        told = {
            name
            for kind, at, body in events
            if kind == "Learnt" and not (body.get("by", "norm").startswith("officer") and at != events[0][1])
            for name in body.get("told", [])
        }
        read = {name for kind, _, body in events if kind == "Learnt" for name in body.get("read", [])}
        counts["questions"] += len(told)
        counts[f"questions.{len(told)}"] += 1
        counts.update(f"asked.{name}" for name in told)
        counts["read"] += len(read)
        counts += self._trips(events)
        counts += self._terms(events)
        counts["escalated"] += "Late" in kinds
        counts["more"] += "AskedMore" in kinds
        counts["disputed"] += "Disputed" in kinds
        counts["objected"] += "Objected" in kinds
        for kind, _, body in events:
            if kind == "Objected":
                counts[f"objection.{self._objection(body['case'], events)}"] += 1
            if kind == "Reviewed":
                counts.update(["reviewed", f"stars.{body['stars']}"])
        return counts

    def _objection(self, case: str, events: list[Raw]) -> str:
        after = [kind for kind, _, _ in self.events[case]]
        if any(kind == "Reopened" and body.get("case") == case for kind, _, body in events):
            return "upheld"
        return "dismissed" if "Decided" in after else "taken back" if "Withdrawn" in after else "pending"

    def _trips(self, events: list[Raw]) -> Counter[str]:
        days = {self._day(at) for _, at, body in events if body.get("by", "").startswith("helper")}
        first, channel = self._day(events[0][1]), events[0][2].get("channel", "online")
        if channel == "counter":
            return Counter({"trips": len(days | {first}), "trips.some": 1})
        sure = (channel == "online" and not days) or (channel == "telephone" and days <= {first})
        if sure and all(kind != "Heard" for kind, _, _ in events):
            return Counter({"trips.none": 1})
        return Counter({"trips.unknown": 1})

    def _terms(self, events: list[Raw]) -> Counter[str]:
        at = next((place for place, one in enumerate(events) if one[0] == "Decided"), None)
        before = events if at is None else events[:at]
        terms = [body.get("terms", {}) for kind, _, body in before if kind in ("Filed", "Resumed")][-1]
        counts: Counter[str] = Counter()
        gone = at is None and any(kind == "Withdrawn" for kind, _, _ in events)
        decided = None if at is None else date.fromisoformat(events[at][2]["day"])
        for name, word in (("promised", "promise"), ("legal", "legal")):
            last = None if terms.get(name) is None else date.fromisoformat(terms[name])
            late = any(kind == "Late" and body["term"] == name for kind, _, body in before)
            if last is None:
                out = "none"
            elif late or (decided is not None and decided > last):
                out = "late"
            else:
                out = "kept" if decided is not None else "ended" if gone else "running"
            counts[f"{word}.{out}"] += 1
        if at is None:
            counts["withdrawn"] += gone
            return counts
        body = events[at][2]
        counts.update(["decided", f"decided.{body.get('by', 'norm').split(':')[0]}"])
        counts["adverse"] += body.get("adverse", False)
        if decided is not None and terms.get("promised") is not None:
            counts["took"] += 1
            counts["took.days"] += self._worked_days(before, decided)
            counts["took.promised"] += self._worked_days(before, date.fromisoformat(terms["promised"]))
        return counts

    def _worked_days(self, events: list[Raw], last: date) -> int:
        """Day for day, with a clock that stops and goes on."""
        day, count = self._day(events[0][1]), 0
        switches = [
            (self._day(at), kind == "AskedMore")
            for kind, at, body in events if kind in ("AskedMore", "Resumed") and body.get("stops", True)
        ]  # fmt: skip
        while day < last:
            day += timedelta(1)
            stops = [since for since, stop in switches if stop and since < day]
            goes = [then for then, stop in switches if not stop and then < day]
            standing = len(stops) > len(goes)
            count += self.works(day) and not standing
        return count

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(_ZONE).date()


def looks(journal: Journal) -> Mapping[tuple[str, str, str], int]:
    """Looks by month, kind and purpose, out of the raw entries."""
    found: Counter[tuple[str, str, str]] = Counter()
    for one in journal.openings(limit=1_000_000):
        if one.entry is not None and one.entry.kind in ("look", "glass"):
            month = one.entry.at.astimezone(_ZONE).date().isoformat()[:7]
            found[month, one.entry.kind, one.entry.purpose] += 1
    return dict(found)


Counted = Callable[[Journal], Mapping[tuple[str, str, str], Mapping[str, int]]]

"""Compares two packs: what changes for residents and firms, service by service, in plain words."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec

from askonce.cases.asking import BoundCase
from askonce.cases.changes.added import compare_added
from askonce.cases.changes.arrangements import compare_arrangements
from askonce.cases.changes.asking import Side, compare_asking
from askonce.cases.changes.change import OTHER, Change, Difference, differ
from askonce.cases.changes.labels import LABELLED, compare_labels
from askonce.cases.changes.norms import compare_norm, compare_parameter
from askonce.cases.changes.promises import compare_promises
from askonce.cases.changes.registers import compare_registers
from askonce.cases.changes.said import ORDER
from askonce.cases.wording.titles import Titles
from askonce.norms.binding import BoundNorm
from askonce.norms.model import Parameter
from askonce.pack.kinds import Adoption
from askonce.pack.passes import Checked

KINDS = ("service", "report", "norm", "parameter", "purpose", "register", *LABELLED)
ARRANGING = ("purpose", "register")
MARKS = {"better": "+", "worse": "-", "other": "~"}
RULES = ("norm", "parameter")
Rule = tuple[str, str]


def compare(old: Checked, new: Checked) -> tuple[Change, ...]:
    """What differs between two packs that were checked with `keep=True`, in an order that is always the same.

    Definitions are matched by kind and name. Names of files, comments, layout and the order of words, rows and
    definitions make no difference where nothing is decided by them. Of concepts, options and laws it is compared what they
    are called, and who made a law. Not compared: articles' texts, volumes by themselves, and how registers get their
    data; `review` sets the articles beside the rules.
    """
    return tuple(sorted(_Comparison(Titles(old.bound), Titles(new.bound)).changes(), key=_place))


def _place(change: Change) -> tuple[int, str, int, str, bytes]:
    kind = KINDS.index(change.kind) if change.kind in KINDS else len(KINDS)
    return kind, change.service, ORDER[change.what], change.about, msgspec.json.encode(change)


def as_json(changes: tuple[Change, ...]) -> dict[str, Any]:
    """The changes as plain values for JSON: `changes` lists them in their order, `counts` weighs them.

    Each change has `service` (its name, empty where it concerns none alone), `kind` (service, report, norm,
    parameter, purpose, register, concept, word, law, or one of an application), `sort` (what such definitions are called), `title`, `what` (the code), `about` (what changed, as files name it), `words`,
    `before`, `after` (each a text by language), `weight` (better, worse, other) and `touches` (names of
    services and reports).

    >>> as_json(())
    {'counts': {'better': 0, 'worse': 0, 'other': 0}, 'changes': []}
    """
    counts = {weight: sum(1 for one in changes if one.weight == weight) for weight in MARKS}
    return {"counts": counts, "changes": [msgspec.to_builtins(one) for one in changes]}


def as_text(changes: tuple[Change, ...], language: str) -> str:
    """The changes in `en` or `zh` under what they concern: `+` is better for people, `-` worse, `~` neither."""
    lines: list[str] = []
    for (sort, service, title), group in groupby(changes, key=lambda one: (one.sort, one.service, one.title)):
        lines.append(f"{sort[language]}: {title[language]}{f' ({service})' if service else ''}")
        lines.extend(f"  {MARKS[one.weight]} {one.words[language]}" for one in group)
    return "\n".join(lines)


class _Comparison:
    """Two packs side by side; rules are compared once, and said for each service that they decide."""

    def __init__(self, was: Titles, now: Titles) -> None:
        self.was = was
        self.now = now
        self.rules: dict[Rule, tuple[Difference, ...]] = {}
        self.reached: set[Rule] = set()

    def changes(self) -> Iterator[Change]:
        """All changes, in no order."""
        for kind in ("service", "report"):
            yield from self._cases(kind)
        yield from self._other_rules()
        yield from compare_registers(self.was, self.now)
        yield from compare_labels(self.was, self.now)
        yield from compare_added(self.was, self.now)
        for kind in ARRANGING:
            olds, news = self.was.every(kind), self.now.every(kind)
            for name in sorted(olds.keys() & news.keys()):
                title = self.now.title(kind, name)
                found = compare_arrangements(olds[name], news[name], self.was, self.now)
                yield from (one.of(kind, "", title) for one in found)

    def _cases(self, kind: str) -> Iterator[Change]:
        olds, news = self.was.every(kind), self.now.every(kind)
        for name in sorted({*olds, *news}):
            old, new = olds.get(name), news.get(name)
            if old is not None and new is not None:
                title = self.now.title(kind, name)
                yield from (one.of(kind, name, title) for one in self._case(old, new))
            elif new is not None:
                weight = OTHER if new.case.adopted is None else ""
                one = differ(f"{kind}-added", after=self.now.adoption(new.case.adopted), weight=weight)
                yield one.of(kind, name, self.now.title(kind, name))
            elif old is not None:
                weight = OTHER if old.case.adopted is None else ""
                one = differ(f"{kind}-dropped", before=self.was.adoption(old.case.adopted), weight=weight)
                yield one.of(kind, name, self.was.title(kind, name))

    def _case(self, old: BoundCase, new: BoundCase) -> Iterator[Difference]:
        yield from compare_promises(old.case, new.case, self.was, self.now)
        yield from compare_asking(Side(old, self.was), Side(new, self.now))
        yield from compare_arrangements(old, new, self.was, self.now)
        before, after = {one.id for one in old.deciders}, {one.id for one in new.deciders}
        for norm in sorted(after - before):
            title = self.now.title("norm", norm)
            yield differ("norm-decides", f"norm {norm}", thing=title, after=title)
        for norm in sorted(before - after):
            title = self.was.title("norm", norm)
            yield differ("norm-decides-no-more", f"norm {norm}", thing=title, before=title)
        for rule in sorted(_reach(self.was, before) & _reach(self.now, after)):
            self.reached.add(rule)
            yield from self._rule(rule)

    def _rule(self, rule: Rule) -> tuple[Difference, ...]:
        if rule not in self.rules:
            kind, name = rule
            compared = compare_norm if kind == "norm" else compare_parameter
            old, new = self.was.every(kind)[name], self.now.every(kind)[name]
            self.rules[rule] = compared(old, new, self.was, self.now)
        return self.rules[rule]

    def _other_rules(self) -> Iterator[Change]:
        """Rules and rates that decide no service which both packs have."""
        for kind in RULES:
            olds, news = self.was.every(kind), self.now.every(kind)
            for name in sorted({*olds, *news}):
                if (kind, name) not in self.reached:
                    titles = self.now if name in news else self.was
                    yield from (one.of(kind, "", titles.title(kind, name)) for one in self._alone(kind, name))

    def _alone(self, kind: str, name: str) -> Iterator[Difference]:
        old, new = self.was.every(kind).get(name), self.now.every(kind).get(name)
        about = f"{kind} {name}"
        if old is not None and new is not None:
            yield from self._rule((kind, name))
        elif new is not None:
            yield differ(f"{kind}-added", about, after=self.now.adoption(_adopted(new)))
        elif old is not None:
            yield differ(f"{kind}-dropped", about, before=self.was.adoption(_adopted(old)))


def _adopted(rule: BoundNorm | Parameter) -> Adoption | None:
    return rule.norm.adopted if isinstance(rule, BoundNorm) else rule.adopted


def _reach(titles: Titles, norms: set[str]) -> set[Rule]:
    """The norms and rates that decide, themselves or through the norms that use them."""
    known = titles.every("norm")
    waiting, found = sorted(norms), set[Rule]()
    while waiting:
        name = waiting.pop()
        if name not in known or ("norm", name) in found:
            continue
        norm = known[name].norm
        found.add(("norm", name))
        found |= {
            ("parameter", ref.id) for ref in norm.parameters.values() if ref.id in titles.every("parameter")
        }
        waiting.extend(ref.id for ref in norm.norms.values())
    return found

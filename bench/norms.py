"""Made norms: what each needs, the facts that follow, and a table or a formula that decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.foundations import adopted, localized, typed
from bench.layout import Value, Words
from bench.supplies import Supply
from bench.tables import Column, cut_rows
from bench.vocabulary import DEEDS, GRADES, OUTCOMES, THINGS, Term
from bench.world import Field

SIMPLE = ("number", "integer", "money CNY", "date", "boolean")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A rate that norms share: its last value and the file that says it."""

    id: str
    type: str
    last: int
    words: Words


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm for cases of one kind of filer and one purpose, with what such a case must supply."""

    id: str
    filer: str
    purpose: str
    needs: tuple[Supply, ...]
    result: str
    adverse: bool
    words: Words


class NormMaker:
    """Makes the norms of a field; parameters gather as they are needed."""

    def __init__(self, of: Field, rng: Random) -> None:
        self.of = of
        self.rng = rng
        self.parameters: list[Parameter] = []
        self.made: list[Norm] = []

    def make(self, filer: str, purpose: str, held: Sequence[Supply], asked: Sequence[Supply]) -> Norm:
        """A norm over some of the data that are held openly and some that must be asked."""
        rng = self.rng
        base = self._base(filer, purpose)
        needs = _distinct([
            *(base.needs if base else ()),  # a norm names what the norms it uses need
            *rng.sample(_usable(held), min(len(_usable(held)), rng.choice((1, 1, 2, 2, 3, 4)))),
            *rng.sample(_usable(asked), min(len(_usable(asked)), rng.choice((0, 1, 1, 2)))),
        ])  # fmt: skip
        term = _term(self.of, len(self.made), rng)
        facts = {need.name: need.type for need in needs} | ({"base": base.result} if base else {})
        where = self._where(facts)
        uses: dict[str, str] = {}
        body, result, outcomes = self._body(facts, uses)
        adverse = "refused" in outcomes and rng.random() < 0.35
        norm_id = f"{self.of.id}-norm-{len(self.made) + 1}"
        words: Words = {
            "norm": norm_id,
            "title": localized(term),
            "basis": self.of.article(rng),
            "effect": rng.choice(("favourable", "favourable", "neutral")),
            **({"adverse_outcomes": ["refused"]} if adverse else {}),
            **({"needs": {need.name: self._need(need) for need in needs}} if needs else {}),
            **({"parameters": dict(sorted(uses.items()))} if uses else {}),
            **({"norms": {"base": base.id}} if base else {}),
        }
        words |= self._texts(body, where)
        words["adopted"] = adopted(self.of.law, rng.choice(self.of.offices), rng)
        made = Norm(norm_id, filer, purpose, needs, result, adverse, words)
        self.made.append(made)
        return made

    def _base(self, filer: str, purpose: str) -> Norm | None:
        before = [one for one in self.made if one.result and (one.filer, one.purpose) == (filer, purpose)]
        return self.rng.choice(before) if before and self.rng.random() < 0.15 else None

    def _need(self, need: Supply) -> Value:
        rng = self.rng
        if rng.random() < 0.7 and not need.type.startswith("["):
            return need.type
        words: Words = {"type": typed(need.type)}
        if rng.random() < 0.4:
            words["title"] = localized(need.concept.term)
        return words

    def _force(self) -> Words:
        rng = self.rng
        force: Words = {"from": f"{rng.randint(2015, 2025)}-01-01"}
        if rng.random() < 0.5:
            force["governed_by"] = rng.choice(("application", "decision", "event"))
        return {"in_force": force}

    def _texts(self, body: Words, where: Words) -> Words:
        """The body itself, or as the second of two texts by period."""
        rng = self.rng
        whole: Words = {**({"where": where} if where else {}), **body}
        if rng.random() >= 0.1:
            return self._force() | whole
        year = rng.randint(2019, 2025)
        before: Words = {"in_force": {"from": f"{year - 3}-01-01", "to": f"{year - 1}-12-31"}, **whole}
        return {"versions": [before, {"in_force": {"from": f"{year}-01-01"}, **whole}]}

    # -- facts that follow

    def _where(self, facts: dict[str, str]) -> Words:
        """Up to four derived facts; `facts` grows by them."""
        rng = self.rng
        where: Words = {}
        leaping = False
        for number in range(rng.choice((0, 0, 1, 1, 2, 3, 4))):
            options = list(_derived(facts))
            if not options:
                break
            text, type_ = rng.choice(options)
            name = f"{rng.choice(('basic', 'net', 'due', 'kept', 'open', 'late'))}_{number + 1}"
            where[name] = text
            facts[name] = type_
            leaping = leaping or "age(" in text
        if leaping:
            where["leap_day"] = rng.choice(("28 February", "1 March"))
        return where

    # -- deciding

    def _body(self, facts: dict[str, str], uses: dict[str, str]) -> tuple[Words, str, tuple[str, ...]]:
        """A table or a formula, the type of its one typed outcome, and the words it decides by."""
        rng = self.rng
        columns = [self._column(name, type_, uses) for name, type_ in self._chosen(facts)]
        if not columns or rng.random() < 0.2:
            return {"result": self._formula(facts)}, "", ()
        rows = cut_rows(columns, rng.choice((4, 8, 12, 16, 20, 24, 32, 40)), rng)
        outcomes, words = self._outcomes(len(rows), facts)
        cells = [[*tests, *outcome] for tests, outcome in zip(rows, outcomes, strict=True)]
        hit = rng.choice(("unique", "unique", "unique", "unique", "first", "any"))
        if hit == "first":
            cells[-1][: len(columns)] = ["-"] * len(columns)
        table: Words = {
            "hit": hit,
            "when": [column.name for column in columns],
            "then": words,
            "rows": [self._row(row, len(columns)) for row in cells],
        }
        lone = next(iter(words.values())) if len(words) == 1 else ""
        choices = [str(word) for type_ in words.values() if isinstance(type_, list) for word in type_]
        return {"table": table}, lone if isinstance(lone, str) else "", tuple(choices)

    def _row(self, cells: list[str], tests: int) -> Value:
        if self.rng.random() > 0.03:
            return list(cells)
        return {"when": list(cells[:tests]), "then": list(cells[tests:]), "basis": self.of.article(self.rng)}

    def _chosen(self, facts: dict[str, str]) -> list[tuple[str, str]]:
        fit = [(name, type_) for name, type_ in facts.items() if type_ in SIMPLE or type_.startswith("[")]
        return self.rng.sample(fit, min(len(fit), self.rng.choice((1, 2, 2, 3, 3, 4))))

    def _column(self, name: str, type_: str, uses: dict[str, str]) -> Column:
        rng = self.rng
        if type_ == "boolean":
            return Column(name, ("true", "false"), words=True)
        if type_.startswith("["):
            return Column(name, tuple(type_[1:-1].split(", ")), words=True)
        if type_ == "date":
            years = sorted(rng.sample(range(1950, 2026), rng.randint(1, 4)))
            return Column(name, tuple(f'@"{year}-{rng.randint(1, 12):02}-01"' for year in years), words=False)
        scale, unit = (100, " CNY") if type_ == "money CNY" else (1, "")
        values = sorted(rng.sample(range(1, 100), rng.randint(1, 6)))
        cuts = {value * scale: f"{value * scale}{unit}" for value in values}
        if rng.random() < 0.25:
            rate = self._parameter(type_, scale)
            alias = f"line_{name}"
            uses[alias] = rate.id
            cuts[rate.last] = alias
        return Column(name, tuple(text for _, text in sorted(cuts.items())), words=False)

    def _parameter(self, type_: str, scale: int) -> Parameter:
        rng = self.rng
        known = [one for one in self.parameters if one.type == type_]
        if known and rng.random() < 0.6:
            return rng.choice(known)
        last = rng.randint(1, 99) * scale
        unit = " CNY" if type_ == "money CNY" else ""
        made = f"{self.of.id}-rate-{len(self.parameters) + 1}"
        year = rng.randint(2018, 2024)
        values: list[Value] = [
            {
                "from": f"{year - back}-01-01",
                "to": f"{year - back}-12-31",
                "value": f"{max(1, last - back * scale)}{unit}",
            }
            for back in range(rng.randint(0, 3), 0, -1)
        ]
        values.append({"from": f"{year}-01-01", "value": f"{last}{unit}"})
        words: Words = {
            "parameter": made,
            "title": localized(
                Term(
                    f"{self.of.term.en} rate {len(self.parameters) + 1}",
                    f"{self.of.term.zh}标准{len(self.parameters) + 1}",
                )
            ),
            "type": type_,
            "basis": self.of.article(rng),
            "values": values,
        }
        parameter = Parameter(made, type_, last, words)
        self.parameters.append(parameter)
        return parameter

    def _outcomes(self, rows: int, facts: dict[str, str]) -> tuple[list[list[str]], Words]:
        """The outcomes of each row, and the outputs with their types."""
        rng = self.rng
        words: Words = {}
        columns: list[list[str]] = []
        if rng.random() < 0.75:
            options = rng.sample(OUTCOMES[:2] if rng.random() < 0.5 else OUTCOMES, min(rows, 2))
            if rng.random() < 0.2:
                options = list(GRADES[: min(rows, rng.randint(2, 6))])
            words[rng.choice(("decision", "class"))] = list(options)
            columns.append([options[place % len(options)] for place in range(rows)])
        if not columns or rng.random() < 0.5:
            words[rng.choice(("amount", "price", "fee"))] = "money CNY"
            columns.append([self._amount(facts) for _ in range(rows)])
        return [list(cells) for cells in zip(*columns, strict=True)], words

    def _amount(self, facts: dict[str, str]) -> str:
        rng = self.rng
        money = [name for name, type_ in facts.items() if type_ == "money CNY"]
        if not money or rng.random() < 0.7:
            return f"{rng.randint(0, 60) * 50} CNY"
        one = rng.choice(money)
        return rng.choice((
            f"{one} * 0.{rng.randint(1, 9)}", f"min({one}, {rng.randint(1, 40) * 100} CNY)",
            f"max({one} - {rng.randint(1, 20) * 50} CNY, 0 CNY)", one,
        ))  # fmt: skip

    def _formula(self, facts: dict[str, str]) -> str:
        rng = self.rng
        tests = [
            *(
                f"{name} >= {rng.randint(1, 90)}"
                for name, type_ in facts.items()
                if type_ in ("integer", "number")
            ),
            *(
                f"{name} < {rng.randint(1, 90) * 100} CNY"
                for name, type_ in facts.items()
                if type_ == "money CNY"
            ),
            *(name for name, type_ in facts.items() if type_ == "boolean"),
            *(f'{name} = "{_first_word(type_)}"' for name, type_ in facts.items() if type_.startswith("[")),
        ]
        rng.shuffle(tests)
        if not tests:
            return self._amount(facts)
        test = rng.choice((" and ", " or ")).join(tests[: rng.randint(1, 3)])
        return f"if {test} then {self._amount(facts)} else {self._amount(facts)}"


def _first_word(choice: str) -> str:
    return choice[1:-1].partition(", ")[0]


def _usable(supplies: Sequence[Supply]) -> list[Supply]:
    return [one for one in supplies if one.type in SIMPLE or one.type.startswith("[")]


def _distinct(needs: list[Supply]) -> tuple[Supply, ...]:
    return tuple({need.name: need for need in needs}.values())


def _term(of: Field, number: int, rng: Random) -> Term:
    deed, thing = rng.choice(DEEDS), rng.choice(THINGS)
    return Term(
        f"Right to {of.term.en} {thing.en} {deed.en} {number + 1}",
        f"{of.term.zh}{thing.zh}{deed.zh}规则{number + 1}",
    )


def _derived(facts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Facts that could follow from those there are."""
    by_type: dict[str, list[str]] = {}
    for name, type_ in facts.items():
        by_type.setdefault(type_, []).append(name)
    counts = by_type.get("integer", [])
    yield from _derived_money(by_type.get("money CNY", []), counts)
    for one in by_type.get("date", []):
        yield f"age({one}, application)", "integer"
        yield f'{one} >= @"2015-01-01"', "boolean"
    for one in counts:
        yield f"if {one} > 3 then 3 else {one}", "integer"
        yield f"{one} * 2 + 1", "integer"
    for one in by_type.get("boolean", []):
        yield f"if {one} then 1 else 0", "integer"
    for type_, names in by_type.items():
        if type_.startswith("["):
            first, second = type_[1:-1].split(", ")[:2]
            yield f'{names[0]} in ("{first}", "{second}")', "boolean"


def _derived_money(money: list[str], counts: list[str]) -> Iterator[tuple[str, str]]:
    for one in money:
        yield f"if {one} > 5000 CNY then {one} - 5000 CNY else 0 CNY", "money CNY"
        yield f"round half up({one} / 12, 2)", "money CNY"
        for count in counts:
            yield f"{one} / {count}", "money CNY"
        for other in money:
            if other > one:
                yield f"{one} + {other}", "money CNY"
                yield f"max({one}, {other})", "money CNY"

"""Faults planted in made services and norms: each turns a clean text into one with exactly one known finding."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from bench.layout import Value, Words
from bench.supplies import Supply
from bench.vocabulary import GRADES


@dataclass(frozen=True, slots=True)
class Ground:
    """What a fault may use: data that the service could read, and data it could but may not."""

    open_data: Sequence[Supply]
    closed_data: Sequence[Supply]
    wanted: frozenset[str]
    step: str
    rng: Random

    def free(self, supplies: Sequence[Supply], words: Words) -> Supply | None:
        """A datum straight about the applicant that the service does not touch yet."""
        taken = {*_group(words, "uses"), *_group(words, "asks")}
        fit = [
            one
            for one in supplies
            if one.path.startswith("applicant.") and one.path.count(".") == 1 and one.name not in taken
        ]
        return self.rng.choice(fit) if fit else None


Fault = Callable[[Words, Ground], str]


def _group(words: Words, name: str) -> Words:
    group = words.get(name)
    return group if isinstance(group, dict) else {}


def _add(words: Words, group: str, name: str, value: Words) -> None:
    held = words.setdefault(group, {})
    if isinstance(held, dict):
        held[name] = value


def ask_for_held(words: Words, ground: Ground) -> str:
    """Ask for what a register holds and may give."""
    datum = ground.free(ground.open_data, words)
    if datum is None:
        return ""
    _add(words, "asks", datum.name, {"concept": datum.concept.id, "for_step": ground.step})
    return "AO301"


def demand_held(words: Words, ground: Ground) -> str:
    """Demand a paper on what a register holds and may give."""
    datum = ground.free(ground.open_data, words)
    if datum is None:
        return ""
    _add(words, "documents", "proof", {"title": {"en": "Proof", "zh": "证明"}, "shows": [datum.path]})
    return "AO302"


def ask_for_closed(words: Words, ground: Ground) -> str:
    """Ask for what a register holds but does not open."""
    datum = ground.free(ground.closed_data, words)
    if datum is None:
        return ""
    _add(words, "asks", datum.name, {"concept": datum.concept.id, "for_step": ground.step})
    return "AO303"


def demand_closed(words: Words, ground: Ground) -> str:
    """Demand a paper on what a register holds but does not open."""
    datum = ground.free(ground.closed_data, words)
    if datum is None:
        return ""
    _add(words, "documents", "proof", {"title": {"en": "Proof", "zh": "证明"}, "shows": [datum.path]})
    return "AO303"


def ask_for_nothing(words: Words, ground: Ground) -> str:
    """Ask for what no step or output needs."""
    for name, ask in _group(words, "asks").items():
        if name not in ground.wanted and isinstance(ask, dict):
            ask.pop("for_step", None)
            ask.pop("for_output", None)
            return "AO304"
    return ""


def ask_twice(words: Words, ground: Ground) -> str:
    """Ask for one datum under two names."""
    for name, ask in list(_group(words, "asks").items()):
        if isinstance(ask, dict):
            again: Words = {**ask, "for_step": ground.step}
            again.pop("title", None)
            _add(words, "asks", f"{name}_again", again)
            return "AO305"
    return ""


def lose_path(words: Words, ground: Ground) -> str:
    """Misspell the end of a path."""
    for name, use in _group(words, "uses").items():
        if name not in ground.wanted and isinstance(use, dict) and isinstance(use["from"], str):
            use["from"] += "x"
            return "AO308"
    return ""


def forget_stale(words: Words, _: Ground) -> str:
    """Leave open what happens when a datum is stale."""
    for use in _group(words, "uses").values():
        if isinstance(use, dict):
            del use["if_stale"]
            return "AO310"
    return ""


def cite_nothing(words: Words, _: Ground) -> str:
    """Cite an article that the law does not have."""
    words["basis"] = str(words["basis"]).rpartition("/")[0] + "/999"
    return "AO016"


def forget_chinese(words: Words, _: Ground) -> str:
    """Leave the title without Chinese."""
    _group(words, "title").pop("zh")
    return "AO017"


def misspell_word(words: Words, _: Ground) -> str:
    """Misspell a word of the kind."""
    words["onlin"] = "true"
    return "AO010"


def forget_unit(words: Words, _: Ground) -> str:
    """Give a fee without its currency."""
    words["fee"] = "18"
    return "AO012"


def promise_late(words: Words, _: Ground) -> str:
    """Promise a longer term than the law allows."""
    _group(words, "term").update(promised="90 working days")
    return "AO318"


def visit_for_nothing(words: Words, _: Ground) -> str:
    """Want a visit that no article demands."""
    words["visit"] = {"to": words["office"]}
    return "AO319"


def judge_oneself(words: Words, _: Ground) -> str:
    """Send objections to the office that decided."""
    words["objection"] = {"within": "60 days", "to": words["office"]}
    return "AO321"


SERVICE_FAULTS: tuple[Fault, ...] = (
    ask_for_held, demand_held, ask_for_nothing, ask_twice, lose_path, forget_stale, cite_nothing, forget_chinese,
    misspell_word, forget_unit, promise_late, visit_for_nothing, judge_oneself,
)  # fmt: skip
SERVICE_PROPOSALS: tuple[Fault, ...] = (ask_for_closed, demand_closed)


def _unique_rows(words: Words) -> list[Value]:
    """The rows of a table in which exactly one row takes each case, where there are more than there are outcomes."""
    table = _group(words, "table")
    rows = table.get("rows")
    many = isinstance(rows, list) and len(rows) > len(GRADES)
    return rows if table.get("hit") == "unique" and many and isinstance(rows, list) else []


def leave_gap(words: Words) -> str:
    """Take the last row out of a table."""
    rows = _unique_rows(words)
    if not rows:
        return ""
    rows.pop()
    return "AO216"


def decide_twice(words: Words) -> str:
    """Write a row of a table twice."""
    rows = _unique_rows(words)
    if not rows:
        return ""
    rows.append(rows[0])
    return "AO217"


def forget_leap_day(words: Words) -> str:
    """Reckon an age without saying when those born on 29 February come of age."""
    return "AO205" if _group(words, "where").pop("leap_day", "") else ""


def misspell_fact(words: Words) -> str:
    """Misspell a name in a formula."""
    if not isinstance(words.get("result"), str):
        return ""
    words["result"] = "0 CNY + misspelt"
    return "AO201"


def forget_basis(words: Words) -> str:
    """Leave out the article."""
    del words["basis"]
    return "AO206"


def forget_effect(words: Words) -> str:
    """Leave out the effect."""
    del words["effect"]
    return "AO207"


NORM_FAULTS: tuple[Callable[[Words], str], ...] = (
    leave_gap, decide_twice, forget_leap_day, misspell_fact, forget_basis, forget_effect,
)  # fmt: skip

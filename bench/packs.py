"""Packs made from a seed: as many services as wanted, each different, almost all clean, with known faults in some.

A pack of 2,961 services has 150 registers and 400 norms, some 41,000 expressions and paths, and services of 50
lines or so in English and Chinese. The same seed gives the same pack, on every machine and in every process.
`python -m bench.packs FOLDER SERVICES` writes one and prints the planted codes by path.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from bench.layout import Author, Value, Words, draw_author, write_yaml
from bench.norms import Norm, NormMaker
from bench.planting import NORM_FAULTS, SERVICE_FAULTS, SERVICE_PROPOSALS, Ground
from bench.services import Outline, ServiceMaker, outline
from bench.supplies import Supply, asked_data, held_data
from bench.vocabulary import QUALITIES, SENTENCES, Term
from bench.world import (
    COUNTY,
    LEGAL_OFFICE,
    RESIDENTS_ACT,
    Concept,
    Field,
    Size,
    World,
    law_words,
    localized,
    make_world,
    register_words,
)

SEED: Final = 20261121
HUB: Final = "registers/people.yaml"
FAULTY: Final = 0.01
PROPOSING: Final = 0.04


@dataclass(frozen=True, slots=True)
class Made:
    """A made file: its path, its text, and the codes of the findings planted in it."""

    path: str
    text: str
    planted: tuple[str, ...] = ()


def make_pack(services: int, *, seed: int = SEED) -> Iterator[Made]:
    """The files of a pack, one at a time, so that a large one is never in memory whole."""
    rng = Random(seed)  # noqa: S311 - sizes and words are drawn, no secret
    size = Size.of(services)
    world = make_world(size, rng)
    author = draw_author(rng)
    yield from _county(world, author, rng)
    for of in world.fields:
        chance = Random(f"{seed} {of.id}")  # noqa: S311 - as above
        yield from _field(world, of, draw_author(chance), chance)


def write_pack(folder: Path, services: int, *, seed: int = SEED) -> dict[str, tuple[str, ...]]:
    """Write a pack into a folder and give the planted codes by path."""
    planted = {}
    for made in make_pack(services, seed=seed):
        place = folder / made.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(made.text, "utf-8", newline="\n")
        if made.planted:
            planted[made.path] = made.planted
    return planted


def _yaml(path: str, words: Words, author: Author, rng: Random, planted: tuple[str, ...] = ()) -> Made:
    return Made(path, write_yaml(words, author, rng), planted)


def _csv(path: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Made:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return Made(path, text.getvalue())


# What the whole county shares


def _county(world: World, author: Author, rng: Random) -> Iterator[Made]:
    yield Made("pack.yaml", _MANIFEST)
    yield Made("calendar.yaml", _CALENDAR)
    yield Made("guide.md", _GUIDE)
    articles: Words = {str(number): localized(rng.choice(SENTENCES)) for number in range(1, 41)}
    title: Words = {"en": "Residents Act", "zh": "居民条例"}
    yield _yaml(
        f"laws/{RESIDENTS_ACT}.yaml",
        {"law": RESIDENTS_ACT, "title": title, "articles": articles},
        author,
        rng,
    )
    for register in world.hubs:
        words = register_words(register, COUNTY, f"{RESIDENTS_ACT}/1", RESIDENTS_ACT, 40, rng)
        yield _yaml(f"registers/{register.id}.yaml", words, author, rng)
        yield _concepts(f"concepts/{register.id}.csv", [one.concept for one in register.attributes])
    yield _purposes(world)
    yield _csv("offices/all.csv", ("office", "title.en", "title.zh", "part_of", "roles"), (
        (COUNTY, "County Government", "县政府", "", "clerk; governor"),
        (LEGAL_OFFICE, "County Legal Office", "县司法局", COUNTY, "officer; director"),
        *((office, office.replace("-", " ").capitalize(), f"{of.term.zh}机构{number + 1}", COUNTY, "; ".join(roles))
          for of in world.fields for number, (office, roles) in enumerate(zip(of.offices, of.roles, strict=True))),
    ))  # fmt: skip


def _purposes(world: World) -> Made:
    head = ("purpose", "title.en", "title.zh", "basis", "adopted.act", "adopted.on", "adopted.by")
    return _csv("purposes/all.csv", head, (
        (purpose, purpose.replace("-", " ").capitalize(), f"{of.term.zh}目的{number + 1}", f"{of.law}/{number + 1}",
         of.law, "2019-06-01", f"{of.offices[0]}; {LEGAL_OFFICE}")
        for of in world.fields for number, purpose in enumerate(of.purposes)
    ))  # fmt: skip


def _concepts(path: str, concepts: Iterable[Concept]) -> Made:
    head = ("concept", "title.en", "title.zh", "type", "changes", "derives_from", "special")
    return _csv(path, head, (
        (one.id, one.term.en.capitalize(), one.term.zh, one.type.strip("[]").replace(", ", " | "), one.changes, one.derives_from, one.special)
        for one in concepts
    ))  # fmt: skip


# One field of work


def _field(world: World, of: Field, author: Author, rng: Random) -> Iterator[Made]:
    plans = list(_outlines(of, rng))
    asked = asked_data(of)
    reach = {
        key: list(held_data(world, of, *key))
        for key in dict.fromkeys((plan.filer, plan.purpose) for plan in plans)
    }
    maker = NormMaker(of, rng)
    deciding = _norms(maker, plans, reach, asked, rng)
    yield from _foundations(of, author, rng)
    for parameter in maker.parameters:
        yield _yaml(f"parameters/{parameter.id}.yaml", parameter.words, author, rng)
    for norm in maker.made:
        yield _norm(norm, author, rng)
    questions: dict[str, frozenset[str]] = {}
    for plan in plans:
        made = _service(
            of, plan, deciding.get(plan.id, []), reach[plan.filer, plan.purpose], asked, plans, rng
        )
        questions[plan.id] = made.asked
        yield _yaml(f"services/{of.id}/{plan.id}.yaml", made.words, draw_author(rng), rng, made.planted)
    yield from _rounds(of, rng, author)
    wanted = _wanted(of, frozenset().union(*questions.values()))
    yield _concepts(f"concepts/{of.id}.csv", (one for one in of.concepts() if one.id in wanted))
    yield from _around(of, plans, questions, author, rng)


def _outlines(of: Field, rng: Random) -> Iterator[Outline]:
    for number in range(of.share.services):
        yield outline(of, number, rng)


def _wanted(of: Field, asked: frozenset[str]) -> set[str]:
    """The concepts that something refers to: those held, those asked, and those from which these follow."""
    sources = {one.id: one.derives_from for one in of.asked}
    wanted = {attribute.concept.id for register in of.registers for attribute in register.attributes}
    waiting = list(asked)
    while waiting:
        one = waiting.pop()
        if one not in wanted:
            wanted.add(one)
            waiting.extend(source for source in (sources.get(one),) if source)
    return wanted


def _norms(
    maker: NormMaker,
    plans: list[Outline],
    reach: dict[tuple[str, str], list[Supply]],
    asked: Sequence[Supply],
    rng: Random,
) -> dict[str, list[Norm]]:
    """Make the norms of a field, each for some of its services, and say which decide which."""
    deciding: dict[str, list[Norm]] = {}
    for _ in range(maker.of.share.norms):
        first = rng.choice(plans)
        held = [one for one in reach[first.filer, first.purpose] if one.is_open]
        norm = maker.make(first.filer, first.purpose, held, asked)
        for plan in plans:
            same = (plan.filer, plan.purpose) == (norm.filer, norm.purpose)
            if plan is first or (same and rng.random() < 0.2 and len(deciding.get(plan.id, [])) < 2):
                deciding.setdefault(plan.id, []).append(norm)
    return {plan: _agreeing(norms) for plan, norms in deciding.items()}


def _agreeing(norms: list[Norm]) -> list[Norm]:
    return list({norm.id: norm for norm in norms}.values())


def _foundations(of: Field, author: Author, rng: Random) -> Iterator[Made]:
    yield _yaml(f"laws/{of.law}.yaml", law_words(of, rng), author, rng)
    for register in of.registers:
        words = register_words(register, rng.choice(of.offices), of.article(rng), of.law, of.articles, rng)
        yield _yaml(f"registers/{register.id}.yaml", words, author, rng)


def _norm(norm: Norm, author: Author, rng: Random) -> Made:
    planted = ""
    if rng.random() < FAULTY:
        planted = next(
            filter(None, (fault(norm.words) for fault in rng.sample(NORM_FAULTS, len(NORM_FAULTS)))), ""
        )
    return _yaml(f"norms/{norm.id}.yaml", norm.words, author, rng, (planted,) if planted else ())


@dataclass(frozen=True, slots=True)
class _Written:
    words: Words
    asked: frozenset[str]
    planted: tuple[str, ...]


def _service(
    of: Field,
    plan: Outline,
    norms: list[Norm],
    held: list[Supply],
    asked: Sequence[Supply],
    plans: list[Outline],
    rng: Random,
) -> _Written:
    opened = [one for one in held if one.is_open]
    maker = ServiceMaker(of, plan, norms, rng)
    words = maker.make(opened, asked, plans)
    planted = ""
    lot = rng.random()
    if lot < FAULTY + PROPOSING:
        wanted = frozenset(need.name for norm in norms for need in norm.needs)
        ground = Ground(opened, [one for one in held if not one.is_open], wanted, maker.steps[0], rng)
        faults = SERVICE_FAULTS if lot < FAULTY else SERVICE_PROPOSALS
        planted = next(filter(None, (fault(words, ground) for fault in rng.sample(faults, len(faults)))), "")
    questions = words.get("asks")
    names = questions.values() if isinstance(questions, dict) else ()
    return _Written(
        words,
        frozenset(str(ask["concept"]) for ask in names if isinstance(ask, dict)),
        (planted,) if planted else (),
    )


def _rounds(of: Field, rng: Random, author: Author) -> Iterator[Made]:
    """The reports of a field and the concepts of their own that they ask for; a duty names them."""
    count = round(of.share.services / 40)
    names = [f"{of.id}-round-{number + 1}" for number in range(count)]
    concepts = []
    for name in names:
        cells: Words = {}
        for quality in rng.sample(QUALITIES, rng.randint(3, 10)):
            term = Term(f"{quality.en} households of {name}", f"{quality.zh}户数{len(concepts) + 1}")
            concepts.append(Concept(f"{name}-{quality.word}", term, "integer", "often"))
            cells[quality.word.replace("-", "_")] = {"concept": f"{name}-{quality.word}", "at": "month"}
        words: Words = {
            "report": name,
            "title": {"en": name.replace("-", " ").capitalize(), "zh": f"{of.term.zh}月报"},
            "for": "community",
            "every": rng.choice(("month", "quarter", "year")),
            "filled_by": of.offices[0],
            "purpose": of.purposes[0],
            "basis": of.article(rng),
            "office": of.offices[0],
            "asks": cells,
        }
        yield _yaml(f"reports/{name}.yaml", words, author, rng)
    if names:
        listed: list[Value] = list(names)
        title: Words = {"en": f"Duties in {of.term.en}", "zh": f"{of.term.zh}职责"}
        duty: Words = {
            "duty": f"{of.id}-duties",
            "title": title,
            "of": of.offices[0],
            "reports": listed,
            "basis": of.article(rng),
        }
        yield _yaml(f"duties/{of.id}.yaml", duty, author, rng)
        yield _concepts(f"concepts/{of.id}-reports.csv", concepts)


def _around(
    of: Field, plans: list[Outline], questions: dict[str, frozenset[str]], author: Author, rng: Random
) -> Iterator[Made]:
    """The moments of life that call for several services, and how often services are filed."""
    for number in range(round(len(plans) / 60)):
        filer = rng.choice(plans).filer
        services: list[Value] = []
        asked: set[str] = set()
        for plan in rng.sample(plans, len(plans)):
            if plan.filer == filer and not asked & questions[plan.id] and len(services) < 6:
                services.append(plan.id)
                asked |= questions[plan.id]
        moment: Words = {
            "life_event": f"{of.id}-moment-{number + 1}",
            "title": {
                "en": f"Dealing with {of.term.en} {number + 1}",
                "zh": f"{of.term.zh}一件事{number + 1}",
            },
            "for": filer,
            "services": services,
        }
        yield _yaml(f"life-events/{of.id}-{number + 1}.yaml", moment, author, rng)
    filed = [plan.id for plan in plans if rng.random() < 0.6]
    if filed:
        yield _csv(
            f"volumes/{of.id}.csv",
            ("volume", "filings", "year", "counted_by"),
            ((name, str(rng.randint(1, 90_000)), "2025", "case journal") for name in filed),
        )


_MANIFEST = """# A made pack: no such county, law or person exists.
manifest: made
title: {en: Made County, zh: 拟造县}
languages: [en, zh]
currency: CNY
timezone: Asia/Shanghai
invented: true
"""
_CALENDAR = """calendar: county
title: {en: Working days of the county, zh: 全县工作日}
weekend: [saturday, sunday]
holidays: [2026-01-01, 2026-05-01, 2026-10-01, 2026-10-02]
working: [2026-10-10]
"""
_GUIDE = """# How the made county writes its pack

```yaml
calendar: town
title: {en: Working days of a town, zh: 镇工作日}
```
"""


if __name__ == "__main__":
    print(json.dumps(write_pack(Path(sys.argv[1]), int(sys.argv[2]))))

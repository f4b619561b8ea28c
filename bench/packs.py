"""Packs made from a seed: as many services as wanted, each different, almost all clean, with known faults in some.

A pack of 2,961 services has 150 registers and 400 norms, some 41,000 expressions and paths, and services of 50
lines or so in English and Chinese. The same seed gives the same pack, on every machine and in every process.
`python -m bench.packs FOLDER SERVICES` writes one and prints the planted codes by path.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from bench.fields import FieldFiles
from bench.files import Made, concept_table, csv_file, yaml_file
from bench.foundations import localized, register_words
from bench.layout import Author, Words, draw_author
from bench.vocabulary import SENTENCES
from bench.world import COUNTY, LEGAL_OFFICE, RESIDENTS_ACT, Size, World, make_world

SEED: Final = 20261121
HUB: Final = "registers/people.yaml"
FAULTY: Final = 0.01


def make_pack(services: int, *, seed: int = SEED, faulty: float = FAULTY) -> Iterator[Made]:
    """The files of a pack, one at a time, so that a large one is never in memory whole.

    `faulty` is the share of services and norms in which an error is planted.
    """
    rng = Random(seed)  # noqa: S311 - sizes and words are drawn, no secret
    world = make_world(Size.of(services), rng)
    yield from _county(world, draw_author(rng), rng)
    for of in world.fields:
        chance = Random(f"{seed} {of.id}")  # noqa: S311 - as above
        yield from FieldFiles(world, of, faulty, chance).files()


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


def _county(world: World, author: Author, rng: Random) -> Iterator[Made]:
    """What all fields share: the manifest, the hub registers and their law, purposes and offices."""
    yield Made("pack.yaml", _MANIFEST)
    yield Made("calendar.yaml", _CALENDAR)
    yield Made("guide.md", _GUIDE)
    articles: Words = {str(number): localized(rng.choice(SENTENCES)) for number in range(1, 41)}
    title: Words = {"en": "Residents Act", "zh": "居民条例"}
    law: Words = {"law": RESIDENTS_ACT, "title": title, "articles": articles}
    yield yaml_file(f"laws/{RESIDENTS_ACT}.yaml", law, author, rng)
    for register in world.hubs:
        holder = LEGAL_OFFICE if register.of == "community" else COUNTY
        words = register_words(register, holder, f"{RESIDENTS_ACT}/1", RESIDENTS_ACT, 40, rng)
        yield yaml_file(f"registers/{register.id}.yaml", words, author, rng)
        yield concept_table(f"concepts/{register.id}.csv", [one.concept for one in register.attributes])
    yield _purposes(world)
    yield _offices(world)


def _purposes(world: World) -> Made:
    head = ("purpose", "title.en", "title.zh", "basis", "adopted.act", "adopted.on", "adopted.by")
    rows = [
        (
            purpose, purpose.replace("-", " ").capitalize(), f"{of.term.zh}目的{number}", f"{of.law}/{number}",
            of.law, "2019-06-01", f"{of.offices[0]}; {LEGAL_OFFICE}",
        )
        for of in world.fields
        for number, purpose in enumerate(of.purposes, start=1)
    ]  # fmt: skip
    return csv_file("purposes/all.csv", head, rows)


def _offices(world: World) -> Made:
    rows = [
        (COUNTY, "County Government", "县政府", "", "clerk; governor"),
        (LEGAL_OFFICE, "County Legal Office", "县司法局", COUNTY, "officer; director"),
    ]
    for of in world.fields:
        for number, (office, roles) in enumerate(zip(of.offices, of.roles, strict=True), start=1):
            title = office.replace("-", " ").capitalize()
            rows.append((office, title, f"{of.term.zh}机构{number}", COUNTY, "; ".join(roles)))
    return csv_file("offices/all.csv", ("office", "title.en", "title.zh", "part_of", "roles"), rows)


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

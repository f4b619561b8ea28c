"""The examples of the design check clean once what they refer to is there."""

from datetime import date
from pathlib import Path

from askonce.assembly import LANGUAGE
from askonce.pack.examples import fenced_blocks
from askonce.pack.passes import check_sources
from askonce.text.source import from_text

ON = date(2026, 11, 21)
SUPPORT = {
    "pack.yaml": "manifest: design\ntitle: {en: Design, zh: 设计}\nlanguages: [en, zh]\ncurrency: CNY\n",
    "laws/canteen-rules.yaml": """law: canteen-rules
title: {en: Canteen Rules, zh: 食堂规定}
articles:
  "3": {en: The street runs a canteen., zh: 街道设食堂。}
  "3.2": {en: The cook must know., zh: 厨师须知。}
  "4": {en: The price goes by age., zh: 餐价按年龄。}
""",
    "laws/residents-act.yaml": """law: residents-act
title: {en: Residents Act, zh: 居民法}
articles:
  "12": {en: A register of people is kept., zh: 设人口登记。}
""",
    "offices.csv": """office,title.en,title.zh,roles
street,Street Office,街道办,cook; clerk
civil-affairs,Civil Affairs,民政局,clerk; officer
county-legal,County Legal Office,司法局,clerk; officer
""",
    "concepts.csv": """concept,title.en,title.zh,type,changes
birth-date,Date of birth,出生日期,date,never
diet,Diet,忌口,text,often
""",
    "purposes.csv": """purpose,title.en,title.zh,basis,adopted.act,adopted.on,adopted.by
community-meals,Community meals,社区助餐,canteen-rules/3,canteen-rules,2021-12-15,street; county-legal
""",
}


def test_examples_of_the_design_check_clean(shared: Path) -> None:
    blocks = [text for _, text in fenced_blocks((shared / "design.md").read_text("utf-8"))]
    assert len(blocks) >= 3
    sources = [from_text(path, text) for path, text in SUPPORT.items()]
    sources += [from_text(f"example-{number}.yaml", block) for number, block in enumerate(blocks)]
    checked = check_sources(sources, LANGUAGE, on=ON)
    untitled = [one for one in checked.findings if one.code == "AO017"]
    others = [one for one in checked.findings if one.code != "AO017"]
    assert not others, others
    assert not untitled, untitled

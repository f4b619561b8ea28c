"""What changes between two packs: every code, said in words, and nothing where only the writing differs."""

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files

import pytest

from askonce.apps.economy.checks.examples import AROUND, TRADE
from askonce.assembly import LANGUAGE
from askonce.cases.changes.change import OPPOSITE, Change
from askonce.cases.changes.said import SAID
from askonce.cases.compare import as_json, as_text, compare
from askonce.pack.passes import Checked, check_sources
from askonce.pack.starter import overlay

ON = date(2026, 11, 21)
PACK = """--- services/card.yaml
service: card
title: {en: Canteen card, zh: 就餐卡}
for: person
purpose: meals
basis: street-rules/3
office: street
joint: [county-legal]
uses:
  birth: {from: applicant.birth_date, at: application, if_unavailable: ask, if_stale: accept, if_disputed: accept}
asks:
  diet: {concept: diet, for_step: cook, because: street-rules/4}
  phone: {concept: phone, optional: true, for_step: cook, because: street-rules/4}
documents:
  proof: {title: {en: Proof of address, zh: 住址证明}, because: street-rules/4}
decides: [fare, grant]
steps: [cook]
visit: none
online: true
prefilled: true
term: {promised: 2 working days, legal: 5 working days}
gives: {canteen-card: {title: {en: Card, zh: 卡}}}
fee: 10 CNY
benefit: {amount: "5"}
adverse: {notice: 5 working days, hearing: street/director, officer: street/director}
objection: {within: 60 days, to: county-legal}
silence: accepts
adopted: {act: street-rules, on: 2021-12-15, by: [street, county-legal]}
--- services/move.yaml
service: move
title: {en: Moving in, zh: 迁入}
for: person
purpose: meals
basis: street-rules/1
office: street
asks:
  diet: {concept: diet, for_step: cook, because: street-rules/4}
steps: [cook]
visit: {to: street, trips: 1, basis: street-rules/1}
term: {promised: 2 working days, legal: 5 working days}
gives: card
objection: {within: 60 days, to: county-legal}
--- reports/round.yaml
report: round
title: {en: Monthly round, zh: 月度一表}
for: person
every: month
filled_by: street/clerk
purpose: meals
basis: street-rules/3
office: street
asks:
  phone: {concept: phone, at: month, because: street-rules/3}
term: {promised: 3 working days, legal: 5 working days}
--- duties/street.yaml
duty: street-reports
title: {en: Reports of the street, zh: 街道报表}
of: street
reports: [round]
basis: street-rules/3
--- norms/fare.yaml
norm: fare
title: {en: Fare, zh: 票价}
basis: street-rules/3
effect: neutral
in_force: {from: 2022-01-01, governed_by: application}
needs: {birth: date}
parameters: {full: full-fare}
where: {age: "age(birth, application)", leap_day: 28 February}
table:
  hit: unique
  when: [age]
  then: [price]
  rows: [["< 60", full], [">= 60", 3 CNY]]
adopted: {act: street-rules, on: 2021-12-15, by: [street, county-legal]}
--- norms/grant.yaml
norm: grant
title: {en: Grant, zh: 补助}
basis: street-rules/3
effect: favourable
adverse_outcomes: [refused]
in_force: {from: 2022-01-01, governed_by: application}
needs: {birth: date, wage: {type: money CNY, title: {en: Wage, zh: 工资}, if_declined: refused}}
parameters: {line: income-line}
where: {age: "age(birth, application)", twice: wage * 2, leap_day: 28 February}
table:
  hit: first
  when: [age, twice]
  then: {decision: [granted, refused], amount: money CNY}
  rows:
    - ["< 18", "-", refused, 0 CNY]
    - ["-", "<= line", granted, 100 CNY]
    - ["-", "-", refused, 0 CNY]
adopted: {act: street-rules, on: 2021-12-15, by: [street, county-legal]}
--- norms/alone.yaml
norm: alone
title: {en: Alone, zh: 独立规则}
basis: street-rules/3
effect: neutral
in_force: {from: 2022-01-01}
needs: {paid: money CNY}
result: "if paid > 5 CNY then 1 CNY else paid"
--- parameters/full.yaml
parameter: full-fare
title: {en: Full fare, zh: 全价}
type: money CNY
basis: street-rules/3
values: [{from: 2022-01-01, to: 2025-12-31, value: 5 CNY}, {from: 2026-01-01, value: 6 CNY}]
--- parameters/line.yaml
parameter: income-line
title: {en: Income line, zh: 收入线}
type: money CNY
basis: street-rules/3
values: [{from: 2022-01-01, value: 900 CNY}]
--- registers/phones.yaml
register: phones
title: {en: Phones, zh: 电话簿}
of: person
holder: street
basis: street-rules/1
attributes:
  mobile: {concept: mobile, type: text, sensitivity: personal, open_to: {meals: street-rules/2, trips: street-rules/2}}
--- purposes/trips.yaml
purpose: trips
title: {en: Trips, zh: 出行}
basis: street-rules/2
--- concepts/phone.yaml
concept: phone
title: {en: Telephone, zh: 电话}
type: text
derives_from: mobile
--- concepts/mobile.yaml
concept: mobile
title: {en: Mobile, zh: 手机}
type: text
"""

Edit = tuple[str, str]
Case = tuple[str, str, str, str, tuple[Edit, ...]]


def edited(*edits: Edit) -> str:
    text = PACK
    for before, after in edits:
        assert text.count(before) == 1, (text.count(before), before)
        text = text.replace(before, after)
    return text


@cache
def read(text: str) -> Checked:
    return check_sources(overlay(text), LANGUAGE, on=ON, keep=True)


def without(path: str) -> Edit:
    """Leave out a file."""
    found = re.search(rf"--- {path}\n.*?(?=--- |\Z)", PACK, re.DOTALL)
    assert found
    return (found[0], "")


def mirrored(change: Change) -> tuple[object, ...]:
    return (
        change.kind,
        change.service,
        SAID[change.what].mirror,
        change.about,
        change.after,
        change.before,
        OPPOSITE[change.weight],
    )


def plain(change: Change) -> tuple[object, ...]:
    return (
        change.kind,
        change.service,
        change.what,
        change.about,
        change.before,
        change.after,
        change.weight,
    )


DIET = "  diet: {concept: diet, for_step: cook, because: street-rules/4}\n  phone: "
PHONE = "  phone: {concept: phone, optional: true, for_step: cook, because: street-rules/4}\n"
PROOF = "  proof: {title: {en: Proof of address, zh: 住址证明}, because: street-rules/4}"
BIRTH = "  birth: {from: applicant.birth_date, at: application, if_unavailable: ask, if_stale: accept, if_disputed: accept}\n"
MOBILE = "  mobile: {from: applicant.mobile, at: application, if_unavailable: ask, if_stale: accept, if_disputed: accept}\n"
SIXTY = "objection: {within: 60 days, to: county-legal}\nsilence"
CARD = "online: true\nprefilled: true\nterm: {promised: 2 working days, legal: 5 working days}"
ADOPTED = "adopted: {act: street-rules, on: 2021-12-15, by: [street, county-legal]}\n"
DECLARED = "--- offices/street.yaml\noffice: street\ntitle: {en: Street Office, zh: 街道办事处}\nroles: [clerk, cook, director]\n"

#: The code, who it concerns, its weight and its English words, with the edit that brings it about; undone, the
#: edit brings about the mirror of the code.
CASES: tuple[Case, ...] = (
    ("service-dropped", "move", "other", "Service ended (draft)", (without("services/move.yaml"),)),
    ("report-dropped", "round", "other", "Report ended (draft)", (without("reports/round.yaml"),)),
    (
        "service-unadopted",
        "card",
        "worse",
        "A draft again; it was adopted on 15 December 2021 under Street Rules by Street Office, County Legal Office",
        ((f"silence: accepts\n{ADOPTED}", "silence: accepts\n"),),
    ),
    (
        "report-adopted",
        "round",
        "other",
        "Adopted, no longer a draft: adopted on 15 December 2021 under Street Rules by Street Office, County Legal Office",
        (("legal: 5 working days}\n--- duties", f"legal: 5 working days}}\n{ADOPTED}--- duties"),),
    ),
    (
        "adoption-changed",
        "card",
        "other",
        "Adopted anew: adopted on 15 December 2021 under Street Rules by Street Office, County Legal Office → adopted on 1 March 2026 under Street Rules by Street Office, County Legal Office",
        (
            (
                f"silence: accepts\n{ADOPTED}",
                f"silence: accepts\n{ADOPTED}".replace("2021-12-15", "2026-03-01"),
            ),
        ),
    ),
    (
        "renamed",
        "move",
        "other",
        "New name: Moving in → Moving house",
        (("{en: Moving in", "{en: Moving house"),),
    ),
    (
        "filer-changed",
        "move",
        "other",
        "Who may file: person → firm",
        (("迁入}\nfor: person", "迁入}\nfor: firm"),),
    ),
    (
        "subject-changed",
        "round",
        "other",
        "What it is about: person → community",
        (("月度一表}\nfor: person", "月度一表}\nfor: community"),),
    ),
    (
        "purpose-changed",
        "move",
        "other",
        "Purpose for which data are read: Meals → Trips",
        (("purpose: meals\nbasis: street-rules/1\n", "purpose: trips\nbasis: street-rules/1\n"),),
    ),
    (
        "basis-changed",
        "move",
        "other",
        "Legal basis: Street Rules, article 1 → Street Rules, article 2",
        (("purpose: meals\nbasis: street-rules/1\n", "purpose: meals\nbasis: street-rules/2\n"),),
    ),
    ("question-dropped", "card", "better", "No longer asks: What you cannot eat", ((DIET, "  phone: "),)),
    (
        "question-known",
        "card",
        "better",
        "No longer asks: Telephone; known from Phones",
        ((PHONE, ""), (BIRTH, BIRTH + MOBILE)),
    ),
    ("question-required", "card", "worse", "Must now be answered: Telephone", (("optional: true, ", ""),)),
    (
        "question-reworded",
        "card",
        "other",
        "A question in other words: What you cannot eat → Your diet",
        ((DIET, DIET.replace("diet,", "diet, title: {en: Your diet, zh: 饮食},")),),
    ),
    (
        "question-answer",
        "card",
        "other",
        "Answer to “What you cannot eat”: text → meat or fish",
        ((DIET, DIET.replace("diet,", "diet, type: [meat, fish],")),),
    ),
    (
        "question-repeats",
        "card",
        "worse",
        "How often “What you cannot eat” is asked: once → once for each of several",
        ((DIET, DIET.replace("diet,", "diet, repeats: true,")),),
    ),
    (
        "question-basis",
        "card",
        "other",
        "Article that allows asking “What you cannot eat”: Street Rules, article 4 → Street Rules, article 3",
        ((DIET, DIET.replace("rules/4", "rules/3")),),
    ),
    (
        "document-dropped",
        "card",
        "better",
        "No longer demands: Proof of address",
        ((f"documents:\n{PROOF}\n", ""),),
    ),
    (
        "document-original",
        "card",
        "worse",
        "The original is now needed: Proof of address",
        ((PROOF, PROOF.replace("because", "original: true, because")),),
    ),
    (
        "document-renamed",
        "card",
        "other",
        "A document under another name: Proof of address → Letter",
        ((PROOF, PROOF.replace("Proof of address", "Letter")),),
    ),
    (
        "document-basis",
        "card",
        "other",
        "Article that demands “Proof of address”: Street Rules, article 4 → Street Rules, article 1",
        ((PROOF, PROOF.replace("rules/4", "rules/1")),),
    ),
    ("data-read", "card", "other", "Now reads Mobile from Phones", ((BIRTH, BIRTH + MOBILE),)),
    (
        "data-time",
        "card",
        "other",
        "The time of which “Date of birth” is meant: on the day of filing → as it stands",
        ((BIRTH, BIRTH.replace("at: application", "at: latest")),),
    ),
    (
        "if-unavailable",
        "card",
        "worse",
        "When “Date of birth” cannot be had: the person is asked → the case is refused",
        ((BIRTH, BIRTH.replace("unavailable: ask", "unavailable: refuse")),),
    ),
    (
        "if-stale",
        "card",
        "other",
        "When “Date of birth” is out of date: it is used all the same → the case waits",
        ((BIRTH, BIRTH.replace("stale: accept", "stale: wait")),),
    ),
    (
        "if-disputed",
        "card",
        "other",
        "When “Date of birth” is disputed: it is used all the same → the person is asked",
        ((BIRTH, BIRTH.replace("disputed: accept", "disputed: ask")),),
    ),
    (
        "visit-added",
        "card",
        "worse",
        "Now needs a visit to Street Office (Street Rules, article 1)",
        (("visit: none", "visit: {to: street, basis: street-rules/1}"),),
    ),
    ("visit-stated", "card", "other", "Visit: no visit → not stated", (("visit: none\n", ""),)),
    (
        "visit-place",
        "move",
        "other",
        "Place of the visit: Street Office → County Legal Office",
        (("visit: {to: street,", "visit: {to: county-legal,"),),
    ),
    ("visit-trips", "move", "worse", "Number of trips: 1 → 2", (("trips: 1", "trips: 2"),)),
    (
        "visit-reason",
        "move",
        "other",
        "Reason for the visit: not stated; Street Rules, article 1 → not stated; Street Rules, article 2",
        (("trips: 1, basis: street-rules/1", "trips: 1, basis: street-rules/2"),),
    ),
    (
        "counter-moved",
        "card",
        "other",
        "Where the counter of Street Office stands: not stated → Hall 2",
        (
            (
                "--- services/card.yaml\n",
                f"{DECLARED}counter: {{en: Hall 2, zh: 二号厅}}\n--- services/card.yaml\n",
            ),
        ),
    ),
    (
        "hours-changed",
        "move",
        "other",
        "When the counter of Street Office is open: not stated → always",
        (
            (
                "--- services/card.yaml\n",
                f"{DECLARED}hours: {{en: always, zh: 全天}}\n--- services/card.yaml\n",
            ),
        ),
    ),
    (
        "contact-changed",
        "card",
        "other",
        "How to reach Street Office: not stated → 12345",
        (("--- services/card.yaml\n", f'{DECLARED}contact: "12345"\n--- services/card.yaml\n'),),
    ),
    (
        "term-promised-shorter",
        "card",
        "better",
        "Promised term shorter: 2 working days → 1 working day",
        ((CARD, CARD.replace("2 working days", "1 working day")),),
    ),
    (
        "term-promised-changed",
        "card",
        "worse",
        "Promised term: 2 working days → not stated",
        ((CARD, CARD.replace("promised: 2 working days, ", "")),),
    ),
    (
        "term-legal-longer",
        "card",
        "worse",
        "Legal term longer: 5 working days → 20 working days",
        ((CARD, CARD.replace("5 working days", "20 working days")),),
    ),
    (
        "term-legal-changed",
        "card",
        "other",
        "Legal term: 5 working days → 7 days",
        ((CARD, CARD.replace("5 working days", "7 days")),),
    ),
    (
        "term-start",
        "card",
        "worse",
        "When the term begins: from the filing → from the complete file",
        ((CARD, CARD.replace("days}", "days, from_when: complete}")),),
    ),
    ("fee-raised", "card", "worse", "Fee higher: 10 CNY → 12.5 CNY", (("fee: 10 CNY", "fee: 12.50 CNY"),)),
    ("fee-changed", "card", "better", "Fee: 10 CNY → not stated", (("fee: 10 CNY\n", ""),)),
    (
        "benefit-changed",
        "card",
        "other",
        "Benefit as its catalogue states it: amount 5 → amount 6",
        (('{amount: "5"}', '{amount: "6"}'),),
    ),
    (
        "output-dropped",
        "card",
        "worse",
        "No longer gives: Card",
        (("gives: {canteen-card: {title: {en: Card, zh: 卡}}}\n", ""),),
    ),
    (
        "output-renamed",
        "card",
        "other",
        "What it gives, under another name: Card → Pass",
        (("{en: Card, zh", "{en: Pass, zh"),),
    ),
    (
        "objection-dropped",
        "card",
        "worse",
        "One may no longer object; until now: within 60 days, to County Legal Office",
        (("objection: {within: 60 days, to: county-legal}\nsilence", "silence"),),
    ),
    (
        "objection-longer",
        "card",
        "better",
        "Time to object longer: 60 days → 90 days",
        (("60 days, to: county-legal}\nsilence", "90 days, to: county-legal}\nsilence"),),
    ),
    (
        "objection-office",
        "card",
        "other",
        "Who hears objections: County Legal Office → Street Office",
        (("60 days, to: county-legal}\nsilence", "60 days, to: street}\nsilence"),),
    ),
    (
        "adverse-notice",
        "card",
        "worse",
        "Notice before a decision against the person: 5 working days → 2 working days",
        (("notice: 5", "notice: 2"),),
    ),
    (
        "adverse-hearing",
        "card",
        "worse",
        "Who hears the person before a decision against them: director of Street Office → not stated",
        (("hearing: street/director, ", ""),),
    ),
    (
        "adverse-officer",
        "card",
        "other",
        "Who answers for a decision against the person: director of Street Office → clerk of Street Office",
        (("officer: street/director", "officer: street/clerk"),),
    ),
    (
        "silence-changed",
        "card",
        "worse",
        "When no answer comes in time: silence grants it → not stated",
        (("silence: accepts\n", ""),),
    ),
    (
        "urgent-changed",
        "card",
        "other",
        "When a case goes before others: not stated → a guest is hungry",
        (("silence: accepts\n", "silence: accepts\nurgent: {en: a guest is hungry, zh: 客人饥饿}\n"),),
    ),
    (
        "office-changed",
        "move",
        "other",
        "Office that answers for it: Street Office → County Legal Office",
        (("street-rules/1\noffice: street\nasks", "street-rules/1\noffice: county-legal\nasks"),),
    ),
    (
        "joint-changed",
        "card",
        "other",
        "Offices that handle it together: County Legal Office → nothing",
        (("joint: [county-legal]\n", ""),),
    ),
    ("online-changed", "card", "worse", "Online: yes → no", (("online: true", "online: false"),)),
    (
        "prefilled-changed",
        "card",
        "worse",
        "Filled in beforehand: yes → no",
        (("prefilled: true", "prefilled: false"),),
    ),
    (
        "paper-form-changed",
        "card",
        "other",
        "Form on paper: not stated → https://a.example",
        (("online: true", "paper_form: https://a.example\nonline: true"),),
    ),
    (
        "information-changed",
        "card",
        "other",
        "Page about it: not stated → https://a.example",
        (("online: true", "information: https://a.example\nonline: true"),),
    ),
    (
        "steps-changed",
        "card",
        "other",
        "Steps of handling: cook → look; cook (cook of Street Office, within 1 hour, then: end, typed again)",
        (
            (
                "[fare, grant]\nsteps: [cook]",
                "[fare, grant]\nsteps:\n  look: {}\n  cook: {by: street/cook, within: 1 hour, then: end, rekeys: true}",
            ),
        ),
    ),
    (
        "retyped-changed",
        "card",
        "other",
        "Typed again into outside systems: nothing → old system: 4 fields",
        (("online: true", "rekeyed_into: {system: old system, fields: 4}\nonline: true"),),
    ),
    (
        "subjects-changed",
        "card",
        "other",
        "Others whom the case is about: nothing → child (applicant.children, one is chosen)",
        (("online: true", "subjects: {child: {each: applicant.children, choose: one}}\nonline: true"),),
    ),
    (
        "rounds-changed",
        "round",
        "better",
        "How often it is filled: every month → every quarter",
        (("every: month", "every: quarter"),),
    ),
    (
        "filled-by-changed",
        "round",
        "other",
        "Who fills it: clerk of Street Office → director of Street Office",
        (("filled_by: street/clerk", "filled_by: street/director"),),
    ),
    ("duty-lifted", "round", "better", "No longer a duty of Street Office", (without("duties/street.yaml"),)),
    (
        "norm-decides-no-more",
        "card",
        "other",
        "No longer decided by: Grant",
        (("decides: [fare, grant]", "decides: [fare]"),),
    ),
    ("norm-dropped", "", "other", "Rule ended (draft)", (without("norms/alone.yaml"),)),
    (
        "norm-adopted",
        "",
        "other",
        "Alone: no longer a draft, adopted on 15 December 2021 under Street Rules by Street Office, County Legal Office",
        (('else paid"\n', f'else paid"\n{ADOPTED}'),),
    ),
    (
        "norm-adoption",
        "card",
        "other",
        "Fare, adopted anew: adopted on 15 December 2021 under Street Rules by Street Office, County Legal Office → adopted on 15 December 2021 under Street Rules by Street Office, Ma Li",
        ((f"3 CNY]]\n{ADOPTED}", f"3 CNY]]\n{ADOPTED}".replace("street, county-legal", "street, Ma Li")),),
    ),
    (
        "norm-ends",
        "card",
        "other",
        "Fare: no longer in force from 1 January 2027",
        (
            (
                "neutral\nin_force: {from: 2022-01-01, governed_by: application}",
                "neutral\nin_force: {from: 2022-01-01, to: 2026-12-31, governed_by: application}",
            ),
        ),
    ),
    (
        "norm-effect",
        "card",
        "worse",
        "Effect of Fare: reckons only → a burden on the person",
        (
            (
                "effect: neutral\nin_force: {from: 2022-01-01, governed_by",
                "effect: adverse\nin_force: {from: 2022-01-01, governed_by",
            ),
        ),
    ),
    (
        "norm-basis",
        "card",
        "other",
        "Article under Fare: Street Rules, article 3 → Street Rules, article 1",
        (("票价}\nbasis: street-rules/3", "票价}\nbasis: street-rules/1"),),
    ),
    (
        "norm-governed-by",
        "card",
        "other",
        "Which day counts for Fare: the day of filing decides which text holds → the day of the event decides which text holds",
        (
            (
                "neutral\nin_force: {from: 2022-01-01, governed_by: application}",
                "neutral\nin_force: {from: 2022-01-01, governed_by: event}",
            ),
        ),
    ),
    (
        "norm-case",
        "card",
        "other",
        "Fare, 60 to under 65: 3 CNY → Full fare",
        (('"< 60", full', '"< 65", full'), ('">= 60", 3', '">= 65", 3')),
    ),
    ("norm-case", "card", "other", "Fare, 60 or over: 3 CNY → 2 CNY", (("3 CNY]]", "2 CNY]]"),)),
    (
        "norm-case",
        "card",
        "better",
        "Grant, age: 16 to under 18; twice: at most Income line: refused, 0 CNY → granted, 100 CNY",
        (('"< 18"', '"< 16"'),),
    ),
    (
        "norm-case",
        "card",
        "worse",
        "Grant, age: 18 or over; twice: exactly Income line: granted, 100 CNY → refused, 0 CNY",
        (('"<= line"', '"< line"'),),
    ),
    (
        "norm-case",
        "card",
        "better",
        "Grant, age: 18 or over; twice: at most Income line: granted, 100 CNY → granted, 120 CNY",
        (("granted, 100 CNY", "granted, 120 CNY"),),
    ),
    (
        "norm-formula",
        "",
        "other",
        "How Alone is reckoned: if “paid” > 5 CNY then 1 CNY else “paid” → “paid” * 2",
        (("if paid > 5 CNY then 1 CNY else paid", "paid * 2"),),
    ),
    (
        "norm-figures",
        "",
        "other",
        "Figures by which Alone is reckoned: 5 CNY → 7 CNY",
        (("paid > 5 CNY", "paid > 7 CNY"),),
    ),
    (
        "norm-derived",
        "card",
        "other",
        "How “twice” in Grant is reckoned: “Wage” * 2 → “Wage” + “Income line”",
        (("twice: wage * 2", "twice: wage + line"),),
    ),
    (
        "norm-leap-day",
        "card",
        "other",
        "Fare: born on 29 February, of age on 28 February → 1 March",
        (
            (
                'where: {age: "age(birth, application)", leap_day: 28 February}',
                'where: {age: "age(birth, application)", leap_day: 1 March}',
            ),
        ),
    ),
    (
        "norm-declined",
        "card",
        "better",
        "Grant, Wage, where the person declines to answer: refused → not stated",
        ((", if_declined: refused", ""),),
    ),
    (
        "norm-adverse-outcomes",
        "card",
        "other",
        "Outcomes of Grant that refuse or burden: refused → nothing",
        (("adverse_outcomes: [refused]\n", ""),),
    ),
    (
        "norm-emergency",
        "",
        "other",
        "Alone, as an emergency rule: no → yes (its data are erased after: 30 days)",
        (
            (
                "neutral\nin_force: {from: 2022-01-01}",
                "neutral\nemergency: true\nerases_after: 30 days\nin_force: {from: 2022-01-01}",
            ),
        ),
    ),
    (
        "norm-transitional",
        "",
        "other",
        "Alone, for cases begun before: nothing → the old rule",
        (
            ("in_force: {from: 2022-01-01}\n", "in_force: {from: 2022-01-01}\n"),
            (
                'result: "if paid > 5 CNY then 1 CNY else paid"',
                'versions: [{in_force: {from: 2022-01-01}, transitional: {en: the old rule, zh: 旧规则}, result: "if paid > 5 CNY then 1 CNY else paid"}]',
            ),
        ),
    ),
    (
        "norm-keeps-previous",
        "",
        "other",
        'Alone (from 1 January 2023), cases that keep the text before: nothing → “day of filing” < date("2022-01-02")',
        (
            ("in_force: {from: 2022-01-01}\n", "in_force: {from: 2022-01-01}\n"),
            (
                'result: "if paid > 5 CNY then 1 CNY else paid"',
                (
                    "versions:\n"
                    '  - {in_force: {from: 2022-01-01, to: 2022-12-31}, result: "if paid > 5 CNY then 1 CNY else paid"}\n'
                    "  - in_force: {from: 2023-01-01}\n"
                    '    result: "if paid > 5 CNY then 1 CNY else paid"\n'
                    '    keeps_previous: application < date("2022-01-02")'
                ),
            ),
        ),
    ),
    (
        "norm-population",
        "",
        "other",
        "Alone, over whole populations: no → yes",
        (
            (
                "neutral\nin_force: {from: 2022-01-01}",
                "neutral\npopulation: true\nin_force: {from: 2022-01-01}",
            ),
        ),
    ),
    (
        "parameter-governed-by",
        "card",
        "other",
        "Which day counts for Income line: not stated → the day of the event decides which text holds",
        (
            (
                "type: money CNY\nbasis: street-rules/3\nvalues: [{from: 2022-01-01, value: 900",
                "type: money CNY\ngoverned_by: event\nbasis: street-rules/3\nvalues: [{from: 2022-01-01, value: 900",
            ),
        ),
    ),
    ("parameter-dropped", "", "other", "Rate ended (draft)", (without("parameters/line.yaml"),)),
    (
        "parameter-value",
        "card",
        "other",
        "Full fare (from 1 January 2026): 6 CNY → 7 CNY",
        (("value: 6 CNY", "value: 7 CNY"),),
    ),
    (
        "register-dropped",
        "",
        "other",
        "Register ended, held by Street Office",
        (without("registers/phones.yaml"),),
    ),
    (
        "register-holder",
        "",
        "other",
        "Who holds the register: Street Office → County Legal Office",
        (("电话簿}\nof: person\nholder: street", "电话簿}\nof: person\nholder: county-legal"),),
    ),
    (
        "arranged",
        "card",
        "other",
        "Telephone: an answer holds for: nothing → 2 years",
        (("phone: {concept: phone, optional", "phone: {concept: phone, holds_for: 2 years, optional"),),
    ),
    (
        "attribute-closed",
        "",
        "other",
        "Mobile may no longer be read for Trips",
        ((", trips: street-rules/2", ""),),
    ),
)


LAW = "--- laws/street-rules.yaml\n" + files("askonce.starter").joinpath("laws/street-rules.yaml").read_text(
    "utf-8"
)
#: The same pack, with the law of the starter spelt out.
MADE = ("--- services/move.yaml", LAW + "--- services/move.yaml")


@pytest.mark.parametrize("case", CASES, ids=[f"{place}-{one[0]}" for place, one in enumerate(CASES)])
def test_a_change_is_said_for_whom_it_concerns(case: Case) -> None:
    code, service, weight, words, edits = case
    old, new = read(PACK), read(edited(*edits))
    changes = compare(old, new)
    found = [one for one in changes if one.what == code and one.words["en"] == words]
    assert found, [(one.what, one.words["en"]) for one in changes]
    assert [(one.service, one.weight) for one in found if one.service == service] == [(service, weight)]
    assert sorted(map(mirrored, changes), key=str) == sorted(map(plain, compare(new, old)), key=str)


def test_every_code_has_a_case_that_brings_it_about() -> None:
    packs = [(read(PACK), read(edited(*case[4]))) for case in CASES]
    packs += [(read(edited(*old)), read(edited(*new))) for old, new in PAIRS]
    packs += [(read(AROUND), read(TRADE))]
    seen = {change.what for old, new in packs for change in (*compare(old, new), *compare(new, old))}
    assert set(SAID) - seen == set()


PAIRS = (
    (
        (MADE,),
        (MADE, ("{en: county council, zh: 县人民代表大会}", "{en: county government, zh: 县人民政府}")),
    ),
    # Seven days are as long as five working days, and are not the same.
    (((SIXTY, SIXTY.replace("60 days", "7 days")),), ((SIXTY, SIXTY.replace("60 days", "5 working days")),)),
    (
        ((PROOF, PROOF.replace("because", "shows: applicant.mobile, because")),),
        ((f"documents:\n{PROOF}\n", ""), (BIRTH, BIRTH + MOBILE)),
    ),
)


def words_of(*edits: Edit) -> list[tuple[str, str]]:
    return [(one.what, one.words["en"]) for one in compare(read(PACK), read(edited(*edits)))]


def test_a_document_whose_content_registers_give_is_known() -> None:
    old, new = (read(edited(*edits)) for edits in PAIRS[2])
    assert [(one.what, one.words["zh"]) for one in compare(old, new)] == [
        ("document-known", "不再提交：住址证明；已由电话簿提供")
    ]


def test_labels_of_data_and_laws_and_who_made_a_law_are_compared() -> None:
    old, new = (read(edited(*edits)) for edits in PAIRS[0])
    assert [(one.kind, one.what, one.words["en"]) for one in compare(old, new)] == [
        ("law", "law-enacted-by", "Who made it: county council → county government")
    ]
    word = "--- words/spicy.yaml\nword: spicy\ntitle: {en: Spicy, zh: 辣}\n"
    there = ("--- services/move.yaml", word + "--- services/move.yaml")
    hot = (there, ("{en: Spicy, zh: 辣}", "{en: Hot, zh: 辣}"))
    found = compare(read(edited(there)), read(edited(*hot)))
    assert [(one.kind, one.about, one.words["en"]) for one in found] == [
        ("word", "word spicy", "New name: Spicy → Hot")
    ]
    assert as_text(found, "en") == "Option: Hot\n  ~ New name: Spicy → Hot"
    mobile = ("title: {en: Mobile, zh: 手机}", "title: {en: Mobile number, zh: 手机}")
    (named,) = [one for one in compare(read(PACK), read(edited(mobile))) if one.kind == "concept"]
    assert named.words["en"] == "New name: Mobile → Mobile number"


def test_an_opening_names_the_services_that_it_touches() -> None:
    closed = ("open_to: {meals: street-rules/2, trips", "open_to: {trips")
    (change,) = compare(read(edited((BIRTH, BIRTH + MOBILE))), read(edited((BIRTH, BIRTH + MOBILE), closed)))
    assert (change.what, change.kind, change.touches) == ("attribute-closed", "register", ("card",))
    assert change.words == {
        "en": "Mobile may no longer be read for Meals (concerns Canteen card)",
        "zh": "手机不再可用于助餐（涉及就餐卡）",
    }


def test_a_text_that_begins_later_is_said_with_its_day() -> None:
    old = 'result: "if paid > 5 CNY then 1 CNY else paid"'
    new = """versions:
  - in_force: {from: 2022-01-01, to: 2026-12-31}
    result: "if paid > 5 CNY then 1 CNY else paid"
  - in_force: {from: 2027-01-01}
    result: "if paid > 9 CNY then 1 CNY else paid"
"""
    assert words_of((old, new), ("neutral\nin_force: {from: 2022-01-01}\n", "neutral\n")) == [
        ("norm-figures", "Figures by which Alone (from 1 January 2027) is reckoned: 5 CNY → 9 CNY")
    ]


def test_rows_that_cannot_be_told_case_by_case_are_compared_as_rows() -> None:
    """A test that reckons with its subject has no regions; the rows stand for themselves."""
    rows = '[["< 60", full], [">= 60", 3 CNY]]'
    odd = '[["modulo(?, 2) = 1", full], ["modulo(?, 2) = 0", 3 CNY]]'
    even = '[["modulo(?, 2) = 1", full], ["modulo(?, 2) = 0", 4 CNY]]'
    (change,) = compare(read(edited((rows, odd))), read(edited((rows, even))))
    assert (change.what, change.before["en"], change.after["en"]) == ("norm-case", "3 CNY", "4 CNY")
    assert "modulo(?, 2) = 0" in change.words["en"]


def test_the_order_of_rows_counts_where_the_first_decides() -> None:
    first = '    - ["-", "<= line", granted, 100 CNY]\n'
    last = '    - ["-", "-", refused, 0 CNY]\n'
    assert words_of((first + last, last + first)) == [
        (
            "norm-case",
            "Grant, age: 18 or over; twice: at most Income line: granted, 100 CNY → refused, 0 CNY",
        )
    ]


NEUTRAL: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("files renamed", lambda text: re.sub(r"--- (\w+)/(\w+).yaml", r"--- moved/\2-\1.yaml", text)),
    ("files reordered", lambda text: "".join(reversed(re.split(r"(?=^--- )", text, flags=re.MULTILINE)))),
    ("comments", lambda text: re.sub(r"(?m)^(title:.*)$", r"\1  # its name\n# and more", text)),
    ("blank lines", lambda text: text.replace("\ntitle:", "\n\ntitle:")),
    ("words reordered", lambda text: re.sub(r"(?m)^(term: .*\n)(gives: .*\n)", r"\2\1", text)),
    (
        "rows reordered",
        lambda text: text.replace('["< 60", full], [">= 60", 3 CNY]', '[">= 60", 3 CNY], ["< 60", full]'),
    ),
    (
        "rows cut otherwise",
        lambda text: text.replace('[">= 60", 3 CNY]', '["[60..70)", 3 CNY], [">= 70", 3.00 CNY]'),
    ),
    (
        "block for flow",
        lambda text: text.replace(
            "objection: {within: 60 days, to: county-legal}",
            "objection:\n  to: county-legal\n  within: 60 days",
        ),
    ),
    ("spaces in formulas", lambda text: text.replace("wage * 2", "(wage*2)")),
    ("units", lambda text: text.replace("within: 60 days", "within: 86400 minutes")),
    (
        "a rate by another name",
        lambda text: text.replace("{full: full-fare}", "{rate: full-fare}").replace(
            '"< 60", full', '"< 60", rate'
        ),
    ),
    ("decides reordered", lambda text: text.replace("[fare, grant]", "[grant, fare]")),
    ("signers reordered", lambda text: text.replace("[street, county-legal]}", "[county-legal, street]}")),
    ("asks renamed", lambda text: text.replace("  phone: {concept", "  telephone: {concept")),
    (
        "openings reordered",
        lambda text: text.replace(
            "{meals: street-rules/2, trips: street-rules/2}", "{trips: street-rules/2, meals: street-rules/2}"
        ),
    ),
)


@pytest.mark.parametrize("rewrite", [rewrite for _, rewrite in NEUTRAL], ids=[name for name, _ in NEUTRAL])
def test_what_is_only_written_otherwise_changes_nothing(rewrite: Callable[[str], str]) -> None:
    assert rewrite(PACK) != PACK
    assert compare(read(PACK), read(rewrite(PACK))) == ()


def test_a_pack_does_not_differ_from_itself() -> None:
    assert compare(read(PACK), read(PACK)) == ()


def test_the_order_of_changes_does_not_hang_on_the_order_of_files() -> None:
    edits = [
        edit
        for case in CASES
        if case[0] in {"fee-raised", "norm-figures", "rounds-changed"}
        for edit in case[4]
    ]
    new = edited(*edits)
    backwards = NEUTRAL[1][1](new)
    assert compare(read(PACK), read(new)) == compare(read(PACK), read(backwards))


def test_as_json_counts_and_lists() -> None:
    changes = compare(read(PACK), read(edited(("fee: 10 CNY", "fee: 12 CNY"))))
    assert json.loads(json.dumps(as_json(changes))) == {
        "counts": {"better": 0, "worse": 1, "other": 0},
        "changes": [
            {
                "service": "card",
                "title": {"en": "Canteen card", "zh": "就餐卡"},
                "what": "fee-raised",
                "words": {"en": "Fee higher: 10 CNY → 12 CNY", "zh": "收费提高：10元 → 12元"},
                "weight": "worse",
                "kind": "service",
                "about": "",
                "before": {"en": "10 CNY", "zh": "10元"},
                "after": {"en": "12 CNY", "zh": "12元"},
                "touches": [],
                "sort": {"en": "Service", "zh": "事项"},
            }
        ],
    }


def test_as_text_groups_by_service_and_marks_the_weight() -> None:
    changes = compare(
        read(PACK), read(edited(("fee: 10 CNY", "fee: 12 CNY"), ("every: month", "every: quarter")))
    )
    assert as_text(changes, "zh").splitlines() == [
        "事项: 就餐卡 (card)",
        "  - 收费提高：10元 → 12元",
        "报表: 月度一表 (round)",
        "  + 填报频次：每月 → 每季",
    ]
    assert as_text((), "en") == ""


def test_a_code_and_its_mirror_weigh_the_opposite() -> None:
    for said in SAID.values():
        assert SAID[said.mirror].mirror == said.code
        assert SAID[said.mirror].weight == OPPOSITE[said.weight]
        assert all("{" in words for words in said.words.values())

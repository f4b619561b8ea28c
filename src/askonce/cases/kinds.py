"""The kinds of case types, and what else says how cases are handled."""

from askonce.cases.asking import (
    AskedFact,
    RoundFact,
    ServiceSeen,
    bind_case,
    case_facts,
    service_interfaces,
)
from askonce.cases.calendar import CALENDAR
from askonce.cases.report import Duty, Report
from askonce.cases.type import Service, Volume
from askonce.pack.kinds import Kind

SERVICE = Kind(
    "service",
    Service,
    "What a person or firm may ask of the authority.",
    "services",
    """service: elder-meal
title: {en: Meal for the elderly, zh: 老年餐}
for: person
purpose: community-meals
basis: canteen-rules/3
office: street
uses:
  birth: {from: applicant.birth_date, at: application, if_unavailable: ask, if_stale: accept, if_disputed: accept}
asks:
  diet: {concept: diet, type: text, for_step: cook, because: canteen-rules/3.2}
decides: meal-price
steps: [cook]
visit: none
term: {promised: 1 working day, legal: 5 working days}
gives: meal-card
objection: {within: 60 days, to: county-legal}
adopted: {act: canteen-rules, on: 2021-12-15, by: [street, county-legal]}
""",
    interfaces=service_interfaces,
    bind=bind_case,
    facts=case_facts,
    shares=(AskedFact, ServiceSeen),
    stands_alone=True,
)
REPORT = Kind(
    "report",
    Report,
    "A form that is filled again every period.",
    "reports",
    """report: monthly-round
title: {en: Monthly round, zh: 月度一表}
for: community
every: month
filled_by: street
purpose: community-meals
basis: canteen-rules/3
office: street
asks:
  meals: {concept: meals-served, at: month, type: integer, because: canteen-rules/3}
term: {promised: 3 working days, legal: 5 working days}
""",
    bind=bind_case,
    facts=case_facts,
    shares=(AskedFact, RoundFact),
    stands_alone=True,
)
DUTY = Kind(
    "duty",
    Duty,
    "What an office or a community must do or report, listed so that nothing else lands on it.",
    "duties",
    "duty: street-reports\ntitle: {en: Reports of the street, zh: 街道报表}\nof: street\nreports: [monthly-round]\nbasis: canteen-rules/3\n",
    stands_alone=True,
)
VOLUME = Kind(
    "volume",
    Volume,
    "How often a service or a report is filed in a year; its name is that of the service or report.",
    "",
    "volume: elder-meal\nfilings: 4200\nyear: 2025\ncounted_by: case journal\n",
    stands_alone=True,
    titled=False,
    names=("service", "report"),
)
KINDS = (SERVICE, REPORT, DUTY, CALENDAR, VOLUME)

"""The texts from which the rules of cases make their examples: a meal, an outing and a report."""

MEAL = """service: meal
title: {en: Meal at the canteen, zh: 食堂用餐}
for: person
purpose: meals
basis: street-rules/3
office: street
uses:
  birth: {from: applicant.birth_date, at: application, if_unavailable: ask, if_stale: accept, if_disputed: accept}
asks:
  diet: {concept: diet, for_step: cook, because: street-rules/4}
decides: meal-price
steps:
  cook: {by: street/cook, within: 1 working day}
visit: none
term: {promised: 1 working day, legal: 5 working days}
gives: meal-card
objection: {within: 60 days, to: county-legal}
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
"""
PRICE = """--- norms/meal-price.yaml
norm: meal-price
title: {en: Price of a meal, zh: 餐价}
basis: street-rules/3
effect: favourable
in_force: {from: 2022-01-01, governed_by: application}
needs: {birth: date}
where: {age: "age(birth, application)", leap_day: 28 February}
table:
  hit: unique
  when: [age]
  then: {decision: [granted, refused]}
  rows: [["< 60", refused], [">= 60", granted]]
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
"""
REPORT = """--- reports/round.yaml
report: round
title: {en: Monthly round, zh: 月度一表}
for: person
every: month
filled_by: street
purpose: meals
basis: street-rules/1
office: street
asks:
  guests: {concept: guests, at: month}
--- concepts/guests.yaml
concept: guests
title: {en: Guests of the month, zh: 本月用餐人数}
type: integer
--- duties/street.yaml
duty: street-reports
title: {en: Reports of the street, zh: 街道报表}
of: street
reports: [round]
basis: street-rules/1
"""

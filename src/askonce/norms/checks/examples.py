"""The text from which the rules of norms make their examples: a discount and the service that it decides."""

DISCOUNT = """norm: discount
title: {en: Discount, zh: 折扣}
basis: street-rules/3
effect: favourable
in_force: {from: 2022-01-01}
needs: {born: date, paid: money CNY}
where: {age: "age(born, application)", leap_day: 28 February}
result: if age >= 60 then paid else 0 CNY
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
--- services/sale.yaml
service: sale
title: {en: Sale, zh: 促销}
for: person
purpose: meals
basis: street-rules/3
office: street
uses:
  born: {from: applicant.birth_date, at: application, if_unavailable: ask, if_stale: accept, if_disputed: accept}
asks:
  paid: {concept: paid, because: street-rules/3}
decides: discount
steps: [hand_out]
visit: none
term: {promised: 1 working day, legal: 5 working days}
gives: voucher
objection: {within: 60 days, to: county-legal}
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
--- concepts/paid.yaml
concept: paid
title: {en: Price paid, zh: 已付金额}
type: money CNY
"""

"""The text from which the rules of markets make their examples: firms, what they make, what they buy, and a market."""

MARKET = """market: supply
title: {en: Supply, zh: 供需}
purpose: matching
basis: street-rules/1
office: street
offers: {register: offers, firm: maker, words: offer_product, part: offer_part, class: offer_class}
needs: {register: needs, firm: buyer, words: need_product, until: need_until}
constraints:
  size: {norm: same-size, with: {asked: need.need_size, made: offer.offer_size}}
  capacity: {norm: enough, with: {asked: need.need_volume, made: offer.offer_capacity}, confidential: true}
distance: {easting: easting, northing: northing}
price: {offered: offer.offer_price, paid: need.need_price}
allocates: {volume: need.need_volume, capacity: offer.offer_capacity}
followed_by: match
"""
_OFFERS = """--- registers/offers.yaml
register: offers
title: {en: Offers, zh: 供给}
of: offer
holder: street
basis: street-rules/1
relations:
  maker: {to: firm, inverse: offers}
attributes:
  offer_product: {concept: offer-product, sensitivity: public}
  offer_part: {concept: offer-part, sensitivity: public}
  offer_class: {concept: offer-class, sensitivity: public}
  offer_size: {concept: offer-size, sensitivity: public}
  offer_capacity: {concept: offer-capacity, open_to: {matching: street-rules/1}}
  offer_price: {concept: offer-price, open_to: {matching: street-rules/1}}
"""
_NEEDS = """--- registers/needs.yaml
register: needs
title: {en: Needs, zh: 需求}
of: need
holder: street
basis: street-rules/1
relations:
  buyer: {to: firm, inverse: needs}
attributes:
  need_product: {concept: need-product, sensitivity: public}
  need_size: {concept: need-size, sensitivity: public}
  need_until: {concept: need-until, sensitivity: public}
  need_volume: {concept: need-volume, open_to: {matching: street-rules/1}}
  need_price: {concept: need-price, open_to: {matching: street-rules/1}}
"""
_FIRMS = """--- registers/firms.yaml
register: firms
title: {en: Firms, zh: 企业}
of: firm
holder: street
basis: street-rules/1
attributes:
  easting: {concept: easting, sensitivity: public}
  northing: {concept: northing, sensitivity: public}
"""
_CONCEPTS = {
    "offer-product": ("Product on offer", "供应产品", "text"),
    "offer-part": ("Part number", "供应件号", "text"),
    "offer-class": ("Class of product", "产品类别", "text"),
    "offer-size": ("Size on offer", "供应规格", "integer"),
    "offer-capacity": ("Capacity", "产能", "integer"),
    "offer-price": ("Price on offer", "报价", "money CNY"),
    "need-product": ("Product wanted", "所需产品", "text"),
    "need-size": ("Size wanted", "所需规格", "integer"),
    "need-until": ("Wanted until", "需求截止", "date"),
    "need-volume": ("Volume wanted", "需求量", "integer"),
    "need-price": ("Price paid", "现价", "money CNY"),
    "easting": ("Easting", "东坐标", "integer"),
    "northing": ("Northing", "北坐标", "integer"),
}
_NORM = """--- norms/{name}.yaml
norm: {name}
title: {title}
basis: street-rules/1
effect: neutral
in_force: {{from: 2022-01-01, governed_by: application}}
needs: {{asked: integer, made: integer}}
result: {result}
adopted: {{act: street-rules, on: 2021-12-15, by: [street director, county legal office]}}
"""
_MATCH = """--- purposes/matching.yaml
purpose: matching
title: {en: Bringing firms together, zh: 企业对接}
basis: street-rules/1
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
--- services/match.yaml
service: match
title: {en: Match, zh: 对接}
for: firm
purpose: matching
basis: street-rules/1
office: street
steps:
  introduce: {by: street/clerk, within: 1 working day}
visit: none
online: true
term: {promised: 1 working day, legal: 5 working days}
objection: {within: 60 days, to: county-legal}
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
"""
#: All that the market rests on, to be laid behind it.
AROUND = "".join(
    (
        _OFFERS,
        _NEEDS,
        _FIRMS,
        "".join(
            f"--- concepts/{name}.yaml\nconcept: {name}\ntitle: {{en: {english}, zh: {chinese}}}\ntype: {kind}\n"
            for name, (english, chinese, kind) in _CONCEPTS.items()
        ),
        _NORM.format(name="same-size", title="{en: Same size, zh: 规格相同}", result="asked = made"),
        _NORM.format(name="enough", title="{en: Enough is made, zh: 产能足够}", result='"made >= asked"'),
        _MATCH,
    )
)
TRADE = MARKET + AROUND
#: A neighbouring zone, to be laid behind a market that names it.
NEXT = """--- registers/linhai-offers.yaml
register: linhai-offers
title: {en: Zone of Linhai, zh: 临海开发区}
of: outside_offer
holder: street
basis: street-rules/1
complete: true
source: {kind: snapshot, fresh_for: 7 days}
attributes:
  outside_product: {concept: offer-product, sensitivity: public}
  outside_class: {concept: offer-class, sensitivity: public}
  outside_maker: {concept: maker-name, sensitivity: public}
--- concepts/maker-name.yaml
concept: maker-name
title: {en: Maker, zh: 生产企业}
type: text
--- purposes/exchange.yaml
purpose: exchange
title: {en: Exchange between zones, zh: 园区互通}
basis: street-rules/1
asked_by: {linhai: street-rules/1}
adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}
"""
#: The same market with a neighbouring zone.
BESIDE = (
    f"{MARKET}neighbours:\n"
    "  linhai: {register: linhai-offers, words: outside_product, class: outside_class, maker: outside_maker}\n"
    f"shared_for: exchange\n{AROUND}{NEXT}"
)

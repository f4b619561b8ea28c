"""Digital economy as one value: what it adds to the kernel."""

from askonce.application import Application
from askonce.apps.economy.binding import Constrains, bind_market, market_facts
from askonce.apps.economy.checks.neighbours import NEIGHBOUR_RULES
from askonce.apps.economy.checks.reading import READING_RULES
from askonce.apps.economy.checks.standing import STANDING_RULES
from askonce.apps.economy.market import Market
from askonce.pack.kinds import Kind

MARKET = Kind(
    "market",
    Market,
    "Where needs of firms are brought together with what other firms make.",
    "markets",
    """market: zone-supply
title: {en: Supply in the zone, zh: 园区供需}
purpose: industry-matching
basis: market-act/24
office: zone
offers: {register: offers, firm: maker, words: [offer_product, offer_text], part: offer_part, class: offer_class}
needs: {register: needs, firm: buyer, words: [need_product, need_text], class: need_class, until: need_until}
constraints:
  thread: {norm: same-thread, with: {asked: need.need_thread, made: offer.offer_thread}}
  capacity: {norm: enough, with: {asked: need.need_volume, made: offer.offer_capacity}, confidential: true}
distance: {easting: easting, northing: northing}
followed_by: match
""",
    bind=bind_market,
    facts=market_facts,
    shares=(Constrains,),
    stands_alone=True,
)
ECONOMY = Application(
    name="economy",
    title={"en": "Digital economy", "zh": "数字经济"},
    kinds=(MARKET,),
    rules=(*READING_RULES, *STANDING_RULES, *NEIGHBOUR_RULES),
)

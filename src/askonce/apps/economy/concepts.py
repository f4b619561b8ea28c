"""By which concepts a pack says what markets and their pages read; `heads` has what each is called at the head of a column."""

from typing import Final

#: What a firm is called, to which chain it belongs, when it last said that all is so, and whom to call there.
FIRM_NAME: Final = "firm-name"
CHAIN: Final = "chain"
PROFILE_CONFIRMED: Final = "profile-confirmed-on"
CONTACT: Final = "zone-contact"
#: When an entry was last called right, and whether others see it at all.
CONFIRMED: Final = "confirmed-on"
PUBLISHED: Final = "published"
#: What it is, in a word, at length, and by its class.
PRODUCT: Final = "product"
PRODUCT_TEXT: Final = "product-text"
PRODUCT_CLASS: Final = "product-class"
UNIT: Final = "unit"
DIFFICULTY_WORDS: Final = "difficulty-words"
#: What has to fit, each kept in one spelling.
THREAD: Final = "thread"
MATERIAL: Final = "material"
WANTED_STANDARD: Final = "wanted-standard"
HELD_STANDARDS: Final = "held-standards"
PART_NUMBER: Final = "part-number"
TOLERANCE: Final = "tolerance"
DEVIATION: Final = "deviation"
#: How much is made and wanted, in which time, for how much money.
CAPACITY: Final = "capacity"
WANTED_VOLUME: Final = "wanted-volume"
MINIMUM_ORDER: Final = "minimum-order"
LEAD_TIME: Final = "lead-time"
UNIT_PRICE: Final = "unit-price"
PRICE_PAID: Final = "price-paid"
PRICE_LIMIT: Final = "price-limit"
#: Until when a need stands.
NEEDED_UNTIL: Final = "needed-until"
#: From whom a buyer has it until now, and from how far away.
BOUGHT_FROM: Final = "bought-from"
BOUGHT_DISTANCE: Final = "bought-distance"
#: Whether a side of a match lets the other have its contact, and how it said so.
CONSENT: Final = "contact-consent"
AGREED_HOW: Final = "agreed-how"
#: What an officer's own words are, of a pair or at the end of a match, and the day of it.
ENDING_WORDS: Final = "ending-words"
LEARNT_ON: Final = "memory-on"
#: What a match brought in a year, and why it ended.
ENDING: Final = "match-ending"
SAVED: Final = "money-saved"
ORDERS: Final = "orders-a-year"

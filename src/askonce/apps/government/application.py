"""Digital government as one value: what it adds to the kernel."""

from askonce.application import Application
from askonce.apps.government.checks.catalogue import RULES as CATALOGUE_RULES
from askonce.apps.government.checks.life_events import LIFE_EVENT_RULES
from askonce.apps.government.life_event import EventFact, LifeEvent, event_facts
from askonce.pack.kinds import Kind

LIFE_EVENT = Kind(
    "life_event",
    LifeEvent,
    "A moment in a life or a business that calls for several services at once.",
    "life-events",
    "life_event: old-age\ntitle: {en: Growing old, zh: 步入老年}\nfor: person\nservices: [elder-meal]\n",
    facts=event_facts,
    shares=(EventFact,),
    stands_alone=True,
)
GOVERNMENT = Application(
    name="government",
    title={"en": "Digital government", "zh": "数字政府"},
    kinds=(LIFE_EVENT,),
    rules=(*LIFE_EVENT_RULES, *CATALOGUE_RULES),
)

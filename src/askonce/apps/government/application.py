"""Digital government as one value: what it adds to the kernel."""

from askonce.application import Application
from askonce.apps.government.life_event import LifeEvent
from askonce.pack.kinds import Kind

LIFE_EVENT = Kind(
    "life_event", LifeEvent, "A moment in a life or a business that calls for several services at once.", "life-events",
    "life_event: old-age\ntitle: {en: Growing old, zh: 步入老年}\nfor: person\nservices: [elder-meal]\n",
    stands_alone=True,
)
GOVERNMENT = Application(
    name="government",
    title={"en": "Digital government", "zh": "数字政府"},
    kinds=(LIFE_EVENT,),
)

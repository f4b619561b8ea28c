"""Slips: how a case stands, by a code and without an account; and a new code for a case."""

from __future__ import annotations

from askonce.cases.counter import Counter
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.papers.paper import picture_of, printed, slip_values, today

_LONGEST_CODE = 60


async def ask_code(visit: Visit) -> Result:
    """Where somebody types the code; the square mark of a slip has it typed already, and nothing is shown before it is sent."""
    return Page("papers/slip.html", {"typed": visit.query.get("code", "")[:_LONGEST_CODE]})


async def shown(visit: Visit) -> Result:
    """How the case of a code stands; the code does not stand in any address that is kept."""
    typed, counter = visit.form.one("code"), Counter(visit.house.handling)
    found = await visit.read(lambda journal: counter.by_code(journal, typed))
    if found is None:
        errors = Errors()
        errors.add(
            "code",
            visit.say(
                "No case is opened by this code. Look at the slip again: a newer slip makes an older one void."
            ),
        )
        return Page("papers/slip.html", {"typed": typed[:_LONGEST_CODE], "errors": errors}, 422)
    return Page("papers/state.html", {"it": found})


async def offer_slip(visit: Visit) -> Result:
    """What a slip is for, before a new one is made."""
    counter, case = Counter(visit.house.handling), visit.path["case"]
    # Whether somebody may act for whose case it is has to be looked up, which is put on record.
    found = await visit.write(lambda journal: counter.glance(journal, visit.who, case))
    return found if isinstance(found, Refusal) else Page("papers/new_slip.html", {"it": found, "code": ""})


async def make_slip(visit: Visit) -> Result:
    """A new code, shown this once."""
    counter, case = Counter(visit.house.handling), visit.path["case"]
    code = await visit.write(lambda journal: counter.slip(journal, visit.who, case))
    if isinstance(code, Refusal):
        return code
    found = await visit.write(lambda journal: counter.glance(journal, visit.who, case))
    if isinstance(found, Refusal):
        return found
    picture = picture_of(f"{visit.service.url}/slip?code={code}")
    return Page("papers/new_slip.html", {"it": found, "code": code, "picture": picture})


async def print_slip(visit: Visit) -> Result:
    """The slip of a code that is in force, as PDF."""
    typed, counter = visit.form.one("code"), Counter(visit.house.handling)
    found = await visit.read(lambda journal: counter.by_code(journal, typed))
    if found is None:
        errors = Errors()
        errors.add("code", visit.say("This slip is void: a newer one was made."))
        return Page("papers/slip.html", {"typed": "", "errors": errors}, 422)
    return await printed("slip", slip_values(visit, typed, found), today(visit), "slip")

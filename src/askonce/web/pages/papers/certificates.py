"""Certificates: the person takes theirs home, and anybody checks whether one holds."""

from __future__ import annotations

from askonce.cases.codes import read_code
from askonce.cases.counter import Counter
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.papers.paper import certificate_values, printed

_LONGEST_NUMBER = 60


async def certificate(visit: Visit) -> Result:
    """The certificate of an output of a case, as PDF."""
    counter, path = Counter(visit.house.handling), visit.path
    found = await visit.write(
        lambda journal: counter.certificate(journal, visit.who, path["case"], path["output"])
    )
    if isinstance(found, Refusal):
        return found
    return await printed("certificate", certificate_values(visit, found), found.since, path["output"])


async def ask_number(_visit: Visit) -> Result:
    """Where somebody types the number of a paper."""
    return Page("papers/check.html", {"typed": ""})


async def typed_number(visit: Visit) -> Result:
    """On to what is known of a number; what can be none is said so at once."""
    typed = visit.form.one("number")
    code = read_code(typed)
    if code is None:
        errors = Errors()
        errors.add(
            "number", visit.say("Type the twelve letters and digits that stand beside the square mark")
        )
        return Page("papers/check.html", {"typed": typed[:_LONGEST_NUMBER], "errors": errors}, 422)
    return Redirect(f"/check/{code}")


async def checked(visit: Visit) -> Result:
    """Whether a paper is valid, was withdrawn, or is unknown."""
    return await _checked(visit)


async def compared(visit: Visit) -> Result:
    """Whether a paper is for whom its number says, which whoever holds it has before them."""
    holder = visit.form.one("holder")
    errors = Errors()
    if not holder:
        errors.add("holder", visit.say("Type the number of the person as it stands on the paper"))
        return await _checked(visit, errors=errors)
    counter = Counter(visit.house.handling)
    fits = await visit.read(lambda journal: counter.belongs_to(journal, visit.path["number"], holder))
    return await _checked(visit, compared="unknown" if fits is None else "fits" if fits else "differs")


async def _checked(visit: Visit, compared: str = "", errors: Errors | None = None) -> Result:
    number, counter = visit.path["number"], Counter(visit.house.handling)
    found = await visit.read(lambda journal: counter.check(journal, number))
    shown = read_code(number) or number[:_LONGEST_NUMBER]
    values = {"found": found, "number": shown, "compared": compared, "errors": errors or Errors()}
    return Page("papers/checked.html", values, 422 if errors else 200 if found is not None else 404)

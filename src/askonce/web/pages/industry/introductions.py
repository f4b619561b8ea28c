"""A firm's own matches: who wants to be introduced to it, whether it agrees, at which stage they are, and what it does next."""

from __future__ import annotations

from typing import Any, Final

from askonce.apps.economy.sight import Viewer
from askonce.assembly.markets.agreeing import Agreeing
from askonce.cases.journal import Journal
from askonce.registers.refusal import Refusal
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Result, Visit
from askonce.web.pages.industry.firm import firms_of, here, with_firm
from askonce.web.pages.industry.market import any_market, look
from askonce.web.pages.industry.sides import SAID, Side, article_of, sides_in
from askonce.web.pages.questions.reading import sentence
from askonce.web.problem import refused

ANSWERS: Final = {"yes": True, "no": False}


async def listed(visit: Visit) -> Result:
    """All matches of a firm."""
    found = await sides_of(visit)
    if isinstance(found, Refusal):
        return found
    name, sides = found
    return Page(
        "industry/introductions.html",
        {"name": name, "firm": visit.path["firm"], "sides": sides, "said": SAID},
    )


async def one(visit: Visit) -> Result:
    """One match of a firm."""
    return await _page(visit, Errors())


async def answer(visit: Visit) -> Result:
    """The firm says whether the other side may have its contact."""
    word, errors = visit.form.one("agree"), Errors()
    if word not in ANSWERS:
        errors.add("agree", visit.say("Choose whether the firm agrees"))
        return await _page(visit, errors)
    found = await _side(visit)
    if isinstance(found, Refusal):
        return found
    _, side = found
    firm, case = visit.path["firm"], side.stage.case
    agreeing, followed = Agreeing(visit.house), side.stage.followed

    def job(journal: Journal) -> str | Refusal:
        done = agreeing.answer(journal, visit.who, followed, firm, agrees=ANSWERS[word])
        return done if isinstance(done, Refusal) else f"{here(visit)}/matches/{case}"

    done = await visit.once(job, "industry.answered")
    if isinstance(done, Refusal):
        errors.add("agree", sentence(visit.words(done.reason)))
        return await _page(visit, errors)
    return done


async def sides_of(visit: Visit) -> tuple[str, tuple[Side, ...]] | Refusal:
    """The name of the firm of the address with its matches, for who may act for it; what is to be answered comes first."""
    market = any_market(visit)
    if isinstance(market, Refusal):
        return market
    firms = firms_of(visit)
    name = await with_firm(visit, lambda journal, firm: firms.profile(journal, firm).name)
    if isinstance(name, Refusal):
        return name

    def job(journal: Journal) -> tuple[Side, ...] | Refusal:
        seen = look(visit, journal, market, Viewer(firms=frozenset({visit.path["firm"]})))
        return seen if isinstance(seen, Refusal) else sides_in(visit, journal, seen, visit.path["firm"])

    found = await visit.read(job)
    return found if isinstance(found, Refusal) else (name, found)


async def _side(visit: Visit) -> tuple[str, Side] | Refusal:
    found = await sides_of(visit)
    if isinstance(found, Refusal):
        return found
    name, sides = found
    side = next((each for each in sides if each.stage.case == visit.path["case"]), None)
    return (name, side) if side is not None else refused("no-such-thing")


async def _page(visit: Visit, errors: Errors) -> Result:
    found = await _side(visit)
    if isinstance(found, Refusal):
        return found
    name, side = found
    values: dict[str, Any] = {
        "name": name,
        "firm": visit.path["firm"],
        "side": side,
        "said": SAID,
        "article": article_of(visit, side.stage.followed),
        "errors": errors,
    }
    return Page("industry/introduction.html", values, 422 if errors else 200)

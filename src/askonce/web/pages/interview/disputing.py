"""Says that a datum is wrong there and then: the reason, and what would be right; it goes to the holder with the filing."""

from __future__ import annotations

from typing import Final

import msgspec

from askonce.cases.asking import Taken
from askonce.cases.view import Shown
from askonce.registers.refusal import Refusal
from askonce.web.drafts import Draft
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.visit import Page, Redirect, Result, Visit
from askonce.web.pages.interview.seat import Seat
from askonce.web.pages.interview.sheet import Sheet, sheet_of
from askonce.web.pages.interview.words import base_values, facts_by_name, label_of
from askonce.web.pages.interview.work import change, stand_of
from askonce.web.pages.questions.filling import sent_of
from askonce.web.pages.shown.facts import facts_of
from askonce.web.problem import refused
from askonce.web.service import now

REASON, CLAIMED = "q", "q-claimed"
_LONGEST: Final = 2000
_CLAIM: Final = {"en": "It should say: {claimed}", "zh": "正确的应为：{claimed}"}


async def wrong(visit: Visit, seat: Seat) -> Result:
    """The page on which a datum is called wrong."""
    sheet = sheet_of(visit, seat)
    if isinstance(sheet, Refusal):
        return sheet
    key = visit.query.get("what", "")
    return await _page(visit, seat, sheet, key, Errors())


async def _page(visit: Visit, seat: Seat, sheet: Sheet, key: str, errors: Errors) -> Result:
    stand = await stand_of(visit, seat, sheet)
    service, _, name = key.partition(".")
    ready = sheet.ready(service)
    offered = next((one for one in stand.offers if one.service == service), None)
    fact: Shown | None = facts_by_name(offered).get(name) if offered is not None else None
    if ready is None or fact is None or fact.by != "register":
        return refused("no-such-thing")
    (line,) = facts_of(visit, ready, [fact], now())
    values = {
        **base_values(visit, seat, sheet),
        "key": key,
        "label": label_of(sheet, key),
        "line": line,
        "said": stand.draft.disputes.get(key, ""),
        "sent": sent_of(visit.form),
        "consequence": _consequence(visit, ready.fields[name].taken),
        "errors": errors,
    }
    return Page("interview/wrong.html", values, 422 if errors else 200)


def _consequence(visit: Visit, taken: Taken | None) -> str:
    """What the text of the service says is done with a datum that is disputed."""
    word = (taken.use.if_disputed if taken is not None else None) or "wait"
    if word == "ask":
        return visit.say("We shall ask you for it instead, and go on.")
    if word == "accept":
        return visit.say(
            "Your application goes on meanwhile with what is recorded now; if it is corrected, the decision is looked at again."
        )
    return visit.say("Your application waits until the office that keeps it has looked at it.")


async def say_wrong(visit: Visit, seat: Seat) -> Result:
    """Keep what is said to be wrong with the draft, or take it back."""
    sheet = sheet_of(visit, seat)
    if isinstance(sheet, Refusal):
        return sheet
    key, reason, claimed = visit.form.one("_name"), visit.form.one(REASON), visit.form.one(CLAIMED)
    ready = sheet.ready(key.partition(".")[0])
    if ready is None or key.partition(".")[2] not in ready.fields:
        return refused("no-such-thing")
    if visit.form.one("_back"):
        await change(visit, seat, sheet, lambda draft: _less(draft, key))
        return Redirect(sheet.home)
    errors = Errors()
    if not reason:
        errors.add(REASON, visit.say("Write what is wrong"))
    for field, text in ((REASON, reason), (CLAIMED, claimed)):
        if len(text) > _LONGEST:
            errors.add(field, visit.say("Write at most %(most)s characters", most=_LONGEST))
    if errors:
        return await _page(visit, seat, sheet, key, errors)
    words = f"{reason}\n{visit.words(_CLAIM).format(claimed=claimed)}" if claimed else reason
    await change(
        visit,
        seat,
        sheet,
        lambda draft: msgspec.structs.replace(draft, disputes={**draft.disputes, key: words}),
    )
    return Redirect(sheet.home)


def _less(draft: Draft, key: str) -> Draft:
    left = {one: words for one, words in draft.disputes.items() if one != key}
    return msgspec.structs.replace(draft, disputes=left)

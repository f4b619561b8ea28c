"""What offices do with a case: take it, hand it over, ask for more, go on to the next step, give an opinion, copy it."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from askonce.cases.command import AskMore, HandOver, Hurry, Join, Rekey, Step, Take
from askonce.cases.desk import Work
from askonce.cases.event import AskedMore, HandedOver, Hurried, Joined, Learnt, Private, Rekeyed, Taken
from askonce.cases.gathering import REGISTER, look
from askonce.cases.procedure.allowing import reachable, takers
from askonce.cases.procedure.interest import found_out, is_said, not_interested
from askonce.cases.procedure.party import ask_parties
from askonce.cases.procedure.proceeding import facts_of, may_be_said, proceed, step_on, strangers_of
from askonce.cases.procedure.subjects import roots_of
from askonce.cases.refusing import STATE_WORDS, refuse
from askonce.cases.running import Ready
from askonce.cases.telling import tell
from askonce.cases.type import END
from askonce.cases.wording.bilingual import both
from askonce.registers.actor import Actor
from askonce.registers.refusal import Refusal

#: Where accounts are kept, where the installation keeps any, by kind and name.
ACCOUNTS: Final = "account"
_ACCOUNT: Final = re.compile(r"[\w.@+-]{1,100}")
HANDED = both("a case has been handed over to your office", "一件案件已移交贵单位办理")
HANDED_PERSON = both("another office handles your case from now on", "您的案件已移交其他机关办理")
AGAIN = both(
    "more is asked of a person than once in a case below you; the clock does not stand still for it",
    "下级机关在同一案件中再次要求补正，期限不因此中止",
)
MORE = both("please send what is still needed for your case", "请补充办理所需的信息")


class _Roles(msgspec.Struct, frozen=True):
    """What an account says that counts here."""

    roles: tuple[str, ...] = ()


def take(work: Work, command: Take) -> Refusal | None:
    """Take the case at hand, or give it to a colleague; nobody takes it who has an interest in it."""
    officer = command.officer or work.desk.actor.id
    fault = not_interested(work, officer)
    if fault is not None:
        return fault
    if officer != work.desk.actor.id:
        fault = _no_colleague(work, officer)
        if fault is not None:
            return fault
    if work.case.officer == officer:
        return refuse("done-already")
    work.add(Taken(by=work.by, officer=officer))
    _look_again(work)
    return None


def _no_colleague(work: Work, officer: str) -> Refusal | None:
    """Why a case cannot be given to somebody: no name of an account, or, where accounts are kept, none for this step."""
    if _ACCOUNT.fullmatch(officer) is None:
        return refuse("unknown-officer")
    journal = work.desk.journal
    if not journal.keys(ACCOUNTS, "officer:", limit=1):
        return None
    kept = journal.get(ACCOUNTS, f"officer:{officer}")
    roles = msgspec.json.decode(kept, type=_Roles).roles if kept is not None else ()
    colleague = Actor("officer", officer, frozenset(roles))
    service = work.ready.service if work.ready is not None else None
    named = service.adverse.officer if service is not None and service.adverse is not None else None
    fitting = (*takers(work), *((named.id,) if named is not None else ()))
    return None if any(map(colleague.may_act_as, fitting)) else refuse("unknown-officer")


def _look_again(work: Work) -> None:
    """Read once more what registers say of somebody whom the person merely named: nothing else waits for it.

    All of it each time, so that the number of events does not tell what was owed.
    """
    ready, case = work.ready, work.case
    names = sorted(name for name in strangers_of(work) if case.facts[name].by == REGISTER)
    if ready is None or not names or not case.pending:
        return
    looked = look(work.desk, ready, case.id, roots_of(work), work.days, only=names)
    if not isinstance(looked, Refusal):
        work.add(Learnt(by="norm", read=tuple(looked.kept), private=Private(facts=dict(looked.kept))))
        proceed(work)


def hurry(work: Work, command: Hurry) -> Refusal | None:
    """Put the case before all others, for a reason that the service names; or back among them."""
    if not command.reason.strip():
        return refuse("reason-needed")
    if work.case.urgent == command.urgent:
        return refuse("done-already")
    work.add(Hurried(by=work.by, urgent=command.urgent, private=Private(words=command.reason)))
    return None


def hand_over(work: Work, command: HandOver) -> Refusal | None:
    """Hand the case over to an office that its service names or that lies above, which has to take it anew."""
    if command.office not in work.desk.running.bound.get("office", {}) or command.office == work.case.office:
        return refuse("officer-missing", command.office)
    if command.office not in reachable(work):
        return refuse("not-concerned", command.office, work.ready.basis if work.ready is not None else "")
    if not command.reason.strip():
        return refuse("reason-needed")
    work.add(HandedOver(by=work.by, office=command.office, private=Private(words=command.reason)))
    tell(work, "handed", HANDED, to=f"office:{command.office}")
    tell(work, "handed", HANDED_PERSON, office=command.office, reason=command.reason)
    return None


def ask_more(work: Work, command: AskMore) -> Refusal | None:
    """Ask the person for what only they can say.

    An office asks once for all that it needs, and the clock stands still until the answer. It may ask again; then the clock
    runs on, and the office above is told.
    """
    ready = work.ready
    if ready is None or not command.names:
        return refuse("not-asked", ", ".join(command.names))
    if not command.reason.strip():
        return refuse("reason-needed", basis=ready.basis)
    for name in command.names:
        fault = _may_be_asked(work, ready, name)
        if fault is not None:
            return fault
    names = tuple(dict.fromkeys(command.names))
    first = work.case.requests == 0
    work.add(AskedMore(by=work.by, names=names, stops=first, private=Private(words=command.reason)))
    over = work.request_over()
    until = None if over is None else over.day
    tell(work, "asked", MORE, names=names, reason=command.reason, until=until)
    if not first:
        tell(work, "asked again", AGAIN, to=f"office:{work.desk.running.above(work.case.office)}")
    return None


def _may_be_asked(work: Work, ready: Ready, name: str) -> Refusal | None:
    """A fact that a register gave, that was said already or declined is not asked of the person again."""
    field, kept = ready.fields.get(name), work.case.facts.get(name)
    if field is None or field.by_officer:
        return refuse("not-asked", name, ready.basis)
    if field.document or may_be_said(field, facts_of(work)):
        return None
    return refuse("not-asked" if kept is None else "done-already", name, ready.basis)


def step(work: Work, command: Step) -> Refusal | None:
    """Finish the step at hand and go on."""
    ready, case = work.ready, work.case
    if ready is None or case.step != command.step:
        return refuse("wrong-state", STATE_WORDS[case.state])
    words = ready.words.steps[command.step]
    if words.decides and case.pending:
        return refuse("wrong-state", STATE_WORDS[case.state], ready.basis)
    unsaid = [field.name for field in found_out(work) if not is_said(work, field)]
    if unsaid:
        return refuse("missing-answers", unsaid, ready.basis)
    following = ready.flow[command.step]
    then = command.then or (following[0] if len(following) == 1 else None)
    if then not in following:
        return refuse("no-such-step", following, ready.basis)
    if then == END and case.pending and ready.texts.names:
        return refuse("wrong-state", STATE_WORDS[case.state], ready.basis)
    step_on(work, then, command.step, command.note.strip())
    ask_parties(work)
    return None


def join(work: Work, command: Join) -> Refusal | None:
    """Give the opinion of an office that handles the case jointly; when all have agreed, it goes on."""
    service = work.ready.service if work.ready is not None else None
    joint = [ref.id for ref in service.joint] if service is not None else []
    if command.office not in joint or not work.desk.actor.may_act_as(command.office):
        return refuse("not-your-role", joint)
    if command.office in work.case.joined:
        return refuse("done-already")
    if not command.agrees and not command.reason.strip():
        return refuse("reason-needed")
    work.add(
        Joined(
            by=work.by,
            office=command.office,
            agrees=command.agrees,
            private=Private(words=command.reason),
        )
    )
    proceed(work)
    return None


def rekey(work: Work, command: Rekey) -> Refusal | None:
    """Note the number that an outside system gave for what was copied into it."""
    ready = work.ready
    words = ready.words if ready is not None else None
    systems = {one.system for one in words.recorded_in} if words is not None else set()
    systems |= {one.system for one in words.rekeyed_into} if words is not None else set()
    if command.system not in systems:
        return refuse("no-system", command.system)
    if not command.number.strip():
        return refuse("reason-needed")
    work.add(Rekeyed(by=work.by, system=command.system, number=command.number.strip()))
    return None

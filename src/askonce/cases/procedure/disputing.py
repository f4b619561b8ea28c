"""Disputes: a datum that the person calls wrong goes to its holder, as a case of its own."""

from __future__ import annotations

from typing import Any

import msgspec

from askonce.cases.case import CORRECTION, begin
from askonce.cases.desk import Desk, Work
from askonce.cases.event import Disputed, Filed, Kept, Private
from askonce.cases.gathering import fact_of
from askonce.cases.mandate import may_act_for
from askonce.cases.refusing import refuse
from askonce.cases.running import Ready
from askonce.cases.telling import tell
from askonce.cases.wording.bilingual import both
from askonce.registers.naming import case_name
from askonce.registers.paths import Way
from askonce.registers.refusal import Refusal
from askonce.registers.store import Dispute

PERSON = "person"
TO_HOLDER = both("a datum that your office answers for is disputed", "贵单位负责的一项信息被提出异议")


def may_dispute(
    desk: Desk, ready: Ready, name: str, kept: Kept | None, applicant: str | None, strange: frozenset[str]
) -> bool:
    """Whether a datum is of the applicant, of who acts, of somebody whom they represent, or of no person at all."""
    if name in strange:
        return False
    field = ready.fields.get(name)
    way = field.taken.way if field is not None and field.taken is not None else None
    if kept is None or not isinstance(way, Way) or way.kind != PERSON:
        return True
    if desk.actor.kind != PERSON:
        return all(one == applicant for one in kept.of)
    own = {applicant, desk.hide(desk.actor.id)}
    return all(one in own or may_act_for(desk, ready, desk.reveal(one)) is True for one in kept.of)


def open_correction(work: Work, name: str, reason: str, claimed: Any) -> Work | Refusal:
    """Open a case at the holder of a datum that was read; only one at a time about each datum of a case.

    That there is no such datum is said as well, and may be wrong; a register that could not be asked has said nothing.
    """
    kept = work.case.facts.get(name)
    if kept is None or not kept.datum or len(kept.of) != 1:
        return refuse("no-such-fact", name)
    if name in work.case.disputes:
        return refuse("done-already")
    if not fact_of(kept).is_settled:
        return refuse("no-such-fact", name)
    desk, register = work.desk, kept.datum.partition(".")[0]
    holder = desk.running.holder(register)
    correction = Work(desk, begin(desk.journal.fresh("case"), CORRECTION, work.case.version), None, {})
    correction.add(
        Filed(
            by=work.by,
            office=holder,
            application=desk.today,
            event=desk.today,
            channel=work.case.channel,
            terms=desk.terms(work.ready, desk.now),
            concerns=work.case.id,
            about=kept.datum,
            private=Private(
                filer=work.case.filer,
                applicant=work.case.applicant,
                choices={"subject": kept.of},
                words=reason,
                value={"name": name, "claimed": claimed},
            ),
        )
    )
    tell(correction, "dispute", TO_HOLDER, to=f"office:{holder}", about=kept.datum)
    mark(work, kept, correction.case.id, settled=False)
    correction.keep("Filed")
    work.add(Disputed(by=work.by, name=name, case=correction.case.id))
    return correction


def mark(work: Work, kept: Kept, case: str, *, settled: bool) -> None:
    """Mark a datum as disputed in its register, or as disputed no longer."""
    desk = work.desk
    register, _, attribute = kept.datum.partition(".")
    holder = desk.running.holder(register)
    subject = desk.pseudonyms.of(holder, desk.reveal(kept.of[0]))
    dispute = Dispute(register, subject, attribute, case_name(desk.pseudonyms, holder, case), desk.now)
    desk.journal.dispute(msgspec.structs.replace(dispute, until=desk.now) if settled else dispute)

"""The subjects of a case that has begun, by role, as the exchange wants them."""

from __future__ import annotations

from askonce.cases.desk import Work


def roots_of(work: Work) -> dict[str, tuple[str, ...]]:
    """The subjects by role; none once the case is erased."""
    case, desk, ready = work.case, work.desk, work.ready
    if ready is None or case.applicant is None:
        return {}
    first = next(iter(ready.bound.roles), "applicant")
    found = {first: (desk.reveal(case.applicant),)}
    if "filer" in ready.bound.roles and case.filer is not None:
        found["filer"] = (desk.reveal(case.filer),)
    return found | {role: tuple(map(desk.reveal, those)) for role, those in case.choices.items()}

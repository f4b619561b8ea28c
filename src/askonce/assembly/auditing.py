"""Whether a case is about somebody, so that whoever has it at hand may see who looked at that person's data."""

from __future__ import annotations

from askonce.assembly.house import House
from askonce.cases.case import begin, fold
from askonce.cases.desk import read_case
from askonce.cases.journal import Journal, Line
from askonce.registers.naming import case_name
from askonce.registers.pseudonym import CASES


def is_about(journal: Journal, house: House, line: Line, subject: str) -> bool:
    """Whether somebody filed a case, or is whom it was filed for, or disputes in it what a register says of them."""
    case = fold(begin(line.id, line.type, line.version), read_case(journal, line.id)[0])
    return house.keys.of(CASES, subject) in (case.filer, case.applicant) or any(
        dispute.case == case_name(house.keys, desk.holder, line.id)
        for register, desk in house.current.exchange.doors.desks.items()
        for dispute in journal.disputed(register, house.keys.of(desk.holder, subject)).values()
    )

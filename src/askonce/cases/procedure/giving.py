"""What a service gives: registers are written, certificates and payments ordered, outside systems told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from askonce.cases.case import Order
from askonce.cases.desk import Work
from askonce.cases.event import Given, Private, Sent
from askonce.cases.gathering import fact_of
from askonce.cases.keeping import kept_value
from askonce.cases.procedure.subjects import roots_of
from askonce.cases.running import Ready
from askonce.cases.type import Output
from askonce.feel.types import INTEGER, NUMBER
from askonce.feel.values import Value
from askonce.norms.columns import Misfit, value_from
from askonce.norms.rehearsal.rehearsed import json_value
from askonce.registers import refusing
from askonce.registers.model import Attribute
from askonce.registers.refusal import Refusal
from askonce.registers.store import Change, Ending, Linking
from askonce.registers.types import feel_type
from askonce.registers.writing import Writing


class Unwritable(Exception):  # noqa: N818 - undoes the job: a case is not closed without what it gives
    """A register refused what a service gives; the pack and the register do not fit."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}: {refusal.reason.get('en', '')}")
        self.refusal = refusal


def give(work: Work, ready: Ready) -> None:
    """Give every output once."""
    names = tuple(name for name in ready.outputs if name not in work.case.given)
    orders: dict[str, Order] = {}
    for name in names:
        output = ready.outputs[name]
        changes: list[Writing] = [*_changes(work, ready, output), *_endings(work, ready, output)]
        if changes:
            _write(work, ready, changes)
        if output.pays is not None:
            orders |= _pay(work, name, output)
        elif not output.writes or changes:
            _certify(work, ready, name)
    if names:
        said = {name: (one.amount, one.account) for name, one in orders.items()}
        work.add(
            Given(
                outputs=(*work.case.given, *names),
                orders={name: one.key for name, one in orders.items()},
                private=Private(value=said) if said else None,
            )
        )
    for one in ready.words.recorded_in:
        if one.interface and one.system not in work.case.keys:
            fields = {field: told(work, field) for field in one.order}
            key = work.send(f"system/{one.system}", "system", one.system, {"fields": fields})
            work.add(Sent(system=one.system, key=key))
            work.desk.journal.put(ASKED_SYSTEMS, key, f"{work.case.id}\n{one.system}".encode())


def stop_payments(work: Work) -> None:
    """End what an earlier decision paid, which went on until this one."""
    for name, order in work.case.orders.items():
        body = {"output": name, "stop": True, "replaces": order.key}
        work.send(f"payment/{name}", "payment", "payments", body)


#: The room of filings to outside systems: whose case is behind the key of a message.
ASKED_SYSTEMS = "systems"
#: The room of what outside systems answered, by the same keys, as the outbox keeps it for its nightly question.
FILED_SYSTEMS = "filed"


def told(work: Work, name: str) -> Any:
    """A fact or an outcome of a case by its name, as JSON; none where there is none, and the tests of a test alone."""
    ruling = work.case.ruling
    if ruling is not None and name in ruling.outcome:
        return ruling.outcome[name]
    kept = work.case.facts.get(name)
    if kept is None or kept.state != "known":
        return None
    return dict(kept.tests) if kept.tests else json_value(kept_value(kept.value))


def _value(work: Work, name: str) -> Value | None:
    kept = work.case.facts.get(name)
    if kept is not None and not kept.tests:
        return fact_of(kept).value
    ruling = work.case.ruling
    return None if ruling is None else ruling.outcome.get(name)


def _changes(work: Work, ready: Ready, output: Output) -> Iterator[Change | Linking]:
    """What an output writes by itself: of each subject the values, and the relations, that the text says where to find.

    All values of a subject are one change: an entry that a firm publishes is one row, and not a history of its cells.
    """
    values: dict[tuple[str, str], dict[str, Value]] = {}
    for attribute, name in output.values.items():
        register, _, short = attribute.partition(".")
        model = ready.running.bound["register"].get(register)
        if model is None:
            continue
        subject = _subject(work, ready, name, model.of)
        if subject is None:
            continue
        if short in model.relations:
            yield from _linkings(work, ready, Linking(register, short, subject, "", work.desk.today), name)
            continue
        value = _fitting(work, ready, model.attributes.get(short), name)
        if value is not None:
            values.setdefault((register, subject), {})[short] = value
    for (register, subject), those in values.items():
        source = f"case:{work.case.id}"
        yield Change(register, subject, those, work.desk.today, source=source, basis=ready.basis)


def _linkings(work: Work, ready: Ready, linking: Linking, role: str) -> Iterator[Linking]:
    """A relation to whoever stands in a role of the case."""
    for target in roots_of(work).get(role, ()):
        source = f"case:{work.case.id}"
        yield msgspec.structs.replace(linking, target=target, source=source, basis=ready.basis)


def _fitting(work: Work, ready: Ready, held: Attribute | None, name: str) -> Value | None:
    """A fact or an outcome as an attribute holds it; none where there is none."""
    if held is None:
        return None
    value = _value(work, name)
    concept = ready.running.bound["concept"].get(held.concept.id) if held.concept is not None else None
    kind = feel_type(held.type or (concept.type if concept is not None else None))
    if isinstance(value, str) and kind is not None:
        number = value if kind not in (INTEGER, NUMBER) else Decimal(value)
        read = value_from(number, kind)
        value = value if isinstance(read, Misfit) else read  # which the register then refuses
    return value


def _endings(work: Work, ready: Ready, output: Output) -> Iterator[Ending]:
    """The registers in which an output ends what is said of its subject."""
    for ref in output.ends:
        model = ready.running.bound["register"].get(ref.id)
        subject = _subject(work, ready, "", model.of if model is not None else "")
        if subject is None:
            raise Unwritable(refusing.unknown(f"{ref.id} of `{work.case.id}`"))
        yield Ending(ref.id, subject, work.desk.today, basis=ready.basis)


def _subject(work: Work, ready: Ready, name: str, kind: str) -> str | None:
    """Whose datum is written: that of the question or use it comes from, else the first subject of the right kind."""
    field = ready.fields.get(name)
    roles: Mapping[str, Any] = ready.bound.roles
    wanted = field.role if field is not None else ""
    if not wanted and field is not None and field.taken is not None and field.taken.use.source is not None:
        wanted = field.taken.use.source.steps[0]
    fitting = [role for role in (wanted, "applicant", *roles) if role in roles and roles[role].kind == kind]
    for role in fitting:
        found = (work.case.applicant,) if role == "applicant" else work.case.choices.get(role, ())
        if len(found) == 1 and found[0] is not None:
            return work.desk.reveal(found[0])
    return None


def _write(work: Work, ready: Ready, changes: list[Writing]) -> None:
    found = work.desk.running.exchange.write(work.desk.journal, work.desk.ask(ready, work.case.id), changes)
    if isinstance(found, Refusal):
        raise Unwritable(found)


def _pay(work: Work, name: str, output: Output) -> dict[str, Order]:
    """Order a payment, and give the order; nothing where an earlier decision ordered the same, which goes on.

    A payment that comes to something else says which order it takes the place of, so that nobody is paid twice.
    """
    amount = told(work, output.pays or "")
    account = told(work, output.pays_to) if output.pays_to is not None else None
    earlier = work.case.orders.get(name)
    if earlier is not None and (earlier.amount, earlier.account) == (amount, account):
        return {}
    body = {"output": name, "amount": amount, "account": account}
    if earlier is not None:
        body["replaces"] = earlier.key
    return {name: Order(work.send(f"payment/{name}", "payment", "payments", body), amount, account)}


def _certify(work: Work, ready: Ready, name: str) -> None:
    fields = {
        field: told(work, field) for field in work.case.facts
        if (found := ready.fields.get(field)) is not None and found.output == name
    }  # fmt: skip
    outcome = work.case.ruling.outcome if work.case.ruling is not None else {}
    person = work.case.applicant
    work.send(
        f"certificate/{name}",
        "certificate",
        name,
        {"output": name, "person": person, "fields": fields, "outcome": dict(outcome)},
    )

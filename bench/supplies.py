"""Where the services of a made pack find their data: ways over registers that are open or closed, and questions."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.world import Attribute, Concept, Field, Register, World


@dataclass(frozen=True, slots=True)
class Supply:
    """A datum by the name that cases and norms give it: at the end of a path, or asked where the path is empty.

    `role` names a further subject that the path begins with, and `each` the relation that leads to it.
    """

    name: str
    concept: Concept
    path: str = ""
    role: str = ""
    each: str = ""
    is_open: bool = True

    @property
    def type(self) -> str:
        """The type of its values."""
        return self.concept.type


@dataclass(frozen=True, slots=True)
class Step:
    """One way to a kind of subject, from the applicant or from a role of its own."""

    kind: str
    path: str
    role: str = ""
    each: str = ""


STEPS = {
    "person": (
        Step("person", "applicant"),
        Step("person", "applicant.spouse"),
        Step("dwelling", "applicant.dwelling"),
        Step("person", "child", "child", "applicant.children"),
        Step("community", "applicant.dwelling.community"),
    ),
    "firm": (
        Step("firm", "applicant"),
        Step("person", "filer"),
        Step("person", "applicant.owner"),
        Step("dwelling", "applicant.seat"),
    ),
}


def held_data(world: World, of: Field, filer: str, purpose: str) -> Iterator[Supply]:
    """Every datum that a case of a field could read for a filer, whether its register opens it or not."""
    for register in world.hubs:
        for step in STEPS[filer]:
            if step.kind == register.of:
                yield from _through(step, register, purpose)
    for register in of.registers:
        if register.of == filer:
            yield from _through(Step(filer, "applicant"), register, purpose)
        for relation in register.relations if register.of == filer else ():
            direct = f"applicant.{relation.name}"
            step = (
                Step(relation.to, relation.name, relation.name, direct)
                if relation.many
                else Step(relation.to, direct)
            )
            for other in of.registers:
                if other.of == relation.to:
                    yield from _through(step, other, purpose)


def _through(step: Step, register: Register, purpose: str) -> Iterator[Supply]:
    prefix = "" if step.path == "applicant" else step.path.rpartition(".")[2] + "_"
    for attribute in register.attributes:
        yield Supply(
            prefix + _short(attribute), attribute.concept, f"{step.path}.{attribute.name}", step.role, step.each,
            attribute.is_open(purpose),
        )  # fmt: skip


def _short(attribute: Attribute) -> str:
    return attribute.concept.term.word.replace("-", "_")


def asked_data(of: Field) -> tuple[Supply, ...]:
    """Every datum that only the person knows."""
    return tuple(Supply(concept.term.word.replace("-", "_"), concept) for concept in of.asked)

"""The language of a pack: the kinds and rules that the kernel and its applications bring together."""

from functools import cached_property, reduce
from operator import or_
from typing import Any

from askonce.pack.kinds import Kind
from askonce.pack.symbols import Nothing, Symbol
from askonce.text.diagnostic import Rule


class Language:
    """Kinds by name, and rules by what they are about, in the order in which they were given.

    `given` are symbols that every pack has without defining them.
    """

    def __init__(
        self, kinds: tuple[Kind, ...], rules: tuple[Rule, ...], given: tuple[Symbol[Any], ...] = ()
    ) -> None:
        self.given = given
        self.kinds = {kind.name: kind for kind in kinds}
        self.rules = {rule.code: rule for rule in rules}

    @cached_property
    def by_subject(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that have a check, by the kind (or `definition`, or `pack`) that the check is given."""
        subjects: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            for subject in rule.on.split():
                subjects.setdefault(subject, []).append(rule)
        return {subject: tuple(rules) for subject, rules in subjects.items()}

    @cached_property
    def shared(self) -> Any:
        """The union of all that definitions let others see, by which a cache is read back."""
        return reduce(
            or_, dict.fromkeys((Nothing, *(shared for kind in self.kinds.values() for shared in kind.shares)))
        )

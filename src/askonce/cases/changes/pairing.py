"""Pairs what two packs have in common, and tells what only one of them has."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Paired(msgspec.Struct, Generic[T], frozen=True):
    """What is in both, what was dropped, and what was added."""

    kept: list[tuple[T, T]]
    dropped: list[T]
    added: list[T]


def pair(
    olds: Sequence[T], news: Sequence[T], keys: Sequence[Callable[[T], Hashable]], order: Callable[[T], str]
) -> Paired[T]:
    """Pair by the first key, what is left by the next, and so on; of equals the first by `order` goes first.

    >>> paired = pair(["a1", "b2"], ["b9", "c3"], [lambda one: one[0]], str)
    >>> paired.kept, paired.dropped, paired.added
    ([('b2', 'b9')], ['a1'], ['c3'])
    """
    left, right = sorted(olds, key=order), sorted(news, key=order)
    kept: list[tuple[T, T]] = []
    for key in keys:
        waiting: dict[Hashable, list[T]] = {}
        for new in right:
            waiting.setdefault(key(new), []).append(new)
        alone = []
        for old in left:
            found = waiting.get(key(old))
            if found:
                kept.append((old, found.pop(0)))
            else:
                alone.append(old)
        left = alone
        right = sorted((new for found in waiting.values() for new in found), key=order)
    return Paired(kept, left, right)

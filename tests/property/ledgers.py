"""Ledgers that grew by chance, and what a hand in the database may do to them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random  # noqa: TID251 - each is seeded, so that a red run can be repeated
from typing import Any

import msgspec

from askonce.adapters.signing import new_key, signer
from askonce.ledger.entry import KINDS, Entry, canonical, commit, leaf, read
from askonce.ledger.erasing import PERMANENT, erase
from askonce.ledger.export import export
from askonce.ledger.head import read as read_head
from askonce.ledger.head import sign
from askonce.ledger.proving import head_of
from askonce.ledger.verify import verify
from askonce.methods.merkle import Frontier
from bench.ledger.memory import MemoryLog

SIGNER = signer("Ed25519", new_key("Ed25519"))
ORIGIN = "qingshan"


class Ledger:
    """A ledger that grew by chance, with the heads that were published on the way, the last of the whole."""

    def __init__(self, seed: int, least: int = 1, most: int = 20, *, erasing: bool = True) -> None:
        self.chance = Random(seed)  # noqa: S311 - as above
        self.log = MemoryLog(seed)
        self.heads: list[str] = []
        size = self.chance.randint(least, most)
        while self.log.size() < size:
            if erasing and self.log.size() and self.chance.random() < 0.15:
                self.erase_one()
            else:
                self.log.record(self.entry())
            self.log.wait(hours=self.chance.randint(0, 400))
            if self.chance.random() < 0.2:
                self.publish()
        self.publish()

    def entry(self) -> Entry:
        draw = self.chance
        return Entry(
            draw.choice([kind for kind in KINDS if kind != "erasure"]),
            self.log.now,
            draw.choice(["officer:lin", "person:p1", "person:p2", "schedule", "norm:meal-price"]),
            subject=draw.choice([None, "p1", "p2", "p3"]),
            office=draw.choice(["", "street"]),
            case=draw.choice([None, "case-1", "case-2"]),
            basis="canteen-rules/3",
            what=draw.choice([{}, {"register": "人口"}, {"of": "person:p2", "a": 'line\n"\u2028\U0001f600'}]),
        )

    def erase_one(self) -> None:
        number = self.chance.randrange(self.log.size())
        opening = self.log.opening(number)
        assert opening is not None
        if opening.entry is not None and opening.entry.kind not in PERMANENT:
            erase(self.log, number, basis="archives-act/4", actor="officer:lin")

    def publish(self) -> None:
        self.heads.append(sign(head_of(self.log, ORIGIN, self.log.now, "SHA-256"), SIGNER))

    def lines(self) -> list[bytes]:
        return list(export(self.log, ORIGIN, self.heads, show=lambda entry: entry.subject != "p3"))

    def holds(self) -> bool:
        heads = [read_head(text).head for text in self.heads]
        block = 2 ** self.chance.randint(0, 7)
        return verify(self.log, heads, block=block).holds


# What a hand in the database does to the rows, and how deep it goes to hide it


def columns(log: MemoryLog) -> list[list[Any]]:
    """Texts, salts, commitments and numbers of the entries."""
    return [log.texts, log.salts, log.hashes, log.numbers]


def pick(ledger: Ledger, row: list[bytes | None]) -> int:
    """A place that is not erased."""
    return ledger.chance.choice([place for place, one in enumerate(row) if one is not None])


def change(ledger: Ledger) -> None:
    log = ledger.log
    place = pick(ledger, log.texts)
    text = log.texts[place]
    assert text is not None
    log.texts[place] = canonical(msgspec.structs.replace(read(text), actor="officer:wang"))


def change_salt(ledger: Ledger) -> None:
    log = ledger.log
    place = pick(ledger, log.salts)
    log.salts[place] = ledger.chance.randbytes(ledger.chance.choice([32, 32, 31, 0]))


def remove(ledger: Ledger) -> None:
    log = ledger.log
    place = ledger.chance.randrange(len(log.texts))
    for row in columns(log):
        del row[place]


def empty(ledger: Ledger) -> None:
    log = ledger.log
    place = pick(ledger, log.texts)
    log.texts[place] = log.salts[place] = None


def swap(ledger: Ledger) -> None:
    log = ledger.log
    one, other = ledger.chance.sample(range(len(log.texts)), 2)
    for row in columns(log)[:3]:
        row[one], row[other] = row[other], row[one]


def double(ledger: Ledger) -> None:
    """Behind the last entry it would be an entry after the last head, of which nobody outside has heard."""
    log = ledger.log
    one, other = ledger.chance.randrange(len(log.texts)), ledger.chance.randrange(len(log.texts) - 1)
    for row in columns(log):
        row.insert(other, row[one])


def overwrite(ledger: Ledger) -> None:
    log = ledger.log
    one, other = ledger.chance.sample(range(len(log.texts)), 2)
    for row in columns(log)[:3]:
        row[one] = row[other]


def truncate(ledger: Ledger) -> None:
    log = ledger.log
    stop = ledger.chance.randrange(len(log.texts))
    for row in columns(log):
        del row[stop:]


def add(ledger: Ledger) -> None:
    log = ledger.log
    place = ledger.chance.randrange(len(log.texts))
    text, salt = canonical(ledger.entry()), ledger.chance.randbytes(32)
    log.texts.insert(place, text)
    log.salts.insert(place, salt)
    log.hashes.insert(place, commit(text, salt))
    log.numbers.insert(place, place)


ROWS: tuple[Callable[[Ledger], None], ...] = (
    change, change_salt, remove, empty, swap, double, overwrite, truncate, add,
)  # fmt: skip


def leave(log: MemoryLog) -> None:
    """Leave the rest as it is."""


def renumber(log: MemoryLog) -> None:
    log.numbers[:] = range(len(log.texts))


def commit_again(log: MemoryLog) -> None:
    renumber(log)
    for place, (text, salt) in enumerate(zip(log.texts, log.salts, strict=True)):
        if text is not None and salt is not None and len(salt) == 32:
            log.hashes[place] = commit(text, salt)


def hash_leaves_again(log: MemoryLog) -> None:
    commit_again(log)
    log.tree[0] = [leaf(one) for one in log.hashes]


def build_again(log: MemoryLog) -> None:
    commit_again(log)
    tree, log.tree = Frontier(), [[]]
    for one in log.hashes:
        tree, made = tree.append(leaf(one))
        for level, _, node in made:
            if level == len(log.tree):
                log.tree.append([])
            log.tree[level].append(node)


HIDING = (leave, renumber, commit_again, hash_leaves_again, build_again)

"""Proofs over a ledger: that an entry is in it, and that it only grew between two heads."""

from __future__ import annotations

from datetime import datetime

import msgspec

from askonce.ledger.entry import SALT_BYTES, canonical, commit, leaf
from askonce.ledger.hashing import algorithm
from askonce.ledger.head import Head, SignedHead, Verifier, read
from askonce.ledger.log import Log
from askonce.methods.merkle import consistency, frontier, inclusion, verify_consistency, verify_inclusion


class Inclusion(msgspec.Struct, frozen=True, tag_field="proof", tag="inclusion", omit_defaults=True):
    """The proof that an entry is in the ledger of a signed head; with salt and entry, that it is this one.

    `head` is the text of the head, `path` the hashes from the leaf upwards, `entry` the canonical text. Written as
    JSON, bytes stand in base64.
    """

    number: int
    commitment: bytes
    path: tuple[bytes, ...]
    head: str
    salt: bytes | None = None
    entry: str | None = None


class Consistency(msgspec.Struct, frozen=True, tag_field="proof", tag="consistency"):
    """The proof that the ledger of one signed head is the beginning of that of another."""

    old: str
    new: str
    path: tuple[bytes, ...]


def head_of(log: Log, origin: str, at: datetime, hash_name: str) -> Head:
    """The head of a ledger as it stands."""
    size = log.size()
    return Head(origin, size, frontier(log.node, size).root(algorithm(hash_name)), at, hash_name)


def prove_inclusion(log: Log, number: int, head: str, *, opened: bool) -> Inclusion:
    """Prove that an entry is among those of a signed head, with its opening where whoever asks may read it.

    ValueError where the head has no such number, or more entries than the ledger.
    """
    signed = _within(log, head)
    path = inclusion(log.node, number, signed.size, algorithm(signed.hash))
    (commitment,) = log.commitments(number, number + 1)
    opening = log.opening(number) if opened else None
    if opening is None or opening.entry is None:
        return Inclusion(number, commitment, tuple(path), head)
    text = canonical(opening.entry).decode()
    return Inclusion(number, commitment, tuple(path), head, opening.salt, text)


def prove_consistency(log: Log, old: str, new: str) -> Consistency:
    """Prove that nothing before an older head was changed until a newer one; ValueError where they are not heads of this."""
    before, after = read(old).head, _within(log, new)
    return Consistency(old, new, tuple(consistency(log.node, before.size, after.size, algorithm(after.hash))))


def why_not_grown(log: Log, old: str, new: str) -> str | None:
    """Why a ledger is not the one of an older head with more entries, none where it is; `new` is its head now."""
    before, after = _read(old), _read(new)
    if before is None or after is None:
        return "what stands there is no head of a ledger"
    if (before.head.origin, before.head.hash) != (after.head.origin, after.head.hash):
        return f"it is the head of another ledger, `{before.head.origin}`"
    if before.head.size > log.size():
        return f"it covers {before.head.size} entries, the ledger has {log.size()}"
    if frontier(log.node, before.head.size).root(algorithm(before.head.hash)) != before.head.root:
        return f"the first {before.head.size} entries of the ledger are others than it covers"
    return None


def why_not_included(proof: Inclusion, verifier: Verifier) -> str | None:
    """Why a proof does not hold, none where it does."""
    signed = _read(proof.head)
    if signed is None or not signed.is_by(verifier):
        return "the head is not signed by this key"
    head = signed.head
    hashes = algorithm(head.hash)
    hidden = proof.salt is None and proof.entry is None
    if not hidden and (
        proof.salt is None
        or proof.entry is None
        or len(proof.salt) != SALT_BYTES
        or commit(proof.entry.encode(), proof.salt, hashes) != proof.commitment
    ):
        return "the entry is not what was committed to"
    held = verify_inclusion(
        leaf(proof.commitment, hashes), proof.number, head.size, proof.path, head.root, hashes
    )
    return None if held else f"the path does not lead from entry {proof.number} to the root of the head"


def why_not_consistent(proof: Consistency, verifier: Verifier) -> str | None:
    """Why a proof does not hold, none where it does."""
    old, new = _read(proof.old), _read(proof.new)
    if old is None or new is None or not old.is_by(verifier) or not new.is_by(verifier):
        return "a head is not signed by this key"
    if (old.head.origin, old.head.hash) != (new.head.origin, new.head.hash):
        return "the heads are of two ledgers"
    before, after = old.head, new.head
    held = verify_consistency(
        before.size, after.size, proof.path, before.root, after.root, algorithm(after.hash)
    )
    return None if held else f"the {before.size} entries of the old head do not begin the {after.size}"


def _read(text: str) -> SignedHead | None:
    try:
        return read(text)
    except ValueError:
        return None


def _within(log: Log, text: str) -> Head:
    head = read(text).head
    if head.size > log.size():
        raise ValueError(f"the head has {head.size} entries, the ledger {log.size()}")
    return head

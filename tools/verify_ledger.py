#!/usr/bin/env python3
"""Checks what a ledger of AskOnce publishes, without AskOnce: an export, or a proof.

    verify_ledger.py export FILE [KEY]          each entry against its commitment, all together against each head
    verify_ledger.py proof FILE KEY [OLD NEW]   an inclusion, or a consistency; OLD and NEW are heads that you kept

KEY is the line that the office hands out (`name+hash+key`). It ends with 0 where all holds, with 1 where something does
not, with 2 where it cannot tell, as without KEY. It follows RFC 9162 and C2SP signed-note, and needs `cryptography`.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class BrokenError(Exception):
    """Something does not hold."""


class Head(NamedTuple):
    """A head whose signature was checked."""

    origin: str
    size: int
    root: bytes
    hash: str


class Tree:
    """Grows leaf by leaf, keeping the width and the root of each full subtree."""

    def __init__(self, name: str) -> None:
        self._name, self.size = {"SHA-256": "sha256", "SM3": "sm3"}[name], 0
        self._stack: list[tuple[int, bytes]] = []

    def hash(self, *parts: bytes) -> bytes:
        """The hash of parts one after the other."""
        return hashlib.new(self._name, b"".join(parts)).digest()

    def add(self, commitment: bytes) -> None:
        """Add a leaf, and join subtrees of the same width."""
        width, node = 1, self.hash(b"\0", commitment)
        while self._stack and self._stack[-1][0] == width:
            node, width = self.hash(b"\1", self._stack.pop()[1], node), width * 2
        self._stack.append((width, node))
        self.size += 1

    def root(self) -> bytes:
        """The root of what is there."""
        *rest, (_, root) = self._stack or [(0, self.hash(b""))]
        for _, left in reversed(rest):
            root = self.hash(b"\1", left, root)
        return root


def need(held: object, fact: str) -> None:
    """Stop where something does not hold."""
    if not held:
        raise BrokenError(fact)


def take(path: list[bytes], size: int) -> tuple[list[bytes], bytes, int]:
    """A path without its topmost hash, that hash, and how many leaves lie left at the top of a tree."""
    need(path, "the path is too short")
    return path[:-1], path[-1], 1 << ((size - 1).bit_length() - 1)


def climb(tree: Tree, number: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root to which a path leads from a leaf."""
    if size == 1:
        need(not path, "the path is too long")
        return leaf
    path, beside, left = take(path, size)
    if number < left:
        return tree.hash(b"\1", climb(tree, number, left, leaf, path), beside)
    return tree.hash(b"\1", beside, climb(tree, number - left, size - left, leaf, path))


def both(tree: Tree, old: int, new: int, path: list[bytes], known: list[bytes]) -> tuple[bytes, bytes]:
    """The roots of two trees to which a path leads; `known` is the old one where it lies on the left edge."""
    if old == new:
        need(len(path + known) == 1, "the path is too long or too short")
        return (path + known)[0], (path + known)[0]
    path, beside, left = take(path, new)
    if old <= left:
        before, after = both(tree, old, left, path, known)
        return before, tree.hash(b"\1", after, beside)
    before, after = both(tree, old - left, new - left, path, [])
    return tree.hash(b"\1", beside, before), tree.hash(b"\1", beside, after)


def read_head(text: str, key: str) -> Head:
    """A head, signed by a key if one is given."""
    body, _, signatures = text.partition("\n\n")
    origin, size, root, _, named = body.split("\n")
    signed = [line.split(" ")[-1] for line in signatures.split("\n") if line.startswith(f"— {origin} ")]
    need(not key or any(is_by(key, one, origin, body) for one in signed), f"the head of {size} is not signed")
    return Head(origin, int(size), base64.b64decode(root), named.removeprefix("hash "))


def is_by(key: str, signature: str, origin: str, body: str) -> bool:
    """Whether a signature under the body of a head is that of a key."""
    name, digest, public = key.strip().split("+", 2)
    raw, signed = base64.b64decode(public), base64.b64decode(signature)
    own = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if raw[:1] != b"\1" or own.hex() != digest:
        raise ValueError("the key is damaged, or none of Ed25519")
    try:
        Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signed[4:], (body + "\n").encode())
    except InvalidSignature:
        return False
    return signed[:4] == own and name == origin


def opened(tree: Tree, number: int, line: dict[str, Any]) -> bytes:
    """The commitment of an entry, which what is open of it has to fit."""
    commitment = base64.b64decode(line["commitment"])
    if "entry" in line or "salt" in line:
        salt = base64.b64decode(line["salt"])
        fits = len(salt) == 32 and tree.hash(salt, line["entry"].encode()) == commitment
        need(fits and not line.get("erased"), f"entry {number} was changed")
    return commitment


def check_export(lines: Iterator[str], key: str) -> str:
    """Check an exported ledger line by line."""
    header = json.loads(next(lines))
    need(header["format"] == "askonce-ledger/1", "the file is no exported ledger")
    tree, erased, size = Tree(header["hash"]), set[int](), header["size"]
    heads = [read_head(json.loads(next(lines))["head"], key) for _ in range(header["heads"])]
    heads.sort(key=lambda head: -head.size)
    for number in range(size + 1):
        while heads and heads[-1].size == number:
            head, here = heads.pop(), (header["origin"], number, tree.root(), header["hash"])
            need(head == here, f"something before entry {number} was changed: a head differs")
        text = next(lines, "").strip()
        need(bool(text) == (number < size), f"entry {number} was removed, or is too many")
        if number == size:
            break
        line = json.loads(text)
        need(line["number"] == number, f"entry {number} was removed, doubled or moved")
        tree.add(opened(tree, number, line))
        erased |= {number} if line.get("erased") else set()
        said = json.loads(line.get("entry", "{}"))
        if said.get("kind") == "erasure" and said.get("basis"):
            erased.discard(int(said["what"]["number"]))
    need(not heads, f"entry {size} was removed: a head has more")
    need(not erased, f"entries {sorted(erased)} were erased, and no entry says so")
    if not key:
        raise ValueError(f"{size} entries fit together, but NO SIGNATURE WAS CHECKED: give KEY")
    return f"{size} entries, root {tree.root().hex()}, {header['heads']} heads, signed"


def check_proof(proof: dict[str, Any], key: str, kept: list[str]) -> str:
    """Check a proof of inclusion or of consistency."""
    path = [base64.b64decode(one) for one in proof["path"]]
    if proof["proof"] == "inclusion":
        new, number = read_head(proof["head"], key), proof["number"]
        leaf = (tree := Tree(new.hash)).hash(b"\0", opened(tree, number, proof))
        need(0 <= number < new.size, f"the head has no entry {number}")
        need(climb(tree, number, new.size, leaf, path) == new.root, "the path does not lead to the root")
        return f"entry {number} is among the {new.size} of the head: {proof.get('entry', 'not shown')}"
    old, new = (read_head(text, key) for text in kept or (proof["old"], proof["new"]))
    tree = Tree(new.hash)
    need(old[::3] == new[::3] and old.size <= new.size, "the heads are of two ledgers, or in disorder")
    edge = [old.root] if old.size == new.size or not old.size & (old.size - 1) else []
    roots = both(tree, old.size, new.size, path, edge) if old.size else (tree.root(), new.root)
    need(roots == (old.root, new.root) and (old.size or not path), "the old does not begin the new")
    return f"the {old.size} entries of the old head begin the {new.size} of the new one"


def main(arguments: list[str]) -> str:
    """What holds; whatever does not is raised."""
    match arguments:
        case ["export", file, *key] if len(key) < 2:
            with Path(file).open(encoding="utf-8", newline="\n") as lines:
                return check_export(lines, *(key or [""]))
        case ["proof", file, key, *kept] if len(kept) in (0, 2):
            texts = [Path(one).read_text("utf-8") for one in (file, *kept)]
            return check_proof(json.loads(texts[0]), key, texts[1:])
    raise ValueError(__doc__)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"holds: {main(sys.argv[1:])}\n")
    except BrokenError as error:
        sys.exit(f"does not hold: {error}")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration) as error:
        sys.stderr.write(f"cannot tell: {error}\n")
        sys.exit(2)

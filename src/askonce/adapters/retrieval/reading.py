"""Reads documents into tokens, in other processes where there are many: reading them takes longer than indexing them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from typing import Final

import msgspec

from askonce.methods.retrieval.documents import Document, Terms, analyse

#: Fewer are read here before a process would have started.
_BATCH: Final = 2_000
_TEXTS: Final = msgspec.msgpack.Decoder(list[tuple[str, str, str, str]])


def packed(terms: Terms) -> bytes:
    """The fields of a document, a line each, their tokens parted by spaces: no token holds either."""
    return "\n".join(map(" ".join, terms.fields)).encode()


def unpacked(name: str, kept: bytes) -> Terms:
    """The terms that were packed.

    >>> unpacked("a", packed(Terms("a", (("bolt", "m12"), (), ("steel",))))).fields
    (('bolt', 'm12'), (), ('steel',))
    """
    lines = kept.decode().split("\n")
    return Terms(name, tuple(tuple(line.split(" ")) if line else () for line in lines))


def read_all(documents: Iterable[Document], workers: int) -> Iterator[tuple[Document, bytes]]:
    """Each document with its fields, packed, in their order; no more than a few batches are held at a time."""
    batches = _batched(documents)
    first = next(batches, [])
    second = next(batches, []) if workers else []
    if not second:
        for document in chain(first, chain.from_iterable(batches)):
            yield document, packed(analyse(document))
        return
    # A process with threads must not be copied, so each worker starts anew.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[tuple[list[Document], Future[list[bytes]]]] = deque()
        try:
            for batch in chain((first, second), batches):
                texts = [(one.title, one.text, one.context, one.part) for one in batch]
                waiting.append((batch, pool.submit(_read, msgspec.msgpack.encode(texts))))
                if len(waiting) > 2 * workers:
                    yield from _done(*waiting.popleft())
            while waiting:
                yield from _done(*waiting.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def _done(batch: list[Document], read: Future[list[bytes]]) -> Iterator[tuple[Document, bytes]]:
    return zip(batch, read.result(), strict=True)


def _read(texts: bytes) -> list[bytes]:
    return [packed(analyse(Document("", *one))) for one in _TEXTS.decode(texts)]


def _batched(documents: Iterable[Document]) -> Iterator[list[Document]]:
    things = iter(documents)
    while batch := list(islice(things, _BATCH)):
        yield batch

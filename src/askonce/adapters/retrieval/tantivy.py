"""Tantivy as an engine: the documents of a province in a folder, or in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import tantivy

from askonce.adapters.retrieval.reading import read_all, unpacked
from askonce.methods.retrieval.documents import FIELDS, Document, Filter, Terms, View
from askonce.methods.retrieval.engine import telling
from askonce.methods.retrieval.scoring import VIEWS, Statistics

_HEAP_BYTES: Final = 160_000_000
#: How many postings one query may read: of a million offers half as many as there are. Four times as many took twice the time (p95).
_POSTINGS: Final = 500_000
_TOKENS: Final = "tokens"
_LENGTHS: Final = tuple(f"length_{place}" for place in range(len(FIELDS)))
_VIEWS: Final = tuple(str(field.view) for field in FIELDS)
_MOST_WORDS: Final = 50_000


class Tantivy:
    """Documents in tantivy; `numbers` are the facts that are numbers, told when the folder is made and each time after.

    Where many documents are indexed at once, `workers` processes read them. A count of documents that have a term falls only when tantivy merges the segments in which they were deleted.
    """

    def __init__(self, folder: Path | None = None, numbers: Sequence[str] = (), workers: int = 0) -> None:
        self._numbers = {fact: f"number_{place}" for place, fact in enumerate(sorted(numbers))}
        self._schema = _schema(self._numbers.values())
        self._workers = workers
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder) if folder else None)
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_TOKENS, spaces)
        self._writer = self._index.writer(_HEAP_BYTES, 1)
        self._searcher = self._index.searcher()
        self._lengths: tuple[float, ...] | None = None

    def index(self, documents: Iterable[Document]) -> None:
        """Take documents in, all of them or, where one raises, none."""
        known = self._searcher.num_docs > 0
        seen: set[int] = set()  # of this batch; hashes, for a million names would be as large again
        with ExitStack() as undoing:
            undoing.callback(self._writer.rollback)
            for document, kept in read_all(documents, self._workers):
                mark = hash(document.name)
                if mark in seen or (known and self._searcher.doc_freq("name", document.name)):
                    self._writer.delete_documents_by_term("name", document.name)
                seen.add(mark)
                self._writer.add_document(self._made(document, kept))
            undoing.pop_all()
        self._commit()

    def delete(self, names: Iterable[str]) -> None:
        """Forget documents."""
        for name in names:
            self._writer.delete_documents_by_term("name", name)
        self._commit()

    def candidates(self, query: Terms, filters: Sequence[Filter], k: int) -> Sequence[Terms]:
        """At most `k` documents that pass, the best by tantivy's BM25 of the terms that tell most."""
        chosen = telling(query, self.snapshot(query), _POSTINGS)
        terms = [part for view in View for part in self._terms(query, view, chosen[view])]
        if not terms:
            return []
        asked = [
            (tantivy.Occur.Must, tantivy.Query.boolean_query(terms)),
            *((tantivy.Occur.MustNot, one) for each in filters for one in self._failing(each)),
        ]
        found = self._searcher.search(tantivy.Query.boolean_query(asked), limit=k, count=False)
        return [self._terms_at(address) for _, address in found.hits]

    def snapshot(self, query: Terms) -> Statistics:
        """The statistics of all that it holds, for the terms of a query."""
        count = self._searcher.num_docs
        if self._lengths is None:
            self._lengths = self._mean_lengths() if count else (0.0,) * len(FIELDS)
        frequencies = {
            view: {
                term: min(having, count)
                for term in query.weights(view)
                if (having := self._searcher.doc_freq(view.value, term))
            }
            for view in View
        }
        return Statistics(count, self._lengths, frequencies)

    def words(self, beginning: str) -> Iterable[str]:
        """The words that begin so, the first fifty thousand of them."""
        found = self._searcher.terms_with_prefix(View.WORDS.value, beginning, limit=_MOST_WORDS)
        return [word for word, _ in found]

    def close(self) -> None:
        """End what works in the background; the folder can be opened again."""
        self._writer.wait_merging_threads()

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._lengths = None

    def _made(self, document: Document, kept: bytes) -> tantivy.Document:
        made = tantivy.Document()
        made.add_text("name", document.name)
        made.add_bytes("fields", kept)
        for length, view, tokens in zip(_LENGTHS, _VIEWS, kept.decode().split("\n"), strict=True):
            if tokens:
                made.add_integer(length, tokens.count(" ") + 1)
                made.add_text(view, tokens)
        for fact, known in document.facts.items():
            if isinstance(known, tuple):
                for value in ("", *known) if known else ():
                    made.add_text("facts", f"{fact}={value}")
            else:
                made.add_text("facts", f"{fact}=")
                made.add_float(self._numbers[fact], known)
        return made

    def _terms(
        self, query: Terms, view: View, chosen: Sequence[str]
    ) -> Iterator[tuple[tantivy.Occur, tantivy.Query]]:
        weights = query.weights(view)
        for term in chosen:
            found = tantivy.Query.term_query(self._schema, view.value, term, index_option="freq")
            yield tantivy.Occur.Should, tantivy.Query.boost_query(found, VIEWS[view] * weights[term])

    def _failing(self, one: Filter) -> Iterator[tantivy.Query]:
        """What fails a filter: so a document that says nothing of the fact need not be looked for."""
        known = tantivy.Query.term_query(self._schema, "facts", f"{one.fact}=")
        if not one.unknown:
            yield tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, tantivy.Query.all_query()), (tantivy.Occur.MustNot, known)]
            )
        if one.fact in self._numbers:
            yield from self._out_of_bounds(one)
            return
        held = tantivy.Query.term_set_query(
            self._schema, "facts", [f"{one.fact}={value}" for value in one.values]
        )
        yield tantivy.Query.boolean_query([(tantivy.Occur.Must, known), (tantivy.Occur.MustNot, held)])

    def _out_of_bounds(self, one: Filter) -> Iterator[tantivy.Query]:
        field, sort = self._numbers[one.fact], tantivy.FieldType.Float
        if one.low is not None:
            yield tantivy.Query.range_query(
                self._schema, field, sort, upper_bound=one.low, include_upper=False
            )
        if one.high is not None:
            yield tantivy.Query.range_query(
                self._schema, field, sort, lower_bound=one.high, include_lower=False
            )

    def _terms_at(self, address: tantivy.DocAddress) -> Terms:
        document = self._searcher.doc(address)
        return unpacked(document["name"][0], bytes(document["fields"][0]))

    def _mean_lengths(self) -> tuple[float, ...]:
        asked = {name: {"sum": {"field": name}} for name in _LENGTHS}
        found = self._searcher.aggregate(tantivy.Query.all_query(), asked)
        return tuple(float(found[name]["value"] or 0.0) / self._searcher.num_docs for name in _LENGTHS)


def _schema(numbers: Iterable[str]) -> tantivy.Schema:
    """Names whole; a field for each view; lengths and numbers in columns; and the terms of a document, only kept."""
    made = tantivy.SchemaBuilder()
    made.add_text_field("name", stored=True, tokenizer_name="raw", index_option="basic")
    made.add_bytes_field("fields", stored=True)
    for view in View:
        made.add_text_field(view.value, tokenizer_name=_TOKENS, index_option="freq")
    made.add_text_field("facts", tokenizer_name="raw", index_option="basic")
    for length in _LENGTHS:
        made.add_integer_field(length, fast=True)  # `add_unsigned_field` panics on a Python int
    for number in numbers:
        made.add_float_field(number, indexed=True, fast=True)
    return made.build()

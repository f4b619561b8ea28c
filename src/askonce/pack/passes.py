"""The ordered passes over a pack: read, collect symbols, link and check each definition, check the whole."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from askonce.pack import cache
from askonce.pack.cache import Allowed, Cached, Defined, Linked, Need, Summary
from askonce.pack.checks.references import MISSING_TRANSLATION, UNKNOWN_REFERENCE, UNUSED_ALLOWANCE
from askonce.pack.examples import check_examples
from askonce.pack.kinds import Definition
from askonce.pack.language import Language
from askonce.pack.shapes import Localized, Ref
from askonce.pack.symbols import NOTHING, Dependency, Scope, Symbol, Table
from askonce.pack.view import PackView
from askonce.pack.wording import UNKNOWN_KIND
from askonce.text.diagnostic import Diagnostic, Severity
from askonce.text.node import Mapping, Node
from askonce.text.reader import read_nodes
from askonce.text.source import Source, read, walk
from askonce.text.suggest import did_you_mean
from askonce.text.yaml import resting_collector

Progress = Callable[[str, int, int], None]


class Opened(msgspec.Struct, frozen=True):
    """A definition that has been read in this run, with what its words refer to."""

    model: Definition
    refs: tuple[Ref, ...]
    texts: tuple[Localized, ...]


class Checked(msgspec.Struct, frozen=True):
    """A checked pack: findings in the order of files, proposals apart, and the view that measures read.

    `bound` holds each linked definition by kind and name, where the run was asked to keep them.
    """

    findings: tuple[Diagnostic, ...]
    proposals: tuple[Diagnostic, ...]
    view: PackView
    bound: dict[str, dict[str, Any]]
    files: int


def silent(label: str, done: int, total: int) -> None:
    """Show no progress."""


def read_sources(folder: Path) -> Iterator[Source | Diagnostic]:
    """Read every file of a pack."""
    for path in walk(folder):
        yield read(folder, path)


def check_folder(
    folder: Path,
    language: Language,
    *,
    on: date,
    keep: bool = False,
    cached: bool = True,
    progress: Progress = silent,
) -> Checked:
    """Check a pack on disk for a day, taking from the cache what has not changed; `keep` links every definition anew."""
    place = cache.place_of(folder)
    known = cache.load(place, language) if cached and not keep else None
    checked, summaries = _check(read_sources(folder), language, on, known, keep=keep, progress=progress)
    if cached and not keep and (known is None or summaries != known):
        cache.save(place, summaries)
    return checked


def check_sources(
    sources: Iterable[Source | Diagnostic], language: Language, *, on: date, keep: bool = False
) -> Checked:
    """Check a pack given as sources, without a cache."""
    return _check(sources, language, on, None, keep=keep, progress=silent)[0]


def _check(
    sources: Iterable[Source | Diagnostic],
    language: Language,
    on: date,
    known: Cached[Any] | None,
    *,
    keep: bool,
    progress: Progress,
) -> tuple[Checked, Cached[Any]]:
    with resting_collector():
        return _Run(language, known, keep=keep, progress=progress).check(sources, on)


class _Run:
    """One run of the passes; the summaries it ends with are the next run's cache."""

    def __init__(
        self, language: Language, known: Cached[Any] | None, *, keep: bool, progress: Progress
    ) -> None:
        self.language = language
        self.known = known
        self.keep = keep
        self.progress = progress
        self.asked: dict[Dependency, int] = {}
        self.bound: dict[str, dict[str, Any]] = {}
        self.unread: list[Diagnostic] = []

    def check(self, sources: Iterable[Source | Diagnostic], on: date) -> tuple[Checked, Cached[Any]]:
        """Run all passes."""
        held = list(self._sources(sources))
        opened: dict[str, tuple[Opened, ...]] = {}
        files: dict[str, Summary[Any]] = {}
        for number, source in enumerate(held, start=1):
            files[source.path] = self._summary(source, opened)
            self.progress("read", number, len(held))
        own = (symbol for path in files for one in files[path].defined for symbol in one.symbols)
        table = Table((*self.language.given, *own))
        stale = self._stale(table)
        for number, source in enumerate(held, start=1):
            files[source.path] = self._link(source, files[source.path], opened, table, stale)
            self.progress("check", number, len(held))
        defined = tuple(one for path in files for one in files[path].defined)
        view = PackView(self.language, table, defined, on)
        findings = [*self.unread, *(finding for path in files for finding in self._found(files[path]))]
        for rule in self.language.by_subject.get("pack", ()):
            findings.extend(rule.check(view))  # type: ignore[misc]
        kept = sorted(_allow(findings, defined), key=lambda finding: finding.order)
        checked = Checked(
            tuple(one for one in kept if one.severity is not Severity.PROPOSAL),
            tuple(one for one in kept if one.severity is Severity.PROPOSAL),
            view,
            self.bound,
            len(held) + len(self.unread),
        )
        dependencies = tuple((space, key, table.digest((space, key))) for space, key in self.asked)
        return checked, Cached(
            self.known.tool if self.known else cache.tool_digest(self.language), dependencies, files
        )

    def _sources(self, sources: Iterable[Source | Diagnostic]) -> Iterator[Source]:
        for source in sources:
            if isinstance(source, Diagnostic):
                self.unread.append(source)
            else:
                yield source

    def _summary(self, source: Source, opened: dict[str, tuple[Opened, ...]]) -> Summary[Any]:
        before = self.known.files.get(source.path) if self.known else None
        if before is not None and before.digest == source.digest:
            return before
        found: list[Diagnostic] = []
        opened[source.path] = tuple(self._open(source, found))
        return Summary(source.digest, tuple(found), tuple(self._define(one) for one in opened[source.path]))

    def _open(self, source: Source, found: list[Diagnostic]) -> Iterator[Opened]:
        if source.path.endswith(".md"):
            text = source.text()
            found.extend(
                (text,) if isinstance(text, Diagnostic) else check_examples(self.language, source.path, text)
            )
            return
        nodes, wrong = read_nodes(source)
        found.extend(wrong)
        for node in nodes:
            name = _kind_name(node)
            kind = self.language.kinds.get(name)
            if kind is None or not isinstance(node, Mapping):
                found.append(_unknown_kind(node, name, self.language))
                continue
            model, into = kind.decode(node)
            found.extend(into.found)
            yield Opened(model, tuple(into.refs), tuple(into.texts))

    def _define(self, one: Opened) -> Defined[Any]:
        model = one.model
        symbols = [Symbol(model.kind, model.id, model.name, NOTHING, model.key)] if model.id else []
        interfaces = self.language.kinds[model.kind].interfaces
        if interfaces is not None and model.id:
            given = [msgspec.structs.replace(symbol, owner=model.key) for symbol in interfaces(model)]
            own = [symbol for symbol in given if (symbol.space, symbol.key) == (model.kind, model.id)]
            symbols = given if own else [*symbols, *given]
        needs = dict.fromkeys(Need(ref.kinds, ref.id) for ref in one.refs)
        allowed = tuple(Allowed(allowance.code, allowance.place("code")) for allowance in model.allow)
        return Defined(
            model.kind,
            model.id,
            model.name,
            tuple(symbols),
            tuple(needs),
            allowed,
            model.imported_from is not None,
        )

    def _stale(self, table: Table) -> set[int]:
        if self.known is None:
            return set()
        return {
            number
            for number, (space, key, digest) in enumerate(self.known.dependencies)
            if table.digest((space, key)) != digest
        }

    def _link(
        self,
        source: Source,
        summary: Summary[Any],
        opened: dict[str, tuple[Opened, ...]],
        table: Table,
        stale: set[int],
    ) -> Summary[Any]:
        if source.path not in opened:
            if not any(stale.intersection(one.linked.asked) for one in summary.defined if one.linked):
                return self._renumbered(summary)
            opened[source.path] = tuple(self._open(source, []))
        linked = tuple(
            msgspec.structs.replace(one, linked=self._check_definition(opening, table))
            for one, opening in zip(summary.defined, opened.pop(source.path), strict=True)
        )
        return msgspec.structs.replace(summary, defined=linked)

    def _renumbered(self, summary: Summary[Any]) -> Summary[Any]:
        if self.known is None:
            return summary
        old = self.known.dependencies
        defined = []
        for one in summary.defined:
            if one.linked is None:
                defined.append(one)
                continue
            numbers = tuple(
                self.asked.setdefault(old[number][:2], len(self.asked)) for number in one.linked.asked
            )
            defined.append(
                msgspec.structs.replace(one, linked=msgspec.structs.replace(one.linked, asked=numbers))
            )
        return msgspec.structs.replace(summary, defined=tuple(defined))

    def _check_definition(self, one: Opened, table: Table) -> Linked[Any]:
        scope = Scope(table)
        model = one.model
        kind = self.language.kinds[model.kind]
        found = [*_unknown_references(one, scope), *_missing_translations(one, scope, titled=kind.titled)]
        bound = model if kind.bind is None else kind.bind(model, scope)
        for rule in self.language.by_subject.get("definition", ()):
            found.extend(rule.check(model, scope))  # type: ignore[misc]
        for rule in self.language.by_subject.get(model.kind, ()):
            found.extend(rule.check(bound, scope))  # type: ignore[misc]
        facts = () if kind.facts is None else tuple(kind.facts(bound))
        if self.keep:
            self.bound.setdefault(model.kind, {}).setdefault(model.id, bound)
        about = tuple(
            finding if finding.about else msgspec.structs.replace(finding, about=model.key)
            for finding in found
        )
        return Linked(about, facts, cache.number_dependencies(self.asked, scope.asked))

    def _found(self, summary: Summary[Any]) -> Iterator[Diagnostic]:
        yield from summary.found
        for one in summary.defined:
            if one.linked is not None:
                yield from one.linked.found


def _kind_name(node: Node) -> str:
    return next(iter(node.entries), "") if isinstance(node, Mapping) else ""


def _unknown_kind(node: Node, name: str, language: Language) -> Diagnostic:
    if not name:
        return UNKNOWN_KIND.at(
            node.span,
            "the file defines nothing: it is no group of words",
            repair="begin it with a kind and a name, such as `service: elder-meal`",
        )
    repair = did_you_mean(name, language.kinds) or f"begin it with one of {', '.join(language.kinds)}"
    return UNKNOWN_KIND.at(node.span, f"`{name}` is no kind of definition", repair=repair)


def _unknown_references(one: Opened, scope: Scope) -> Iterator[Diagnostic]:
    for ref in one.refs:
        if any(scope.one(kind, ref.id) for kind in ref.kinds):
            continue
        known = [name for kind in ref.kinds for name in scope.names(kind)]
        noun = " or ".join(ref.kinds).replace("_", " ")
        repair = did_you_mean(ref.id, known) or f"define {noun} `{ref.id}`"
        yield UNKNOWN_REFERENCE.at(ref.span, f"no {noun} is called `{ref.id}`", repair=repair)


def _missing_translations(one: Opened, scope: Scope, *, titled: bool) -> Iterator[Diagnostic]:
    manifest = scope.value("languages", "")
    if manifest is None:
        return
    if titled and one.model.title is None and one.model.id:
        yield MISSING_TRANSLATION.at(
            one.model.name,
            f"`{one.model.id}` has no `title`",
            repair=f"add `title: {{{', '.join(f'{code}: …' for code in manifest.languages)}}}`",
        )
    for text in one.texts:
        missing = [code for code in manifest.languages if code not in text.texts]
        if missing:
            shown = text.in_language(missing[0])
            yield MISSING_TRANSLATION.at(
                text.node.span,
                f"`{shown}` is not said in {', '.join(missing)}",
                repair=f"add `{missing[0]}: …`",
            )


def _allow(findings: list[Diagnostic], defined: tuple[Defined[Any], ...]) -> Iterator[Diagnostic]:
    allowed = {
        (f"{one.kind} {one.id}", allowance.code): allowance for one in defined for allowance in one.allowed
    }
    used = set()
    for finding in findings:
        if (finding.about, finding.code) in allowed:
            used.add((finding.about, finding.code))
        else:
            yield finding
    for (about, code), allowance in allowed.items():
        if (about, code) not in used:
            yield UNUSED_ALLOWANCE.at(
                allowance.span,
                f"`{code}` is allowed but does not occur",
                about=about,
                repair="remove the allowance",
            )

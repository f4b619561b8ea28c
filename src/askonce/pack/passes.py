"""The ordered passes over a pack: read, collect symbols, link and check each definition, check the whole."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from askonce.pack import cache
from askonce.pack.cache import Allowed, Cached, Defined, Linked, Summary
from askonce.pack.checks.references import MISSING_TRANSLATION, UNKNOWN_REFERENCE, UNUSED_ALLOWANCE
from askonce.pack.examples import check_examples
from askonce.pack.kinds import Definition
from askonce.pack.language import Language
from askonce.pack.shapes import Localized, Ref
from askonce.pack.symbols import NOTHING, Dependency, Scope, Symbol, Table, changed_names
from askonce.pack.view import PackView
from askonce.pack.wording import UNKNOWN_KIND
from askonce.text.collector import resting_collector
from askonce.text.diagnostic import Diagnostic, Rule, Severity
from askonce.text.node import Mapping, Node
from askonce.text.reader import read_nodes
from askonce.text.source import Source, read, walk
from askonce.text.suggest import did_you_mean

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
    with resting_collector():
        known = cache.load(place, language) if cached and not keep else None
        run = _Run(language, known, keep=keep, progress=progress)
        checked = run.check(read_sources(folder), on)
        if cached and not keep and run.changed:
            cache.save(place, run.summaries(), language)
    return checked


def check_sources(
    sources: Iterable[Source | Diagnostic], language: Language, *, on: date, keep: bool = False
) -> Checked:
    """Check a pack given as sources, without a cache."""
    with resting_collector():
        return _Run(language, None, keep=keep, progress=silent).check(sources, on)


class _Run:
    """One run of the passes; the summaries it ends with are the next run's cache."""

    def __init__(
        self, language: Language, known: Cached[Any] | None, *, keep: bool, progress: Progress
    ) -> None:
        self.language = language
        self.known = known
        self.keep = keep
        self.progress = progress
        self.files: dict[str, Summary[Any]] = {}
        self.opened: dict[str, tuple[Opened, ...]] = {}
        self.bound: dict[str, dict[str, Any]] = {}
        self.unread: list[Diagnostic] = []

    @cached_property
    def before(self) -> dict[str, Summary[Any]]:
        """The summaries of the last run by path."""
        return {} if self.known is None else self.known.files

    @cached_property
    def asked(self) -> dict[Dependency, int]:
        """Every look-up with its number; those of the last run keep theirs."""
        return {} if self.known is None else {name: at for at, name in enumerate(self.known.dependencies)}

    @cached_property
    def rules(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that look at a linked definition of a kind alone."""
        return {kind: self.language.by_subject.get(kind, ()) for kind in self.language.kinds}

    def check(self, sources: Iterable[Source | Diagnostic], on: date) -> Checked:
        """Run all passes."""
        held = list(self._sources(sources))
        files = self.files
        for number, source in enumerate(held, start=1):
            files[source.path] = self._summary(source)
            self.progress("read", number, len(held))
        stale = self._stale()
        table = Table(self._symbols())
        for number, source in enumerate(held, start=1):
            files[source.path] = self._link(source, files[source.path], table, stale)
            self.progress("check", number, len(held))
        defined = tuple([one for summary in files.values() for one in summary.defined])
        view = PackView(self.language, table, defined, on)
        findings = [(finding.span.path, finding) for finding in self.unread]
        findings += [(path, finding) for path, summary in files.items() for finding in _found(summary)]
        for rule in self.language.by_subject.get("pack", ()):
            findings.extend((finding.span.path, finding) for finding in rule.check(view))  # type: ignore[misc]
        kept = sorted(_allow(findings, defined), key=lambda finding: finding.order)
        return Checked(
            tuple(one for one in kept if one.severity is not Severity.PROPOSAL),
            tuple(one for one in kept if one.severity is Severity.PROPOSAL),
            view,
            self.bound,
            len(held) + len(self.unread),
        )

    @property
    def changed(self) -> bool:
        """Whether this run ends with other summaries than it was given."""
        before = self.before
        return (
            self.known is None
            or len(before) != len(self.files)
            or any(before.get(path) is not summary for path, summary in self.files.items())
        )

    def summaries(self) -> Cached[Any]:
        """What the next run may build on."""
        cached = Cached(tuple(self.asked), self.files)
        before = {path: summary.asked for path, summary in self.before.items()}
        asked = {path: summary.asked for path, summary in self.files.items()}
        return cached if asked == before else cache.without_leftovers(cached)

    def _symbols(self) -> Iterator[Symbol[Any]]:
        yield from self.language.given
        for summary in self.files.values():
            for one in summary.defined:
                yield from one.symbols

    def _sources(self, sources: Iterable[Source | Diagnostic]) -> Iterator[Source]:
        for source in sources:
            if isinstance(source, Diagnostic):
                self.unread.append(source)
            else:
                yield source

    def _summary(self, source: Source) -> Summary[Any]:
        before = self.before.get(source.path)
        if before is not None and before.digest == source.digest:
            return before
        found: list[Diagnostic] = []
        opened = self.opened[source.path] = tuple(self._open(source, found))
        return Summary(source.digest, tuple(found), tuple([self._define(one) for one in opened]))

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
                finding = _unknown_kind(node, name, self.language)
                if finding not in found[-1:]:  # the rows of a sheet have one head, which is wrong once
                    found.append(finding)
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
        needs: dict[str, dict[str, None]] = {}
        for ref in one.refs:
            needs.setdefault(" ".join(ref.kinds), {})[ref.id] = None
        allowed = tuple(Allowed(allowance.code, allowance.place("code")) for allowance in model.allow)
        return Defined(
            model.kind,
            model.id,
            model.name,
            tuple(symbols),
            {kinds: tuple(names) for kinds, names in needs.items()},
            allowed,
            model.imported_from is not None,
        )

    def _stale(self) -> frozenset[int]:
        """The numbers of the look-ups that answer otherwise than in the last run."""
        if self.known is None:
            return frozenset()
        moved: set[Dependency] = set()
        for path in {**self.before, **self.files}:
            before, after = self.before.get(path), self.files.get(path)
            if before is not after:
                moved.update(changed_names(_symbols_of(before), _symbols_of(after)))
        if not moved:
            return frozenset()
        return frozenset([at for at, name in enumerate(self.known.dependencies) if name in moved])

    def _link(
        self, source: Source, summary: Summary[Any], table: Table, stale: frozenset[int]
    ) -> Summary[Any]:
        opened = self.opened.pop(source.path, None)
        if opened is None:
            if stale.isdisjoint(summary.asked):
                return summary
            opened = tuple(self._open(source, []))
        scope = Scope(table)
        linked = tuple(
            [
                msgspec.structs.replace(one, linked=self._check_definition(opening, scope))
                for one, opening in zip(summary.defined, opened, strict=True)
            ]
        )
        asked = cache.number_dependencies(self.asked, scope.asked)
        return Summary(summary.digest, summary.found, linked, asked)

    def _check_definition(self, one: Opened, scope: Scope) -> Linked[Any]:
        model = one.model
        kind = self.language.kinds[model.kind]
        found = [*_unknown_references(one, scope), *_missing_translations(one, scope, titled=kind.titled)]
        bound = model if kind.bind is None else kind.bind(model, scope)
        for rule in self.language.by_subject.get("definition", ()):
            found.extend(rule.check(model, scope))  # type: ignore[misc]
        for rule in self.rules[model.kind]:
            found.extend(rule.check(bound, scope))  # type: ignore[misc]
        facts = () if kind.facts is None else tuple(kind.facts(bound))
        if self.keep:
            self.bound.setdefault(model.kind, {}).setdefault(model.id, bound)
        about = tuple(
            [
                finding if finding.about else msgspec.structs.replace(finding, about=model.key)
                for finding in found
            ]
        )
        return Linked(about, facts) if about or facts else NOT_NOTABLE


NOT_NOTABLE: Linked[Any] = Linked()


def _symbols_of(summary: Summary[Any] | None) -> Iterator[Symbol[Any]]:
    for one in () if summary is None else summary.defined:
        yield from one.symbols


def _found(summary: Summary[Any]) -> Iterator[Diagnostic]:
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
    of_rows = "; the sheet of a decision table begins with `rows` and a name"
    others = of_rows if node.path.lower().endswith((".csv", ".xlsx")) else ""
    repair = did_you_mean(name, language.kinds) or f"begin it with one of {', '.join(language.kinds)}{others}"
    place = node.key_place(name) if isinstance(node, Mapping) else node.span
    return UNKNOWN_KIND.at(place, f"`{name}` is no kind of definition", repair=repair)


def _unknown_references(one: Opened, scope: Scope) -> Iterator[Diagnostic]:
    defined: set[tuple[tuple[str, ...], str]] = set()
    for ref in one.refs:
        name = (ref.kinds, ref.id)
        if name in defined:
            continue
        if any(scope.every(kind, ref.id) for kind in ref.kinds):
            defined.add(name)
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


def _allow(findings: list[tuple[str, Diagnostic]], defined: tuple[Defined[Any], ...]) -> Iterator[Diagnostic]:
    """Leave out what a definition allows, and find the allowances that nothing needs.

    Each finding stands beside the file of the definition that it was found in: of two definitions with one name
    only the one that says so allows it. The place of a finding may lie in another file, such as a sheet.
    """
    allowed = {
        (f"{one.kind} {one.id}", allowance.code, one.span.path): allowance
        for one in defined
        for allowance in one.allowed
    }
    used = set()
    for path, finding in findings:
        key = (finding.about, finding.code, path)
        if key in allowed:
            used.add(key)
        else:
            yield finding
    for (about, code, path), allowance in allowed.items():
        if (about, code, path) not in used:
            yield UNUSED_ALLOWANCE.at(
                allowance.span,
                f"`{code}` is allowed but does not occur",
                about=about,
                repair="remove the allowance",
            )

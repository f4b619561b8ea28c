"""`tck`, `import dmn` and `export dmn`: models of the standard DMN checked, in and out."""

import fcntl
import json
import os
import shutil
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from askonce.assembly import LANGUAGE
from askonce.cli.command import CLEAN, FINDINGS, Command, Stop, argument
from askonce.cli.files import existing_folder, write_whole
from askonce.cli.packs import (
    JSON,
    PACK,
    check_whole,
    day,
    stop_if_unsound,
    today,
    unsettled,
    within_limits,
)
from askonce.cli.terminal import Terminal

if TYPE_CHECKING:  # reading FEEL costs 0.07 s at start-up, which other commands save
    from askonce.norms.dmn.drafting import Draft
    from askonce.norms.dmn.kit import Failure, Score, Tally
    from askonce.norms.dmn.model import Fault, Model

SHOWN = 20
#: What a draft lacks until somebody decides it: whether it grants, burdens or reckons.
LACKING = frozenset({"AO207"})
GAP = "AO216"


def tck(arguments: Namespace, terminal: Terminal) -> int:
    """Run the conformance kit and count."""
    from askonce.norms.dmn.kit import run_kit

    folder = Path(arguments.dir)
    if folder.is_file():
        raise Stop(f"`{arguments.dir}` is a file; name the folder of the kit's test cases")
    score = run_kit(existing_folder(arguments.dir), terminal.progress, datetime.now(UTC))
    levels, apart = score.levels, score.apart
    if not levels.count.total and not apart.count.total and not levels.failures:
        raise Stop(f"`{arguments.dir}` holds no test cases of the conformance kit")
    if arguments.json:
        made = tally_json(levels) | {"non_compliant": tally_json(apart)}
        terminal.say(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        for line in score_lines(score):
            terminal.say(line)
    return FINDINGS if levels.failures else CLEAN


def tally_json(tally: "Tally") -> dict[str, Any]:
    """Give a tally under its stable keys."""
    counted: dict[str, Any] = msgspec.to_builtins(tally.count)
    return counted | {
        "skipped": msgspec.to_builtins(tally.skipped),
        "by_folder": msgspec.to_builtins(tally.by_folder),
        "failures": msgspec.to_builtins(tally.failures),
    }


def score_lines(score: "Score") -> Iterator[str]:
    """Say a score: the shares, the folders with failures, and the first of those."""
    yield f"{'':<16}{'results':>26}{'not null':>26}{'skipped':>9}"
    for name, tally in (("levels 2 and 3", score.levels), ("non-compliant", score.apart)):
        count = tally.count
        yield (
            f"{name:<16}{_share(count.passed, count.total):>26}"
            f"{_share(count.non_null_passed, count.non_null_total):>26}{len(tally.skipped):>9,}"
        )
    worst = [(folder, one) for folder, one in score.levels.by_folder.items() if one.passed < one.total]
    for folder, one in sorted(worst, key=lambda pair: pair[1].passed - pair[1].total):
        yield f"  {folder:<64}{_share(one.passed, one.total)}"
    for failure in score.levels.failures[:SHOWN]:
        yield from _failure(failure)
    if len(score.levels.failures) > SHOWN:
        yield f"\n... and {len(score.levels.failures) - SHOWN:,} more; --json lists them all"


def _failure(one: "Failure") -> Iterator[str]:
    if not one.case and not one.result:
        yield f"\n{one.folder}/{one.file} cannot be read"
        yield f"  {one.reason}"
        return
    yield f"\n{one.folder}/{one.file}: case {one.case}, `{one.result}`"
    yield f"  expected {one.expected}"
    yield f"  got      {one.got}"
    yield f"  {one.reason}"


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.2%})" if whole else "none"


def import_dmn(arguments: Namespace, terminal: Terminal) -> int:
    """Write a draft of a norm for each decision of a model, all or none."""
    from askonce.norms.dmn.model import Fault
    from askonce.norms.dmn.reading import read_model
    from askonce.norms.dmn.xml import read_bounded

    path = Path(arguments.file)
    if path.is_dir():
        raise Stop(f"`{arguments.file}` is a folder; name the file of a model")
    if not path.is_file():
        raise Stop(f"there is no file `{arguments.file}`")
    model = read_model(read_bounded(path), path.name)
    if isinstance(model, Fault):
        raise Stop(f"{arguments.file}:{model.line}: {model.message}; nothing was written")
    with writing_alone(existing_folder(arguments.into)) as folder:
        return _import_model(model, folder, arguments, terminal)


def _import_model(model: "Model", folder: Path, arguments: Namespace, terminal: Terminal) -> int:
    from askonce.norms.dmn.importing import import_decisions
    from askonce.norms.dmn.library import library
    from askonce.norms.dmn.model import Fault

    name = Path(arguments.file).name
    on = arguments.on or today()
    bound = _bound(folder, on)
    languages = next(iter(bound["manifest"].values())).languages
    made = import_decisions(library([model]), model, languages=languages, on=arguments.on, file=name)
    drafts = [one for one in made if not isinstance(one, Fault)]
    faults = [one for one in made if isinstance(one, Fault)]
    if not made:
        raise Stop(f"`{arguments.file}` holds no decision; nothing was written")
    texts: Mapping[str, str] = {}
    by_path = _by_path(model, drafts)
    if not faults:
        faults = list(_taken(folder, by_path, bound.get("norm", {})))
    if not faults:
        texts, faults = _checked(folder, by_path, on)
    if faults:
        for fault in faults:
            terminal.warn(f"{arguments.file}:{fault.line}: {fault.message}")
        terminal.warn("nothing was written")
        return FINDINGS
    write_together(folder, texts)
    for written in texts:
        terminal.say(f"wrote {Path(arguments.into) / written}")
    terminal.say("each is a draft: say its basis and its effect, and have it adopted")
    return CLEAN


def _bound(folder: Path, on: date) -> Mapping[str, Mapping[str, Any]]:
    """What a pack defines, by kind and name."""
    from askonce.pack.passes import check_folder

    bound = check_folder(folder, LANGUAGE, on=on, keep=True).bound
    if not bound.get("manifest"):
        raise Stop(f"`{folder}` has no manifest, so it is no pack; nothing was written")
    return bound


def _by_path(model: "Model", drafts: "list[Draft]") -> "Mapping[str, Draft]":
    """Where drafts go: one of its own into `norms`, several into a folder there of the model's name."""
    from askonce.norms.dmn.naming import norm_name

    inside = "norms" if len(drafts) == 1 else f"norms/{norm_name(model.name or Path(model.file).stem)}"
    return {f"{inside}/{draft.id}.yaml": draft for draft in drafts}


def _taken(folder: Path, by_path: "Mapping[str, Draft]", norms: Mapping[str, Any]) -> "Iterator[Fault]":
    """What stands where drafts should go."""
    from askonce.norms.dmn.model import Fault

    for path, draft in by_path.items():
        if draft.id in norms or (folder / path).exists():
            yield Fault(
                draft.line, f"norm `{draft.id}` stands in the pack already; rename the one or the other"
            )
            continue
        inside = Path(path).parent
        if len(by_path) > 1 and (folder / inside).exists():
            yield Fault(1, f"`{inside}` stands in the pack already; rename it, or the model")
            return


def _checked(
    folder: Path, by_path: "Mapping[str, Draft]", on: date
) -> "tuple[Mapping[str, str], list[Fault]]":
    """The files of drafts in canonical text, and what the pack's own checks find wrong with them."""
    from askonce.norms.dmn.model import Fault
    from askonce.pack.passes import check_sources, read_sources
    from askonce.text.diagnostic import Severity
    from askonce.text.source import from_text

    drafts = list(by_path.values())
    sources = list(read_sources(folder))
    while True:
        written = {path: _canonical(path, draft) for path, draft in by_path.items()}
        unfit = [one for one in written.values() if isinstance(one, Fault)]
        if unfit:
            return {}, unfit
        texts = {path: text for path, text in written.items() if isinstance(text, str)}
        added = (from_text(path, text) for path, text in texts.items())
        checked = check_sources([*sources, *added], LANGUAGE, on=on, keep=True)
        wrong = [
            one
            for one in checked.findings
            if one.severity is Severity.ERROR and one.code not in LACKING and one.span.path in texts
        ]
        gaps = {one.span.path for one in wrong if one.code == GAP and by_path[one.span.path].closes()}
        if not gaps:
            found = [_fault(one, texts[one.span.path], by_path[one.span.path]) for one in wrong]
            return texts, found or list(_misfits(drafts, checked.bound.get("norm", {})))
        by_path = {**by_path, **{path: by_path[path].closed() for path in gaps}}


def _misfits(drafts: "list[Draft]", norms: Mapping[str, Any]) -> "Iterator[Fault]":
    """The drafts whose formula may give what the model's own type turns into null."""
    from askonce.norms.dmn.model import Fault

    for draft in drafts:
        typed = norms[draft.id].texts[0].result
        why = "" if typed is None else draft.misfit(typed.type)
        if why:
            yield Fault(draft.line, f"as norm `{draft.id}`: {why}")


def _canonical(path: str, draft: "Draft") -> "str | Fault":
    """The canonical text of a draft, or why a pack cannot hold it: a character that no file may have."""
    from askonce.norms.dmn.model import Fault
    from askonce.pack.format import format_text

    made = format_text(LANGUAGE, path, draft.text())
    return made if isinstance(made, str) else Fault(draft.line, f"as norm `{draft.id}`: {made[0].message}")


def _fault(finding: Any, text: str, draft: "Draft") -> "Fault":
    from askonce.norms.dmn.model import Fault

    line = draft.line_of(text.splitlines()[finding.span.line - 1])
    repair = f"; {finding.help}" if finding.help else ""
    return Fault(line, f"as norm `{draft.id}`: {finding.code} {finding.message}{repair}")


#: Where drafts are written first, hidden from whatever reads the pack; what a killed run leaves there goes next time.
_MAKING = ".importing"


@contextmanager
def writing_alone(folder: Path) -> Iterator[Path]:
    """Hold a pack for oneself while its new files are made; the hold ends with the process, however that ends."""
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stop(
                f"another import is writing into `{folder}`; run this one again when it is done"
            ) from error
        except OSError as error:
            raise Stop(f"`{folder}` cannot be written: {error.strerror or error}") from error
        yield folder
    finally:
        os.close(held)


def write_together(folder: Path, texts: Mapping[str, str]) -> None:
    """Write new files of one folder, which all appear at once, or never: the last step is one renaming."""
    making = folder / _MAKING
    first = folder / next(iter(texts))
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        for name, text in texts.items():
            (making / Path(name).name).write_bytes(text.encode())
        (folder / "norms").mkdir(exist_ok=True)
        if len(texts) == 1:
            (making / first.name).rename(first)
        else:
            making.rename(first.parent)
    except OSError as error:
        raise Stop(f"`{folder}` cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)  # gone already, unless something stopped it half-way


def export_dmn(arguments: Namespace, terminal: Terminal) -> int:
    """Write a norm as a model of DMN 1.5."""
    from askonce.norms.dmn.exporting import export_ruling
    from askonce.norms.ruling import Ruling, all_on, book_of, rule
    from askonce.text.suggest import did_you_mean

    on = arguments.on or today()
    checked = check_whole(arguments.pack, terminal, on)
    book = book_of(checked.bound)
    if arguments.norm not in book.norms:
        hint = did_you_mean(arguments.norm, book.norms)
        raise Stop(f"`{arguments.pack}` has no norm `{arguments.norm}`" + (f"; {hint}" if hint else ""))
    stop_if_unsound(checked, (arguments.norm,), arguments.pack)
    with within_limits(f"norm `{arguments.norm}`"):
        ruling = rule(arguments.norm, book, all_on(on))
    if not isinstance(ruling, Ruling):
        raise unsettled(ruling)
    made = export_ruling(ruling)
    if not isinstance(made, str):
        for reason in made:
            terminal.warn(reason)
        terminal.warn("nothing was written")
        return FINDINGS
    write_whole(arguments.file, made.encode())
    if arguments.file != "-":
        terminal.say(f"wrote {arguments.file}")
    return CLEAN


TCK = Command(
    "tck",
    "Run the conformance kit of the standard DMN over the norm engine, and count the results.",
    "askonce tck dmn-tck/TestCases",
    (argument("dir", says="the folder of the kit's test cases", metavar="DIR"), JSON),
    tck,
)
IMPORT_DMN = Command(
    "import dmn",
    "Turn the decisions of a DMN model into drafts of norms in a pack, all or none.",
    "askonce import dmn fees.dmn --into packs/qingshan",
    (
        argument("file", says="the model, of DMN 1.1 to 1.5", metavar="FILE"),
        argument("--into", says="the folder of the pack", required=True, metavar="PACK"),
        argument(
            "--on", says="the first day of the drafts (not said)", type=day, metavar="DATE", default=None
        ),
    ),
    import_dmn,
)
EXPORT_DMN = Command(
    "export dmn",
    "Write a norm of a pack as a model of DMN 1.5, with the texts and rates of one day.",
    "askonce export dmn packs/qingshan child-benefit child-benefit.dmn",
    (
        PACK,
        argument("norm", says="the name of the norm", metavar="NORM"),
        argument(
            "file",
            says="the file to write, or - for standard output (-)",
            nargs="?",
            default="-",
            metavar="FILE",
        ),
        argument(
            "--on",
            says="the day whose texts and rates are written (today)",
            type=day,
            metavar="DATE",
            default=None,
        ),
    ),
    export_dmn,
)

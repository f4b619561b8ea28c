"""`population`: a norm over a file of people, with an outcome for each or, of an adverse norm, counts alone."""

import tempfile
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from askonce.cli.command import CLEAN, Command, Stop, argument
from askonce.cli.packs import CASE_DATES, PACK, check_whole, day, stop_if_unsound, today
from askonce.cli.terminal import Terminal
from askonce.text.suggest import did_you_mean

if TYPE_CHECKING:  # every command is imported at start-up, and FEEL costs 0.07 s
    from askonce.adapters.run import Came, Job, Ran, Tally, Unfit
    from askonce.adapters.tables import Table
    from askonce.norms.population.population import Plan
    from askonce.norms.ruling import Book, Ruling

MOST_SHOWN = 8
DATE_OPTIONS = {"event": "event", "application": "applied", "decision": "decided"}


def population(arguments: Namespace, terminal: Terminal) -> int:
    """Run a norm over a file; nothing is written where anything is wrong."""
    from askonce.norms.population.population import Refused
    from askonce.norms.population.population import population as planned

    checked = check_whole(arguments.pack, terminal, arguments.on)
    ruling_of = _Rulings(arguments, checked.bound)
    stop_if_unsound(checked, (arguments.norm,), arguments.pack)
    table = _table(arguments.people)
    ruling = ruling_of.over(table)
    plan = planned(ruling, table.columns, table.full)
    if isinstance(plan, Refused):
        found = [_said(one.place, one.message, one.help) for one in plan.refusals]
        raise Stop(_listed(f"norm `{arguments.norm}` does not run over `{arguments.people}`", found))
    if ruling.norm.adopted is None:
        terminal.warn(f"askonce: norm `{arguments.norm}` is a draft: previews only")
    _run(arguments, plan, table, terminal)
    return CLEAN


class _Rulings:
    """The ruling that binds everybody in a file."""

    def __init__(self, arguments: Namespace, bound: Any) -> None:
        from askonce.norms.ruling import Dates, book_of

        self.arguments = arguments
        self.book: Book = book_of(bound)
        on = arguments.on or today()
        self.dates: Dates = Dates(arguments.event or on, arguments.applied or on, arguments.decided or on)
        if arguments.norm not in self.book.norms:
            known = (
                did_you_mean(arguments.norm, self.book.norms) or "`askonce check` lists what it cannot read"
            )
            raise Stop(f"`{arguments.pack}` has no norm `{arguments.norm}`; {known}")
        if not self.book.norms[arguments.norm].norm.population:
            raise Stop(
                f"norm `{arguments.norm}` is not meant for whole populations; say `population: true` in it, "
                "and `askonce check` shows what of it no table can say"
            )

    def over(self, table: "Table") -> "Ruling":
        """The ruling on the dates given, or on those in the file, which must all fall under one text."""
        from askonce.norms.population.periods import find_change
        from askonce.norms.ruling import Dates, Ruling, rule

        dates, ranges = dict(self.dates.values()), {}
        for name, option in DATE_OPTIONS.items():
            if name not in table.columns:
                continue
            if getattr(self.arguments, option):
                raise Stop(f"`{table.path}` has a column `{name}`, so leave `--{option}` out, or the column")
            first, last = _days(table, name)
            ranges[name] = (first, last)
            dates[name] = first
        changed = find_change(self.arguments.norm, self.book, ranges)
        found = changed or rule(self.arguments.norm, self.book, Dates(**dates))  # type: ignore[arg-type]
        if not isinstance(found, Ruling):
            raise Stop(_said(found.place, found.message, found.help))
        return found


def _days(table: "Table", name: str) -> Any:
    """The first and the last day of a column of dates, every row of which has one."""
    from askonce.adapters.run import Broken
    from askonce.adapters.tables import days_of
    from askonce.feel.relational.algebra import Day

    if not isinstance(table.columns[name], Day):
        raise Stop(
            f"column `{name}` of `{table.path}` holds no dates; write `CAST({name} AS DATE) AS {name}` where the file is made"
        )
    found = days_of(table, name)
    if isinstance(found, Broken):
        raise Stop(f"`{table.path}`: {found.message}")
    if found.missing:
        raise Stop(
            f"{found.missing:,} rows of `{table.path}` have no `{name}`, so that no text rules on them"
        )
    if found.first is None or found.last is None:
        return today(), today()  # a file of no rows: any day will do
    return found.first, found.last


def _table(name: str) -> "Table":
    from askonce.adapters.run import Broken
    from askonce.adapters.tables import read_table

    path = Path(name)
    if path.is_dir():
        raise Stop(f"`{name}` is a folder; name a file of Parquet or Arrow")
    try:
        found = read_table(path)
    except ValueError as error:  # a name that no file can have
        raise Stop(f"`{name}` cannot be read: {error}") from error
    if isinstance(found, Broken):
        raise Stop(f"`{name}`: {found.message}")
    return found


def _said(place: object, message: str, help_: str) -> str:
    return "; ".join(part for part in (f"{place}: {message}", help_) if part)


def _listed(head: str, found: Sequence[str]) -> str:
    shown = [f"{head}:", *found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        shown.append(f"and {len(found) - MOST_SHOWN:,} more")
    return "\n  ".join(shown)


def _kept(arguments: Namespace, plan: "Plan", table: "Table") -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(name.strip() for name in (arguments.keep or "").split(",") if name.strip()))
    outputs = [name for name, _ in plan.outputs]
    for name in kept:
        if name not in table.columns:
            known = did_you_mean(name, table.columns) or f"its columns are {', '.join(table.columns)}"
            raise Stop(f"`{table.path}` has no column `{name}`; {known}")
        if name in outputs:
            raise Stop(f"column `{name}` has the name of an outcome of norm `{plan.norm}`; give it another")
    if kept and plan.aggregates:
        raise Stop(
            f"norm `{plan.norm}` is adverse: of its outcomes only counts are given, so `--keep` has no place"
        )
    return kept


def _run(arguments: Namespace, plan: "Plan", table: "Table", terminal: Terminal) -> None:
    from askonce.adapters.run import Job
    from askonce.adapters.tables import SUFFIXES

    kept = _kept(arguments, plan, table)
    out = _out(arguments.out, table)
    try:
        made = tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name[:40]}.")
    except OSError as error:
        raise Stop(f"`{arguments.out}` cannot be written: {error.strerror or error}") from error
    job = Job(plan, table.path, Path(made) / "rows", SUFFIXES.get(out.suffix.lower(), table.format), kept)
    try:
        run = _engine(arguments)
        began = time.monotonic()
        came = run(job, table, terminal.progress)
        seconds = time.monotonic() - began
        lines = _summary(came, job, arguments)
        mode = out.stat().st_mode & 0o777 if out.exists() else None
        if mode is not None:
            job.out.chmod(mode)
        job.out.replace(out)
    finally:
        _clear(Path(made))
    rate = f"{table.rows:,} rows in {seconds:.2f} s" + (
        f" ({table.rows / seconds:,.0f} a second)" if table.rows else ""
    )
    terminal.say("\n".join([f"wrote {arguments.out}: {rate}, {arguments.engine}", *lines]))


def _out(name: str, table: "Table") -> Path:
    try:
        out = Path(name).resolve()
        if not name or out.is_dir():
            raise Stop(f"`{name}` is a folder; name the file to write")
        if out.exists() and not out.is_file():
            raise Stop(
                f"`{name}` is no file; rows are written to a file and put in its place when they are whole"
            )
        if out == table.path.resolve():
            raise Stop(f"`{name}` is the file of people itself; write the outcomes to another")
        out.parent.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error)
        raise Stop(f"`{name}` cannot be written: {why}") from error
    return out


def _clear(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _engine(arguments: Namespace) -> Any:
    if arguments.engine == "polars":
        from askonce.adapters import polars

        return polars.run
    if arguments.engine == "spark":
        from askonce.adapters import spark

        return spark.runner(arguments.master)
    from askonce.adapters import duckdb

    return duckdb.run


def _summary(came: "Came", job: "Job", arguments: Namespace) -> list[str]:
    """What is said of a run, once its counts, where only these may be shown, are written."""
    from askonce.adapters.run import Broken, Unfit

    if isinstance(came, Broken):
        raise Stop(f"{arguments.engine} stopped, and nothing was written: {came.message}")
    if isinstance(came, Unfit):
        raise Stop(_unfit(came, arguments.people))
    return _aggregates(came, job) if job.plan.aggregates else _tally(came.counted, came.tally)


def _unfit(found: "Unfit", people: str) -> str:
    rows = "1 row" if found.count == 1 else f"{found.count:,} rows"
    shown = ", ".join(f"`{value}`" for value in found.values)
    more = ", …" if found.count > len(found.values) else ""
    return f"column `{found.column}` of `{people}` should hold {found.wanted}; {rows} hold{'s' if found.count == 1 else ''} {shown}{more}; nothing was written"


def _tally(names: Sequence[str], tally: "Tally") -> list[str]:
    lines = [f"  {_outcome(names, outcomes)}: {count:,}" for outcomes, count in tally[:MOST_SHOWN]]
    return lines + (["  …"] if len(tally) > MOST_SHOWN else [])


def _aggregates(came: "Ran", job: "Job") -> list[str]:
    from askonce.adapters.tables import write_cells
    from askonce.methods.disclosure import LEAST, named

    cells = named(came.tally)
    rest = len(cells) < len(came.tally)
    write_cells(job.out, job.format, job.plan.outputs, cells, rest=rest)
    lines = _tally(came.counted, cells)
    if rest:
        others = "other outcomes" if cells else "all outcomes"
        lines.append(f"  {others}: not shown, of fewer than {LEAST} people each or telling such a number")
    return [*lines, f"  counts alone, of {LEAST} people at least: norm `{job.plan.norm}` is adverse"]


def _outcome(names: Sequence[str], outcomes: Sequence[object]) -> str:
    words = {True: "true", False: "false", None: "no outcome"}
    parts = [words[one] if one is None or isinstance(one, bool) else str(one) for one in outcomes]
    return ", ".join(
        f"{name} {part}" if len(names) > 1 else part for name, part in zip(names, parts, strict=True)
    )


POPULATION = Command(
    "population",
    "Run a norm over a file of people: an outcome for each, or counts alone where the norm is adverse.",
    "askonce population packs/qingshan pension-right --people people.parquet --keep id --out rights.parquet",
    (
        PACK,
        argument("norm", says="the name of a norm with `population: true`", metavar="NORM"),
        argument(
            "--people",
            says="a Parquet or Arrow file with a column for each fact that the norm needs, under its name",
            metavar="FILE",
            required=True,
        ),
        argument("--out", says="the Parquet or Arrow file to write", metavar="FILE", required=True),
        argument(
            "--engine",
            says="what reckons it (duckdb)",
            choices=("duckdb", "polars", "spark"),
            default="duckdb",
        ),
        argument("--keep", says="columns that pass through, such as `id,street`", metavar="COLUMNS"),
        argument(
            "--on",
            says="the day of the event, the application and the decision (today)",
            type=day,
            metavar="DATE",
        ),
        *CASE_DATES,
        argument(
            "--master",
            says="the Spark cluster (ASKONCE_SPARK_MASTER, else this machine alone)",
            metavar="ADDRESS",
        ),
    ),
    population,
)

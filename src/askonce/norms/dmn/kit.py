"""The conformance kit of the standard: its test cases read, evaluated, compared and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from askonce.feel.operators import equal
from askonce.feel.temporal import read_date, read_date_time, read_duration, read_time
from askonce.feel.values import NUMBERS, Value
from askonce.feel.writing import write
from askonce.norms.dmn.engine import Engine, Evaluation
from askonce.norms.dmn.external import external_functions
from askonce.norms.dmn.library import library
from askonce.norms.dmn.model import Fault, Model
from askonce.norms.dmn.reading import read_model
from askonce.norms.dmn.xml import Element, Unreadable, read_bounded, read_xml

#: The kit's own runners take numbers for the same that differ by less than this.
CLOSE: Final = Decimal("1e-8")
APART: Final = "non-compliant"
_NAMESPACE: Final = "http://www.omg.org/spec/DMN/20160719/testcase"
_NIL: Final = "http://www.w3.org/2001/XMLSchema-instance nil"
_TYPE: Final = "http://www.w3.org/2001/XMLSchema-instance type"

Progress: TypeAlias = Callable[[str, int, int], None]


class Expectation(msgspec.Struct, frozen=True):
    """A result that a case expects; where an error is expected null will do as well."""

    name: str
    value: Value
    error: bool
    line: int


class Case(msgspec.Struct, frozen=True):
    """A test case: what is asked, with which inputs, and what should come out."""

    id: str
    service: str
    inputs: Mapping[str, Value]
    expects: tuple[Expectation, ...]


class Cases(msgspec.Struct, frozen=True):
    """A file of test cases and the model that they are about."""

    model: str
    cases: tuple[Case, ...]


class Failure(msgspec.Struct, frozen=True):
    """A result that did not come out as expected."""

    folder: str
    file: str
    case: str
    result: str
    expected: str | None
    got: str | None
    reason: str


class Skipped(msgspec.Struct, frozen=True):
    """A result that is not counted."""

    folder: str
    file: str
    case: str
    result: str
    reason: str


class Count(msgspec.Struct, frozen=True):
    """How many results there were, and how many came out as expected; beside them those that are not null."""

    total: int = 0
    passed: int = 0
    non_null_total: int = 0
    non_null_passed: int = 0

    def plus(self, other: Count) -> Count:
        """The sum of two counts."""
        return Count(
            self.total + other.total,
            self.passed + other.passed,
            self.non_null_total + other.non_null_total,
            self.non_null_passed + other.non_null_passed,
        )


class Tally(msgspec.Struct, frozen=True):
    """What came of a group of folders."""

    count: Count
    by_folder: Mapping[str, Count]
    failures: tuple[Failure, ...]
    skipped: tuple[Skipped, ...]


class Score(msgspec.Struct, frozen=True):
    """What came of the kit: the compliance levels, and apart from them the folder that is not compliant."""

    levels: Tally
    apart: Tally


def read_cases(content: bytes) -> Cases | Fault | None:
    """The test cases of a file, a fault where it cannot be read, or None where it is of another kind."""
    document = read_xml(content)
    if isinstance(document, Unreadable):
        return Fault(document.line, document.reason)
    root = document.root
    if root.name != "testCases" or root.namespace != _NAMESPACE:
        return None
    model = root.first("modelName")
    return Cases("" if model is None else model.text.strip(), tuple(map(_case, root.all("testCase"))))


def _case(element: Element) -> Case:
    inputs: dict[str, Value] = {}
    for one in element.all("inputNode"):
        space = one.get("namespace")
        inputs[f"{{{space}}}{one.get('name')}" if space else one.get("name")] = _given(_value(one))
    service = element.get("invocableName") if element.get("type") == "decisionService" else ""
    return Case(element.get("id"), service, inputs, tuple(map(_expectation, element.all("resultNode"))))


def _expectation(element: Element) -> Expectation:
    held = element.first("expected")
    error = element.get("errorResult") == "true"
    return Expectation(element.get("name"), None if held is None else _value(held), error, element.line)


def _value(element: Element) -> Value:
    """The value inside an element: a list, components, or one value."""
    if element.get(_NIL) == "true":
        return None
    components = list(element.all("component"))
    if components:
        return {one.attributes.get("name", ""): _value(one) for one in components}
    held = element.first("list")
    if held is not None:
        return None if held.get(_NIL) == "true" else tuple(map(_value, held.all("item")))
    single = element.first("value")
    return None if single is None else _single(single)


def _single(element: Element) -> Value:
    if element.get(_NIL) == "true":
        return None
    read = _READERS.get(element.get(_TYPE).rpartition(":")[2])
    return element.text if read is None else read(element.text.strip())


#: What stands for a number that is none; no result is the same as this.
_NO_NUMBER: Final = Decimal("NaN")


def _number(text: str) -> Value:
    try:
        read = NUMBERS.create_decimal(text)
    except ArithmeticError:
        return _NO_NUMBER
    return read if read.is_finite() else _NO_NUMBER


def _given(value: Value) -> Value:
    """An input, null where it is a number that is none."""
    if isinstance(value, tuple):
        return tuple(map(_given, value))
    if isinstance(value, Mapping):
        return {name: _given(held) for name, held in value.items()}
    return None if isinstance(value, Decimal) and value.is_nan() else value


_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "decimal": _number,
    "double": _number,
    "float": _number,
    "integer": _number,
    "int": _number,
    "long": _number,
    "boolean": lambda text: text in ("true", "1"),
    "date": read_date,
    "time": read_time,
    "dateTime": read_date_time,
    "duration": read_duration,
    "dayTimeDuration": read_duration,
    "yearMonthDuration": read_duration,
}


def same(expected: Value, got: Value) -> bool:
    """Whether a result is as expected; numbers may differ by less than 1e-8, as the kit's own runners allow.

    >>> same(Decimal("0.333333333"), Decimal(1) / Decimal(3)), same((Decimal(1),), Decimal(1))
    (True, False)
    >>> same(Decimal("NaN"), Decimal(1)), same(Decimal("NaN"), None)
    (False, False)
    """
    if isinstance(expected, Decimal) and expected.is_nan():
        return False
    if isinstance(expected, Decimal) and isinstance(got, Decimal):
        return expected == got or abs(expected - got) < CLOSE
    if isinstance(expected, tuple) and isinstance(got, tuple):
        return len(expected) == len(got) and all(map(same, expected, got))
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        return expected.keys() == got.keys() and all(same(expected[key], got[key]) for key in expected)
    return equal(expected, got) is True


def run_kit(folder: Path, progress: Progress, moment: datetime) -> Score:
    """Evaluate every case under a folder and count what came out as expected; `now()` gives the moment."""
    files = sorted(path for path in folder.rglob("*.xml") if path.is_file())
    tallies: dict[bool, Tally] = {False: _EMPTY, True: _EMPTY}
    for done, path in enumerate(files):
        progress("evaluating", done, len(files))
        made = _run_file(folder, path, moment)
        if made is not None:
            apart = APART in (folder.name, *path.relative_to(folder).parts)
            tallies[apart] = _joined(tallies[apart], made)
    return Score(tallies[False], tallies[True])


_EMPTY: Final = Tally(Count(), {}, (), ())


def _joined(one: Tally, other: Tally) -> Tally:
    by_folder = dict(one.by_folder)
    for name, count in other.by_folder.items():
        by_folder[name] = by_folder.get(name, Count()).plus(count)
    return Tally(
        one.count.plus(other.count), by_folder, one.failures + other.failures, one.skipped + other.skipped
    )


def _run_file(folder: Path, path: Path, moment: datetime) -> Tally | None:
    """What came of the cases of one file, or None where it holds none."""
    name = path.parent.relative_to(folder).as_posix()
    try:
        found = read_cases(read_bounded(path))
    except OSError as error:
        found = Fault(1, error.strerror or str(error))
    if found is None:
        return None
    if isinstance(found, Fault):
        failure = Failure(name, path.name, "", "", None, None, f"line {found.line}: {found.message}")
        return Tally(Count(), {}, (failure,), ())
    models, faults = _models(path.parent)
    main = next((one for one in models if one.file == found.model), None)
    held = library(models if main is None else (main, *models))
    ran = _Ran(name, path.name, main, Engine(held, moment), faults)
    return ran.tally(found)


def _models(folder: Path) -> tuple[list[Model], Mapping[str, Fault]]:
    """The models of a folder, and by file why others cannot be read."""
    models: list[Model] = []
    faults: dict[str, Fault] = {}
    for path in sorted(folder.glob("*.dmn")):
        made = _model(path)
        if isinstance(made, Fault):
            faults[path.name] = made
        else:
            models.append(made)
    return models, faults


def _model(path: Path) -> Model | Fault:
    try:
        return read_model(read_bounded(path), path.name)
    except OSError as error:
        return Fault(1, error.strerror or str(error))


class _Ran:
    """The cases of one file under evaluation."""

    def __init__(
        self, folder: str, file: str, model: Model | None, engine: Engine, faults: Mapping[str, Fault]
    ) -> None:
        self.folder = folder
        self.file = file
        self.model = model
        self.faults = faults
        self.engine = engine

    def tally(self, cases: Cases) -> Tally:
        """What came of them."""
        counts: list[Count] = []
        failures: list[Failure] = []
        skipped: list[Skipped] = []
        for case, expected in self._pairs(cases):
            outside = self._outside(case, expected)
            if outside:
                reason = f"it rests on {outside}"
                skipped.append(Skipped(self.folder, self.file, case.id, expected.name, reason))
                continue
            failure = self._check(case, expected, cases.model)
            failures.extend([failure] if failure else [])
            right, speaks = int(failure is None), int(expected.value is not None)
            counts.append(Count(1, right, speaks, right * speaks))
        total = Count()
        for count in counts:
            total = total.plus(count)
        return Tally(total, {self.folder: total} if counts else {}, tuple(failures), tuple(skipped))

    def _pairs(self, cases: Cases) -> Iterator[tuple[Case, Expectation]]:
        return ((case, expected) for case in cases.cases for expected in case.expects)

    def _outside(self, case: Case, expected: Expectation) -> str:
        if self.model is None:
            return ""
        found = external_functions(self.engine.library, self.model, case.service or expected.name)
        return ", ".join(found)

    def _check(self, case: Case, expected: Expectation, file: str) -> Failure | None:
        if self.model is None:
            fault = self.faults.get(file)
            why = f"line {fault.line}: {fault.message}" if fault else f"there is no model `{file}`"
            return self._failure(case, expected, Evaluation(None, ()), why)
        got = self.engine.evaluate(self.model, case.service or expected.name, case.inputs)
        if case.service:
            got = msgspec.structs.replace(got, value=self._named(got.value, expected.name))
        if same(expected.value, got.value) or (expected.error and got.value is None):
            return None
        said = "; ".join(f"line {one.line}: {one.message}" for one in got.messages)
        return self._failure(case, expected, got, said or "no message")

    def _named(self, value: Value, name: str) -> Value:
        """One decision of a service; a service of a single one gives its bare value."""
        if isinstance(value, Mapping) and name in value and len(value) > 1:
            return value[name]
        return value

    def _failure(self, case: Case, expected: Expectation, got: Evaluation, why: str) -> Failure:
        wanted = write(expected.value, nested=True)
        return Failure(
            self.folder, self.file, case.id, expected.name, wanted, write(got.value, nested=True), why
        )

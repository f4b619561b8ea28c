"""The rules of the house, read off the syntax trees of the source and off the files to be committed."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "askonce"

MAX_FILE_BYTES = 1024 * 1024
MAY_CATCH_ALL = {PurePosixPath("cli/main.py")}
VAGUE_NAMES = {"helper", "helpers", "util", "utils"}
CATCH_ALL_NAMES = {"BaseException", "Exception"}
CLASS_MAKERS = {"defstruct", "make_dataclass"}  # a class made by a call has no text to read

# Put together from parts, so that this file passes its own test.
REGISTRY_HOSTS = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("registry", "npmjs", "org"),
    ("registry", "yarnpkg", "com"),
    ("npmmirror", "com"),
    ("crates", "io"),
    ("proxy", "golang", "org"),
    ("deb", "debian", "org"),
)
REGISTRY = re.compile(
    "|".join(r"\b" + r"\.".join(parts) + r"\b" for parts in REGISTRY_HOSTS)
    + r"""|"resolved":\s*"|^\s*(?:-i|--(?:extra-)?index-url|--find-links|registry)[ =]""",
    re.MULTILINE,
)
MACHINE_PATH = re.compile(
    rf"{re.escape(str(ROOT))}/|{re.escape(str(ROOT.parent))}/shared/|(?<![\w.:/-])/(?:root/|home/\w|Users/\w)"
)


@dataclass(frozen=True, slots=True)
class Module:
    """A source file: its path below the package, and its syntax tree."""

    path: PurePosixPath
    tree: ast.Module

    def at(self, node: ast.AST, fact: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {fact}"


def parse_modules(texts: Mapping[str, str]) -> list[Module]:
    return [Module(PurePosixPath(path), ast.parse(text)) for path, text in texts.items()]


def read_package() -> list[Module]:
    return parse_modules(
        {
            file.relative_to(PACKAGE).as_posix(): file.read_text("utf-8")
            for file in sorted(PACKAGE.rglob("*.py"))
        }
    )


# What each rule of the house finds


def find_thawed_dataclasses(modules: Sequence[Module]) -> Iterator[str]:
    for module in modules:
        names = local_names(module.tree, "dataclass")
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ClassDef):
                continue
            for decorator in node.decorator_list:
                if last_name(decorator) in names and not says_true(decorator, "frozen"):
                    yield module.at(node, f"dataclass {node.name} is not frozen")


def find_thawed_structs(modules: Sequence[Module]) -> Iterator[str]:
    """A subclass of msgspec.Struct must say `frozen=True`, or have a frozen one above it and not unsay it."""
    classes = {
        node.name: node
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    }
    structs = {name for module in modules for name in local_names(module.tree, "Struct")}

    def is_struct(base: ast.expr, below: frozenset[str] = frozenset()) -> bool:
        name = last_name(base)
        if name in structs:
            return True
        above = classes.get(name)
        return (
            above is not None and name not in below and any(is_struct(b, below | {name}) for b in above.bases)
        )

    def is_frozen(node: ast.ClassDef) -> bool:
        for keyword in node.keywords:
            if keyword.arg == "frozen":
                return isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        above = [classes[last_name(base)] for base in node.bases if last_name(base) in classes]
        return any(is_frozen(parent) for parent in above if parent is not node)

    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and any(map(is_struct, node.bases)) and not is_frozen(node):
                yield module.at(node, f"struct {node.name} is not frozen")


def find_made_classes(modules: Sequence[Module]) -> Iterator[str]:
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and last_name(node.func) in CLASS_MAKERS:
                yield module.at(node, "a class is made by a call; write it out")


def find_raises_in_checks(modules: Sequence[Module]) -> Iterator[str]:
    for module in modules:
        if module.path.name != "checks.py" and "checks" not in module.path.parts[:-1]:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Raise):
                yield module.at(node, "a check raises; it yields a diagnostic")


def find_catch_alls(modules: Sequence[Module]) -> Iterator[str]:
    for module in modules:
        if module.path in MAY_CATCH_ALL:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ExceptHandler) and catches_all(node.type):
                yield module.at(node, "every exception is caught here; only cli/main.py may")


def find_vague_names(modules: Sequence[Module]) -> Iterator[str]:
    for module in modules:
        for part in module.path.with_suffix("").parts:
            if part.strip("_") in VAGUE_NAMES:
                yield module.at(module.tree, f"`{part}` says nothing of what lives there")


def find_unsaid_subjects(modules: Sequence[Module]) -> Iterator[str]:
    """A module opens with one sentence; more may follow after an empty line."""
    for module in modules:
        opening = (ast.get_docstring(module.tree) or "").split("\n\n")[0]
        if not opening.endswith(".") or re.search(r"[.!?]\s+[A-Z\u4e00-\u9fff]", opening):
            yield module.at(module.tree, "the file does not open with one sentence saying what lives there")


def last_name(node: ast.expr) -> str:
    """`Struct` of `Struct`, `msgspec.Struct`, `Struct[int]` and `Struct(...)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=inner) | ast.Subscript(value=inner):
            return last_name(inner)
        case _:
            return ""


def local_names(tree: ast.Module, name: str) -> set[str]:
    """`name` and whatever this module calls it by `from … import name as …`."""
    renamed = {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == name and alias.asname
    }
    return renamed | {name}


def says_true(decorator: ast.expr, word: str) -> bool:
    return isinstance(decorator, ast.Call) and any(
        keyword.arg == word and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in decorator.keywords
    )


def catches_all(caught: ast.expr | None) -> bool:
    match caught:
        case None:
            return True
        case ast.Tuple(elts=several):
            return any(map(catches_all, several))
        case _:
            return last_name(caught) in CATCH_ALL_NAMES


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A rule of the house, with texts that break it, each alone, and one text that keeps it."""

    find: Callable[[Sequence[Module]], Iterator[str]]
    broken_by: tuple[Mapping[str, str], ...]
    kept_by: Mapping[str, str]


RULES = (
    HouseRule(
        find_thawed_dataclasses,
        broken_by=(
            {"a.py": "from dataclasses import dataclass\n@dataclass\nclass A: ..."},
            {"a.py": "import dataclasses\n@dataclasses.dataclass(slots=True)\nclass A: ..."},
            {"a.py": "from dataclasses import dataclass as record\n@record(frozen=False)\nclass A: ..."},
        ),
        kept_by={"a.py": "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A: ..."},
    ),
    HouseRule(
        find_thawed_structs,
        broken_by=(
            {"a.py": "import msgspec\nclass A(msgspec.Struct): ..."},
            {"a.py": "from msgspec import Struct as S\nclass A(S, kw_only=True): ..."},
            {
                "a.py": "import msgspec\nclass A(msgspec.Struct, frozen=True): ...",
                "b.py": "class B(A, frozen=False): ...",
            },
            {
                "a.py": "import msgspec\nclass A(msgspec.Struct): ...",
                "b.py": "class B(A[int], tag=True): ...",
            },
        ),
        kept_by={
            "a.py": "import msgspec\nclass A(msgspec.Struct, frozen=True): ...",
            "b.py": "class B(A): ...",
        },
    ),
    HouseRule(
        find_made_classes,
        broken_by=(
            {"a.py": "import msgspec\nA = msgspec.defstruct('A', ['x'])"},
            {"a.py": "from dataclasses import make_dataclass\nA = make_dataclass('A', ['x'])"},
        ),
        kept_by={"a.py": "A = tuple(['x'])"},
    ),
    HouseRule(
        find_raises_in_checks,
        broken_by=(
            {"pack/checks.py": "def check():\n    raise ValueError"},
            {"apps/government/checks/terms.py": "def check():\n    raise ValueError"},
        ),
        kept_by={"pack/model.py": "raise ValueError", "pack/checks.py": "def check():\n    yield 1"},
    ),
    HouseRule(
        find_catch_alls,
        broken_by=(
            {"pack/reader.py": "try: ...\nexcept Exception: ..."},
            {"pack/reader.py": "try: ...\nexcept: ..."},
            {"pack/reader.py": "try: ...\nexcept (OSError, BaseException): ..."},
        ),
        kept_by={"cli/main.py": "try: ...\nexcept Exception: ...", "a.py": "try: ...\nexcept OSError: ..."},
    ),
    HouseRule(
        find_vague_names,
        broken_by=({"pack/utils.py": ""}, {"helpers/dates.py": ""}, {"pack/_util.py": ""}),
        kept_by={"pack/useful.py": ""},
    ),
    HouseRule(
        find_unsaid_subjects,
        broken_by=(
            {"a.py": "x = 1"},
            {"a.py": '"""The fees"""'},
            {"a.py": '"""The fees. Also the terms."""'},
            {"a.py": '""" """'},
        ),
        kept_by={"a.py": '"""What a service costs, in version 1.5 and after.\n\nMore on it. And more."""'},
    ),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.find.__name__)
def test_the_package_keeps_the_rule(rule: HouseRule) -> None:
    modules = read_package()
    assert modules
    assert list(rule.find(modules)) == []


@pytest.mark.parametrize(
    ("rule", "texts"),
    [pytest.param(rule, texts, id=rule.find.__name__) for rule in RULES for texts in rule.broken_by],
)
def test_sabotage_of_the_source_is_caught(rule: HouseRule, texts: Mapping[str, str]) -> None:
    assert list(rule.find(parse_modules(texts)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.find.__name__)
def test_a_text_that_keeps_the_rule_passes(rule: HouseRule) -> None:
    assert list(rule.find(parse_modules(rule.kept_by))) == []


# Which way imports run

# Files laid over a copy of the package, with a word or two of the contract that they break.
BROKEN_ARROWS: tuple[tuple[Mapping[str, str], str], ...] = (
    ({"text/sabotage.py": "import askonce.pack"}, "Imports run one way"),
    ({"sabotage.py": ""}, "Imports run one way"),
    ({"feel/sabotage.py": "import askonce.text"}, "stand on their own"),
    ({"registers/sabotage.py": "import sqlite3"}, "No store, socket or child process"),
    ({"cases/sabotage.py": "import urllib.request"}, "No store, socket or child process"),
    ({"apps/sabotage.py": "import askonce.apps.government"}, "Applications do not know each other"),
    (
        {"pack/first.py": "import askonce.pack.second", "pack/second.py": "import askonce.pack.first"},
        "No two siblings",
    ),
)


def broken_contracts(source: Path) -> list[str]:
    """The names of the import contracts in pyproject.toml that the package in this folder breaks."""
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in ran.stdout, ran.stdout + ran.stderr
    return [line.removesuffix(" BROKEN") for line in ran.stdout.splitlines() if line.endswith(" BROKEN")]


def copy_package(folder: Path) -> Path:
    return shutil.copytree(PACKAGE, folder / "askonce", ignore=shutil.ignore_patterns("__pycache__"))


def test_imports_run_one_way() -> None:
    assert broken_contracts(PACKAGE.parent) == []


@pytest.mark.parametrize(("files", "contract"), BROKEN_ARROWS, ids=lambda value: str(value)[:60])
def test_sabotage_of_an_arrow_is_caught(tmp_path: Path, files: Mapping[str, str], contract: str) -> None:
    package = copy_package(tmp_path)
    for path, text in files.items():
        (package / path).write_text(text, "utf-8")
    assert any(contract in broken for broken in broken_contracts(tmp_path))


# What may not be committed


def find_unfit(path: str, content: bytes) -> Iterator[str]:
    """What makes a file unfit for version control: a registry's address, a path of one machine, its size."""
    if len(content) > MAX_FILE_BYTES:
        yield f"{path}: {len(content)} bytes, more than {MAX_FILE_BYTES}"
    if b"\0" in content:
        return
    text = content.decode("utf-8", errors="replace")
    for pattern, fact in (
        (REGISTRY, "the address of a package registry"),
        (MACHINE_PATH, "a path of one machine"),
    ):
        for found in pattern.finditer(text):
            yield f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {fact}"


def committable_files() -> list[str]:
    """What git keeps, or would keep with the next `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this folder is not under git, so there is no list of its files")
    return [path for path in listed.stdout.decode().split("\0") if path and (ROOT / path).is_file()]


def test_every_file_is_fit_for_version_control() -> None:
    paths = committable_files()
    assert "tests/unit/test_house.py" in paths
    assert [fact for path in paths for fact in find_unfit(path, (ROOT / path).read_bytes())] == []


@pytest.mark.parametrize(
    "text",
    [
        *(f"see {'.'.join(parts)}/simple" for parts in REGISTRY_HOSTS),
        "--index" + "-url https://example.test/",
        "a==1\n--extra-" + "index-url=https://example.test/",
        "registry" + "=https://example.test/",
        '{"resolved"' + ': "https://example.test/a.tgz"}',
        "open('" + "/root" + "/notes.txt')",
        "cd " + "/home" + "/wang/askonce",
        "cd " + "/Users" + "/wang/askonce",
        "x" * (MAX_FILE_BYTES + 1),
        f"cd {ROOT}/src",
    ],
    ids=lambda text: text[:40],
)
def test_sabotage_of_a_file_is_caught(text: str) -> None:
    assert list(find_unfit("a.txt", text.encode()))


@pytest.mark.parametrize(
    "text",
    ["registry: people\n", "the route /workbench/home/", "../shared/data", "x" * MAX_FILE_BYTES],
    ids=len,
)
def test_a_fit_file_passes(text: str) -> None:
    assert list(find_unfit("a.txt", text.encode())) == []

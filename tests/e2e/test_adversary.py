"""What goes wrong around the program: bad packs, bad places, full disks, closed pipes and an impatient user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.packs import write_pack
from tests.e2e.program import AS_ANYBODY, Program, texts

LIMITED = (
    "sh",
    "-c",
    'ulimit -f 1 && exec "$@"',
    "sh",
)  # no file may grow past some hundred bytes: a full disk
MEGABYTE = 1024 * 1024
BIG = 400


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that takes a while to check."""
    folder = tmp_path_factory.mktemp("big") / "pack"
    write_pack(folder, BIG)
    return folder


@pytest.fixture(scope="module")
def anybody() -> tuple[str, ...]:
    """The words in front of a command by which root is bound by the permissions of files, as anybody is."""
    if os.geteuid() != 0:
        return ()
    if not sys.platform.startswith("linux"):
        pytest.skip("root reads every file, and only Linux lets root give that up")
    return AS_ANYBODY


# What is no pack


NO_FOLDERS = ("missing", "", "to-nothing", "to-itself", "a/b/c", "file.yaml/x", "名", b"\xff")


@pytest.mark.parametrize("command", ["check", "measure", "plan", "review", "format", "export pack"])
def test_a_place_that_is_no_folder(program: Program, command: str) -> None:
    (program.folder / "file.yaml").write_text("service: one\n", "utf-8")
    (program.folder / "to-itself").symlink_to("to-itself")
    (program.folder / "to-nothing").symlink_to("nothing")
    words = command.split()
    more = ("out.zip",) if command == "export pack" else ()
    for name in NO_FOLDERS if command == "check" else NO_FOLDERS[:2]:
        assert "there is no folder" in program.stops(*words, name, *more)
    assert "`file.yaml` is a file; a pack is a folder" in program.stops(*words, "file.yaml", *more)
    assert "too long" in program.stops(*words, "x" * 5000, *more)
    assert not (program.folder / "out.zip").exists()


def test_an_empty_folder_is_said_to_be_no_pack(program: Program) -> None:
    (program.folder / "empty").mkdir()
    found = program.findings("empty")
    assert [(one["code"], one["path"]) for one in found] == [("AO014", "pack.yaml")]
    for command in (("measure",), ("plan",), ("review",), ("export", "cpsv-ap")):
        ran = program(*command, "empty")
        assert ran.code == 0
        assert "1 error in the text of `empty`" in ran.lines[0]
    assert texts(program.folder / "empty") == {}


# Files that no pack should hold


def _billion_laughs() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join([f'*{above}'] * 9)}]"
        for above, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return "\n".join(lines) + "\n"


def _norm(name: str, rests_on: str) -> str:
    return (
        f"norm: {name}\ntitle: {{en: A norm, zh: 规范}}\nbasis: street-rules/3\neffect: neutral\n"
        f"in_force: {{from: 2022-01-01}}\nnorms: {{rest: {rests_on}}}\nresult: rest\n"
        "adopted: {act: street-rules, on: 2021-12-15, by: [street director, county legal office]}\n"
    )


def _ladder(steps: int, feet: str) -> bytes:
    """Concepts of which each follows from all of the step below."""
    rows = ["concept,title.en,title.zh,type,derives_from"]
    for step in range(steps):
        below = "; ".join(f"{foot}{step - 1}" for foot in feet) if step else "birth-date"
        rows += [f"{foot}{step},{foot},{foot},text,{below}" for foot in feet]
    return ("\n".join(rows) + "\n").encode()


BAD_FILES: dict[str, tuple[dict[str, bytes], set[str]]] = {
    "not UTF-8": ({"x.yaml": b"concept: caf\xe9\n"}, {"AO001"}),
    "UTF-16": ({"x.csv": "concept,type\nname,text\n".encode("utf-16")}, {"AO001"}),
    "control characters": ({"x.yaml": b"concept: a\x1b[2Jb\n"}, {"AO001"}),
    "binary": ({"x.yaml": bytes(range(256)) * 9}, {"AO001"}),
    "a workbook that is none": ({"x.xlsx": b"PK\x03\x04 and no more"}, {"AO002"}),
    "50 MB": ({"x.yaml": b'service: "' + b"a" * (50 * MEGABYTE) + b'"\n'}, {"AO006"}),
    "100,000 brackets": ({"x.yaml": b"service: " + b"[" * 100_000}, {"AO006"}),
    "100,000 groups": ({"x.yaml": b"{a: " * 100_000}, {"AO006"}),
    "brackets in a page": ({"x.md": b"```yaml\n" + b"[" * 100_000 + b"\n```\n"}, {"AO020"}),
    "billion laughs": ({"x.yaml": _billion_laughs().encode()}, {"AO005"}),
    "a quote without end": ({"x.yaml": b'service: "one\n'}, {"AO002"}),
    "a cell without end": ({"x.csv": b'concept,type\n"name,text\n'}, {"AO002"}),
    "a circle of two norms": ({"x.yaml": _norm("one", "two").encode(), "y.yaml": _norm("two", "one").encode()}, {"AO214"}),
    "a circle of 40 norms": ({f"n{one}.yaml": _norm(f"n{one}", f"n{(one + 1) % 40}").encode() for one in range(40)}, {"AO214"}),
    "a norm from itself": ({"x.yaml": _norm("one", "one").encode()}, {"AO214"}),
    "a concept from itself": ({"x.yaml": b"concept: loop\ntype: text\nderives_from: loop\n"}, set()),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_a_finding_in_its_place_and_hides_no_other(program: Program, name: str) -> None:
    files, codes = BAD_FILES[name]
    pack = program.new()
    (pack / "concepts" / "spare.yaml").write_text("concept: spare\ntype: text\n", "utf-8")
    others = {(one["code"], one["path"]) for one in program.findings("mine")}
    assert others
    for path, content in files.items():
        (pack / path).write_bytes(content)
    began = time.monotonic()  # noqa: TID251 - how long it takes is what is tested
    found = program.findings("mine")
    assert time.monotonic() - began < 20  # noqa: TID251 - as above
    mine = {one["code"] for one in found if one["path"] in files}
    assert codes <= mine
    assert others <= {(one["code"], one["path"]) for one in found}
    assert all(len(one["message"]) < 500 for one in found)
    shown = program("check", "mine", "--no-cache").out
    assert max(map(len, shown.splitlines())) < 1000
    assert "\x1b" not in shown
    assert program("format", "mine").code in {0, 1}
    for path, content in files.items():
        assert not codes or "AO214" in codes or (pack / path).read_bytes() == content


@pytest.mark.parametrize(
    ("steps", "feet"),
    [
        (200, "d"),
        (2000, "d"),
        (40, "de"),  # two to the power of 40 ways down
    ],
)
def test_a_question_that_follows_from_what_is_held_by_many_steps(
    program: Program, steps: int, feet: str
) -> None:
    pack = program.new()
    (pack / "ladder.csv").write_bytes(_ladder(steps, feet))
    meal = pack / "services" / "meal.yaml"
    ask = f"asks:\n  top: {{concept: {feet[0]}{steps - 1}, for_step: cook, because: street-rules/4}}\n"
    meal.write_text(meal.read_text("utf-8").replace("asks:\n", ask), "utf-8")
    assert "AO301" in {one["code"] for one in program.findings("mine")}


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _to_nothing(path: Path) -> None:
    path.symlink_to("nothing.yaml")


def _to_outside(path: Path) -> None:
    outside = path.parent.parent / "outside.yaml"
    outside.write_text("concept: outside\ntype: text\n", "utf-8")
    path.symlink_to(outside)


def _to_itself(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize("make", [_fifo, _to_nothing, _to_outside, _to_itself])
def test_a_file_that_is_none_is_one_finding(program: Program, make: Callable[[Path], None]) -> None:
    pack = program.new()
    make(pack / "x.yaml")
    assert [one["path"] for one in program.findings("mine")] == ["x.yaml"]


@pytest.mark.parametrize("make", [_fifo, _to_nothing, _to_outside, _to_itself])
def test_a_file_that_is_none_stops_nothing(program: Program, make: Callable[[Path], None]) -> None:
    pack = program.new()
    make(pack / "x.yaml")
    shown = program("check", "mine")
    assert shown.code == 1
    assert "outside" not in shown.out  # nothing of what lies outside the pack is shown
    assert json.loads(program("measure", "mine", "--json").out)["services"] == 1
    assert "x.yaml" in program("format", "mine").err
    assert "x.yaml" in program.stops("export", "pack", "mine", "mine.zip")


def test_links_between_folders_are_not_followed_for_ever(program: Program) -> None:
    pack = program.new()
    (pack / "again").symlink_to(".")
    (pack / "above").symlink_to("..")
    assert program.findings("mine") == []


def test_a_folder_may_be_called_like_a_file(program: Program) -> None:
    pack = program.new()
    (pack / "x.yaml").mkdir()
    assert program.findings("mine") == []
    (pack / "x.yaml" / "y.yaml").write_text("concept: [\n", "utf-8")
    assert [one["path"] for one in program.findings("mine")] == ["x.yaml/y.yaml"]


def test_what_may_not_be_read_is_a_finding(program: Program, anybody: tuple[str, ...]) -> None:
    pack = program.new()
    (pack / "concepts" / "diet.yaml").chmod(0)
    (pack / "laws").chmod(0)
    try:
        ran = program("check", "mine", "--format", "json", before=anybody)
    finally:
        (pack / "laws").chmod(0o755)
    found = {one["path"]: one["message"] for one in json.loads(ran.out)["findings"]}
    assert ran.code == 1
    assert "cannot be read: Permission denied" in found["concepts/diet.yaml"]
    assert "cannot be read" in found["laws"]


def test_a_pack_that_may_not_be_opened_is_said_so(program: Program, anybody: tuple[str, ...]) -> None:
    pack = program.new()
    pack.chmod(0)
    try:
        ran = program("check", "mine", before=anybody)
    finally:
        pack.chmod(0o755)
    assert ran.code in {1, 2}
    assert "AO014" in ran.out or "Permission denied" in ran.err


# Where to write


def written(program: Program) -> set[str]:
    """Every file and folder of the run's folder, apart from its home."""
    return {
        path.relative_to(program.folder).as_posix()
        for path in program.folder.rglob("*")
        if program.home not in (path, *path.parents)
    }


WRITERS = {
    "new": ("new", "TARGET"),
    "export": ("export", "pack", "mine", "TARGET"),
    "measure": ("measure", "mine", "--html", "TARGET"),
    "review": ("review", "mine", "--html", "TARGET"),
    "import": ("import", "pack", "mine.zip", "--into", "TARGET"),
}


@pytest.fixture(params=WRITERS)
def write(request: pytest.FixtureRequest, program: Program) -> Callable[[str], tuple[str, ...]]:
    """The words of a command that writes to a place."""
    program.new()
    assert program("export", "pack", "mine", "mine.zip").code == 0
    return lambda target: tuple(target if word == "TARGET" else word for word in WRITERS[request.param])


def test_a_target_that_cannot_be_is_one_line(
    program: Program, write: Callable[[str], tuple[str, ...]]
) -> None:
    (program.folder / "to-itself").symlink_to("to-itself")
    before = written(program)
    for target in ("mine", "mine/pack.yaml/x", "/proc/askonce/x", "to-itself", "", "x" * 300):
        line = program.stops(*write(target))
        assert (
            "is not empty" in line
            or "is a folder" in line
            or "cannot be written" in line
            or "is no folder" in line
        )
    assert written(program) == before
    assert program.findings("mine") == []


def test_a_folder_where_nobody_may_write(
    program: Program, write: Callable[[str], tuple[str, ...]], anybody: tuple[str, ...]
) -> None:
    locked = program.folder / "locked"
    locked.mkdir(0o555)
    line = program.stops(*write("locked/out"), before=anybody)
    assert "Permission denied" in line
    assert list(locked.iterdir()) == []


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell to limit the size of files")
def test_a_full_disk_leaves_nothing_half_written(
    program: Program, write: Callable[[str], tuple[str, ...]]
) -> None:
    before = written(program)
    line = program.stops(*write("out"), before=LIMITED)
    assert "`out` cannot be written: File too large" in line
    assert written(program) == before


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell to limit the size of files")
def test_a_full_disk_leaves_the_file_that_was_there(program: Program) -> None:
    pack = program.new()
    for name in ("out.zip", "out.html"):
        (program.folder / name).write_text("before", "utf-8")
    loose = pack / "concepts" / "diet.yaml"
    why = "# why\n" * 1000
    loose.write_text(f"concept:   diet\n{why}title: {{en: Diet, zh: 忌口}}\ntype: text\n", "utf-8")
    before = texts(program.folder)
    program.stops("export", "pack", "mine", "out.zip", before=LIMITED)
    program.stops("measure", "mine", "--html", "out.html", before=LIMITED)
    assert "cannot be written" in program.stops("format", "mine", before=LIMITED)
    after = texts(program.folder)
    assert {path for path in after if after[path] != before.get(path)} <= {
        "mine/registers/people.yaml",
        "mine/services/meal.yaml",
    }
    assert before.keys() == after.keys()


def test_a_link_a_pipe_and_a_device_are_written_into_and_not_replaced(program: Program) -> None:
    program.new()
    (program.folder / "link.zip").symlink_to("real.zip")
    assert program("export", "pack", "mine", "link.zip").code == 0
    assert (program.folder / "link.zip").is_symlink()
    whole = (program.folder / "real.zip").read_bytes()
    pipe = program.folder / "pipe.zip"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        try:
            assert program("export", "pack", "mine", "pipe.zip").code == 0
            assert reader.communicate(timeout=20)[0] == whole
        finally:
            reader.kill()
    assert pipe.is_fifo()
    try:
        os.mknod(program.folder / "full", 0o666 | 0o020000, os.makedev(1, 7))  # the same as /dev/full
    except (PermissionError, AttributeError):
        pytest.skip("only root makes a device to write to")
    try:
        line = program.stops("export", "pack", "mine", "full")
    except AssertionError:
        pytest.skip("devices do not work in this folder")
    assert "cannot be written" in line
    assert (program.folder / "full").is_char_device()


def test_a_file_keeps_its_permissions(program: Program) -> None:
    program.new()
    (program.folder / "out.zip").write_bytes(b"before")
    (program.folder / "out.zip").chmod(0o640)
    assert program("export", "pack", "mine", "out.zip").code == 0
    assert (program.folder / "out.zip").stat().st_mode & 0o777 == 0o640
    assert (
        program("export", "pack", "mine", "new.zip", before=("sh", "-c", 'umask 027 && exec "$@"', "sh")).code
        == 0
    )
    assert (program.folder / "new.zip").stat().st_mode & 0o777 == 0o640


# What is no archive of a pack


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"no archive", bytes(22), b"PK\x05\x06" + bytes(18)],
    ids=lambda content: repr(content[:8]),
)
def test_an_archive_that_is_none(program: Program, content: bytes) -> None:
    (program.folder / "pack.zip").write_bytes(content)
    assert "`pack.zip` was not imported" in program.stops("import", "pack", "pack.zip", "--into", "out")
    assert written(program) == {"pack.zip"}


def test_an_archive_that_is_cut_or_changed(program: Program) -> None:
    program.new()
    assert program("export", "pack", "mine", "mine.zip").code == 0
    whole = (program.folder / "mine.zip").read_bytes()
    for content in (
        whole[:-1],
        whole[: len(whole) // 2],
        whole + b"x",
        whole.replace(b"pack.yaml", b"../a.yaml"),
        whole.replace(b"meal", b"mael", 1),
    ):
        (program.folder / "bad.zip").write_bytes(content)
        assert "was not imported" in program.stops("import", "pack", "bad.zip", "--into", "out")
    assert not (program.folder / "out").exists()
    assert not (program.folder / "a.yaml").exists()


def test_a_place_that_is_no_archive(program: Program) -> None:
    os.mkfifo(program.folder / "pipe.zip")
    for name in ("missing.zip", "pipe.zip", ".", ""):
        assert "there is no file" in program.stops("import", "pack", name, "--into", "out")


# Who reads


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("check", "mine"), ("measure", "mine", "--json"), ("explain", "AO301"), ("schema", "norm"), ("export", "pack", "mine", "-")],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_takes_nothing(program: Program, arguments: tuple[str, ...], unbuffered: str) -> None:
    program.new()
    with Path("/dev/full").open("wb") as full:
        ran = program(*arguments, out=full, env={"PYTHONUNBUFFERED": unbuffered})
    assert (ran.code, ran.err) == (2, "askonce: the output: No space left on device\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_leaves_early(program: Program, big: Path, unbuffered: str) -> None:
    for arguments in (("check", big), ("schema", "service"), ("export", "pack", big, "-")):
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as nobody:
            ran = program(*arguments, out=nobody, env={"PYTHONUNBUFFERED": unbuffered})
        assert (ran.code, ran.err) == (2, "")
    ran = program("schema", "service", before=("sh", "-c", '"$@" | head -1', "sh"))
    assert (ran.code, ran.out) == (0, "{\n")


@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_an_output_that_was_closed_before(program: Program, closing: str) -> None:
    program.new()
    closed = ("sh", "-c", f'exec "$@" {closing}', "sh")
    assert program("check", "mine", before=closed).code == 0
    assert program("check", "missing", before=closed).code == 2


LOCALES = [
    {"LANG": language, "LC_ALL": language, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for language in ("C", "zh_CN.GBK")
]


@pytest.mark.parametrize("env", LOCALES, ids=lambda env: env["LANG"])
def test_chinese_in_any_locale(program: Program, env: dict[str, str]) -> None:
    program.copy("before", "qingshan")
    words = ("diff", "packs/before", "packs/qingshan", "--language", "zh")
    assert program(*words, env=env).out == program(*words).out
    assert program("check", "packs/before", env=env) == program("check", "packs/before")


@pytest.mark.parametrize("name", ["包".encode(), b"\xff"])
def test_a_folder_whose_name_the_locale_cannot_say(program: Program, name: bytes) -> None:
    program.new().rename(program.folder / os.fsdecode(name))
    for env in LOCALES:
        assert program("check", name, env=env).out == "0 findings in 10 files\n"


@pytest.mark.parametrize("columns", ["40", "1", "0", "-3", "many", "999999999"])
def test_a_terminal_of_any_width(program: Program, columns: str) -> None:
    program.copy("before")
    assert program("check", "packs/before", env={"COLUMNS": columns}).code == 1
    ran = program("plan", "--help", env={"COLUMNS": columns})
    assert ran.code == 0
    if columns == "40":
        assert max(len(line) for line in ran.out.splitlines() if "askonce plan packs" not in line) <= 40


# Where it keeps what it knows


def test_no_home_and_no_cache_cost_only_time(program: Program, anybody: tuple[str, ...]) -> None:
    program.new()
    (program.folder / "file").write_text("", "utf-8")
    locked = program.folder / "locked"
    locked.mkdir(0o555)
    places: list[dict[str, str | None]] = [
        {"HOME": None}, {"HOME": ""}, {"HOME": "/dev/null"}, {"HOME": str(locked)}, {"XDG_CACHE_HOME": "file"},
        {"ASKONCE_CACHE": "/proc/askonce"}, {"ASKONCE_CACHE": str(locked)}, {"ASKONCE_CACHE": str(program.folder / "file")},
    ]  # fmt: skip
    for place in places:
        for _ in range(2):
            ran = program("check", "mine", env=place, before=anybody)
            assert (ran.code, ran.out, ran.err) == (0, "0 findings in 10 files\n", ""), place
    assert list(locked.iterdir()) == []


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell to limit the size of files")
def test_a_cache_on_a_full_disk_leaves_nothing_behind(program: Program) -> None:
    program.copy("qingshan")
    ran = program("check", "packs/qingshan", "--no-proposals", before=LIMITED)
    assert (ran.code, ran.err) == (0, "")
    assert texts(program.home) == {}


@pytest.mark.parametrize("content", [b"", b"rubbish", bytes(4096)])
def test_a_damaged_cache_costs_only_time(program: Program, content: bytes) -> None:
    program.copy("before")
    first = program("check", "packs/before")
    kept = [path for path in program.home.rglob("*") if path.is_file()]
    assert kept
    whole = kept[0].read_bytes()
    for damaged in (content, whole[:-1], whole[: len(whole) // 2], whole[:40] + content + whole[40:]):
        kept[0].write_bytes(damaged)
        assert program("check", "packs/before") == first


def test_two_checks_at_once_share_the_cache(program: Program, big: Path) -> None:
    expected = program("check", big, "--no-cache")
    for _ in range(2):  # first without summaries, then with them
        running = [program.begin("check", big) for _ in range(3)]
        assert [program.end(one) for one in running] == [expected] * 3
    assert program("check", big) == expected
    assert len([path for path in program.home.rglob("*") if path.is_file()]) == 1


def test_a_pack_that_changes_during_a_check_is_checked_right_the_next_time(
    program: Program, big: Path
) -> None:
    pack = program.folder / "pack"
    shutil.copytree(big, pack)
    service = min((pack / "services").rglob("*.yaml"))
    good = service.read_bytes()
    running = program.begin("check", "pack")
    for number in range(20):
        service.write_bytes(good if number % 2 else good + b"nonsense: 1\n")
        time.sleep(0.05)
    program.end(running)
    service.write_bytes(good + b"nonsense: 1\n")
    assert program("check", "pack") == program("check", "pack", "--no-cache")
    service.write_bytes(good)
    assert program("check", "pack") == program("check", "pack", "--no-cache")


# An impatient user


def test_ctrl_c_ends_a_check_with_one_line(program: Program, big: Path) -> None:
    ends = [ran.code for ran in program.interrupted("check", big, "--no-cache")]
    assert 2 in ends
    assert texts(program.home) == {}


def test_ctrl_c_while_it_writes_leaves_nothing_behind(program: Program, big: Path) -> None:
    for command in (("export", "pack", big, "out.zip"), ("measure", big, "--html", "out.html")):
        for ran in program.interrupted(*command):
            assert ran.code != 1
            assert written(program) <= {"out.zip", "out.html"}


def test_ctrl_c_within_a_text_that_python_runs_ends_with_the_same_code(tmp_path: Path) -> None:
    (tmp_path / "pressed.py").write_text(
        "import sys\nfrom askonce.cli import main\n"
        "def pressed():\n    exec('import signal; signal.raise_signal(signal.SIGINT)')\n"
        "main._parser = pressed\nsys.exit(main.main([]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-m", "pressed"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (2, "askonce: stopped\n")

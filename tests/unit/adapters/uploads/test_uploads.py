"""Files that people send: judged by their bytes, made anew, looked through by a scanner that fails closed, kept sealed."""

from __future__ import annotations

import socket
import struct
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from askonce.adapters.settings.model import Uploads
from askonce.adapters.uploads.checking import Clean, check, plain_name
from askonce.adapters.uploads.scanning import scan

MOST = 2_000_000
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, (10, 90, 60)).save(out, kind, **more)
    return out.getvalue()


def test_a_picture_loses_the_place_where_it_was_taken_and_what_hangs_behind_it() -> None:
    exif = Image.Exif()
    exif[0x010F] = "the maker"
    exif.get_ifd(0x8825)[1] = "N"
    body = picture("JPEG", exif=exif) + b"<?php evil ?><script>alert(1)</script>"
    found = check("garden.jpeg", body, MOST)
    assert isinstance(found, Clean)
    assert (found.kind, found.name) == ("jpeg", "garden.jpg")
    assert not any(one in found.body for one in (b"the maker", b"Exif", b"script", b"php"))
    with Image.open(BytesIO(found.body)) as again:
        assert again.size == (60, 40)
        assert not again.getexif()


def test_a_picture_taken_on_its_side_is_turned_and_a_large_one_made_smaller() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = check("x.jpg", picture("JPEG", (4000, 100), exif=exif), MOST)
    assert isinstance(found, Clean)
    with Image.open(BytesIO(found.body)) as again:
        assert again.width < again.height == 3000


@pytest.mark.parametrize(
    ("name", "body", "fault"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF + b" " * MOST, "too-large"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "other-kind"),
        ("a.pdf", b"<html><script>alert(1)</script>", "other-kind"),
        ("a.jpg", b"MZ\x90\x00", "other-kind"),
        ("a.gif", b"GIF89a" + b"\0" * 50, "other-kind"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "broken"),
        ("a.jpg", picture("JPEG")[:200], "broken"),
        ("a.pdf", b"%PDF-1.7\nnothing", "broken"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "active"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /Names << /EmbeddedFiles 3 0 R >> /EmbeddedFile"), "active"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScr#69pt >>"), "active"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /#4c#61unch"), "active"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /JS (app.alert)"), "active"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /#4aS\n7 0 R"), "active"),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /AA << /O 7 0 R >>"), "active"),
    ],
    ids=lambda said: f"{len(said)} bytes" if isinstance(said, bytes) else said,
)  # fmt: skip
def test_what_is_no_harmless_file_is_refused_whatever_its_name(name: str, body: bytes, fault: str) -> None:
    assert check(name, body, MOST) == fault


def test_a_picture_that_unpacks_into_gigabytes_is_not_unpacked() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data = b"IDAT" + zlib.compress(b"\0" * 100_000)
    bomb += struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    assert check("a.png", bomb, MOST) in {"too-many-points", "broken"}


def test_names_that_only_begin_as_those_of_what_runs_do_not_make_a_pdf_active() -> None:
    body = PDF.replace(b"/Catalog", b"/Catalog /JSmall (x) /AAB << >> /Font /JS1 /AA")
    assert isinstance(check("a.pdf", body, MOST), Clean)


def test_a_small_file_of_many_points_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    out = BytesIO()
    Image.new("1", (7700, 7700)).save(out, "PNG")
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _: pytest.fail("unpacked"))
    assert len(out.getvalue()) < 10_000
    assert check("a.png", out.getvalue(), MOST) == "too-many-points"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_is_made_smaller_before_its_points_are_made_wider(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = BytesIO()
    Image.new(mode, (3300, 20)).save(out, "PNG")
    wide: list[tuple[int, int]] = []
    convert = Image.Image.convert

    def noted(image: Image.Image, *said: Any) -> Image.Image:
        if said == ("RGBA",) and mode not in {"P", "I;16"}:
            wide.append(image.size)
        return convert(image, *said)

    monkeypatch.setattr(Image.Image, "convert", noted)
    found = check("a.png", out.getvalue(), MOST)
    assert isinstance(found, Clean)
    assert {width for width, _ in wide} <= {3000}
    with Image.open(BytesIO(found.body)) as again:
        assert (again.width, again.mode) == (3000, "RGBA")


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_way_to_hold_a_camera_is_turned_as_the_standard_has_it(turn: int) -> None:
    out, exif = BytesIO(), Image.Exif()
    exif[0x0112] = turn
    Image.frombytes("RGB", (3, 2), bytes(range(0, 180, 10))).save(out, "PNG", exif=exif)
    found = check("a.png", out.getvalue(), MOST)
    assert isinstance(found, Clean)
    with Image.open(BytesIO(found.body)) as again, Image.open(BytesIO(out.getvalue())) as before:
        assert again.tobytes() == ImageOps.exif_transpose(before).convert("RGBA").tobytes()


def odd_exif(tag: int, kind: int, count: int) -> bytes:
    """A picture on its side whose EXIF says one thing as what it cannot be."""
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0) + struct.pack("<HHI4s", tag, kind, count, b"abc\0")
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 2) + entries + bytes(4)
    return picture("JPEG", exif=exif)


@pytest.mark.parametrize("tag", [0x013F, 0x014E, 0x0155, 0x829A])
@pytest.mark.parametrize(("kind", "count"), [(2, 4), (7, 4), (1, 4), (3, 2), (99, 1)])
def test_a_picture_with_odd_words_about_it_is_kept_without_them(tag: int, kind: int, count: int) -> None:
    found = check("a.jpg", odd_exif(tag, kind, count), MOST)
    assert isinstance(found, Clean)
    with Image.open(BytesIO(found.body)) as again:
        assert again.size == (40, 60)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_picture_whose_words_break_off_is_kept_as_it_lies() -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03"
    found = check("a.jpg", picture("JPEG", exif=exif), MOST)
    assert isinstance(found, Clean)


def test_a_name_is_made_plain() -> None:
    assert plain_name("C:\\x\\a\u202etxt.exe", "pdf") == "atxt.exe.pdf"
    assert plain_name("\n", "png") == "file.png"
    assert len(plain_name("长" * 500, "jpeg")) <= 100


def command(code: str) -> Uploads:
    """A scanner that is a command."""
    return Uploads(command=(sys.executable, "-c", code), seconds=5)


def test_without_a_scanner_nothing_is_looked_through() -> None:
    assert scan(Uploads(), b"x") == "clean"


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("import sys; sys.exit(b'EICAR' in sys.stdin.buffer.read())", "found"),
        ("import sys; sys.stdin.buffer.read()", "clean"),
        ("import sys; sys.exit(2)", "failed"),
    ],
)
def test_a_command_says_by_how_it_ends(code: str, verdict: str) -> None:
    assert scan(command(code), b"the EICAR file") == verdict


def test_a_scanner_that_is_missing_or_slow_lets_nothing_in() -> None:
    assert scan(Uploads(command=("/nowhere/scanner",)), b"x") == "failed"
    slow = Uploads(command=(sys.executable, "-c", "import time; time.sleep(9)"), seconds=0.2)
    assert scan(slow, b"x") == "failed"
    assert scan(Uploads(clamd="/nowhere/clamd.sock"), b"x") == "failed"


@contextmanager
def clamd(folder: Path, reply: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Something that speaks as clamd does, once."""
    path = folder / "c.sock"
    heard: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(1)

        def answer() -> None:
            line, _ = server.accept()
            with line:
                raw = b""
                while not raw.endswith(b"\0\0\0\0"):
                    raw += line.recv(65_536)
                heard.append(raw)
                line.sendall(reply)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield str(path), heard
        thread.join(5)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (b"stream: OK\0", "clean"),
        (b"stream: Eicar-Test-Signature FOUND\0", "found"),
        (b"INSTREAM size limit exceeded. ERROR\0", "failed"),
        (b"", "failed"),
    ],
)
def test_clamd_is_asked_as_it_wants_to_be(tmp_path: Path, reply: bytes, verdict: str) -> None:
    body = bytes(range(256)) * 600
    with clamd(tmp_path, reply) as (path, heard):
        assert scan(Uploads(clamd=path, seconds=5), body) == verdict
    (raw,) = heard
    assert raw.startswith(b"zINSTREAM\0")
    assert raw.count(body[:1000]) >= 1
    assert len(raw) == len(b"zINSTREAM\0") + len(body) + 4 * -(-len(body) // 65_536) + 4

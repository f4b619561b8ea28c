"""The scanner that an installation names looks through each file: a command, or clamd at its socket.

Where none is named, none looks. Where one is named and does not answer, the file is refused.
"""

from __future__ import annotations

import socket
import struct
import subprocess
from typing import Final, Literal, TypeAlias

from askonce.adapters.settings.model import Uploads

Verdict: TypeAlias = Literal["clean", "found", "failed"]
_BLOCK: Final = 65_536
_LONGEST_REPLY: Final = 4096
_CLEAN, _FOUND = 0, 1


def scan(settings: Uploads, body: bytes) -> Verdict:
    """What the scanner says of a file; `clean` where no scanner is named."""
    said = _run(settings, body) if settings.command else "clean"
    return _ask(settings, body) if said == "clean" and settings.clamd else said


def _run(settings: Uploads, body: bytes) -> Verdict:
    """Exit codes as those of clamscan: 0 where nothing was found, 1 where something was."""
    try:
        done = subprocess.run(  # noqa: S603 - the command stands in the settings of the house
            settings.command, input=body, capture_output=True, timeout=settings.seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "failed"
    if done.returncode == _CLEAN:
        return "clean"
    return "found" if done.returncode == _FOUND else "failed"


def _ask(settings: Uploads, body: bytes) -> Verdict:
    """The protocol of clamd: blocks with their lengths before them, an empty one at the end."""
    try:
        with _connected(settings) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(body), _BLOCK):
                block = body[start : start + _BLOCK]
                line.sendall(struct.pack(">I", len(block)) + block)
            line.sendall(struct.pack(">I", 0))
            reply = _reply(line)
    except (OSError, ValueError):
        return "failed"
    if reply.endswith(b" OK"):
        return "clean"
    return "found" if reply.endswith(b" FOUND") else "failed"


def _connected(settings: Uploads) -> socket.socket:
    host, colon, port = settings.clamd.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host, int(port)), settings.seconds)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(settings.seconds)
    try:
        line.connect(settings.clamd)
    except OSError:
        line.close()
        raise
    return line


def _reply(line: socket.socket) -> bytes:
    found = b""
    while not found.endswith(b"\0") and len(found) < _LONGEST_REPLY:
        block = line.recv(_LONGEST_REPLY)
        if not block:
            break
        found += block
    return found.rstrip(b"\0\n")

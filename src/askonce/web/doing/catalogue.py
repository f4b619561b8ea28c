"""Services over HTTP: which there are, and what each asks."""

from __future__ import annotations

from askonce.registers.refusal import Refusal
from askonce.web.answer import Answer, answer
from askonce.web.call import Call
from askonce.web.problem import refused


async def services(call: Call) -> Answer | Refusal:
    """The services of the pack."""
    return answer(call.service.services())


async def service(call: Call) -> Answer | Refusal:
    """One service, with the JSON Schema of its answers."""
    found = call.service.described(call.path["service"])
    if found is None:
        return refused("no-such-thing")
    tag = f'"{call.service.house.current.version[:16]}"'
    headers = (("etag", tag), ("cache-control", "public, max-age=60"))
    if call.seen == tag:
        return Answer(304, headers=headers)
    return answer(found, headers=headers)

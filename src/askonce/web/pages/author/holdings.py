"""What registers hold and to whom they are open, and the offices that answer for it."""

from __future__ import annotations

from askonce.cases.reviewing.registers import describe_register
from askonce.cases.wording.bilingual import said
from askonce.web.pages.author.articles import article_of
from askonce.web.pages.author.packs import Shelf, nothing, shelf
from askonce.web.pages.frame.visit import Page, Result, Visit


async def registers(visit: Visit) -> Result:
    """Every register, with who answers for it."""
    found = await shelf(visit)
    if not isinstance(found, Shelf):
        return found
    titles = found.titles
    lines = [
        {
            "id": name,
            "title": titles.title("register", name),
            "holder": titles.title("office", register.holder.id) if register.holder is not None else None,
            "data": len(register.attributes),
        }
        for name, register in sorted(titles.every("register").items())
    ]
    return Page("author/registers.html", {"lines": lines, "shelf": found, "of": found.of})


async def register(visit: Visit) -> Result:
    """A register beside its article: each datum, and to whom it is open by which article."""
    found = await shelf(visit)
    if not isinstance(found, Shelf):
        return found
    titles, name = found.titles, visit.path["register"]
    held = titles.every("register").get(name)
    if held is None:
        return nothing()
    basis = article_of(held.basis.id, titles) if held.basis is not None else None
    values = {
        "name": titles.title("register", name),
        "about": said(held.about) if held.about is not None else None,
        "articles": [basis] if basis is not None else [],
        "parts_of": describe_register(held, titles),
        "shelf": found,
        "of": found.of,
        "wide": True,
    }
    return Page("author/register.html", values)


async def offices(visit: Visit) -> Result:
    """Every office, with its roles, the registers that it answers for and how many services it handles."""
    found = await shelf(visit)
    if not isinstance(found, Shelf):
        return found
    titles = found.titles
    lines = []
    for name, office in sorted(titles.every("office").items()):
        held = [
            (one, titles.title("register", one))
            for one, register in sorted(titles.every("register").items())
            if register.holder is not None and register.holder.id == name
        ]
        handled = [
            one
            for one in titles.every("service").values()
            if one.case.office is not None and one.case.office.id == name
        ]
        roles = [said(role.title, key) for key, role in office.roles.items()]
        lines.append(
            {
                "id": name,
                "title": titles.title("office", name),
                "above": titles.title("office", office.part_of.id) if office.part_of is not None else None,
                "roles": roles,
                "registers": held,
                "services": len(handled),
            }
        )
    return Page("author/offices.html", {"lines": lines, "shelf": found, "of": found.of, "wide": True})

"""Fills templates: with the macros of GOV.UK Frontend, the visitor's language, and the words for days and amounts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal, localcontext
from typing import Any, Final
from urllib.parse import quote

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    Template,
    UndefinedError,
)
from markupsafe import Markup

from askonce.web.pages.frame import csrf
from askonce.web.pages.frame.fields import Errors
from askonce.web.pages.frame.language import LOCALES, TAGS, current, gettext, ngettext, speaking
from askonce.web.pages.frame.marks import MARKS
from askonce.web.pages.frame.static import Files
from askonce.web.pages.frame.visit import Page, PageRoute, Visit

_NO_ERRORS: Final = Errors()
#: More digits than any number that is handed in, with its decimals.
_PRECISION: Final = 80
#: The macros of GOV.UK Frontend ask for parameters that nobody gave; only they may.
_PARAMETERS: Final = (dict, ChainableUndefined)


class Missing(ChainableUndefined):
    """A name that a template says and nobody gave: silent among the parameters of a macro, a fault anywhere else."""

    def _refuse(self) -> None:
        if not isinstance(self._undefined_obj, _PARAMETERS) and self._undefined_name is not None:
            raise UndefinedError(self._undefined_message)

    def __str__(self) -> str:
        self._refuse()
        return ""

    def __html__(self) -> str:
        return str(self)


class Renderer:
    """Makes the HTML of pages; one for a house."""

    def __init__(
        self,
        routes: Sequence[PageRoute],
        files: Files,
        csrf_secret: bytes,
        zone: tzinfo,
        house: Mapping[str, Any],
        navigation: Callable[[Visit], Sequence[Mapping[str, Any]]],
    ) -> None:
        self._paths = {one.name: one.path for one in routes}
        self._secret = csrf_secret
        self._zone = zone
        self._navigation = navigation
        made = Environment(
            loader=ChoiceLoader(
                [
                    PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
                    PackageLoader("askonce.web.pages"),
                ]
            ),
            autoescape=True,
            undefined=Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            extensions=["jinja2.ext.i18n"],
        )
        made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
        made.globals |= MARKS
        made.globals |= {
            "url": self.url,
            "has_page": self._paths.__contains__,
            "static": files.address,
            "house": house,
            "new_once": lambda: secrets.token_urlsafe(12),
            "page_language": current,
            "language_tag": lambda: TAGS[current()],
        }
        made.filters |= {
            "day": self.day,
            "when": self.when,
            "words": words,
            "number": number,
            "money": money,
            "percent": percent,
        }
        self._environment = made

    def url(self, name: str, **path: object) -> str:
        """The path of a page by its name; KeyError for one that there is not.

        What is no part of the path is a word of the query.
        """
        found, query = self._paths[name], []
        for key, value in path.items():
            part = quote(str(value), safe="")
            if f"{{{key}}}" in found:
                found = found.replace(f"{{{key}}}", part)
            else:
                query.append(f"{key}={part}")
        return found + ("?" + "&".join(query) if query else "")

    def render(self, page: Page, visit: Visit) -> tuple[str, bool]:
        """The HTML of a page in the visitor's language, and whether it carries a form's token."""
        tokens: list[str] = []

        def token() -> str:
            if not tokens:
                tokens.append(csrf.token_for(self._secret, visit.bound_to))
            return tokens[0]

        values = {
            "errors": _NO_ERRORS, "wide": False, **page.values,
            "visit": visit, "form_token": token, "navigation": self._navigation(visit),
        }  # fmt: skip
        with speaking(visit.language):
            template = self._environment.get_template(page.template)
            html = (
                _block(template, page.block, values)
                if page.block and visit.partial
                else template.render(values)
            )
        return html, bool(tokens)

    def day(self, value: date) -> str:
        """A day, as people write it."""
        from babel.dates import format_date

        return format_date(value, "long", locale=LOCALES[current()])

    def when(self, value: datetime) -> str:
        """An instant, in the time zone of the house."""
        from babel.dates import format_datetime, format_time

        local = value.astimezone(self._zone)
        if (local.hour, local.minute, local.second) == (0, 0, 0):
            return self.day(local.date())
        time = format_time(local, "HH:mm", locale=LOCALES[current()], tzinfo=self._zone)
        day = format_datetime(
            local,
            "d MMMM y" if current() == "en" else "y年M月d日",
            locale=LOCALES[current()],
            tzinfo=self._zone,
        )
        return f"{day} {time}"


def _block(template: Template, name: str, values: Mapping[str, Any]) -> str:
    """One block of a page alone: the page is run for what it imports and sets before the block."""
    context = template.new_context(dict(values))
    for _ in template.root_render_func(context):
        pass
    return "".join(template.blocks[name](context))


def words(texts: Mapping[str, str] | Any) -> Markup | str:
    """A text of the pack in the current language; in another, marked as being in it, so that it is read aloud rightly."""
    found = getattr(texts, "texts", texts)
    if isinstance(found, str):
        return found
    text = found.get(current())
    if text is not None:
        return str(text)
    other = next(iter(found), None)
    if other is None:
        return ""
    return Markup('<span lang="{}">{}</span>').format(TAGS.get(other, other), found[other])


def number(value: Decimal | float) -> str:
    """A number with its groups of digits, as many as any has."""
    from babel.numbers import format_decimal

    with localcontext(prec=_PRECISION):  # rounding more digits than the context has is an error
        return format_decimal(value, locale=LOCALES[current()])


def money(amount: Decimal | float, currency: str = "CNY") -> str:
    """An amount of money."""
    from babel.numbers import format_currency

    with localcontext(prec=_PRECISION):
        return format_currency(amount, currency, locale=LOCALES[current()])


def percent(value: float | None) -> str:
    """A share as a percentage with one place; a dash where it is not known."""
    from babel.numbers import format_percent

    return "–" if value is None else format_percent(value, "0.0%", locale=LOCALES[current()])

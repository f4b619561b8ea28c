"""Pages: one offline HTML file from a template, in all languages of its texts, with nothing to load."""

from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

LANGUAGES = {"en": "en", "zh": "zh-Hans"}


def render_page(package: str, template: str, **values: Any) -> str:
    """Fill a template of a package, which may extend `base.html`; every value is escaped.

    Templates say a text in all languages with `{{ t(texts) }}`, where `texts` maps language codes to texts.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("askonce.text")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = say
    environment.globals["many"] = many
    return environment.get_template(template).render(**values) + "\n"


def many(count: int, noun: str) -> str:
    """Count in English.

    >>> many(1, "visit"), many(1200, "visit")
    ('1 visit', '1,200 visits')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def say(texts: dict[str, str] | None = None, /, **more: str) -> Markup:
    """Write a text once for each language; the page's switch shows one of them.

    A text in one language alone is written once and shown whichever is chosen.

    >>> str(say({"en": "Street", "zh": "街道"}))
    '<span class="t" lang="en">Street</span><span class="t" lang="zh-Hans">街道</span>'
    >>> str(say({"fr": "Mairie <1>"}))
    '<span lang="fr">Mairie &lt;1&gt;</span>'
    """
    every = {**(texts or {}), **more}
    known = {code: text for code, text in every.items() if code in LANGUAGES}
    if len(known) < len(LANGUAGES):
        return Markup("").join(
            Markup('<span lang="{}">{}</span>').format(code, escape(text))
            for code, text in list(every.items())[:1]
        )
    return Markup("").join(
        Markup('<span class="t" lang="{}">{}</span>').format(LANGUAGES[code], known[code])
        for code in LANGUAGES
    )

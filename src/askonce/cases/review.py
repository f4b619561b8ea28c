"""Sets each article of a pack's laws beside the rules that rest on it, ready to be compared and signed."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from askonce.cases.reviewing.claims import definition_of, find_claims
from askonce.cases.reviewing.model import (
    ArticleReview,
    Claim,
    Fact,
    LawReview,
    Missing,
    Part,
    Review,
    RuleReview,
    State,
)
from askonce.cases.reviewing.norms import describe_norm, describe_parameter
from askonce.cases.reviewing.printing import print_review
from askonce.cases.reviewing.registers import describe_purpose, describe_register
from askonce.cases.reviewing.services import describe_case, describe_duty
from askonce.cases.wording.arrangements import arrangements, arranging
from askonce.cases.wording.bilingual import EMPTY, Text, both, said, same
from askonce.cases.wording.titles import Titles
from askonce.cases.wording.values import say_date
from askonce.pack.law import Law
from askonce.pack.passes import Checked
from askonce.text.diagnostic import Diagnostic
from askonce.text.page import render_page

Describe = Callable[[Any, Titles], tuple[Part, ...]]

SORTS: Mapping[str, tuple[Text, Describe]] = MappingProxyType(
    {
        "purpose": (both("Purpose", "目的"), describe_purpose),
        "norm": (both("Norm", "规则"), describe_norm),
        "parameter": (both("Rate", "标准"), describe_parameter),
        "service": (both("Service", "事项"), describe_case),
        "report": (both("Report", "报表"), describe_case),
        "duty": (both("Duty", "职责"), describe_duty),
        "register": (both("Register", "登记册"), describe_register),
    }
)
NOT_ADOPTED = both(
    "nobody has adopted it: the act, the day and two signatures are missing",
    "尚未通过：缺少依据、日期和两人签署",
)
SIGNED_APART = State(None, EMPTY)


def sorts(titles: Titles) -> Iterator[tuple[str, Text, Describe]]:
    """Each kind of rule that a pack may have: what it is called and how it is set out, those of applications last."""
    yield from ((kind, sort, describe) for kind, (sort, describe) in SORTS.items())
    for kind in arranging(titles):
        yield kind, next(iter(titles.every(kind).values())).sort, _describe


def _describe(bound: Any, titles: Titles) -> tuple[Part, ...]:
    return (Part(facts=tuple(Fact(one.label, one.words) for one in arrangements(bound, titles))),)


def review(checked: Checked) -> Review:
    """The review of a pack that was checked with `keep=True`; proposals and what is allowed stay out of it."""
    titles = Titles(checked.bound)
    findings = _by_definition(checked.findings)
    rules = list(_rules(titles, findings))
    by_article: dict[str, list[RuleReview]] = {}
    for rule in rules:
        by_article.setdefault(rule.cites, []).append(rule)
    claims: dict[str, list[Claim]] = {}
    for article, claim in find_claims(titles):
        claims.setdefault(article, []).append(claim)
    laws = tuple(
        _law(law, titles, by_article, claims, findings) for _, law in sorted(titles.every("law").items())
    )
    known = {f"{article.law}/{article.number}" for law in laws for article in law.articles}
    shown = {f"{rule.kind} {rule.id}" for rule in rules} | {f"law {law.id}" for law in laws}
    manifest = next(iter(titles.every("manifest").values()), None)
    return Review(
        said(manifest.title, manifest.id) if manifest else both("Pack", "文件包"),
        said(manifest.about) if manifest and manifest.about else EMPTY,
        checked.view.on,
        bool(manifest and manifest.invented),
        manifest.languages if manifest else (),
        laws,
        tuple(rule for rule in rules if rule.cites and rule.cites not in known),
        tuple(rule for rule in rules if not rule.cites),
        tuple(_missing(one) for about, found in findings.items() if about not in shown for one in found),
    )


def as_text(review: Review, language: str) -> str:
    """The review as plain text in `en` or `zh`; articles stand in every language that they have."""
    return print_review(review, language)


def as_html(review: Review) -> str:
    """The review as one page that needs nothing else: both languages, no script, and lines to sign when printed."""
    return render_page("askonce.cases", "review.html", review=review, on=say_date(review.on))


def _by_definition(findings: tuple[Diagnostic, ...]) -> dict[str, list[Diagnostic]]:
    found: dict[str, list[Diagnostic]] = {}
    for finding in findings:
        found.setdefault(finding.about, []).append(finding)
    return found


def _missing(finding: Diagnostic) -> Missing:
    return Missing(same(finding.message), finding.code, str(finding.span), finding.help)


def _rules(titles: Titles, findings: Mapping[str, list[Diagnostic]]) -> Iterator[RuleReview]:
    for kind, sort, describe in sorts(titles):
        for name, bound in sorted(titles.every(kind).items()):
            definition = definition_of(bound)
            found = tuple(_missing(one) for one in findings.get(f"{kind} {name}", []))
            state = _state(definition, titles)
            if state.settled is False:
                found = (Missing(NOT_ADOPTED), *found)
            yield RuleReview(
                kind, sort, name, titles.title(kind, name), str(definition.name),
                definition.basis.id if definition.basis else "", state, describe(bound, titles), found,
            )  # fmt: skip


def _state(definition: Any, titles: Titles) -> State:
    if not hasattr(definition, "adopted"):
        return SIGNED_APART
    return State(definition.adopted is not None, titles.adoption(definition.adopted))


def _law(
    law: Law, titles: Titles, rules: Mapping[str, list[RuleReview]], claims: Mapping[str, list[Claim]],
    findings: Mapping[str, list[Diagnostic]],
) -> LawReview:  # fmt: skip
    facts = [
        Fact(both("Made by", "制定机关"), said(law.enacted_by)) if law.enacted_by else None,
        Fact(both("In force from", "施行日期"), say_date(law.in_force_from)) if law.in_force_from else None,
        Fact(both("Whole text", "全文"), said(law.source)) if law.source else None,
        Fact(both("Adopted", "通过"), titles.adoption(law.adopted)) if law.adopted else None,
    ]
    articles = []
    for number, words in law.articles.items():
        key = f"{law.id}/{number}"
        articles.append(
            ArticleReview(
                law.id,
                number,
                titles.cite(key),
                dict(words.texts),
                tuple(rules.get(key, ())),
                tuple(claims.get(key, ())),
            )
        )
    found = tuple(_missing(one) for one in findings.get(f"law {law.id}", []))
    state = State(law.adopted is not None, titles.adoption(law.adopted)) if law.adopted else SIGNED_APART
    return LawReview(
        law.id, titles.title("law", law.id), tuple(one for one in facts if one), state, found, tuple(articles)
    )

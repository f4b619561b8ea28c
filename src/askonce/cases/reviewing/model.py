"""A review as values: laws, their articles, and the rules that rest on each, set out in words."""

from datetime import date

import msgspec

from askonce.cases.wording.bilingual import Text, both, fill
from askonce.cases.wording.titles import article_number


class Fact(msgspec.Struct, frozen=True):
    """One thing said of a rule: what it is about, and the words."""

    label: Text
    words: Text


class Formula(msgspec.Struct, frozen=True):
    """An expression as it stands in the pack, under what it gives."""

    label: Text
    text: str


class Grid(msgspec.Struct, frozen=True):
    """Rows of words under heads; the first `tests` columns say when a row applies, where it is a table of a norm."""

    caption: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    tests: int = 0


class Part(msgspec.Struct, frozen=True):
    """A part of a rule, such as one of its texts by period; without a heading it is the rule itself."""

    heading: Text | None = None
    facts: tuple[Fact, ...] = ()
    formulas: tuple[Formula, ...] = ()
    grids: tuple[Grid, ...] = ()


class Missing(msgspec.Struct, frozen=True):
    """What still stands in the way of adoption: a finding with its code and place, or a signature that lacks."""

    words: Text
    code: str = ""
    place: str = ""
    repair: str = ""


class State(msgspec.Struct, frozen=True):
    """Whether a text is adopted; `settled` is none for kinds that are not adopted by themselves."""

    settled: bool | None
    words: Text


class RuleReview(msgspec.Struct, frozen=True):
    """A definition set out for those who compare it with its article; `cites` is that article."""

    kind: str
    sort: Text
    id: str
    title: Text
    place: str
    cites: str
    state: State
    parts: tuple[Part, ...]
    missing: tuple[Missing, ...]


class Claim(msgspec.Struct, frozen=True):
    """Something smaller that rests on an article: an opening, a question, a document; `rule` is where it stands."""

    sort: str
    words: Text
    kind: str
    id: str


class ArticleReview(msgspec.Struct, frozen=True):
    """An article as one cites it, in every language that it is written in, and all that rests on it."""

    law: str
    number: str
    cited: Text
    texts: dict[str, str]
    rules: tuple[RuleReview, ...]
    claims: tuple[Claim, ...]

    @property
    def heading(self) -> Text:
        """Its number and paragraph, as they stand in the law."""
        return fill(both("Article {number}", "{number}"), number=article_number(self.number))

    @property
    def unused(self) -> bool:
        """Whether nothing in the pack rests on it."""
        return not self.rules and not self.claims


class LawReview(msgspec.Struct, frozen=True):
    """A law with its articles in their order."""

    id: str
    title: Text
    facts: tuple[Fact, ...]
    state: State
    missing: tuple[Missing, ...]
    articles: tuple[ArticleReview, ...]


class Review(msgspec.Struct, frozen=True):
    """Article beside rule for a whole pack.

    `adrift` are the rules whose article no law has, `groundless` those that cite none, `other` what is missing
    but concerns no rule set out here.
    """

    title: Text
    about: Text
    on: date
    invented: bool
    languages: tuple[str, ...]
    laws: tuple[LawReview, ...]
    adrift: tuple[RuleReview, ...]
    groundless: tuple[RuleReview, ...]
    other: tuple[Missing, ...]

    @property
    def articles(self) -> tuple[ArticleReview, ...]:
        """All articles of all laws."""
        return tuple(article for law in self.laws for article in law.articles)

    @property
    def rules(self) -> tuple[RuleReview, ...]:
        """All rules, wherever they stand."""
        return (
            *(rule for article in self.articles for rule in article.rules),
            *self.adrift,
            *self.groundless,
        )

    @property
    def unused(self) -> tuple[ArticleReview, ...]:
        """The articles on which nothing rests."""
        return tuple(article for article in self.articles if article.unused)

    @property
    def drafts(self) -> tuple[RuleReview, ...]:
        """The rules that nobody has adopted yet."""
        return tuple(rule for rule in self.rules if rule.state.settled is False)

    @property
    def open_points(self) -> int:
        """How many findings and signatures stand in the way."""
        return (
            sum(len(rule.missing) for rule in self.rules)
            + sum(len(law.missing) for law in self.laws)
            + len(self.other)
        )

"""A review as plain text in one language, for a terminal or a letter."""

from collections.abc import Iterable, Iterator

from askonce.cases.reviewing.model import (
    ArticleReview,
    Claim,
    Fact,
    Grid,
    LawReview,
    Missing,
    Part,
    Review,
    RuleReview,
)
from askonce.cases.wording.bilingual import Text, both, fill, same
from askonce.cases.wording.values import say_date

ON = both("Article beside rule, as of {on}", "条文与规则对照，截至{on}")
INVENTED = both(
    "An invented jurisdiction: its laws and figures are made up.", "本辖区为虚构：法规与数字均为虚构。"
)
COUNTS = both(
    "{articles} articles, {unused} of them unused; {rules} rules, {drafts} of them drafts; {points} points open",
    "共{articles}条，其中{unused}条未被引用；规则{rules}项，其中草案{drafts}项；待补{points}处",
)
NOTHING_RESTS = both("No definition uses this article.", "没有定义引用本条。")
ALSO = both("Also rests on it:", "另以本条为依据：")
STILL_MISSING = both("Still missing:", "尚缺：")
ADRIFT = both("Rules whose article no law has", "所引条文不存在的规则")
GROUNDLESS = both("Rules that cite no article", "未引用条文的规则")
CITES = both("cites {article}, which no law here has", "引用{article}，法规中无此条")
OTHER = both("Other points", "其他事项")


def print_review(review: Review, language: str) -> str:
    """The whole review, each line ready to be read aloud."""
    return "\n".join(_Printer(language).review(review)) + "\n"


class _Printer:
    """Writes the parts of a review in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, words: Text) -> str:
        return words[self.language]

    def review(self, review: Review) -> Iterator[str]:
        yield self.say(review.title)
        yield self.say(fill(ON, on=say_date(review.on)))
        if review.invented:
            yield self.say(INVENTED)
        counts = {
            "articles": len(review.articles),
            "unused": len(review.unused),
            "rules": len(review.rules),
            "drafts": len(review.drafts),
            "points": review.open_points,
        }
        yield self.say(fill(COUNTS, **{name: same(str(count)) for name, count in counts.items()}))
        for law in review.laws:
            yield from self.law(law)
        for heading, rules in ((ADRIFT, review.adrift), (GROUNDLESS, review.groundless)):
            if rules:
                yield from self.heading(self.say(heading), "=")
                for rule in rules:
                    yield from self.rule(rule)
        if review.other:
            yield from self.heading(self.say(OTHER), "=")
            yield from self.missing(review.other, "")

    def heading(self, words: str, line: str) -> Iterator[str]:
        yield ""
        yield f"{line * 2} {words}"

    def law(self, law: LawReview) -> Iterator[str]:
        yield from self.heading(f"{self.say(law.title)} ({law.id})", "=")
        yield from self.facts(law.facts, "")
        yield from self.missing(law.missing, "")
        for article in law.articles:
            yield from self.article(article)

    def article(self, article: ArticleReview) -> Iterator[str]:
        yield from self.heading(self.say(article.heading), "-")
        yield from (f"   {language}: {words}" for language, words in article.texts.items())
        if article.unused:
            yield f"   {self.say(NOTHING_RESTS)}"
        for rule in article.rules:
            yield from self.rule(rule)
        yield from self.claims(article.claims)

    def claims(self, claims: Iterable[Claim]) -> Iterator[str]:
        lines = [f"   - {self.say(claim.words)}" for claim in claims]
        if lines:
            yield ""
            yield f"   {self.say(ALSO)}"
            yield from lines

    def rule(self, rule: RuleReview) -> Iterator[str]:
        yield ""
        yield f"   {self.say(rule.sort)}: {self.say(rule.title)} ({rule.id}, {rule.place})"
        if rule.state.settled is not None:
            yield f"      {self.say(rule.state.words)}"
        for part in rule.parts:
            yield from self.part(part)
        yield from self.missing(rule.missing, "      ")

    def part(self, part: Part) -> Iterator[str]:
        if part.heading:
            yield f"      [{self.say(part.heading)}]"
        yield from self.facts(part.facts, "      ")
        yield from (f"      {self.say(one.label)} = {one.text}" for one in part.formulas)
        for grid in part.grids:
            yield from self.grid(grid)

    def facts(self, facts: Iterable[Fact], indent: str) -> Iterator[str]:
        yield from (f"{indent}{self.say(fact.label)}: {self.say(fact.words)}" for fact in facts)

    def grid(self, grid: Grid) -> Iterator[str]:
        yield f"      {self.say(grid.caption)}:"
        yield f"         {self.row(grid.head, grid.tests)}"
        yield from (f"         - {self.row(row, grid.tests)}" for row in grid.rows)

    def row(self, cells: tuple[Text, ...], tests: int) -> str:
        words = [self.say(cell) for cell in cells]
        if not tests:
            return " | ".join(words)
        return f"{' | '.join(words[:tests])} → {' | '.join(words[tests:])}"

    def missing(self, missing: Iterable[Missing], indent: str) -> Iterator[str]:
        lines = [self.one_missing(one) for one in missing]
        if lines:
            yield f"{indent}{self.say(STILL_MISSING)}"
            yield from (f"{indent}   ! {line}" for line in lines)

    def one_missing(self, one: Missing) -> str:
        parts = [one.code, self.say(one.words), f"({one.place})" if one.place else ""]
        return " ".join(part for part in parts if part)

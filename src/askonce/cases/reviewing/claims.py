"""The smaller things that rest on an article: openings of registers, questions, documents, visits, rows, rates."""

from collections.abc import Iterator
from typing import Any

from askonce.cases.asking import BoundCase
from askonce.cases.reviewing.model import Claim
from askonce.cases.type import Service, Visit
from askonce.cases.wording.arrangements import Arranging, arranging
from askonce.cases.wording.bilingual import Text, both, fill, plain
from askonce.cases.wording.titles import Titles
from askonce.norms.binding import BoundNorm
from askonce.norms.model import Parameter
from askonce.pack.shapes import Ref
from askonce.registers.model import Register

OPENS = both("Opens {what} of register {register} to {purpose}", "将登记册{register}的{what}开放给{purpose}")
HOLDS = both("Allows register {register} to hold {what}", "允许登记册{register}登记{what}")
ASKS = both("Allows {of} to ask: {what}", "允许{of}询问：{what}")
DEMANDS = both("Lets {of} demand: {what}", "允许{of}要求提交：{what}")
VISITS = both("Makes {of} need a visit", "要求{of}现场办理")
ROWS = both("Grounds row {what} of {of}", "为{of}第{what}行的依据")
SETS = both("Sets a value of {of}", "设定{of}的数值")
ADOPTS = both("Is the act by which {of} was adopted", "为通过{of}的依据")

Cited = tuple[str, Claim]


def find_claims(titles: Titles) -> Iterator[Cited]:
    """Each claim with the article that it rests on, in the order of kinds and names."""
    for name, register in sorted(titles.every("register").items()):
        yield from _of_register(name, register, titles)
    for kind in ("service", "report"):
        for _, bound in sorted(titles.every(kind).items()):
            yield from _of_case(bound, titles)
    for _, norm in sorted(titles.every("norm").items()):
        yield from _of_norm(norm, titles)
    for name, parameter in sorted(titles.every("parameter").items()):
        yield from _of_parameter(name, parameter, titles)
    yield from _acts(titles)


def _of_register(name: str, register: Register, titles: Titles) -> Iterator[Cited]:
    title = titles.title("register", name)
    openings = {key: one.open_to for key, one in register.attributes.items()}
    openings |= {key: one.open_to for key, one in register.relations.items()}
    for key, open_to in openings.items():
        what = titles.attribute(name, key)
        for purpose, basis in open_to.items():
            if isinstance(basis, Ref):
                words = fill(OPENS, what=what, register=title, purpose=titles.title("purpose", purpose))
                yield basis.id, Claim("opening", words, "register", name)
    for key, attribute in register.attributes.items():
        if attribute.statute is not None:
            words = fill(HOLDS, register=title, what=titles.attribute(name, key))
            yield attribute.statute.id, Claim("statute", words, "register", name)


def _of_case(bound: BoundCase, titles: Titles) -> Iterator[Cited]:
    case = bound.case
    title = titles.title(case.kind, case.id)

    def claim(sort: str, pattern: Text, what: Text) -> Claim:
        return Claim(sort, fill(pattern, of=title, what=what), case.kind, case.id)

    for asked in bound.asked:
        for ref in (asked.ask.because, asked.ask.statute):
            if ref is not None:
                yield ref.id, claim("question", ASKS, titles.question(asked))
    for one in bound.demanded:
        if one.document.because is not None:
            yield one.document.because.id, claim("document", DEMANDS, titles.document(one))
    if isinstance(case, Service) and isinstance(case.visit, Visit) and case.visit.basis is not None:
        yield case.visit.basis.id, claim("visit", VISITS, title)


def _of_norm(bound: BoundNorm, titles: Titles) -> Iterator[Cited]:
    title = titles.title("norm", bound.id)
    for text in bound.texts:
        for number, row in enumerate(text.table.rows if text.table else (), start=1):
            if row.row.basis is not None:
                words = fill(ROWS, what=plain(str(number)), of=title)
                yield row.row.basis.id, Claim("row", words, "norm", bound.id)


def _of_parameter(name: str, parameter: Parameter, titles: Titles) -> Iterator[Cited]:
    for rate in parameter.values:
        if rate.basis is not None:
            yield (
                rate.basis.id,
                Claim("value", fill(SETS, of=titles.title("parameter", name)), "parameter", name),
            )


def _acts(titles: Titles) -> Iterator[Cited]:
    for kind in ("purpose", "norm", "parameter", "service", "report", *arranging(titles)):
        for name, bound in sorted(titles.every(kind).items()):
            adopted: Any = getattr(definition_of(bound), "adopted", None)
            if adopted is not None and adopted.act is not None and "/" in adopted.act.id:
                words = fill(ADOPTS, of=titles.title(kind, name))
                yield adopted.act.id, Claim("act", words, kind, name)


def definition_of(bound: Any) -> Any:
    """The definition behind what a kind binds it to."""
    if isinstance(bound, BoundCase):
        return bound.case
    if isinstance(bound, Arranging):
        return bound.definition
    return bound.norm if isinstance(bound, BoundNorm) else bound

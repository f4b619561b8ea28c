"""Files that are no models, models with mistakes, and what is said of them with which line."""

from __future__ import annotations

import pytest

from askonce.norms.dmn.examine import examine
from askonce.norms.dmn.library import library
from askonce.norms.dmn.model import Fault
from askonce.norms.dmn.reading import read_model
from askonce.norms.dmn.xml import DEEPEST, MOST_BYTES, MOST_ELEMENTS
from tests.unit.norms.dmn.models import (
    decision,
    definitions,
    input_data,
    item,
    knowledge,
    literal,
    model,
    output,
    shown,
    table,
    value,
)

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/">&c;</definitions>
"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<definitions>&x;</definitions>
"""


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", 1, "no well-formed XML"),
        (b"rubbish", 1, "no well-formed XML"),
        (b"<a>\n<b></a>", 2, "no well-formed XML"),
        (b"\xff\xfe\x00", 1, ""),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', 1, "encoding"),
        (b"<a>&nbsp;</a>", 1, "no well-formed XML"),
        (BOMB, 2, "document type"),
        (OUTSIDE, 2, "document type"),
        (b'<!DOCTYPE a SYSTEM "http://example.test/a.dtd"><a/>', 1, "document type"),
        (b"<a>\n" * 200, 121, "nested more than 120 levels"),
        (b"<a>" + b"<b/>" * (MOST_ELEMENTS + 1) + b"</a>", 1, "more than 400,000 elements"),
        (b" " * (MOST_BYTES + 1), 1, "more than 16 megabytes"),
        (b"<definitions/>", 1, "of no namespace, not `definitions` of DMN"),
        (b'<definitions xmlns="urn:other"/>', 1, "of namespace `urn:other`"),
        (b'<other xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"/>', 1, "the root is `other`"),
    ],
    ids=shown,
)
def test_what_is_no_model_is_refused_with_its_line(content: bytes, line: int, says: str) -> None:
    made = read_model(content, "a.dmn")
    assert isinstance(made, Fault)
    assert made.line == line
    assert says in made.message


def test_the_deepest_nesting_that_is_read_is_evaluated() -> None:
    levels = (DEEPEST - 4) // 4
    logic = "<list>" * 4 * levels + literal("1") + "</list>" * 4 * levels
    assert value(definitions(decision("d", logic)), "d") is not None


def faults(*parts: str) -> list[tuple[int, str]]:
    made = model(definitions(*parts))
    return [(fault.line, fault.message) for fault in examine(library([made]), made)]


@pytest.mark.parametrize(
    ("parts", "line", "says"),
    [
        ((input_data("a"), input_data("a")), 4, "id `i_a` stands twice"),
        ((decision("d", literal("1"), "i_x"),), 3, "`d` needs `i_x`, and nothing has that id"),
        ((('<decision id="d" name="d"><variable name="d"/><informationRequirement><requiredInput href="#k_f"/>'
          '</informationRequirement></decision>'), knowledge("f", literal("1"))), 3, "which is of another kind"),
        ((decision("x", literal("1")), input_data("x")), 3, "is the name of another element too"),
        ((input_data("a", "tNone"),), 3, "`tNone` is no known type"),
        ((item("tA", "tNone"),), 3, "`tNone` is no known type"),
        ((item("tA", "tB"), item("tB", "tA")), 3, "the type `tA` rests on itself"),
        ((decision("d", literal("1"), type_ref="tNone"),), 3, "`tNone` is no known type"),
        ((decision("a", literal("b"), "d_b"), decision("b", literal("a"), "d_a")), 3, "`a` needs `b` needs `a`: requirements run in a circle"),
        ((decision("a", literal("1"), "d_a"),), 3, "requirements run in a circle"),
        ((decision("d", literal("1 +")),), 3, "an operand is missing at the end"),
        ((decision("d", literal("\n\n1 + x")),), 5, "`x` is no known name"),
        ((decision("d", literal("f(1)")),), 3, "`f` is no known function"),
        ((decision("d", table("UNIQUE", ["1"], ["<output/>"], ["> >", "1"])),), 3, "an operand is missing"),
        ((decision("d", table("UNIQUE", ["1"], ["<output/>"], ["-"])),), 3, "1 tests and 0 outcomes where"),
        ((decision("d", table("MOSTLY", ["1"], ["<output/>"], ["-", "1"])),), 3, "`MOSTLY` is no hit policy"),
        ((decision("d", table("UNIQUE", ["1"], [])),), 3, "a decision table has no output"),
        ((decision("d", table("UNIQUE", ["1"], [output(values='"')], ["-", "1"])),), 3, "opens a text that is never closed"),
        ((decision("d", "<conditional/>"),), 3, "`conditional` has no expression in `if`"),
        ((decision("d", '<relation><column name="a"/><row/></relation>'),), 3, "a row has 0 cells"),
        ((decision("d", f"<invocation>{literal('x')}<binding/></invocation>"),), 3, "a `binding` has no parameter"),
        ((decision("d", '<functionDefinition kind="Java"/>'),), 3, "of kind `Java` stands outside"),
        ((decision("d", '<literalExpression expressionLanguage="urn:x"><text>1</text></literalExpression>'),), 3, "`urn:x` is not FEEL"),
        (('<import namespace="urn:none" name="n" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',), 3, "no model beside this one"),
        (('<decision id="d" name="d"><variable name="e"/></decision>',), 3, "the variable of `d` is called `e`"),
        (('<decision id="d"/>',), 3, "a `decision` has no name"),
        ((item("tA", "string", allowed="1 +"),), 3, "an operand is missing"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else "",
)  # fmt: skip
def test_mistakes_are_found_with_their_lines(parts: tuple[str, ...], line: int, says: str) -> None:
    found = faults(*parts)
    assert any(at == line and says in message for at, message in found), found


def test_a_model_without_mistakes_has_none() -> None:
    assert not faults(
        item("tList", "number", many=True),
        input_data("n of all", "tList"),
        knowledge("f", literal("[x, for y in [1] return y + x]"), "x"),
        decision("d", literal("f(count(n of all))"), "i_n of all", "k_f"),
        decision("e", literal("[{a: 1}][a = 1].a"), "d_d"),
    )  # fmt: skip


def test_what_stands_wrong_in_one_decision_leaves_the_others_be() -> None:
    text = definitions(decision("bad", literal("1 +")), decision("good", literal("1 + 1")))
    assert str(value(text, "good")) == "2"


def test_a_prefix_of_version_1_1_says_whose_a_type_is() -> None:
    text = (
        '<d:definitions xmlns:d="http://www.omg.org/spec/DMN/20151101/dmn.xsd" xmlns:feel="http://www.omg.org/spec/FEEL/20140401"'
        ' xmlns:own="urn:own" namespace="urn:own" name="m"><d:itemDefinition name="tA"><d:typeRef>feel:number</d:typeRef></d:itemDefinition>'
        '<d:decision id="d" name="d"><d:variable name="d" typeRef="own:tA"/><d:literalExpression><d:text>"x"</d:text>'
        "</d:literalExpression></d:decision></d:definitions>"
    )
    made = model(text)
    assert made.items["tA"].type_ref == "number"
    assert made.elements["d"].variable.type_ref == "tA"

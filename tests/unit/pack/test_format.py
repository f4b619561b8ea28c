"""The canonical text of a file, by example: text in, text out."""

import re
from pathlib import Path

import pytest

from askonce.assembly import LANGUAGE
from askonce.pack.format import format_text
from askonce.text.diagnostic import Diagnostic


def formatted(text: str, path: str = "a.yaml") -> str:
    written = format_text(LANGUAGE, path, text)
    assert isinstance(written, str), written
    assert format_text(LANGUAGE, path, written) == written
    return written


SAME = {
    "short collections stand on one line": """\
office: street
title: {en: Street Office, zh: 街道办}
roles: [clerk, cook]
""",
    "names with a group each stand on a line each": """\
register: people
relations:
  children: {to: person, many: true, inverse: parents}
attributes:
  name: {concept: name, open_to: {elder-care: elder-rules/2}}
""",
    "two groups in one want lines": """\
thing: x
steps:
  cook:
    title: {en: Cook, zh: 备餐}
    term: {legal: 5 working days}
""",
    "rows of a table: two on a line, more below each other": """\
norm: price
table:
  when: [age]
  rows: [["< 60", 18 CNY], [">= 60", 15 CNY]]
versions:
  - table:
      rows:
        - ["< 80", no one]
        - ["[80..90]", base]
        - [">= 90", base * 2]
""",
    "a group in a list": """\
service: a
rekeyed_into:
  - {system: a, fields: 1}
  - {system: b, fields: 2}
allow: [{code: AO302, because: the original is kept}]
""",
    "lines of a text": """\
thing: x
about:
  en: |-
    One line.

      # Another: line.
  zh: |
    一行。
""",
    "nothing, and nothing in it": """\
thing: x
a:
b: ""
c: []
d: {}
e: ~
f:
  - a
  -
  - ""
""",
    "what must be quoted stays so": """\
thing: x
a: "60"
b: 60
c: "2021-12-15"
d: 2021-12-15
e: "no"
f: "12:30"
g: "- a"
h: "a: b"
i: "a #b"
j: " a"
k: "a\\tb\\u202e"
l: say "so" \\
m: "true"
"3": "1e3"
"no": "~"
on: it
""",
    "what need not be quoted is not": """\
thing: x
a: it's (nearly) "all", isn't it?
b: http://county.example/a?b=c#d
c: 年满六十周岁：十五元，其他人十八元
d: 1 working day
e: {f: "a, b", g: "[a]", h: a?b}
""",
    "comments stay": """\
# About the file.

# About the service.
office: street  # its name
# About the title,
# in two lines.
title: {en: Street, zh: 街道}  # 题目

roles:  # who works there
  - clerk  # the first
  # about the cook
  - cook
  # - director
# contact: gone
level: county
# the end
""",
    "comments below the last of a group stay in it, one group out of another": """\
thing: x
a:
  b:
    c: 1
    # below c
  # below b
# above d
d: 2
""",
    "a comment in a group keeps it open": """\
register: a
attributes:
  name:
    concept: name  # as in the passport
    type: text
""",
    "an empty line stays one, a comment apart from what follows too": """\
# Licence.

office: street

# Titles.

title: {en: Street, zh: 街道}
""",
}

CHANGED = {
    "words in the order of their kind, its own first": (
        "office: street\nstrange: 1\nlevel: county\ntitle: {zh: 街道, en: Street}\npart_of: county\n",
        "office: street\ntitle: {zh: 街道, en: Street}\npart_of: county\nlevel: county\nstrange: 1\n",
    ),
    "words of groups too, but not the author's own names": (
        "service: a\nasks:\n  z: {because: a/1, concept: b}\n  a: {type: text, concept: c}\n",
        "service: a\nasks:\n  z: {concept: b, because: a/1}\n  a: {concept: c, type: text}\n",
    ),
    "comments go with their words": (
        "office: a\n# the level\nlevel: county # of three\n# the title\ntitle: {en: A} # one\n# tail\n",
        "office: a\n# the title\ntitle: {en: A}  # one\n# the level\nlevel: county  # of three\n# tail\n",
    ),
    "blocks that fit become flow": (
        "office: a\ntitle:\n    en: A\n    zh: 甲\nroles:\n- clerk\n- cook\n",
        "office: a\ntitle: {en: A, zh: 甲}\nroles: [clerk, cook]\n",
    ),
    "flow that does not fit becomes blocks": (
        f"office: a\nroles: [{', '.join(['a' * 20] * 6)}]\ntitle: {{en: {'b' * 60}, zh: {'老' * 30}}}\n",
        f"office: a\ntitle:\n  en: {'b' * 60}\n  zh: {'老' * 30}\nroles:\n" + f"  - {'a' * 20}\n" * 6,
    ),
    "comments in brackets": (
        "office: a # 1\nroles: [ # 2\n  clerk, # 3\n  # 4\n  cook # 5\n  # 6\n] # 7\n",
        "office: a  # 1\n# 7\nroles:  # 2\n  - clerk  # 3\n  # 4\n  - cook  # 5\n  # 6\n",
    ),
    "comments at a dash move above it": (
        "thing: x\na:\n  - # 1\n    b: 1\n    c: 2 # 2\n  - {b: 1, # 3\n     c: 2} # 4\n",
        "thing: x\na:\n  # 1\n  - b: 1\n    c: 2  # 2\n  # 4\n  - b: 1  # 3\n    c: 2\n",
    ),
    "comments in the brackets of an item move above it": (
        "thing: x\na:\n  - [ # 1\n     b, c] # 2\n  - [[ # 3\n     d]]\n",
        "thing: x\na:\n  # 1\n  - [b, c]  # 2\n  # 3\n  - [[d]]\n",
    ),
    "empty lines that belong to a text, and those that do not": (
        "thing: x\na: |+\n  one\n\n# b\nb: |\n  one\n\n# c\nc: 1\n",
        'thing: x\na: "one\\n\\n"\n# b\nb: |\n  one\n\n# c\nc: 1\n',
    ),
    "a comment as far left as a list is about the next word": (
        "office: a\nroles:\n- clerk\n# the level\nlevel: county\n",
        "office: a\nroles: [clerk]\n# the level\nlevel: county\n",
    ),
    "a comment further in stays in": (
        "thing: x\na:\n    b: 1\n    # c: 2\nd: 3\n",
        "thing: x\na:\n  b: 1\n  # c: 2\nd: 3\n",
    ),
    "quotes that nobody needs": (
        "thing: 'x'\na: 'it''s'\nb: \"老\"\nc: '60'\nd: 'a\n  b'\n",
        'thing: x\na: it\'s\nb: 老\nc: "60"\nd: a b\n',
    ),
    "texts over lines, whatever they were": (
        'thing: x\na: "one\\ntwo"\nb: >\n  one\n\n  two\nc: "one \\ntwo"\nd: " one\\ntwo"\ne: |+\n  one\n\n',
        'thing: x\na: |-\n  one\n  two\nb: |\n  one\n  two\nc: "one \\ntwo"\nd: " one\\ntwo"\ne: "one\\n\\n"\n',
    ),
    "marks of documents, byte order and lines": (
        "\ufeff---\r\noffice: a\r\nroles:\r\n  - b\r\n...\r\n",
        "office: a\nroles: [b]\n",
    ),
    "explicit words and lone ones": (
        "? office\n: a\nroles: [b: {title: {en: c}}]\n",
        "office: a\nroles:\n  - b: {title: {en: c}}\n",
    ),
    "only comments": ("\n\n# a\n\n\n  # b\n\n", "# a\n\n# b\n"),
    "nothing": ("\n \n", ""),
    "a root in brackets": (
        "{office: a, # 1\n roles: [b]} # 2\n# 3\n",
        "office: a  # 1\nroles: [b]\n# 2\n# 3\n",
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_a_text_that_is_canonical_stays(name: str) -> None:
    assert formatted(SAME[name]) == SAME[name]


@pytest.mark.parametrize("name", CHANGED)
def test_a_text_becomes_canonical(name: str) -> None:
    text, wanted = CHANGED[name]
    assert formatted(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('\ufeffa,b,\r\n1, x ,\r\n,,\r\n"2","say ""so"""\r\n', 'a,b\n1, x \n2,"say ""so"""\n'),
        ('a,b\n"1\r\n2",\n', 'a,b\n"1\n2",\n'),
        ("a,b\n1\n", "a,b\n1,\n"),
        ("", ""),
        ("a\n", "a\n"),
    ],
)
def test_a_table_becomes_canonical(text: str, wanted: str) -> None:
    assert formatted(text, "a.csv") == wanted


@pytest.mark.parametrize("path", ["a.md", "A.MD", "a.xlsx"])
def test_documents_and_workbooks_stay_as_they_are(path: str) -> None:
    assert formatted("# a\r\n\n\n * b ", path) == "# a\r\n\n\n * b "


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("a.yaml", "office: [\n", "AO002"),
        ("a.yaml", "office: no\n", "AO004"),
        ("a.yaml", "office: a\noffice: b\n", "AO003"),
        ("a.yaml", "- a\n", "AO011"),
        ("a.yaml", "a\n", "AO011"),
        ("a.yaml", "{}\n", "AO011"),
        ("a.yaml", "---\n", "AO011"),
        ("a.csv", "a,a\n1,2\n", "AO003"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(path: str, text: str, code: str) -> None:
    found = format_text(LANGUAGE, path, text)
    assert isinstance(found, tuple)
    assert [type(one) for one in found] == [Diagnostic]
    assert found[0].code == code


@pytest.mark.parametrize("kind", sorted(LANGUAGE.kinds))
def test_the_example_of_a_kind_is_in_the_order_that_it_shows(kind: str) -> None:
    example = LANGUAGE.kinds[kind].example
    words = re.compile(r"^\w+", re.MULTILINE)
    assert words.findall(formatted(example)) == words.findall(example)


def test_the_examples_of_the_design_stay_as_they_are(shared: Path) -> None:
    design = (shared / "design.md").read_text("utf-8")
    examples = re.findall(r"```yaml\n(# .*?)```", design, re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        written = formatted(example)
        # What differs: quotes that nobody needs, and the order of two words in a question.
        kept = example.replace('"28 February"', "28 February").replace(
            "for_step: cook, because: canteen-rules/3.2", "because: canteen-rules/3.2, for_step: cook"
        )
        assert written in {kept, example}

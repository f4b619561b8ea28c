"""The words for an expression: its text, with each name that stands for a rate or a fact said in words."""

from collections.abc import Mapping

import msgspec

from askonce.cases.wording.bilingual import LANGUAGES, Text
from askonce.cases.wording.values import say_known
from askonce.feel.rewrite import constant
from askonce.feel.source import source
from askonce.feel.tree import Name, Node, transform


def say_formula(tree: Node, labels: Mapping[str, Text]) -> Text:
    """An expression in words: a lone value or name as what it is, the rest as a formula over what names mean.

    >>> from askonce.feel.syntax import parse
    >>> say_formula(parse("rate * 2").tree, {"rate": {"en": "Allowance", "zh": "津贴"}})
    {'en': '“Allowance” * 2', 'zh': '“津贴” * 2'}
    """
    fixed = constant(tree)
    if fixed is not None:
        return say_known(fixed.value, labels)
    if isinstance(tree, Name) and tree.name in labels:
        return labels[tree.name]
    return {language: source(_named(tree, labels, language)) for language in LANGUAGES}


def _named(tree: Node, labels: Mapping[str, Text], language: str) -> Node:
    def name(node: Node) -> Node:
        if isinstance(node, Name) and node.name in labels:
            return msgspec.structs.replace(node, name=f"“{labels[node.name][language]}”")
        return node

    return transform(tree, name)


def canonical(tree: Node, parameters: Mapping[str, str]) -> str:
    """The text by which two expressions are one, however spaced; a parameter stands under its own name.

    >>> from askonce.feel.syntax import parse
    >>> canonical(parse("base*2").tree, {"base": "elder-rate"})
    'parameter elder-rate * 2'
    """

    def name(node: Node) -> Node:
        if isinstance(node, Name) and node.name in parameters:
            return msgspec.structs.replace(node, name=f"parameter {parameters[node.name]}")
        return node

    return source(transform(tree, name))

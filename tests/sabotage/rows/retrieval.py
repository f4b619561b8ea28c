"""The sabotages of retrieval: tokens, quantities, ranking, engines, classification."""

from __future__ import annotations

from tests.sabotage.making import Sabotage

_TOKENS = "tests/unit/methods/retrieval/test_tokens.py"
_QUANTITIES = "tests/unit/methods/retrieval/test_quantities.py"
_ENGINES = "tests/property/test_retrieval.py"
_CLASSES = "tests/unit/methods/test_classification.py"

RETRIEVAL = (
    Sabotage(
        "tokens-edition", "methods/retrieval/standards.py",
        "name = shouted[: year.start()] if year else shouted",
        "name = shouted",
        f"{_TOKENS}::test_spellings_of_one_thing_are_one_token",
    ),
    Sabotage(
        "tokens-pairs", "methods/retrieval/tokens.py",
        "pairs = [first + second for first, second in pairwise(piece)]",
        "pairs = list[str]()",
        f"{_TOKENS}::test_chinese_is_singles_and_pairs",
    ),
    Sabotage(
        "tokens-spared", "methods/retrieval/tokens.py",
        "(?<!or )not|",
        "not|",
        f"{_TOKENS}::test_what_a_text_excludes_is_not_what_it_is_about",
    ),
    Sabotage(
        "tokens-longest", "methods/retrieval/folding.py",
        "widen(text[:MOST_CHARACTERS])",
        "widen(text)",
        f"{_TOKENS}::test_a_text_of_a_megabyte_is_read_as_far_as_a_description_goes",
    ),
    Sabotage(
        "folding-places", "methods/retrieval/folding.py",
        "places += [place] * len(wide)",
        "places += [place]",
        f"{_TOKENS}::test_every_sign_that_is_read_has_its_place",
    ),
    Sabotage(
        "units-shift", "methods/retrieval/units.py",
        "return rounded((value + unit.shift) * unit.factor)",
        "return rounded(value * unit.factor)",
        f"{_QUANTITIES}::test_a_quantity_is_read_into_its_base_unit",
    ),
    Sabotage(
        "units-rounded", "methods/retrieval/units.py",
        "plain = value.normalize(_DIGITS)",
        "plain = value",
        f"{_QUANTITIES}::test_a_quantity_is_read_into_its_base_unit",
    ),
    Sabotage(
        "quantities-rate", "methods/retrieval/quantities.py",
        'f"{dimension}/month", 1 / PERIODS[period]',
        'f"{dimension}/month", Decimal(1)',
        f"{_QUANTITIES}::test_a_quantity_is_read_into_its_base_unit",
    ),
    Sabotage(
        "quantities-tolerance", "methods/retrieval/quantities.py",
        "low=rounded(low - step), high=rounded(low + step)",
        "low=low, high=low",
        f"{_QUANTITIES}::test_a_quantity_is_read_into_its_base_unit",
    ),
    Sabotage(
        "numerals-zero", "methods/retrieval/numerals.py",
        "if int(below) else None",
        "if below else None",
        f"{_QUANTITIES}::test_a_quantity_is_read_into_its_base_unit",
        raises="decimal",
    ),
    Sabotage(
        "designations-pitch", "methods/retrieval/designations.py",
        "if not pitch or Decimal(pitch) > _LARGEST_PITCH or Decimal(pitch) * 2 > Decimal(size):",
        "if not pitch:",
        f"{_QUANTITIES}::test_spellings_of_a_designation_are_one",
    ),
    Sabotage(
        "fts5-quoting", "adapters/retrieval/fts5.py",
        """return '"' + term.replace('"', '""') + '"'""",
        "return term",
        f"{_ENGINES}::test_engines_find_and_rank_what_the_oracle_does",
        raises="",
    ),
    Sabotage(
        "fts5-unknown", "adapters/retrieval/fts5.py",
        "if not one.unknown:",
        "if one.unknown:",
        f"{_ENGINES}::test_engines_find_and_rank_what_the_oracle_does",
    ),
    Sabotage(
        "fts5-lengths", "adapters/retrieval/fts5.py",
        "self._add_lengths(terms, -1)",
        "self._add_lengths(terms, 1)",
        f"{_ENGINES}::test_engines_find_and_rank_what_the_oracle_does",
    ),
    Sabotage(
        "tantivy-bounds", "adapters/retrieval/tantivy.py",
        "upper_bound=one.low, include_upper=False",
        "upper_bound=one.low, include_upper=True",
        f"{_ENGINES}::test_engines_find_and_rank_what_the_oracle_does",
    ),
    Sabotage(
        "tantivy-rollback", "adapters/retrieval/tantivy.py",
        "            undoing.callback(self._writer.rollback)\n",
        "",
        "tests/unit/adapters/retrieval/test_engines.py::test_where_one_document_cannot_be_had_none_is_kept",
    ),
    Sabotage(
        "tantivy-replaced", "adapters/retrieval/tantivy.py",
        'self._writer.delete_documents_by_term("name", document.name)',
        "pass",
        "tests/unit/adapters/retrieval/test_engines.py::test_what_was_indexed_is_there_after_it_was_opened_again",
    ),
    Sabotage(
        "scoring-ties", "methods/retrieval/scoring.py",
        "key=lambda one: (-one.score, one.name)",
        "key=lambda one: -one.score",
        f"{_ENGINES}::test_engines_find_and_rank_what_the_oracle_does",
    ),
    Sabotage(
        "brute-columns", "methods/retrieval/brute.py",
        "found += left @ right",
        "found += (left > 0).astype(np.float32) @ right",
        f"{_ENGINES}::test_frequent_terms_score_as_rare_ones_do",
    ),
    Sabotage(
        "filter-unknown", "methods/retrieval/documents.py",
        "if known is None or known == ():\n            return self.unknown",
        "if known is None or known == ():\n            return True",
        f"{_ENGINES}::test_a_filter_never_lets_through_what_fails",
    ),
    Sabotage(
        "classification-itself", "methods/classification.py",
        "near[np.arange(len(some)), np.arange(start, start + len(some))] = 0.0",
        "pass",
        f"{_CLASSES}::test_where_codes_are_noise_nothing_is_answered",
    ),
    Sabotage(
        "classification-sure", "methods/classification.py",
        "_at_least(rights, number) >= precision",
        "rights / number >= precision * 0.8",
        f"{_CLASSES}::test_what_is_answered_keeps_the_stated_precision_on_texts_held_out",
    ),
    Sabotage(
        "classification-beside", "methods/classification.py",
        "_BESIDE: Final = 0.15",
        "_BESIDE: Final = 0.0",
        f"{_CLASSES}::test_a_case_speaks_for_the_classes_beside_its_own_but_less",
    ),
    Sabotage(
        "short-ending", "methods/retrieval/vocabulary.py",
        "for base in _bases(word):",
        "for base in (word,):",
        "tests/unit/methods/retrieval/test_vocabulary.py::test_a_short_form_meets_the_stem_of_its_word[crrgtd-corrug]",
    ),
)  # fmt: skip

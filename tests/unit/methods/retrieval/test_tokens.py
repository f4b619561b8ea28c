"""How a text is read into tokens, whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askonce.methods.retrieval.folding import fold, widen_with_places
from askonce.methods.retrieval.tokens import GRAM, LONGEST_TOKEN, SPARED, part_numbers, read, words

_HOSTILE = st.text(
    st.one_of(
        st.characters(exclude_categories=()), st.sampled_from("\0\ud800\udfff \"'*():^-+!NEAR钢μ㎜１é"), st.sampled_from("abcM12x×.,/-")
    ),
    max_size=80,
)  # fmt: skip


@pytest.mark.parametrize(
    "spellings",
    [
        ("IATF16949", "IATF 16949", "iatf-16949", "ＩＡＴＦ　１６９４９", "IATF 16949:2016"),
        ("GB/T 307.1", "gb/t307.1", "GB/T 307.1-2017"),
        ("M12×1.75", "M12x1.75", "m12*1.75", "Ｍ１２×１．７５"),
        ("bearing", "bearings", "BEARINGS", "Bearing's"),
        ("50000", "50,000"),
        ("Zähler", "zahler"),
    ],
)
def test_spellings_of_one_thing_are_one_token(spellings: tuple[str, ...]) -> None:
    assert len({tuple(words(one)) for one in spellings}) == 1


def test_a_code_meets_its_other_spellings() -> None:
    assert set(words("STR-DG520")) >= set(words("strdg520"))
    assert set(words("PA66-GF30")) >= set(words("PA66 GF30"))
    assert part_numbers("denon DVD-3800BDCI") == part_numbers("Denon dvd 3800bdci".replace("dvd ", "dvd"))


def test_chinese_is_singles_and_pairs() -> None:
    assert words("不锈钢") == ["不", "锈", "钢", "不锈", "锈钢"]


@pytest.mark.parametrize(
    ("text", "about", "spared"),
    [
        ("watches, other than wrist-watches", {"watch"}, {"wrist", "watch", "wristwatch"}),
        ("whether or not trimmed", {"whether", "or", "not", "trim"}, set()),
        ("Schuh, ausgenommen Stiefel", {"schuh"}, {"stiefel"}),
        ("除轴承外的零件", {"的", "零", "件", "的零", "零件"}, {"轴", "承", "轴承"}),
        ("notary nothing exceptional", {"notari", "noth", "except"}, set()),
    ],
)
def test_what_a_text_excludes_is_not_what_it_is_about(text: str, about: set[str], spared: set[str]) -> None:
    found = words(text)
    assert {token for token in found if not token.startswith(SPARED)} == about
    assert {token.removeprefix(SPARED) for token in found if token.startswith(SPARED)} == spared


@given(_HOSTILE)
def test_no_token_holds_what_would_part_it_or_cannot_be_stored(text: str) -> None:
    found = read(text)
    for token in (*found.words, *found.grams, *found.parts):
        assert token
        assert len(token) <= LONGEST_TOKEN + 1
        assert token.split() == [token]
        assert token.encode().decode() == token
    assert all(len(gram) <= GRAM for gram in (*found.grams, *found.parts))


@given(_HOSTILE)
def test_reading_what_was_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert read(fold(text)) == read(text)


@given(st.lists(st.sampled_from(["bolt", "钢", "m12x1.75", "pa66", "0.5", "iatf16949"]), max_size=12))
def test_tokens_of_tokens_are_the_same_tokens(tokens: list[str]) -> None:
    assert words(" ".join(tokens)) == [
        token for one in tokens for token in (["m12x1.75", "m12", "1.75"] if "x" in one else [one])
    ]


@given(_HOSTILE)
def test_every_sign_that_is_read_has_its_place(text: str) -> None:
    plain, places = widen_with_places(text)
    assert len(places) == len(plain) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)


def test_a_text_of_a_megabyte_is_read_as_far_as_a_description_goes() -> None:
    assert len(read("x" * 1_000_000).words) == 1
    assert len(read("bolt, " * 200_000).words) < 10_000
    assert len(read("not " * 250_000).words) < 10_000
    assert len(read("1-" * 500_000 + "a").words) < 10_000

"""The class that is proposed for a product: what was published with these very words, or a guess that is sure, or none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from askonce.assembly.house import House
from askonce.assembly.markets.classing import Classes
from askonce.assembly.markets.floor import Markets
from askonce.feel.values import Value
from tests.unit.economy.trading_house import put, trading


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with trading(tmp_path_factory.mktemp("classes")) as opened:
        said = {
            "box": ("Corrugated box 五层", "481910"),
            "bag-1": ("paper bag", "481930"),
            "bag-2": ("paper bag", "481940"),
            "hidden": ("secret thing", "848340"),
        }
        for name, (product, code) in said.items():
            values: dict[str, Value] = {
                "offer_product": product,
                "offer_class": code,
                "offer_published": name != "hidden",
            }
            put(opened, "offers", name, values, "firm-maker")
        yield opened


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Corrugated box 五层", "481910"),
        (" corrugated BOX 五层 ", "481910"),
        ("corrugated boxes", None),  # like it, but who knows how often such a guess is right
        ("paper bag", None),  # published with two classes
        ("secret thing", None),
        ("", None),
    ],
)
def test_a_class_is_proposed_where_it_is_sure(house: House, words: str, code: str | None) -> None:
    classes = Classes(Markets(house))
    guess = house.database.read(lambda journal: classes.guess(journal, words))
    assert (guess.code if guess else None) == code


def test_of_many_that_were_published_none_is_proposed_below_the_precision(house: House) -> None:
    """Sixty texts of one thing and sixty of which half say otherwise: the first is sure, the other is not."""
    for number in range(60):
        put(house, "offers", f"bolt-{number}", {
            "offer_product": f"hexagon bolt {number}", "offer_class": "731815", "offer_published": True,
        }, "firm-maker")  # fmt: skip
        put(house, "offers", f"felt-{number}", {
            "offer_product": f"felt ring {number}", "offer_class": "560210" if number % 2 else "842139", "offer_published": True,
        }, "firm-maker")  # fmt: skip
    classes = Classes(Markets(house))
    sure, unsure = (
        house.database.read(lambda journal, words=words: classes.guess(journal, words))  # type: ignore[misc]
        for words in ("bolt, hexagon", "ring, felt")
    )
    assert sure is not None
    assert sure.code == "731815"
    assert unsure is None

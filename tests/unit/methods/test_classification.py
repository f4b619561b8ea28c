"""Classes of texts: by labels, by confirmed cases, and no answer where one would be a guess."""

from __future__ import annotations

import numpy as np

from askonce.methods.classification import Case, Classifier, Label, lead

LABELS = [
    Label("7318", "Screws, bolts, nuts", "Iron or steel articles 钢铁制品", ("73",)),
    Label("8482", "Ball or roller bearings", "Machinery 机械", ("84",)),
    Label("4819", "Cartons, boxes", "Paper 纸", ("48",)),
]
_ROOTS = ("gor", "mul", "tas", "vel", "pim", "rud")


def made(count: int, noise: float, seed: int = 3) -> list[Case]:
    """Texts whose words tell their class, but for a share of them whose code is anything."""
    chance = np.random.default_rng(seed)
    cases = []
    for _ in range(count):
        code = int(chance.integers(len(_ROOTS)))
        text = " ".join(f"{_ROOTS[code]}{'aeiou'[chance.integers(5)]}n{chance.integers(9)}" for _ in range(3))
        cases.append(Case(text, str(chance.integers(len(_ROOTS)) if chance.random() < noise else code)))
    return cases


def right(classifier: Classifier, cases: list[Case]) -> float:
    guessed = classifier.classify([case.text for case in cases])
    return sum(
        bool(some) and some[0].code == case.code for some, case in zip(guessed, cases, strict=True)
    ) / len(cases)


def test_labels_alone_name_a_class_but_nobody_is_sure() -> None:
    classifier = Classifier(LABELS, [])
    assert [some[0].code for some in classifier.classify(["hex bolt", "roller bearing 机械", "纸 box"])] == [
        "7318", "8482", "4819",
    ]  # fmt: skip
    assert classifier.classify(["hex bolt"])[0][0].confidence is None
    assert classifier.decide("hex bolt", 0.5) is None
    assert classifier.classify(["§§§", ""]) == [(), ()]


def test_a_confirmed_case_teaches_what_no_label_says_and_is_named_as_the_reason() -> None:
    before = Classifier(LABELS, [])
    after = Classifier(LABELS, [Case("六角头紧固件", "7318")])
    assert before.classify(["紧固件"]) == [()]
    best = after.classify(["紧固件"])[0][0]
    assert (best.code, best.because) == ("7318", ("六角头紧固件",))


def test_a_case_speaks_for_the_classes_beside_its_own_but_less() -> None:
    labels = [
        Label("731815", "zzz", above=("7318",)),
        Label("731816", "yyy", above=("7318",)),
        Label("4819", "xxx"),
    ]
    codes = [one.code for one in Classifier(labels, [Case("hex thing", "731815")]).classify(["hex thing"])[0]]
    assert codes == ["731815", "731816"]


def test_more_confirmed_cases_make_more_right() -> None:
    cases, held_out = made(400, 0.1), made(300, 0.0, seed=4)
    few, many = (right(Classifier([], cases[:size]), held_out) for size in (12, 400))
    assert many > 0.85
    assert many > few


def test_what_is_answered_keeps_the_stated_precision_on_texts_held_out() -> None:
    for noise in (0.1, 0.3, 0.6):
        classifier = Classifier([], made(500, noise))
        held_out = made(600, noise, seed=9)
        guessed = classifier.classify([case.text for case in held_out])
        for precision in (0.5, 0.8, 0.95):
            threshold = classifier.threshold(precision)
            answered = [
                some[0].code == case.code
                for some, case in zip(guessed, held_out, strict=True)
                if some and lead(some) >= threshold
            ]
            assert not answered or sum(answered) / len(answered) >= precision, (noise, precision)


def test_where_codes_are_noise_nothing_is_answered() -> None:
    classifier = Classifier([], made(300, 1.0))
    assert classifier.threshold(0.8) == float("inf")
    assert all(classifier.decide(case.text, 0.8) is None for case in made(20, 1.0, seed=5))


def test_confidence_is_the_share_that_was_right() -> None:
    sure = Classifier([], made(400, 0.0)).classify(["goran1 goren2 gorin3"])[0][0].confidence
    unsure = Classifier([], made(400, 0.8)).classify(["goran1 goren2 gorin3"])[0][0].confidence
    assert sure is not None
    assert unsure is not None
    assert sure > 0.9
    assert unsure < 0.6


def test_a_decision_is_the_first_guess() -> None:
    classifier = Classifier([], made(400, 0.0))
    decided = classifier.decide("mulan1 mulen2 mulin3", 0.9)
    assert decided is not None
    assert decided.code == "1"

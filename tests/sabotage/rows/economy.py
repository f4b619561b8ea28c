"""The sabotages of the digital economy: markets and what they find, and the invented zone that they are tried on."""

from __future__ import annotations

from tests.sabotage.making import Sabotage, rule

PAIRS = "tests/property/test_matching.py::test_one_pair_and_all_pairs_come_out_as_the_oracle_says"
SHOWN = "tests/property/test_matching.py::test_nothing_that_is_shown_as_fitting_violates_what_was_meant"
VIEWS = "tests/property/test_matching.py::test_no_view_of_a_firm_changes_with_what_another_keeps_to_itself"
KEPT = "tests/property/test_matching.py::test_a_board_that_kept_what_stayed_says_what_one_made_anew_says"
HOUSE = "tests/unit/assembly/test_market.py"

ECONOMY = (
    # rules
    rule("AO501", "apps/economy/checks/reading.py", "yield LOST.at(read.place,", "yield CLOSED.at(read.place,"),
    rule("AO502", "apps/economy/binding.py", "return Read(steps, path.node.span, way, closed_doors(way.hops, held, purpose))", "return Read(steps, path.node.span, way)"),
    rule("AO503", "apps/economy/checks/reading.py", 'if one is not None and one.sensitivity == "internal":', 'if one is not None and one.sensitivity == "special":'),
    rule("AO504", "apps/economy/checks/reading.py", "if hidden and not constraint.words.confidential:", "if hidden and constraint.words.confidential:"),
    rule("AO505", "apps/economy/checks/reading.py", "if read.sensitivity in CLOSELY_KEPT:", 'if read.sensitivity == "special":'),
    rule("AO506", "apps/economy/checks/reading.py", "if held is not None and not fits(held):", "if held is None and not fits(held):"),
    rule("AO510", "apps/economy/checks/standing.py", "(way.kind != FIRM or way.many)", "way.kind != FIRM"),
    rule("AO511", "apps/economy/checks/standing.py", "if constraint.inputs and missing:", "if not constraint.inputs and missing:"),
    rule("AO512", "apps/economy/checks/standing.py", "and not assignable(held, wanted)", "and held is None"),
    rule("AO513", "apps/economy/checks/standing.py", "if outcomes != (BOOLEAN_WORD,):", "if len(outcomes) != 1:"),
    rule("AO514", "apps/economy/checks/standing.py", "and filer != FIRM:", "and filer == FIRM:"),
    # what fits
    Sabotage("match-unknown", "apps/economy/matching.py", "return _SILENT if all(value is None for value in asked) else _UNKNOWN", "return _SILENT", PAIRS),
    Sabotage("match-columns", "apps/economy/marking.py", "_MARKS: Final = np.array([Mark.FAIL, Mark.PASS, Mark.UNKNOWN], np.uint8)", "_MARKS: Final = np.array([Mark.PASS, Mark.FAIL, Mark.UNKNOWN], np.uint8)", PAIRS),
    Sabotage("match-scale", "apps/economy/lowering.py", "scale = max((_decimals(number) for number in numbers), default=0)", "scale = min((_decimals(number) for number in numbers), default=0)", PAIRS),
    Sabotage("match-shown", "apps/economy/board.py", "(row.failed == failed) & row.seen & (row.score > 0)", "(row.failed <= failed + 1) & row.seen & (row.score > 0)", SHOWN),
    Sabotage("match-near-unlike", "apps/economy/board.py", "failed=1, among=self.fitting.alike(wanted))", "failed=1)", "tests/unit/economy/test_explaining.py::test_a_near_miss_of_another_product_is_not_shown"),
    Sabotage("match-kept-column", "apps/economy/marking.py", "for place in np.flatnonzero(same < 0).tolist():", "for place in np.flatnonzero(same < -1).tolist():", KEPT),
    Sabotage("match-kept-fitting", "apps/economy/fitting.py", "return listed.id, listed.words, listed.part, listed.classed, listed.published", "return (listed.id,)", KEPT),
    Sabotage("explain-choice", "apps/economy/explaining.py", "if one.path in terms.choices else same(one.value)", "if not terms.choices else same(one.value)", "tests/unit/economy/test_explaining.py::test_a_word_of_a_choice_is_called_as_the_pack_calls_it"),
    # who sees what
    Sabotage("sight-confidential", "apps/economy/terms.py", "return self.constraints if officer else self.open_constraints", "return self.constraints", VIEWS),
    Sabotage("sight-unpublished", "apps/economy/board.py", "found &= self._published[places] | np.isin(makers, own)", "found |= np.isin(makers, own)", VIEWS),
    Sabotage("sight-words", "apps/economy/fitting.py", "statistics_of(words.of(one) for one in offers if one.published)", "statistics_of(words.of(one) for one in offers)", VIEWS),
    Sabotage("sight-saving", "apps/economy/matching.py", "saving(terms, need, offer) if officer else None", "saving(terms, need, offer)", VIEWS),
    Sabotage("sight-own", "apps/economy/sight.py", "return bool(listed.firm) and listed.firm in self.firms", "return listed.firm in self.firms or True", f"{HOUSE}::test_nobody_asks_for_the_matches_of_another", "Failed: DID NOT RAISE"),
    Sabotage("sight-api", "web/doing/markets.py", "return Viewer(officer=actor.may_act_as(held.office(market)))", "return Viewer(officer=True)", "tests/security/test_markets.py::test_the_whole_zone_is_for_its_officers[who1]"),
    # what is written is matched
    Sabotage("market-refresh", "assembly/markets/floor.py", "elif held.instant < instant:", "elif held.instant > instant:", f"{HOUSE}::test_what_is_written_is_matched_at_once_and_the_rest_stays", "KeyError"),
    Sabotage("market-firm-changed", "assembly/markets/floor.py", "{one.id for one in known.values() if one.firm in firms}", "set()", f"{HOUSE}::test_what_a_register_says_of_a_firm_reaches_all_that_it_lists", ""),
    Sabotage("market-until", "apps/economy/listing.py", "return self.until is None or day <= self.until", "return True", f"{HOUSE}::test_a_need_that_has_run_out_is_offered_to_nobody"),
    # ranking, chain, allocation
    Sabotage("rank-rejected", "apps/economy/ranking.py", '"rejected": -0.5', '"rejected": 0.0', "tests/unit/economy/test_explaining.py::test_what_was_rejected_goes_behind_what_was_not"),
    Sabotage("rank-memory", "apps/economy/fitting.py", "if self._remembered[at].confirmed:", "if not self._remembered[at].confirmed:", "tests/unit/economy/test_explaining.py::test_what_was_rejected_goes_behind_what_was_not"),
    Sabotage("chain-prior", "apps/economy/chain.py", "code in goods and code not in made and code not in asked", "code in goods and code not in made", "tests/unit/assembly/test_market_prior.py::test_what_such_makers_use_elsewhere_and_nobody_here_makes_is_a_guess_behind_declared_needs"),
    Sabotage("assign-exact", "methods/assigning.py", "        if sizes[thing] <= left[room]:\n            left[room] -= sizes[thing]\n            found[thing] = room\n    return found", "        left[room] -= sizes[thing]\n        found[thing] = room\n    return found", "tests/unit/methods/test_assigning.py::test_a_room_without_any_room_takes_nothing_and_numbers_are_exact"),
    Sabotage("assign-most", "methods/assigning.py", "best = found if len(found) >= len(begun) else begun", "best = begun", "tests/unit/methods/test_assigning.py::test_as_many_are_placed_as_can_be"),
)  # fmt: skip

ZONE = (
    Sabotage(
        "a-relation-is-written-by-an-output", "cases/procedure/giving.py",
        "            yield from _linkings(",
        "            yield from () and _linkings(",
        "tests/unit/cases/test_matches.py::test_two_offers_of_a_firm_are_two_and_both_its_own",
    ),
    Sabotage(
        "an-entry-is-one-row", "cases/procedure/giving.py",
        "values.setdefault((register, subject), {})[short] = value",
        "values[register, subject] = {short: value}",
        "tests/unit/cases/test_matches.py::test_a_firm_publishes_an_offer_and_it_is_entered_under_its_name",
    ),
    Sabotage(
        "a-written-relation-leads-to-its-kind", "cases/checks/running.py",
        "if fitting.get(role) != seen.to:",
        "if role not in fitting:",
        "tests/unit/cases/test_matches.py::test_a_relation_that_is_written_leads_to_somebody_of_its_kind_in_the_case",
    ),
    Sabotage(
        "a-relation-belongs-to-its-register", "cases/checks/running.py",
        "return seen if seen is not None and seen.register == register else None",
        "return None",
        "tests/unit/cases/test_matches.py::test_a_relation_that_is_written_leads_to_somebody_of_its_kind_in_the_case",
    ),
    Sabotage(
        "hidden-pairs-fit-the-price", "invented/zone/trading.py",
        '"price-limit": _times(price, 1.1),',
        '"price-limit": _times(price, 0.9),',
        "tests/unit/invented/test_zone.py::test_each_hidden_pair_fits_in_everything_that_is_asked_and_is_said_otherwise",
    ),
    Sabotage(
        "hidden-pairs-are-said-otherwise", "invented/zone/trading.py",
        'usual=not offer.usual if how == "other words" else offer.usual',
        "usual=offer.usual",
        "tests/unit/invented/test_zone.py::test_each_hidden_pair_fits_in_everything_that_is_asked_and_is_said_otherwise",
    ),
    Sabotage(
        "things-are-missing", "invented/zone/trading.py",
        "_SAID: Final = 0.86",
        "_SAID: Final = 1.0",
        "tests/unit/invented/test_zone.py::test_things_are_missing_stale_and_misspelt",
    ),
    Sabotage(
        "profiles-go-stale", "invented/zone/firms.py",
        "_STALE: Final = 0.22",
        "_STALE: Final = 0.0",
        "tests/unit/invented/test_zone.py::test_things_are_missing_stale_and_misspelt",
    ),
    Sabotage(
        "no-two-firms-in-one-place", "invented/zone/firms.py",
        "trade, plots[number], contact",
        "trade, plots[number // 2], contact",
        "tests/unit/invented/test_zone.py::test_no_two_firms_stand_in_one_place_and_none_outside",
    ),
    Sabotage(
        "two-languages", "invented/zone/trading.py",
        'Shares({"zh": 0.58, "en": 0.42})',
        'Shares({"zh": 0.99, "en": 0.01})',
        "tests/unit/invented/test_zone.py::test_it_speaks_two_languages_and_much_of_it_only_one",
    ),
    Sabotage(
        "the-story-is-two-streets-off", "invented/zone/firms.py",
        "(11, 19)",
        "(24, 39)",
        "tests/unit/invented/test_zone.py::test_the_story_is_there",
    ),
    Sabotage(
        "villages-have-no-offers", "invented/village.py",
        "**dict.fromkeys(ZONE_KINDS, 0),",
        "**dict.fromkeys(ZONE_KINDS, 1),",
        "tests/unit/invented/test_zone.py::test_a_village_has_no_offers_and_its_firms_no_place_in_the_zone",
    ),
    Sabotage(
        "village-firms-have-no-place-in-the-zone", "invented/things.py",
        '"held-standards", ',
        "",
        "tests/unit/invented/test_zone.py::test_a_village_has_no_offers_and_its_firms_no_place_in_the_zone",
    ),
    Sabotage(
        "no-zone-without-offers", "invented/zone/holding.py",
        'return {"offer", "need"} <=',
        'return {"person"} <=',
        "tests/unit/invented/test_zone.py::test_a_pack_without_offers_has_no_zone",
    ),
    Sabotage(
        "the-story-comes-with-the-cast", "invented/filling.py",
        "county.zone_batches(story=number == 0)",
        "county.zone_batches(story=number != 0)",
        "tests/unit/invented/test_filling.py::test_neither_time_nor_order_of_writing_joins_two_registers",
    ),
    Sabotage(
        "both-ends-of-a-mandate-agree", "invented/zone/holding.py",
        '{"giver": (firm,), "agent": (agent,)}',
        '{"agent": (agent,)}',
        "tests/property/test_invented.py::test_every_relation_leads_to_something_and_its_inverse_agrees",
    ),
)  # fmt: skip

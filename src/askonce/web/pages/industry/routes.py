"""The pages of the group, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import ANYBODY, Kind
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import PageRoute
from askonce.web.pages.industry import (
    allocation,
    answering,
    beside,
    chains,
    confirming,
    firm,
    introductions,
    links,
    mapping,
    matches,
    notes,
    offering,
    pair,
    proposals,
    uploading,
    visiting,
    zone,
)

#: A form with a file in it may be so large; the settings say how large the file may be.
_MOST_UPLOAD: Final = 64_000_000
_MOST_SHEET: Final = 8_000_000
_OFFICER: Final[frozenset[Kind]] = frozenset({"officer"})
_PERSON: Final[frozenset[Kind]] = frozenset({"person"})
_MATCHED: Final[frozenset[Kind]] = frozenset({"person", "officer"})

_VISITS: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", visiting.HOME, "industry.visit", "Where an officer writes the note of a visit.", _OFFICER, visiting.form),
    PageRoute("POST", visiting.HOME, "industry.visit_write", "Keep the note of a visit.", _OFFICER, visiting.write, most_bytes=_MOST_UPLOAD),
    PageRoute("GET", f"{visiting.HOME}/kept", "industry.visit_kept", "The same page as a browser keeps it.", _OFFICER, visiting.shell),
    PageRoute("GET", f"{visiting.HOME}/worker.js", "industry.visit_worker", "What keeps it there.", _OFFICER, visiting.worker),
    PageRoute("GET", f"{visiting.HOME}/ready", "industry.visit_ready", "What a browser needs to send what it kept.", _OFFICER, visiting.ready),
    PageRoute("POST", f"{visiting.HOME}/send", "industry.visit_send", "Take a note that a browser kept.", _OFFICER, visiting.send, most_bytes=_MOST_UPLOAD),
)  # fmt: skip
_NOTES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", notes.HOME, "industry.notes", "The notes of visits, by officer.", _OFFICER, notes.notes),
    PageRoute("GET", f"{notes.HOME}/{{note}}", "industry.note", "A note and its draft.", _OFFICER, notes.note),
    PageRoute("POST", f"{notes.HOME}/{{note}}", "industry.note_save", "Keep the corrected draft.", _OFFICER, notes.save),
    PageRoute("POST", f"{notes.HOME}/{{note}}/link", "industry.note_link", "Make the link for the firm.", _OFFICER, notes.make_link, costly=True),
    PageRoute("POST", f"{notes.HOME}/{{note}}/drop", "industry.note_drop", "Forget a note.", _OFFICER, notes.drop),
    PageRoute("GET", f"{notes.HOME}/{{note}}/photo", "industry.note_photo", "The photo of a note.", _OFFICER, notes.photo),
)  # fmt: skip
_CONFIRM: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", f"{links.CONFIRM}/{{code}}", "industry.confirm", "What a firm is asked to agree to.", ANYBODY, confirming.read, costly=True),
    PageRoute("POST", f"{links.CONFIRM}/{{code}}", "industry.confirm_agree", "Agree to it.", ANYBODY, confirming.agree, costly=True),
    PageRoute("GET", answering.DONE, "industry.link_answered", "What comes after answering by a link.", ANYBODY, answering.answered),
    PageRoute("GET", confirming.DONE, "industry.confirmed", "What comes after agreeing.", ANYBODY, confirming.confirmed),
)  # fmt: skip
_FIRMS: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", firm.HOME, "industry.firms", "For which firm one acts.", _PERSON, firm.choose),
    PageRoute("POST", firm.HOME, "industry.firm_chosen", "On to the firm of a number.", _PERSON, firm.chosen, costly=True),
    PageRoute("GET", f"{firm.HOME}/{{firm}}", "industry.firm", "The profile of a firm, its offers and needs.", _PERSON, firm.firm),
    PageRoute("POST", f"{firm.HOME}/{{firm}}", "industry.firm_confirm", "Call the profile right.", _PERSON, firm.confirm),
    PageRoute("GET", f"{firm.HOME}/{{firm}}/matches", "industry.introductions", "The matches of a firm.", _PERSON, introductions.listed),
    PageRoute("GET", f"{firm.HOME}/{{firm}}/matches/{{case}}", "industry.introduction", "A match of a firm, and its answer.", _PERSON, introductions.one),
    PageRoute("POST", f"{firm.HOME}/{{firm}}/matches/{{case}}", "industry.introduction_answer", "Say whether the other firm may have its contact.", _PERSON, introductions.answer),
    PageRoute("GET", f"{firm.HOME}/{{firm}}/{{kind}}/new", "industry.entry_new", "The form of a new offer or need.", _PERSON, offering.new),
    PageRoute("POST", f"{firm.HOME}/{{firm}}/{{kind}}/new", "industry.entry_add", "File it, or propose what a text says.", _PERSON, offering.add),
    PageRoute("GET", f"{firm.HOME}/{{firm}}/{{kind}}/sheet", "industry.sheet", "Where a spreadsheet is sent.", _PERSON, uploading.ask),
    PageRoute("POST", f"{firm.HOME}/{{firm}}/{{kind}}/sheet", "industry.sheet_read", "What it says, before anything is filed.", _PERSON, uploading.read, costly=True, most_bytes=_MOST_SHEET),
    PageRoute("POST", f"{firm.HOME}/{{firm}}/{{kind}}/sheet/file", "industry.sheet_file", "File the rows that can be.", _PERSON, uploading.file, costly=True),
    PageRoute("GET", f"{firm.HOME}/{{firm}}/{{kind}}/{{entry}}", "industry.entry", "An offer or need as it stands.", _PERSON, offering.entry),
    PageRoute("POST", f"{firm.HOME}/{{firm}}/{{kind}}/{{entry}}", "industry.entry_do", "Change it, call it still right, or take it down.", _PERSON, offering.do),
)  # fmt: skip
_MATCHES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", "/market/needs/{need}", "industry.need_matches", "What fits a need.", _MATCHED, matches.for_need),
    PageRoute("GET", "/market/offers/{offer}", "industry.offer_matches", "Whom an offer fits.", _MATCHED, matches.for_offer),
)  # fmt: skip
_DESK: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", zone.HOME, "industry.zone", "The desk of the officers of a market.", _OFFICER, zone.desk),
    PageRoute("GET", f"{zone.HOME}/matches", "industry.board", "The matches by stage.", _OFFICER, zone.board, query=("as",)),
    PageRoute("GET", proposals.HOME, "industry.proposals", "Pairs that may be proposed.", _OFFICER, proposals.proposals, query=("q", "order", "page")),
    PageRoute("GET", "/zone/pair/{need}/{offer}", "industry.pair", "A pair in full.", _OFFICER, pair.pair),
    PageRoute("POST", "/zone/pair/{need}/{offer}/introduce", "industry.introduce", "Begin a match.", _OFFICER, pair.introduce),
    PageRoute("POST", "/zone/pair/{need}/{offer}/remind", "industry.remind", "Keep the day on which to think of a match again.", _OFFICER, pair.remind),
    PageRoute("POST", "/zone/pair/{need}/{offer}/note", "industry.match_note", "Keep a note on a match.", _OFFICER, pair.note, most_bytes=_MOST_UPLOAD),
    PageRoute("GET", "/zone/pair/{need}/{offer}/notes/{note}", "industry.match_file", "The file of a note on a match.", _OFFICER, beside.file),
    PageRoute("POST", "/zone/pair/{need}/{offer}/link", "industry.match_link", "Make the link by which the maker answers.", _OFFICER, pair.make_link, costly=True),
    PageRoute("POST", "/zone/pair/{need}/{offer}/word", "industry.pair_word", "Keep an officer's word on a pair.", _OFFICER, pair.say),
    PageRoute("GET", mapping.HOME, "industry.map", "The firms of the zone on a map and in a table.", ANYBODY, mapping.glance, query=("by", "chain", "q", "page")),
    PageRoute("GET", f"{mapping.HOME}/cells", "industry.map_cells", "The firms within a box.", ANYBODY, mapping.cells, query=("box", "by", "chain", "q")),
    PageRoute("GET", chains.HOME, "industry.chain", "The chain and its holes.", _OFFICER, chains.chain, query=("class",)),
    PageRoute("GET", allocation.HOME, "industry.allocation", "Capacity shared out.", _OFFICER, allocation.allocation, query=("which", "page"), costly=True),
)  # fmt: skip

PAGES: Final[tuple[PageRoute, ...]] = (*_MATCHES, *_DESK, *_VISITS, *_NOTES, *_CONFIRM, *_FIRMS)
NOTICES: Final[Mapping[str, str]] = {
    "industry.introduced": mark("The match has begun. Take the case and note what its first step asks for."),
    "industry.judged": mark("Your word has been kept. The ranking heeds it from now on."),
    "industry.answered": mark("Thank you. The office has your answer."),
    "industry.reminded": mark("The desk reminds you of the match on that day."),
    "industry.forgotten": mark("You are reminded of the match no more."),
    "industry.note_kept": mark("The note has been kept."),
    "industry.noted": mark("The note is with the office. Check now what is to come of it, or later."),
    "industry.saved": mark("The draft has been kept."),
    "industry.dropped": mark("The note has been forgotten."),
    "industry.profile_confirmed": mark("Thank you. The profile has been called right as of today."),
    "industry.added": mark("It has been entered."),
    "industry.changed": mark("It has been changed, and called right as of today."),
    "industry.still_right": mark("Thank you. It has been called right as of today."),
    "industry.ended": mark("It has been taken down."),
    "industry.sheet_filed": mark("The rows have been entered."),
    "industry.sheet_over": mark(
        "Nothing was left to be entered. Send the file again if rows are missing below."
    ),
}

"""The table of routes: what there is, and the kinds of actor that may use each."""

from __future__ import annotations

from typing import Final

from askonce.adapters.sources.listing import PublishedPage
from askonce.apps.economy.allocation import Allocation
from askonce.apps.economy.chain import Chain
from askonce.assembly.markets.shown import FoundShown, NeedShown
from askonce.cases.command import AnyCommand, Filing, Glass
from askonce.cases.view import Bundle, Copied, Glimpse, Offered, View
from askonce.ledger.proving import Consistency, Inclusion
from askonce.ledger.view import Page
from askonce.web.call import ANYBODY, HANDLERS, SIGNED_IN, Kind, Query, Route
from askonce.web.doing.access import Grant, SignIn, Token, cast, fetch_token, sign_in, sign_out
from askonce.web.doing.cases import (
    Cases,
    copy_page,
    do,
    explain,
    file_case,
    interview,
    list_cases,
    look_without_case,
    show,
)
from askonce.web.doing.catalogue import service, services
from askonce.web.doing.entitlement import Entitled, entitled
from askonce.web.doing.life import Event, Moment, Outcome, ask, events, file_all
from askonce.web.doing.markets import (
    MarketShown,
    all_matches,
    allocation,
    chain,
    markets,
    need_matches,
    offer_matches,
)
from askonce.web.doing.neighbours import Asking, AskingOffers, exchange, offers
from askonce.web.doing.operating import (
    Health,
    Letters,
    Revived,
    figures,
    health,
    letters,
    openapi,
    ready,
    revive,
)
from askonce.web.doing.own import Agent, Agreed, Done, Told, agree, be_told, let_act
from askonce.web.doing.record import (
    Before,
    Key,
    Withheld,
    consistency,
    export_all,
    head,
    key,
    looks,
    proof,
    withheld,
)
from askonce.web.forms import Brief, Described
from askonce.web.service import CastMember

PERSON: Final[frozenset[Kind]] = frozenset({"person"})
ADMIN: Final[frozenset[Kind]] = frozenset({"admin"})
OFFICER: Final[frozenset[Kind]] = frozenset({"officer"})
TRADERS: Final[frozenset[Kind]] = frozenset({"person", "officer"})
SYSTEM: Final[frozenset[Kind]] = frozenset({"system"})

AFTER: Final = Query("after", "what the page before ended with")
MOST: Final = Query("most", "how many matches of each at most, up to 50", whole=True)
LIMIT: Final = Query("limit", "how many at most", whole=True)
_TEXT: Final = "text/plain; charset=utf-8"

ROUTES: Final = (
    Route("GET", "/health", "health", "Whether the process answers.", ANYBODY, health, gives=Health),
    Route("GET", "/ready", "ready", "Whether it takes requests.", ANYBODY, ready, gives=Health),
    Route("GET", "/metrics", "metrics", "What the house counts.", ADMIN, figures, media="text/plain; version=0.0.4; charset=utf-8"),
    Route("GET", "/openapi.json", "openapi", "This interface, for programs.", ANYBODY, openapi),
    Route("GET", "/api/services", "list_services", "The services there are.", ANYBODY, services, gives=tuple[Brief, ...]),
    Route(
        "GET", "/api/services/{service}", "show_service", "A service, with the JSON Schema of its answers.",
        ANYBODY, service, gives=Described,
    ),
    Route(
        "POST", "/api/interview", "interview", "What a service would ask, and what would come out; nothing is filed.",
        frozenset({"anonymous", "person", "officer", "helper"}), interview, takes=Filing, gives=Offered,
    ),
    Route(
        "POST", "/api/cases", "file_case", "File a case.", HANDLERS, file_case,
        takes=Filing, gives=View, status=201, keyed=True,
    ),
    Route(
        "GET", "/api/cases", "list_cases", "The cases that one may see.", frozenset({"person", "officer"}), list_cases, gives=Cases,
        query=(
            AFTER, LIMIT, Query("type", "of one service"), Query("office", "of one office"),
            Query("officer", "in one officer's hands"), Query("state", "that stand so"),
            Query("concerns", "that concern one case"),
        ),
    ),
    Route("GET", "/api/cases/{case}", "show_case", "A case as one may see it.", HANDLERS, show, gives=View),
    Route(
        "POST", "/api/cases/{case}/commands", "do", "Do something with a case, as it stood when it was seen.",
        HANDLERS, do, takes=AnyCommand, gives=View, keyed=True, conditional=True,
    ),
    Route("GET", "/api/cases/{case}/explanations", "explain_case", "Why a case came out so.", HANDLERS, explain),
    Route(
        "GET", "/api/cases/{case}/copies/{system}", "copy_case", "The page to copy into an outside system.",
        HANDLERS, copy_page, gives=tuple[Copied, ...],
    ),
    Route(
        "POST", "/api/glass", "look_without_case", "Read a datum without a case in an emergency; whom it is about is told.",
        frozenset({"officer"}), look_without_case, takes=Glass, gives=Glimpse, keyed=True,
    ),
    Route("GET", "/api/life-events", "list_life_events", "The life events there are.", ANYBODY, events, gives=tuple[Event, ...]),
    Route(
        "POST", "/api/life-events/{event}/interview", "interview_life_event", "One interview for all services of a moment.",
        PERSON, ask, takes=Moment, gives=Bundle,
    ),
    Route(
        "POST", "/api/life-events/{event}/cases", "file_life_event", "One case for each service of a moment.",
        PERSON, file_all, takes=Moment, gives=tuple[Outcome, ...], status=201, keyed=True,
    ),
    Route("GET", "/api/me/entitled", "list_entitled", "What one is entitled to already.", PERSON, entitled, gives=tuple[Entitled, ...], costly=True),
    Route("GET", "/api/markets", "list_markets", "The markets there are.", ANYBODY, markets, gives=tuple[MarketShown, ...]),
    Route(
        "GET", "/api/markets/{market}/needs/{need}/matches", "match_need", "What fits a need of a firm for which one may act, and why.",
        TRADERS, need_matches, gives=FoundShown, query=(MOST,),
    ),
    Route(
        "GET", "/api/markets/{market}/offers/{offer}/matches", "match_offer", "Whom an offer of a firm for which one may act fits, and why.",
        TRADERS, offer_matches, gives=FoundShown, query=(MOST,),
    ),
    Route(
        "GET", "/api/markets/{market}/matches", "match_all", "What fits each need of a market, in short, for its officers.",
        OFFICER, all_matches, gives=tuple[NeedShown, ...], query=(MOST,), costly=True,
    ),
    Route("GET", "/api/markets/{market}/chain", "show_chain", "What a market makes and buys, and what nobody in it makes.", OFFICER, chain, gives=Chain, costly=True),
    Route(
        "GET", "/api/markets/{market}/allocation", "allocate", "Who could supply whom so that most are served.",
        OFFICER, allocation, gives=Allocation, costly=True,
    ),
    Route(
        "POST", "/api/exchange", "exchange", "Answer another AskOnce.", SYSTEM, exchange,
        takes=Asking, keyed=True,
    ),
    Route(
        "POST", "/api/exchange/offers", "exchange_offers", "Tell another AskOnce what is published in a market, page by page.", SYSTEM, offers,
        takes=AskingOffers, gives=PublishedPage, keyed=True,
    ),
    Route("GET", "/api/me/looks", "list_looks", "Who looked at one's data.", PERSON, looks, gives=Page, query=(AFTER, LIMIT)),
    Route("POST", "/api/me/consents", "agree", "Agree to be read about for a purpose, or no longer.", PERSON, agree, takes=Agreed, gives=Done, keyed=True),
    Route("POST", "/api/me/mandates", "let_act", "Let somebody act for one in a service, or end it.", PERSON, let_act, takes=Agent, gives=Done, keyed=True),
    Route("POST", "/api/me/address", "be_told", "Say at which address of mail one is told of cases.", PERSON, be_told, takes=Told, gives=Done, keyed=True),
    Route("GET", "/api/ledger/head", "show_head", "The signed head of the ledger.", ANYBODY, head, media=_TEXT),
    Route("GET", "/api/ledger/key", "show_key", "The key that signs heads.", ANYBODY, key, gives=Key),
    Route("GET", "/api/ledger/proof/{number}", "prove_entry", "That an entry is in the ledger.", ANYBODY, proof, gives=Inclusion),
    Route(
        "POST", "/api/ledger/consistency", "prove_growth", "That the ledger only grew since a head.",
        ANYBODY, consistency, takes=Before, gives=Consistency,
    ),
    Route("GET", "/api/ledger/withheld", "count_withheld", "How many looks are withheld today.", ANYBODY, withheld, gives=Withheld, costly=True),
    Route("GET", "/api/ledger/export", "export_ledger", "The whole ledger, to be checked.", ANYBODY, export_all, media="application/jsonl", costly=True),
    Route(
        "POST", "/api/tokens", "fetch_token", "A token for a system, by OAuth 2 client credentials.",
        ANYBODY, fetch_token, takes=Grant, gives=Token, form=True, costly=True,
    ),
    Route("DELETE", "/api/tokens/current", "sign_out", "End the token that is shown.", SIGNED_IN, sign_out, status=204),
    Route("GET", "/api/demo/cast", "list_cast", "The cast of the demonstration.", ANYBODY, cast, gives=tuple[CastMember, ...], demo=True),
    Route("POST", "/api/demo/sign-in", "sign_in", "Sign in as one of the cast.", ANYBODY, sign_in, takes=SignIn, gives=Token, status=201, demo=True, costly=True),
    Route("GET", "/api/dead-letters", "list_dead_letters", "Messages that were given up.", ADMIN, letters, gives=Letters, query=(AFTER, LIMIT)),
    Route("POST", "/api/dead-letters/{key}/revive", "revive_letter", "Try a message again.", ADMIN, revive, gives=Revived, keyed=True),
)  # fmt: skip

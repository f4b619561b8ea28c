"""The pages of signing in, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import ANYBODY, Kind
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import PageRoute
from askonce.web.pages.identity import passkeys, security, signing, stepping, through

_PEOPLE: Final[frozenset[Kind]] = frozenset({"person", "officer", "helper", "admin"})

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", "/sign-in", "identity.sign_in", "How to sign in.", ANYBODY, signing.sign_in_page, query=("then",)),
    PageRoute("POST", "/sign-in", "identity.sign_in_now", "Sign in with a password.", ANYBODY, signing.sign_in, costly=True),
    PageRoute("POST", "/sign-in/demo", "identity.sign_in_cast", "Sign in as one of the cast.", ANYBODY, signing.sign_in_cast, demo=True),
    PageRoute("GET", "/sign-in/link/{code}", "identity.link", "A link that was sent.", ANYBODY, stepping.link_page, costly=True),
    PageRoute("POST", "/sign-in/link/{code}", "identity.use_link", "Use a link that was sent.", ANYBODY, stepping.use, costly=True),
    PageRoute("GET", "/sign-in/password", "identity.new_password", "Choose a password.", ANYBODY, stepping.password_page),
    PageRoute("POST", "/sign-in/password", "identity.choose_password", "Keep a password.", ANYBODY, stepping.choose_password, costly=True),
    PageRoute("GET", "/sign-in/code", "identity.code", "Show the second factor.", ANYBODY, stepping.code_page),
    PageRoute("POST", "/sign-in/code", "identity.check_code", "Check the second factor.", ANYBODY, stepping.check_code, costly=True),
    PageRoute("GET", "/sign-in/set-up", "identity.set_up", "Set up an app.", ANYBODY, stepping.set_up_page),
    PageRoute("POST", "/sign-in/set-up", "identity.set_up_now", "Keep an app.", ANYBODY, stepping.set_up, costly=True),
    PageRoute("GET", "/sign-in/picture.svg", "identity.picture", "What an app reads.", ANYBODY, stepping.picture),
    PageRoute("POST", "/sign-in/passkey/ask", "identity.ask_passkey", "What a passkey answers.", ANYBODY, passkeys.ask, costly=True),
    PageRoute("POST", "/sign-in/passkey", "identity.use_passkey", "Sign in with a passkey.", ANYBODY, passkeys.sign_in, costly=True),
    PageRoute("GET", "/sign-in/provider", "identity.provider", "Sign in elsewhere.", ANYBODY, through.begin, query=("as", "then"), costly=True),
    PageRoute(
        "GET", "/sign-in/answer", "identity.answer", "Back from there.", ANYBODY, through.end,
        query=("state", "code", "iss", "error"), costly=True,
    ),
    PageRoute("POST", "/sign-out", "identity.sign_out", "Sign out.", ANYBODY, signing.sign_out),
    PageRoute("GET", "/signed-out", "identity.signed_out", "Signed out.", ANYBODY, signing.signed_out, query=("how",)),
    PageRoute("GET", "/me/security", "identity.account", "How one signs in.", _PEOPLE, security.home),
    PageRoute("GET", "/me/security/password", "identity.password", "One's password.", _PEOPLE, security.password_page),
    PageRoute("POST", "/me/security/password", "identity.change_password", "Change it.", _PEOPLE, security.change_password, costly=True),
    PageRoute("GET", "/me/security/app", "identity.app", "One's app with codes.", _PEOPLE, security.app_page),
    PageRoute("POST", "/me/security/app", "identity.set_up_app", "Keep an app.", _PEOPLE, security.set_up_app, costly=True),
    PageRoute("POST", "/me/security/app/remove", "identity.remove_app", "Take it away.", _PEOPLE, security.remove_app),
    PageRoute("GET", "/me/security/picture.svg", "identity.own_picture", "What an app reads.", _PEOPLE, security.picture),
    PageRoute("GET", "/me/security/codes", "identity.codes", "Codes for paper.", _PEOPLE, security.codes_page),
    PageRoute("POST", "/me/security/codes", "identity.make_codes", "New codes for paper.", _PEOPLE, security.make_codes),
    PageRoute("POST", "/me/security/codes/kept", "identity.codes_kept", "They are written down.", _PEOPLE, security.codes_kept),
    PageRoute("GET", "/me/security/passkeys", "identity.passkeys", "One's passkeys.", _PEOPLE, passkeys.list_page),
    PageRoute("POST", "/me/security/passkeys/ask", "identity.ask_new_passkey", "What a new one is made with.", _PEOPLE, passkeys.ask_new),
    PageRoute("POST", "/me/security/passkeys", "identity.add_passkey", "Keep a passkey.", _PEOPLE, passkeys.add),
    PageRoute("POST", "/me/security/passkeys/remove", "identity.remove_passkey", "Take one away.", _PEOPLE, passkeys.remove),
    PageRoute("GET", "/me/security/sessions", "identity.sessions", "Where one is signed in.", _PEOPLE, security.sessions_page),
    PageRoute("POST", "/me/security/sessions", "identity.end_sessions", "Sign out elsewhere.", _PEOPLE, security.end_session),
)  # fmt: skip

NOTICES: Final[Mapping[str, str]] = {
    "sign-in-over": mark("That took too long, or it was done already. Sign in again."),
    "sign-in-again": mark("Sign in once more: what you want to change decides who can sign in as you."),
    "password-changed": mark("Your password is changed. Every other browser is signed out."),
    "app-removed": mark("The app is taken away. Its codes open nothing any longer."),
    "passkey-added": mark("The passkey is kept."),
    "passkey-removed": mark("The passkey is taken away. It opens nothing any longer."),
    "sessions-ended": mark("Signed out there."),
}

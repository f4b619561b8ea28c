"""The pages of administration, with the notices that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from askonce.web.call import Kind
from askonce.web.pages.admin import accounts, home, people
from askonce.web.pages.frame.language import mark
from askonce.web.pages.frame.visit import PageRoute

_ADMIN: Final[frozenset[Kind]] = frozenset({"admin"})

PAGES: Final[tuple[PageRoute, ...]] = (
    PageRoute("GET", "/admin", "admin.home", "How the house is.", _ADMIN, home.home),
    PageRoute("GET", "/admin/offices", "admin.offices", "Offices, roles, holders.", _ADMIN, accounts.offices),
    PageRoute("GET", "/admin/accounts", "admin.accounts", "Accounts.", _ADMIN, accounts.list_page, query=("after",)),
    PageRoute("GET", "/admin/new-account", "admin.new_account", "Make an account.", _ADMIN, accounts.new_page),
    PageRoute("POST", "/admin/new-account", "admin.make_account", "Keep an account.", _ADMIN, accounts.make),
    PageRoute("GET", "/admin/accounts/{account}", "admin.account", "An account.", _ADMIN, accounts.page),
    PageRoute("GET", "/admin/accounts/{account}/link", "admin.link", "A link for its owner.", _ADMIN, accounts.link_page),
    PageRoute("POST", "/admin/accounts/{account}/roles", "admin.change_roles", "Change roles.", _ADMIN, accounts.change_roles),
    PageRoute("POST", "/admin/accounts/{account}/subject", "admin.change_subject", "Its name elsewhere.", _ADMIN, accounts.change_subject),
    PageRoute("POST", "/admin/accounts/{account}/close", "admin.close_account", "Close or open it.", _ADMIN, accounts.close),
    PageRoute("POST", "/admin/accounts/{account}/reset", "admin.reset_account", "Begin it anew.", _ADMIN, accounts.reset),
    PageRoute("POST", "/admin/accounts/{account}/sessions", "admin.end_sessions", "Sign it out.", _ADMIN, accounts.end_sessions),
    PageRoute("GET", "/admin/sessions", "admin.sessions", "Who is signed in.", _ADMIN, people.sessions, query=("after",)),
    PageRoute("POST", "/admin/sessions", "admin.end_session", "End a session.", _ADMIN, people.end_session),
    PageRoute("GET", "/admin/mandates", "admin.mandates", "Mandates in force.", _ADMIN, people.mandates),
    PageRoute("POST", "/admin/mandates", "admin.ask_mandates", "Those of one person.", _ADMIN, people.ask_mandates, costly=True),
    PageRoute("GET", "/admin/messages", "admin.messages", "Messages given up.", _ADMIN, home.messages, query=("after",)),
    PageRoute("POST", "/admin/messages", "admin.revive", "Try one again.", _ADMIN, home.revive),
)  # fmt: skip

NOTICES: Final[Mapping[str, str]] = {
    "message-revived": mark("The message is tried again."),
    "roles-changed": mark("The roles are changed. Whoever has other roles now was signed out everywhere."),
    "account-changed": mark("The account is changed."),
    "account-closed": mark("The account is closed, and signed out everywhere."),
    "account-opened": mark("The account is open again."),
    "sessions-ended-by-admin": mark("Signed out there."),
}

"""The sabotages of the pages."""

from __future__ import annotations

from tests.sabotage.making import Sabotage

PAGES = (
    Sabotage(
        "cookie-read-by-scripts", "web/pages/frame/cookies.py",
        "; Path=/; HttpOnly; SameSite=Lax",
        "; Path=/; SameSite=Lax",
        "tests/security/test_pages.py::test_cookies_are_kept_from_scripts_and_from_plain_http",
    ),
    Sabotage(
        "cookie-that-stands-twice", "web/pages/frame/cookies.py",
        "if len(values) == 1 and values[0]}",
        "if values and values[0]}",
        "tests/security/test_pages.py::test_a_cookie_that_stands_twice_is_none",
    ),
    Sabotage(
        "token-of-another-session", "web/pages/frame/csrf.py",
        "    return hmac.digest(secret, bound_to.encode(), hashlib.sha256)[:_BYTES]",
        '    return hmac.digest(secret, b"", hashlib.sha256)[:_BYTES]',
        "tests/security/test_pages.py::test_a_form_of_another_site_does_nothing",
    ),
    Sabotage(
        "form-without-its-token", "web/pages/frame/door.py",
        '        if not csrf.fits(self._desk.secret, visit.bound_to, form.one(csrf.FIELD)):\n            return refused("old-form")\n',
        "",
        "tests/security/test_pages.py::test_a_form_of_another_site_does_nothing",
    ),
    Sabotage(
        "page-open-to-all", "web/pages/frame/door.py",
        "        if visit.kind not in route.kinds:\n",
        "        if False:\n",
        "tests/security/test_pages.py::test_a_page_opens_to_those_of_the_table_alone",
    ),
    Sabotage(
        "scripts-in-pages", "web/pages/frame/door.py",
        "script-src 'self'; ",
        "script-src 'self' 'unsafe-inline'; ",
        "tests/security/test_pages.py::test_every_page_says_what_a_browser_may_do_with_it",
    ),
    Sabotage(
        "page-that-may-be-framed", "web/pages/frame/door.py",
        "base-uri 'none'; frame-ancestors 'none'\"",
        "base-uri 'none'\"",
        "tests/security/test_pages.py::test_every_page_says_what_a_browser_may_do_with_it",
    ),
    Sabotage(
        "files-not-part-of-a-form", "web/pages/frame/door.py",
        "for name, sent in form.files:",
        "for name, sent in ():",
        "tests/unit/web/test_sent.py::test_a_form_with_another_file_is_another_form",
    ),
    Sabotage(
        "session-password", "web/pages/identity/security.py",
        "ended = end_sessions(journal, session.owner, but=session.digest)",
        "ended = tuple(session.owner[:0])",
        "tests/security/test_sessions.py::test_a_session_that_may_do_more_has_another_token",
    ),
    Sabotage(
        "session-fixation", "web/pages/identity/shared.py",
        "        end_token(journal, visit.session.digest)",
        "        str(visit.session.digest)",
        "tests/security/test_sessions.py::test_a_token_that_somebody_planted_is_nobodys_after_signing_in",
    ),
    Sabotage(
        "oidc-browser", "web/pages/identity/through.py",
        " or begun.browser != digest_of(visit.bound_to)",
        "",
        "tests/security/test_oidc.py::test_an_answer_holds_once_and_in_the_browser_that_began_alone",
    ),
    Sabotage(
        "draft-changed-unseen", "web/pages/interview/marks.py",
        "had != seen",
        "had == seen",
        "tests/unit/web/test_drafts.py",
    ),
    Sabotage(
        "message-not-translated", "web/pages/locale/zh/frame.po",
        'msgstr "登录"',
        'msgstr ""',
        "tests/unit/web/test_catalogues.py::test_every_message_is_translated",
    ),
    Sabotage(
        "message-the-same-in-chinese", "web/pages/locale/zh/frame.po",
        'msgstr "登录"',
        'msgstr "Sign in"',
        "tests/unit/web/test_catalogues.py::test_every_message_is_translated",
    ),
    Sabotage(
        "figures-own-office", "web/pages/measured/auditors.py",
        "and office in actor.offices",
        "",
        "tests/unit/web/test_measured.py::test_those_audit_who_decide_none_of_the_cases",
    ),
    Sabotage(
        "figures-queue", "web/pages/measured/drawing.py",
        "if len(self._waiting) >= _MOST_WAITING:",
        "if len(self._waiting) < 0:",
        "tests/unit/web/test_measured.py::test_so_many_charts_may_wait_and_no_more",
    ),
    Sabotage(
        "figures-one-errand", "web/pages/measured/errands.py",
        "if known is not None and not known.ended:",
        "if known is not None and known.ended:",
        "tests/unit/web/test_measured.py::test_an_errand_is_done_once_for_all_who_wait",
    ),
    Sabotage(
        "figures-opened", "web/pages/measured/opened.py",
        "and seen.month in months and what in words(seen)",
        "and seen.month in months",
        "tests/unit/web/test_measured.py::test_a_figure_opens_into_exactly_the_cases_that_it_counts[1]",
    ),
    Sabotage(
        "figures-page-beside-its-row", "web/pages/measured/situation.py",
        "enough=found.enough and self.tells",
        "enough=found.enough",
        "tests/unit/web/test_measured.py::test_page_filter_and_rows_of_an_office_are_hidden_together",
    ),
    Sabotage(
        "file-not-in-a-sandbox", "web/pages/questions/files.py",
        "; sandbox",
        "",
        "tests/security/test_interviews.py",
    ),
    Sabotage(
        "mandate-for-anything", "web/pages/resident/acting.py",
        "or IDENTIFIER.fullmatch(agent) is None",
        "or not agent",
        "tests/security/test_sent_files.py::test_a_mandate_is_for_what_can_be_a_number",
    ),
    Sabotage(
        "event-nobody-tells", "web/pages/shown/histories.py",
        '    "Hurried": _Teller.hurried,\n',
        "",
        "tests/unit/web/test_shown.py",
        "ValueError: not enough values",
    ),
    Sabotage(
        "number-of-many-digits", "web/pages/frame/render.py",
        "_PRECISION: Final = 80",
        "_PRECISION: Final = 28",
        "tests/security/test_market_attacks.py::test_numbers_of_many_digits_are_written_out",
        "decimal.InvalidOperation",
    ),
    Sabotage(
        "slip-tells-of-a-case", "web/pages/papers/slips.py",
        "put on record.\n    found = await visit.write(",
        "put on record.\n    found = await visit.read(",
        "tests/security/test_unpublished.py::test_no_page_says_anything_of_it",
    ),
    Sabotage(
        "sent-before", "web/pages/frame/visit.py",
        "        return None if isinstance(found, Refusal) else found\n",
        "        return None\n",
        "tests/security/test_sent_files.py::test_a_file_sent_twice_is_kept_once_and_another_is_not_taken_for_it",
    ),
)  # fmt: skip

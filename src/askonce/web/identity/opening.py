"""Opens sessions: with the lengths of the settings, and the families of browser and system that their owner knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from askonce.adapters.settings.model import Sessions
from askonce.cases.journal import Journal
from askonce.web.sessions import Account, Session, digest_of, end_token, make_token

#: The word in the browser's own name for itself, and the family that people call it; the first that fits counts.
_BROWSERS: Final = (
    ("micromessenger/", "WeChat"), ("edg", "Edge"), ("opr/", "Opera"), ("samsungbrowser/", "Samsung Internet"),
    ("huaweibrowser/", "Huawei Browser"), ("firefox/", "Firefox"), ("fxios/", "Firefox"), ("crios/", "Chrome"),
    ("chrome/", "Chrome"), ("safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("harmonyos", "HarmonyOS"), ("openharmony", "HarmonyOS"), ("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"),
    ("windows", "Windows"), ("mac os", "Mac"), ("cros", "ChromeOS"), ("linux", "Linux"),
)  # fmt: skip


def device_of(browser: str) -> str:
    """The families of browser and system, of what a browser says of itself; no version, nothing that tells two apart.

    >>> (
    ...     device_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ...     device_of("curl/8"),
    ... )
    ('Firefox, Linux', '')
    """
    text = browser.casefold()
    families = (next((name for word, name in table if word in text), "") for table in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, families))


def open_session(journal: Journal, settings: Sessions, account: Account, how: str, browser: str) -> str:
    """Begin a session for an account and give its token; within a write job."""
    person = account.kind == "person"
    lasts = settings.person_hours if person else settings.staff_hours
    return make_token(
        journal,
        Session(
            account.kind,
            account.person or account.id,
            journal.now + timedelta(hours=lasts),
            account.roles,
            began=journal.now,
            seen=journal.now,
            idle=settings.person_idle_minutes if person else settings.staff_idle_minutes,
            how=how,
            device=device_of(browser),
            account=account.word if account.id else "",
        ),
    )


def renew(journal: Journal, session: Session) -> str:
    """The same session under another token, once it may do more or its owner has proved more; within a write job."""
    end_token(journal, session.digest)
    return make_token(journal, session)


def bound_to(token: str) -> str:
    """What the forms of a session are bound to, once a browser has its token."""
    return f"session:{digest_of(token)}"

"""Logins as people see them: which devices are in, and how each of them ends."""

import datetime as dt
import hashlib
import ipaddress
import re
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import login
from django.db import connection, transaction
from django.db.models import QuerySet

from cecosesola.kernel import audit
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import require
from federation.models import LoginSession, Person
from federation.policies.entry import PIN_IDLE
from federation.policies.keys import STANDS

Ended = LoginSession.Ended
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOTED_EVERY = dt.timedelta(seconds=60)
KEPT_FOR = dt.timedelta(days=90)

# SQL as it is, for the same reason as that of a person's keys: every page asks it.
_FOUND = f"""
SELECT e.*,
    EXISTS (SELECT FROM federation_suspension s WHERE s.person_id = e.person_id AND {STANDS}) AS frozen
FROM federation_loginsession e WHERE e.key_hash = %(key)s LIMIT 1
"""  # noqa: S608 - made of words that stand here


@dataclass(frozen=True)
class Door:
    """How somebody comes in. A PIN's way in names its machine, its place and its end."""

    kind: str = LoginSession.Kind.PASSWORD
    machine: str = ""
    scope: str = ""
    until: dt.datetime | None = None


def key_hash(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


# --- coming in -----------------------------------------------------------------------------------


def let_in(request: Any, person: Person, door: Door | None = None) -> None:
    """Log somebody in through a door. The only service that takes a request: Django's own login does."""
    request.door = door or Door()
    login(request, person, backend=BACKEND)


def begin(sender: Any, request: Any, user: Person, **_kwargs: Any) -> None:
    """Note each login. Called by Django's login itself, so that no way in can forget it."""
    door: Door = getattr(request, "door", None) or Door()
    moment = now()
    known = getattr(request, "entry", None)
    with transaction.atomic():
        if door.machine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"login:{door.machine}"])
        if known is not None:
            _end(LoginSession.objects.filter(pk=known.pk), Ended.ANOTHER)
        if door.machine:
            # Whoever taps in takes the machine over.
            _end(LoginSession.objects.filter(machine=door.machine, kind=LoginSession.Kind.PIN), Ended.ANOTHER)
        request.entry = LoginSession.objects.create(
            person=user,
            key_hash=key_hash(request.session.session_key),
            kind=door.kind,
            device=device_words(request.META.get("HTTP_USER_AGENT", "")),
            address=shortened(getattr(request, "axes_ip_address", None) or request.META.get("REMOTE_ADDR")),
            started_at=moment,
            last_seen_at=moment,
            machine=door.machine,
            scope=door.scope,
            until=door.until,
        )


def find(session_key: str) -> LoginSession | None:
    """The login of a session, ended or not, with whether its person is suspended (`frozen`)."""
    asked = {"key": key_hash(session_key), "moment": now()}
    return next(iter(LoginSession.objects.raw(_FOUND, asked)), None)


def still_in(entry: LoginSession | None, *, counts: bool = True) -> bool:
    """Whether the login still holds; if so, notes that somebody was here (when this counts as being here)."""
    if entry is None or entry.ended_at is not None:
        return False
    moment = now()
    why = ""
    if getattr(entry, "frozen", False):
        why = Ended.SUSPENDED
    elif entry.kind == LoginSession.Kind.PIN:
        if entry.until is None or entry.until <= moment:
            why = Ended.TURN
        elif entry.last_seen_at + PIN_IDLE <= moment:
            why = Ended.IDLE
    if why:
        _end(LoginSession.objects.filter(pk=entry.pk), why)
        return False
    if counts and entry.last_seen_at + NOTED_EVERY <= moment:
        LoginSession.objects.filter(pk=entry.pk, ended_at=None).update(last_seen_at=moment)
    return True


def moved(entry: LoginSession, session_key: str) -> None:
    """The session has a new key, as after a change of password."""
    LoginSession.objects.filter(pk=entry.pk).update(key_hash=key_hash(session_key))


# --- going out -----------------------------------------------------------------------------------


def leave(entry: LoginSession | None, why: str = Ended.LEFT) -> None:
    if entry is not None:
        _end(LoginSession.objects.filter(pk=entry.pk), why)


def end_logins(person: Person, why: str, *, but: LoginSession | None = None) -> int:
    """End a person's logins, all or all but one. Returns how many ended."""
    live = LoginSession.objects.filter(person=person)
    return _end(live.exclude(pk=but.pk) if but is not None else live, why)


def revoke(*, by: Person, pk: int) -> None:
    """End one of one's own logins, as from a phone that was lost."""
    with transaction.atomic():
        ended = _end(LoginSession.objects.filter(pk=pk, person=by), Ended.REVOKED)
        require(None if ended else NOT_FOUND)
        audit.record(by=by, verb="federation.revoke_login", thing=by, new={"logins": 1}, private=True)


def revoke_others(*, by: Person, but: LoginSession | None) -> int:
    with transaction.atomic():
        ended = end_logins(by, Ended.REVOKED, but=but)
        if ended:
            audit.record(by=by, verb="federation.revoke_login", thing=by, new={"logins": ended}, private=True)
    return ended


def _end(rows: QuerySet[LoginSession], why: str) -> int:
    return rows.filter(ended_at=None).update(ended_at=now(), ended_why=why)


def forget_old() -> int:
    """Forget where people logged in from, three months after they were last there."""
    gone, _each = LoginSession.objects.filter(last_seen_at__lt=now() - KEPT_FOR).delete()
    return gone


# --- words ---------------------------------------------------------------------------------------

BROWSERS = (
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Opera", r"OPR/|Opera"),
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac", "Mac OS X|Macintosh"),
    ("ChromeOS", "CrOS"),
    ("Linux", "Linux|X11"),
)


def device_words(agent: str) -> str:
    """`Chrome · Android`, from what a browser says of itself; empty when it says nothing we know."""
    named = (_first(BROWSERS, agent), _first(SYSTEMS, agent))
    return " · ".join(filter(None, named))[:60]


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, agent)), "")


def shortened(address: str | None) -> str:
    """Enough of an address to know one's own line by, and no more: `190.202.…`, `2800:484:…`."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if known.version == 4:
        return ".".join(str(known).split(".")[:2]) + ".…"
    return ":".join(known.exploded.split(":")[:2]) + ":…"

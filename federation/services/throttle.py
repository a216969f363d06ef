"""Wrong tries at the door, counted by number, by address and by both.

One attacker behind the address that a whole fair shares must not lock the others out, nor may one who
guesses a person's number from everywhere lock that person out. So a browser where a person has logged in
before is known for that person, and its tries are counted by themselves, whatever others do.
"""

import hashlib
import secrets
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "conocido"
KNOWN = "known:"
YEAR = 60 * 60 * 24 * 365
MOST_PEOPLE = 12  # that one browser remembers
PER_PAIR = 8
PER_NUMBER = 40  # from unknown browsers anywhere
PER_ADDRESS = 150  # from unknown browsers behind one address, whatever the number


def _name(document: str) -> str:
    return salted_hmac("federation.known", document, algorithm="sha256").hexdigest()[:16]


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        browser, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=YEAR)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return str(browser), [str(person) for person in people]


def remember(request: HttpRequest, response: HttpResponse, document: str) -> HttpResponse:
    """From now on this browser is known for this person."""
    browser, people = _read(request)
    name = _name(document)
    people = [*(person for person in people if person != name), name][-MOST_PEOPLE:]
    response.set_cookie(
        COOKIE,
        signing.dumps((browser or secrets.token_hex(8), people), salt=COOKIE),
        max_age=YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


def known_browser(request: HttpRequest | None, document: str | None) -> str:
    """The browser's own name when this person has logged in with it before; else nothing."""
    if request is None or not document:
        return ""
    browser, people = _read(request)
    return browser if _name(document) in people else ""


def shut(request: HttpRequest, document: str) -> bool:
    """Whether there have been too many tries for this number, from here or in all."""
    return bool(settings.AXES_ENABLED) and not AxesProxyHandler.is_allowed(request, {"username": document})


def failed(request: HttpRequest, document: str) -> None:
    """Count a wrong try that was not a password: a code at the activation page."""
    user_login_failed.send(sender=__name__, credentials={"username": document}, request=request)


class HouseThrottle(AxesDatabaseHandler):
    """django-axes with our three counts. Its limit is that of the pair; the others are scaled to it."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        number = get_client_username(request, credentials)
        browser = known_browser(request, number)
        recent = self.recent(request, credentials)
        if browser:
            return _count(recent.filter(username=number, user_agent=KNOWN + browser))
        others = recent.exclude(user_agent__startswith=KNOWN)
        pair = Q(username=number, ip_address=request.axes_ip_address)
        counts = others.aggregate(
            pair=Sum("failures_since_start", filter=pair),
            number=Sum("failures_since_start", filter=Q(username=number)),
            address=Sum("failures_since_start", filter=Q(ip_address=request.axes_ip_address)),
        )
        return max(
            counts["pair"] or 0,
            (counts["number"] or 0) * PER_PAIR // PER_NUMBER,
            (counts["address"] or 0) * PER_PAIR // PER_ADDRESS,
        )

    def recent(self, request: Any, credentials: dict[str, Any] | None) -> QuerySet[AccessAttempt]:
        """Tries of the last quarter of an hour, of this number or from this address."""
        number = get_client_username(request, credentials)
        either = Q(username=number) | Q(ip_address=request.axes_ip_address)
        return self.get_user_attempts(request, credentials)[0].filter(either)

    def filter_user_attempts(
        self, request: Any, credentials: dict[str, Any] | None = None
    ) -> list[QuerySet[AccessAttempt]]:
        return [AccessAttempt.objects.all()]

    def reset_user_attempts(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Whoever comes in is forgiven their own tries, not those of the rest of the address."""
        number = get_client_username(request, credentials)
        browser = known_browser(request, number)
        mine = Q(user_agent=KNOWN + browser) if browser else Q(ip_address=request.axes_ip_address)
        count, _each = AccessAttempt.objects.filter(mine, username=number).delete()
        return count

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        browser = known_browser(request, get_client_username(request, credentials)) if request else ""
        if browser:
            request.axes_user_agent = KNOWN + browser
        elif request is not None and request.axes_user_agent.startswith(KNOWN):
            request.axes_user_agent = hashlib.sha256(request.axes_user_agent.encode()).hexdigest()
        super().user_login_failed(sender, credentials, request, **kwargs)


def _count(rows: QuerySet[AccessAttempt]) -> int:
    return rows.aggregate(count=Sum("failures_since_start"))["count"] or 0

"""How somebody came in, and what that way opens: a password everything, a PIN only the till.

Whoever is logged in carries the login itself, read anew at each request. A person without one acts in
a job or in a command, where nobody sits at a screen.
"""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refusal
from federation.models import LoginSession, Person

# As with any page that asks to log in, whoever is refused here is led to the door.
PIN_ONLY = Refusal(
    "pin_only", _("A PIN opens the till and nothing else. Log in with your password for this."), status=401
)
SECOND_FACTOR_LASTS = dt.timedelta(hours=12)
PIN_IDLE = dt.timedelta(minutes=10)

_PIN_PAGES: set[str] = set()


def register_pin_pages(*names: str) -> None:
    """A room's pages of the shared till: what a PIN opens, by the names of their addresses."""
    _PIN_PAGES.update(names)


def entry_of(person: Person) -> LoginSession | None:
    """The login that this person acts through now, if any: also asked of whoever is nobody yet."""
    return getattr(person, "entry", None)


def came_by_pin(person: Person) -> bool:
    entry = entry_of(person)
    return entry is not None and entry.kind == LoginSession.Kind.PIN


def may_open_by_pin(view_name: str, is_public: bool) -> Refusal | None:
    """What a PIN opens: the pages of the till, and those that are anybody's."""
    return None if is_public or view_name in _PIN_PAGES else PIN_ONLY


def proved(entry: LoginSession) -> bool:
    """Whether a second factor was given in this session, within twelve hours."""
    return entry.second_factor_at is not None and now() < entry.second_factor_at + SECOND_FACTOR_LASTS


def second_factor_lacks(person: Person) -> bool:
    """Whether keys that ask for a second factor stay closed for now."""
    entry = entry_of(person)
    return bool(settings.SECOND_FACTOR) and entry is not None and not proved(entry)

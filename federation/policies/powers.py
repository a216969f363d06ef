"""What each role opens, in plain words. A new role says so here, or a test fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from federation.models import SENSITIVE, Role


@dataclass(frozen=True)
class Power:
    """A role as people read it: what it opens, and how much care its key takes."""

    role: Role
    opens: Any

    @property
    def sensitive(self) -> bool:
        """Given by two people, and used with a second factor."""
        return self.role in SENSITIVE


_OPENS: Mapping[Role, Any] = {
    Role.WEEK: _(
        "Opens and moves the market week: plan, pledges, prices, allocation, settlement. Also does at every"
        " fair what that fair's keys do, and keeps the catalogue."
    ),
    Role.FAIR: _(
        "At its fair: registers and revokes machines, looks at odd sales, and does what the keys of that"
        " fair's tills and receiving do."
    ),
    Role.TILL: _("At its fair: opens a till, sells, confirms a float, counts and signs."),
    Role.RECEIVING: _("At its place: weighs in goods, corrects weighings, moves and counts goods."),
    Role.BUYING: _("Takes pledges for any producer, also in the field."),
    Role.SUPPLY: _("Pledges for its producer, and answers that producer's weighings and statements."),
    Role.FINANCE: _(
        "Reads and writes the books: payments, rates, months, reversals, and the accounts that are private."
    ),
    Role.REGISTER: _(
        "Keeps people and cooperatives, sees phones, gives and ends keys that a decision gives, and makes"
        " the codes with which people choose a password."
    ),
    Role.MEETING: _("Writes the minutes of its meeting."),
    Role.BRIGADE: _(
        "Sees who lives in homes with support, where and why; plans the rounds and writes what was brought."
    ),
    Role.JOBS: _("Asks the house to repeat what it does by itself."),
    Role.ROTATION: _(
        "Keeps the posts and what they ask for, who knows what, and the weights that a decision sets; writes"
        " that a meeting heard the roster."
    ),
}
POWERS: Mapping[str, Power] = {str(role): Power(role, opens) for role, opens in _OPENS.items()}

"""What the tills put on a person's day: her turn, and what waits for her."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import today
from cecosesola.ui.waiting import Turn, Waiting
from federation.selectors import Person, Role, keys_of
from markets.models import FairDay
from markets.selectors import till_lists as lists
from markets.states import SessionState, Stage


def turns_of(person: Person) -> list[Turn]:
    """Her till turn, at each fair that is open today and of which she holds a till's key."""
    fairs = [int(scope.partition(":")[2]) for scope in keys_of(person).scopes(Role.TILL) if ":" in scope]
    if not fairs:
        return []
    days = (
        FairDay.objects.filter(
            fair_week__fair__in=fairs,
            fair_week__is_open=True,
            fair_week__week__stage=Stage.SELL,
            date=today(),
        )
        .select_related("fair_week__fair")
        .order_by("opens_at", "id")
    )
    live = {
        session.till.fair_id: session
        for session in lists.live_sessions_at(fairs)
        if session.operator_id == person.pk
    }
    turns = []
    for day in days:
        fair = day.fair_week.fair
        mine = live.get(fair.pk)
        opened = mine is not None and mine.state != SessionState.OPENING
        turns.append(
            Turn(
                title=_("Till %(number)d") % {"number": mine.till.number} if mine else _("Till"),
                lead=fair.name,
                since=day.opens_at,
                until=day.closes_at,
                action=_("To my till") if opened else _("Open my till"),
                url=reverse("markets:till"),
                place=10,
            )
        )
    return turns


def waiting_for(person: Person) -> list[Waiting]:
    """Floats and counts that need a second person, and her own differences without a word."""
    found = []
    for session in lists.waiting_for_second(person):
        opening = session.state == SessionState.OPENING
        name = "markets:confirm_opening" if opening else "markets:sign_count"
        words = _("Confirm the float of %(till)s") if opening else _("Sign the count of %(till)s")
        found.append(Waiting(words % {"till": session.till}, reverse(name, args=[session.pk]), _("now")))
    found += [
        Waiting(
            _("Explain the difference at %(till)s") % {"till": session.till},
            reverse("markets:explain_difference", args=[session.pk]),
            _("difference"),
            "harm",
        )
        for session in lists.unexplained_of(person)
    ]
    return found

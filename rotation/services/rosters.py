"""A week's roster is heard at the meeting and published; its keys go with its turns."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from assemblies.services import bring_by_itself
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import require
from cecosesola.kernel.text import as_written
from cecosesola.kernel.weeks import Week
from federation.selectors import Person
from rotation import policies
from rotation.models import Roster, Turn
from rotation.services.turns import lock, settle_keys
from rotation.states import RosterState

AHEAD = 4
"""Weeks that are published after this one: people know a month before where they will work."""


def hear_roster(*, by: Person, roster: Roster, words: str = "") -> Roster:
    """Write that a meeting heard the draft, and what it said."""
    with transaction.atomic():
        roster = lock(roster.pk)
        require(policies.may_hear_roster(by, roster))
        roster.state, roster.heard_at, roster.heard_by = RosterState.HEARD, now(), by
        roster.heard_words = words.strip()
        roster.save(update_fields=["state", "heard_at", "heard_by", "heard_words"])
        audit.record(by=by, verb="rotation.hear_roster", thing=roster)
    return roster


def publish_roster(*, by: Person | None, roster: Roster) -> Roster:
    """Let everybody count on a week: its turns stand and give their keys. Again, it changes nothing.

    `by` is whoever publishes what a meeting heard; None is the house itself, when the day has come.
    """
    with transaction.atomic():
        roster = lock(roster.pk)
        if roster.state == RosterState.PUBLISHED:
            return roster
        if by is not None:
            require(policies.may_publish(by, roster))
        old, roster.state = roster.state, RosterState.PUBLISHED
        roster.published_at, roster.published_by = now(), by
        roster.save(update_fields=["state", "published_at", "published_by"])
        given = settle_keys(Turn.objects.filter(roster=roster, dropped_at=None), by=by)
        audit.record(
            by=by,
            verb="rotation.publish_roster",
            thing=roster,
            old={"state": old},
            new={"keys": len(given.given)},
        )
    return roster


def publish_due() -> int:
    """Publish each week whose day has come, this one and those up to four ahead, each once."""
    last = Week.of(today()).shift(AHEAD).monday
    due = Roster.objects.exclude(state=RosterState.PUBLISHED).filter(monday__lte=last).order_by("monday")
    for roster in due:
        publish_roster(by=None, roster=roster)
    return len(due)


def tell_draft(roster: Roster) -> None:
    """Put a draft on the meeting's agenda, once a week's roster."""
    days = " – ".join(
        formats.date_format(day, "SHORT_DATE_FORMAT")
        for day in (roster.monday, roster.monday + dt.timedelta(days=6))
    )
    bring_by_itself(
        title=as_written(_("Roster of the week %(days)s"), days=days),
        body="",
        source=f"rotation.roster:{roster.week}",
        link=reverse("rotation:week", args=[str(roster.week)]),
    )

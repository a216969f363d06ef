"""The words of a reminder and of the weekly message: short, and only titles."""

import datetime as dt

from django.conf import settings
from django.template import defaultfilters
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from assemblies.models import Meeting
from assemblies.selectors.calendar import events_of
from assemblies.selectors.since import since_last
from cecosesola.kernel.clock import now
from federation.selectors import Person

LINES = 8


def _link(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _moment(moment: dt.datetime) -> str:
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'D j/n')} {formats.time_format(local, 'H:i')}"


def reminder_text(meeting: Meeting) -> str:
    lines = [_moment(meeting.starts_at) + (f" · {meeting.place}" if meeting.place else "")]
    lines.append(_link("assemblies:meeting", meeting.pk))
    return "\n".join(lines)


def digest_text(person: Person) -> str:
    """What was decided in one's spaces this week, and when they meet next. Empty when there is nothing."""
    week = now() - dt.timedelta(days=7)
    told = since_last(person)
    decided = [decision for one in told.spaces for decision in one.decisions if decision.recorded_at > week]
    changed = [change for change in told.changes if change.at > week]
    coming = [
        event for event in events_of(person, now(), now() + dt.timedelta(days=8)) if not event.cancelled
    ]
    parts = []
    if decided:
        parts.append(_part(_("What was decided"), [f"{d.number} {d.title}" for d in decided]))
    if changed:
        parts.append(_part(_("What changed"), [f"{change.kind}: {change.title}" for change in changed]))
    if coming:
        parts.append(_part(_("Coming"), [f"{_moment(event.starts_at)} {event.title}" for event in coming]))
    if not parts:
        return ""
    parts.append(_("All of it:") + "\n" + _link("assemblies:since"))
    parts.append(_("To stop these messages:") + "\n" + _link("assemblies:reach"))
    return "\n\n".join(parts)


def _part(title: str, lines: list[str]) -> str:
    kept = [f"· {defaultfilters.truncatechars(line, 140)}" for line in lines[:LINES]]
    if len(lines) > LINES:
        kept.append(_("… and %(n)d more") % {"n": len(lines) - LINES})
    return "\n".join([title, *kept])

"""Turns on somebody's own calendar."""

import datetime as dt

from django.urls import reverse

from assemblies.selectors import Event
from federation.selectors import Person
from rotation.selectors import turns as read


def turns_on_calendar(person: Person, since: dt.datetime, until: dt.datetime) -> list[Event]:
    """Each day of each published turn, with its hours; nothing where a post has none."""
    turns = read.told(
        read.published().filter(
            person=person,
            monday__range=(since.date() - dt.timedelta(days=7), until.date()),
        )
    )
    return [
        Event(
            uid=f"turno-{turn.pk}-{start:%d%H%M}",
            title=turn.post.name,
            starts_at=start,
            ends_at=end,
            url=reverse("rotation:turn", args=[turn.pk]),
            place=turn.post.scope_label,
        )
        for turn in turns.order_by("monday", "pk")
        for start, end in read.hours_on(turn)
        if since <= start < until
    ]

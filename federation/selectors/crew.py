"""Who works, when, and in which area."""

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateRange

from federation.models import Cooperative, Membership


def workers_on(day: dt.date) -> list[tuple[int, int | None]]:
    """The worker-members who are in on a day, by number, each with the number of their area."""
    rows = Membership.objects.filter(
        cooperative__is_primary=True,
        kind=Membership.Kind.WORKER,
        period__contains=day,
        person__is_active=True,
    )
    return list(rows.order_by("person").values_list("person", "area"))


def workers_of(cooperative: Cooperative, since: dt.date, until: dt.date) -> list[int]:
    """Whoever works in a cooperative on some day between two, both among them, by number."""
    rows = Membership.objects.filter(
        cooperative=cooperative,
        kind=Membership.Kind.WORKER,
        period__overlap=DateRange(since, until, "[]"),
        person__is_active=True,
    )
    return list(rows.order_by("person").values_list("person", flat=True).distinct())

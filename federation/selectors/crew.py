"""Who works in the primary cooperative on a day, and in which area."""

import datetime as dt

from federation.models import Membership


def workers_on(day: dt.date) -> list[tuple[int, int | None]]:
    """The worker-members who are in on a day, by number, each with the number of their area."""
    rows = Membership.objects.filter(
        cooperative__is_primary=True,
        kind=Membership.Kind.WORKER,
        period__contains=day,
        person__is_active=True,
    )
    return list(rows.order_by("person").values_list("person", "area"))

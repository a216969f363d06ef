"""Leaving a note without a name, so that no table, trace or clock leads back to whoever left it.

No audit, no author, no hour. A note is read from the day after on, and its topic is put on the agenda by
a step of the night: nothing that others see happens at the moment it was left.
"""

import hashlib
import hmac
import os

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.models import AnonymousNote, Space
from assemblies.policies import notes as policies
from assemblies.services.topics import bring_topic
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation.selectors import Person

A_DAY = 3
MOST_WORDS = 2_000
_DAY_SECONDS = 86_400


def leave_note(*, by: Person, space: Space, words: str) -> None:
    """Leave a note. Nothing is answered, kept or told that links it to whoever leaves it."""
    require(policies.may_leave_note(by))
    words = words.strip()
    if not words or len(words) > MOST_WORDS:
        raise refuse("no_words", _("Look at the words."), words=_("Write something, at most 2,000 signs."))
    if space.closed_at is not None:
        raise refuse("space_closed", _("This meeting no longer meets."), space=_("Choose another."))
    _throttle(by)
    AnonymousNote.objects.create(space=space, day=today(), text=words)


def bring_notes() -> int:
    """Put each meeting's notes of the days before on its agenda, as one topic a week. Returns how many."""
    day = today()
    year, week, _weekday = day.isocalendar()
    brought = 0
    waiting = Space.objects.filter(
        closed_at=None,
        pk__in=AnonymousNote.objects.filter(
            day__lt=day, day__gte=day.fromordinal(day.toordinal() - 7), taken_off_on=None
        ).values("space"),
    )
    for space in waiting.order_by("pk"):
        with transaction.atomic():
            bring_topic(
                by=None,
                title=as_written(_("Notes without a name")),
                space=space,
                source=f"assemblies.notes:{space.pk}:{year}-{week:02d}",
                link=f"/reuniones/notas/?instancia={space.pk}",
            )
            brought += 1
    return brought


def _throttle(by: Person) -> None:
    """At most three a day, counted under a salt of the day that nobody keeps: tomorrow it means nothing."""
    day = today().isoformat()
    cache.add(f"notes:salt:{day}", os.urandom(32), _DAY_SECONDS)
    salt = cache.get(f"notes:salt:{day}")
    if salt is None:
        raise refuse("later", _("It cannot be left right now. Try again in a moment."), status=503)
    who = hmac.new(salt, str(by.pk).encode(), hashlib.sha256).hexdigest()
    key = f"notes:{day}:{who}"
    cache.add(key, 0, _DAY_SECONDS)
    if cache.incr(key) > A_DAY:
        raise refuse(
            "enough_today", _("Three notes a day are enough. Leave the rest for tomorrow."), status=429
        )

"""Reminders and the weekly message: written down first, sent afterwards, each once.

What is sent names meetings, actas and decisions by their titles, never a reserved word: reserved topics
have none. A message whose server does not answer is tried again for two days, and then let go.
"""

import datetime as dt
import logging

from apprise import Apprise
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from assemblies.models import Meeting, Reach, Sending
from assemblies.selectors.calendar import readable_spaces
from assemblies.selectors.digest import digest_text, reminder_text
from assemblies.services.reach import PURPOSE
from assemblies.states import MeetingState
from cecosesola.kernel import secrecy
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.deferred import after_commit

log = logging.getLogger(__name__)

BEFORE = dt.timedelta(hours=3)
GIVE_UP = dt.timedelta(days=2)
DIGEST_DAY, DIGEST_HOUR = 5, 8  # Saturday at eight, when the week's meetings are over
BATCH = 500
TAKEN_FOR = dt.timedelta(minutes=15)


def plan_reminders() -> int:
    """A message to whoever wants one, for each meeting that begins within three hours. Once each."""
    moment = now()
    soon = Meeting.objects.filter(
        state=MeetingState.PLANNED, starts_at__gt=moment, starts_at__lte=moment + BEFORE
    )
    pairs = soon.filter(
        space__people__reach__wants_reminders=True, space__people__is_active=True
    ).values_list("space__people", "pk")
    return _plan(Sending.Kind.REMINDER, [(person, str(meeting)) for person, meeting in pairs])


def plan_digests() -> int:
    """The weekly message, from Saturday at eight on; a stop is caught up until the week ends."""
    moment = now().astimezone()
    if (moment.weekday(), moment.hour) < (DIGEST_DAY, DIGEST_HOUR):
        return 0
    year, week, _day = today().isocalendar()
    wanted = Reach.objects.filter(wants_digest=True, person__is_active=True)
    people = wanted.values_list("person_id", flat=True)
    return _plan(Sending.Kind.DIGEST, [(person, f"{year}-{week:02d}") for person in people])


def _plan(kind: str, wanted: list[tuple[int, str]]) -> int:
    with transaction.atomic():
        known = set(
            Sending.objects.filter(kind=kind, about__in={about for _person, about in wanted}).values_list(
                "person_id", "about"
            )
        )
        new = [
            Sending(person_id=person, kind=kind, about=about, made_at=now())
            for person, about in sorted(set(wanted) - known)
        ]
        Sending.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
        if new:
            after_commit("assemblies.send")
    return len(new)


def send_waiting() -> int:
    """Send what waits. Returns how many messages went.

    Each is taken in a transaction that ends before it leaves: nobody holds a lock while a far server
    thinks, and a process that dies while sending leaves it to be taken again later.
    """
    Sending.objects.filter(sent_at=None, made_at__lt=now() - GIVE_UP).delete()
    waiting = _free().order_by("tries", "id").values_list("pk", flat=True)
    return sum(_send_one(pk) for pk in list(waiting[:BATCH]))


def _free() -> QuerySet[Sending]:
    free = Q(taken_at=None) | Q(taken_at__lt=now() - TAKEN_FOR)
    return Sending.objects.filter(free, sent_at=None)


def _send_one(pk: int) -> bool:
    if not _free().filter(pk=pk).update(taken_at=now(), tries=F("tries") + 1):
        return False
    sending = Sending.objects.get(pk=pk)
    reach = Reach.objects.select_related("person").filter(person=sending.person_id).first()
    words = _words(sending, reach) if reach else None
    if reach is None or words is None:
        sending.delete()
        return False
    if not deliver(reach, *words):
        return False
    Sending.objects.filter(pk=pk).update(sent_at=now())
    return True


def _words(sending: Sending, reach: Reach) -> tuple[str, str] | None:
    """What to say, in the person's language; None when there is nothing to say any more."""
    person = reach.person
    with translation.override(person.language or settings.LANGUAGE_CODE):
        if sending.kind == Sending.Kind.REMINDER:
            meeting = (
                Meeting.objects.filter(pk=sending.about, state=MeetingState.PLANNED)
                .filter(Q(space__in=readable_spaces(person)))
                .select_related("space")
                .first()
            )
            if meeting is None or not reach.wants_reminders or meeting.starts_at <= now():
                return None
            return _("Meeting: %(meeting)s") % {"meeting": meeting}, reminder_text(meeting)
        text = digest_text(person) if reach.wants_digest else ""
        return (_("The week of our meetings"), text) if text else None


def deliver(reach: Reach, title: str, body: str) -> bool:
    """Hand a message to the server that carries it. False when it did not take it."""
    try:
        if reach.channel == Reach.Channel.EMAIL:
            return bool(send_mail(title, body, None, [reach.address]))
        link = secrecy.unseal(reach.address, PURPOSE)
        carrier = Apprise()
        return bool(link and carrier.add(link) and carrier.notify(title=title, body=body))
    except (OSError, ValueError) as error:
        log.warning("a message was not taken: %s", type(error).__name__)
        return False

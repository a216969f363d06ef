"""What waits for somebody in cases and courses, and what the school has new. No word of a case is here."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies.models import CasePerson, Enrolment, Offer, Session, Space
from assemblies.policies.education import may_see_offer
from assemblies.selectors.calendar import Event
from assemblies.selectors.conduct import cases_of
from assemblies.selectors.education import sessions_of
from assemblies.selectors.since import Change
from assemblies.states.conduct import AT_REST, CaseState
from cecosesola.kernel.clock import now
from cecosesola.ui.waiting import Waiting
from federation.selectors import Person

SOON = dt.timedelta(days=2)


def waiting_for(person: Person) -> list[Waiting]:
    """Cases that go on where one has a part, and sessions of the next two days."""
    return _cases(person) + _sessions(person)


def _cases(person: Person) -> list[Waiting]:
    going = cases_of(person).exclude(state__in=AT_REST).filter(redacted_at=None).order_by("id")
    acting = {CasePerson.Role.RECORDER, CasePerson.Role.MEDIATOR}
    mine = set(
        CasePerson.objects.filter(person=person, ended_at=None, role__in=acting).values_list(
            "case", flat=True
        )
    )
    found = []
    for case in going[:5]:
        url = reverse("assemblies:case", args=[case.pk])
        if case.pk in mine:
            fresh = case.state in {CaseState.RAISED, CaseState.REHEARING}
            pill = _("to hear") if fresh else _("goes on")
            found.append(
                Waiting(_("Reserved matter %(number)s") % {"number": case.number}, url, pill, "wait")
            )
        else:
            words = _("Reserved matter %(number)s: you are concerned") % {"number": case.number}
            found.append(Waiting(words, url, _("goes on"), "info"))
    return found


def _sessions(person: Person) -> list[Waiting]:
    coming = (
        Session.objects.filter(
            starts_at__gte=now(),
            starts_at__lt=now() + SOON,
            offer__cancelled_at=None,
            offer__in=Enrolment.objects.filter(person=person, state=Enrolment.State.IN).values("offer"),
        )
        .select_related("offer__course")
        .order_by("starts_at", "id")[:5]
    )
    return [
        Waiting(one.offer.course.name, reverse("assemblies:offer", args=[one.offer_id]), _("soon"), "info")
        for one in coming
    ]


def courses_since(person: Person, since: dt.datetime, spaces: Iterable[Space]) -> list[Change]:
    """Editions offered since a moment: for «since you came»."""
    found = Offer.objects.filter(made_at__gte=since, cancelled_at=None).select_related("course")
    return [
        Change(_("course"), one.course.name, reverse("assemblies:offer", args=[one.pk]), one.made_at)
        for one in found.order_by("-made_at", "-id")[:20]
        if may_see_offer(person, one) is None
    ]


def sessions_on_calendar(person: Person, since: dt.datetime, until: dt.datetime) -> list[Event]:
    """The sessions of the courses where one has a place, or which one gives."""
    return [
        Event(one.uid, one.title, one.starts_at, one.ends_at, one.url, one.place)
        for one in sessions_of(person, since, until)
    ]

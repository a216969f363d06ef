"""What waits for a person in the assemblies: an answer, an objection, a promise, a criterion to look at."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies.models import Stance
from assemblies.selectors.actions import open_items
from assemblies.selectors.criteria import to_review
from assemblies.selectors.proposals import asked_of
from assemblies.states import OPEN_STATES
from cecosesola.kernel.clock import today
from cecosesola.ui.templatetags.dates import shortday
from cecosesola.ui.waiting import Waiting
from federation.selectors import Person, keys_of

MOST = 5
SOON = dt.timedelta(days=7)


def waiting_for(person: Person) -> list[Waiting]:
    """One query for each of its four kinds."""
    if not keys_of(person).is_worker:
        return []
    return [*_asked(person), *_answered(person), *_promised(person), *_reviews(person)]


def _asked(person: Person) -> list[Waiting]:
    return [
        Waiting(
            _("What do you say? «%(title)s»") % {"title": ask.version.proposal.title},
            reverse("assemblies:proposal", args=[ask.version.proposal_id]),
            _("they ask you"),
            "wait",
        )
        for ask in asked_of(person)[:MOST]
    ]


def _answered(person: Person) -> list[Waiting]:
    """One's own objections that a wording says it answers: only the holder says whether it does."""
    mine = Stance.objects.filter(
        person=person,
        kind=Stance.Kind.OBJECTION,
        closure=None,
        answered_in__isnull=False,
        version__proposal__state__in=OPEN_STATES,
    )
    return [
        Waiting(
            _("Does this answer your objection? «%(title)s»") % {"title": one.version.proposal.title},
            reverse("assemblies:objection", args=[one.pk]),
            _("your objection"),
            "wait",
        )
        for one in mine.select_related("version__proposal").distinct().order_by("at", "id")[:MOST]
    ]


def _promised(person: Person) -> list[Waiting]:
    day = today()
    return [
        Waiting(
            item.what,
            reverse("assemblies:end_action", args=[item.pk]),
            _("since %(day)s") % {"day": shortday(item.until)} if item.until < day else shortday(item.until),
            "harm" if item.until < day else "wait" if item.until <= day + SOON else "neutral",
        )
        for item in open_items(person)[:MOST]
    ]


def _reviews(person: Person) -> list[Waiting]:
    return [
        Waiting(
            _("Does this criterion still hold? «%(name)s»") % {"name": criterion.name},
            reverse("assemblies:criterion", args=[criterion.pk]),
            shortday(criterion.review_on),
            "harm" if criterion.review_on and criterion.review_on < today() else "wait",
        )
        for criterion in to_review(person)[:MOST]
    ]

"""Reads of who is beginning, beside whom, and how far they are."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from cecosesola.kernel.clock import today
from federation.models import (
    Area,
    Beginning,
    BeginningStep,
    ChecklistItem,
    Mentoring,
    Person,
    Reflection,
    Reprimand,
    Section,
)
from federation.policies.beginnings import OPEN
from federation.states import BeginningState


def _told() -> QuerySet[Any]:
    """Beginnings with their people, their mentor of now (`mentor_now`) and how far their list is."""
    live = Mentoring.objects.filter(beginning=OuterRef("pk"), during__upper_inf=True)
    return (
        Beginning.objects.select_related("newcomer", "cooperative", "area", "introduced_by", "asked_mentor")
        .annotate(
            mentor_now=Subquery(live.values("mentor")[:1]),
            mentor_given=Subquery(live.values("mentor__given_names")[:1]),
            mentor_family=Subquery(live.values("mentor__family_names")[:1]),
            lines=Count("steps"),
            ticked=Count("steps", filter=Q(steps__ticked_on__isnull=False)),
        )
        .annotate(trial_ends=F("trial__endswith"))
    )


def beginning_now() -> QuerySet[Beginning]:
    """Introduced or on trial, the trials that end soonest first."""
    return _told().filter(state__in=OPEN)


def ended_beginnings(limit: int = 20) -> list[Beginning]:
    return list(_told().exclude(state__in=OPEN).order_by("-ended_on", "-id")[:limit])


def find_beginning(pk: int) -> Beginning | None:
    return _told().select_related("membership").filter(pk=pk).first()


def mine(person: Person) -> list[Beginning]:
    """One's own beginnings, the last first."""
    return list(_told().filter(newcomer=person).order_by("-id")[:5])


def mentored_by(person: Person) -> list[Beginning]:
    """Whom the person mentors now."""
    return list(_told().filter(mentor_now=person.pk, state__in=OPEN).order_by("id")[:50])


def mentored_before(person: Person) -> list[Beginning]:
    ids = Mentoring.objects.filter(mentor=person).values("beginning")
    ended = _told().filter(pk__in=ids).exclude(mentor_now=person.pk, state__in=OPEN)
    return list(ended.order_by("-id")[:20])


def asked_to_mentor(person: Person) -> list[Beginning]:
    return list(_told().filter(asked_mentor=person, state__in=OPEN).order_by("id")[:20])


@dataclass(frozen=True)
class Part:
    """A part of a checklist: its name and its lines."""

    section: str
    label: Any
    steps: list[BeginningStep]

    @property
    def done(self) -> int:
        return sum(step.ticked_on is not None for step in self.steps)


def checklist(beginning: Beginning) -> list[Part]:
    """The newcomer's list by parts, in one query."""
    steps = list(beginning.steps.select_related("ticked_by"))
    return [
        Part(section, label, [step for step in steps if step.section == section])
        for section, label in Section.choices
        if any(step.section == section for step in steps)
    ]


def mentorings(beginning: Beginning) -> QuerySet[Mentoring]:
    return beginning.mentorings.select_related("mentor").order_by("during")


def reflections_for(reader: Person, beginning: Beginning) -> list[Reflection]:
    """What this reader may read: what is between them and another, and what was shared."""
    found = beginning.reflections.select_related("author")
    theirs = Q(author=reader) | Q(other=reader) | Q(shared_at__isnull=False)
    return list(found.filter(theirs)[:100])


def reprimands_shared_with(beginning: Beginning) -> list[Reprimand]:
    """The reprimands of this beginning's membership. Whoever calls this asked the policy."""
    if beginning.membership_id is None:
        return []
    found = Reprimand.objects.filter(membership=beginning.membership_id)
    return list(found.select_related("mentor", "subject")[:50])


def co_responsible(mentor: Person) -> list[Reprimand]:
    """The reprimands that a person shares as a mentor."""
    found = Reprimand.objects.filter(mentor=mentor).select_related("subject", "membership__beginning")
    return list(found[:50])


def template() -> QuerySet[ChecklistItem]:
    return ChecklistItem.objects.order_by("section", "place", "id")


def areas() -> QuerySet[Area]:
    return Area.objects.filter(is_active=True)


def waiting_counts(person: Person) -> dict[str, list[Any]]:
    """What «Mi día» tells of beginnings, in one query: asked of me, ending with me, begun by me."""
    mentoring = Mentoring.objects.filter(mentor=person, during__upper_inf=True).values("beginning")
    rows = list(
        Beginning.objects.filter(state__in=OPEN)
        .filter(Q(asked_mentor=person) | Q(pk__in=mentoring) | Q(newcomer=person))
        .select_related("newcomer")
        .annotate(open_lines=Count("steps", filter=Q(steps__ticked_on=None)), trial_ends=F("trial__endswith"))
        .order_by("id")[:10]
    )
    day = today()
    return {
        "asked": [row for row in rows if row.asked_mentor_id == person.pk],
        "own": [row for row in rows if row.newcomer_id == person.pk],
        "over": [
            row
            for row in rows
            if person.pk not in {row.asked_mentor_id, row.newcomer_id}
            and row.state == BeginningState.TRIAL
            and row.trial_ends <= day
        ],
        "open": [
            row
            for row in rows
            if person.pk not in {row.asked_mentor_id, row.newcomer_id}
            and row.state == BeginningState.TRIAL
            and row.trial_ends > day
            and row.open_lines
        ],
    }


def without_answer() -> int:
    """How many are introduced and wait for the meeting's answer, or whose trial is over."""
    due = Q(state=BeginningState.PROPOSED) | Q(state=BeginningState.TRIAL, trial__endswith__lte=today())
    return Beginning.objects.filter(due).count()


def mentor_of(person: Person) -> Person | None:
    """Who walks beside somebody now, or walked last. None for those who began before mentors were written."""
    last = (
        Mentoring.objects.filter(newcomer=person, during__isempty=False)
        .select_related("mentor")
        .order_by("-during__upper_inf", "-during__startswith", "-id")
        .first()
    )
    return last.mentor if last else None


def mentor_pairs(since: dt.datetime, until: dt.datetime) -> dict[int, int]:
    """Who begins beside whom between two moments: newcomer → mentor, by number. The last mentor counts."""
    rows = Mentoring.objects.filter(
        during__overlap=DateTimeTZRange(since, until), beginning__state=BeginningState.TRIAL
    )
    return dict(rows.order_by("newcomer", "during", "id").values_list("newcomer", "mentor"))

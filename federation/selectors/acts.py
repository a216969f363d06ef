"""Reads of what needs two people."""

from django.db.models import QuerySet

from cecosesola.kernel.clock import now
from federation.models import Person, TwoPersonAct
from federation.policies.acts import act_kinds, may_confirm_act, may_see_act
from federation.states import ActState


def open_acts() -> QuerySet[TwoPersonAct]:
    names = [kind.name for kind in act_kinds()]
    return (
        TwoPersonAct.objects.filter(state=ActState.ASKED, expires_at__gt=now(), kind__in=names)
        .select_related("asked_by")
        .order_by("expires_at", "id")
    )


def waiting_for(person: Person) -> list[TwoPersonAct]:
    """What this person may confirm now. Few wait at a time: acts expire."""
    return [act for act in open_acts()[:200] if may_confirm_act(person, act) is None]


def asked_by(person: Person) -> list[TwoPersonAct]:
    return list(open_acts().filter(asked_by=person)[:200])


def recent(person: Person) -> list[TwoPersonAct]:
    """What has ended, among what this person may see, newest first."""
    ended = TwoPersonAct.objects.exclude(state=ActState.ASKED).select_related("asked_by", "ended_by")
    return [act for act in ended.order_by("-ended_at", "-id")[:100] if may_see_act(person, act) is None][:30]

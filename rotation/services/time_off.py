"""Asking for days, answering what the meeting said, taking them back; and saying that one cannot come."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from assemblies.services import bring_by_itself
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.deferred import after_commit
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation.selectors import Person
from rotation import policies
from rotation.models import TimeOff
from rotation.states import TimeOffState

FARTHEST = dt.timedelta(days=400)
LONGEST = dt.timedelta(days=190)
REPAIR = "rotation.repair"


def ask_time_off(
    *, by: Person, kind: str, first_day: dt.date, last_day: dt.date, key: str, words: str = ""
) -> TimeOff:
    """Ask for days off, or say that one cannot come (`absence`), which needs no answer.

    The same `key` asks once. It comes to the meeting by itself, without the reason, which is private.
    """
    require(policies.may_stand_by(by))
    _require_days(kind, first_day, last_day)
    known = TimeOff.objects.filter(key=key).first()
    if known is not None:
        return _same(known, by)
    unforeseen = kind == TimeOff.Kind.ABSENCE
    try:
        with transaction.atomic():
            # Two of one's own forms at once follow one another instead of waiting for each other.
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)
            asked = TimeOff.objects.create(
                person=by,
                kind=kind,
                first_day=first_day,
                last_day=last_day,
                words=words.strip(),
                state=TimeOffState.AGREED if unforeseen else TimeOffState.ASKED,
                asked_by=by,
                asked_at=now(),
                answered_at=now() if unforeseen else None,
                key=key,
            )
            audit.record(by=by, verb="rotation.ask_time_off", thing=asked)
            _tell(asked)
            if unforeseen:
                after_commit(REPAIR)
    except IntegrityError as error:
        repeated = TimeOff.objects.filter(key=key).first()
        if repeated is not None:
            return _same(repeated, by)
        if "time_off_once_for_a_day" in str(error):
            raise refuse(
                "already_asked",
                _("You have asked for some of those days already."),
                status=409,
                first_day=_("Choose other days, or take the first ones back."),
            ) from error
        raise
    return asked


def _same(known: TimeOff, by: Person) -> TimeOff:
    if known.person_id != by.pk:
        raise refuse(
            "key_reused", _("This key was already used for something else. Use a new one."), status=409
        )
    return known


def _require_days(kind: str, first_day: dt.date, last_day: dt.date) -> None:
    if last_day < first_day:
        raise refuse("ends_before", _("It must end after it begins."), last_day=_("Choose a later end."))
    if last_day < today() or first_day < today() - dt.timedelta(days=7):
        raise refuse("past_days", _("Those days have passed."), first_day=_("Choose days to come."))
    if first_day > today() + FARTHEST or last_day - first_day > LONGEST:
        raise refuse("far_days", _("Look at the days."), last_day=_("Half a year at most, within a year."))
    if kind not in TimeOff.Kind.values:
        raise refuse("no_such_kind", _("Say what for."), kind=_("Choose one."))


def _tell(asked: TimeOff) -> None:
    """Before the meeting it is a person and some days; why stays with them."""
    days = " – ".join(
        formats.date_format(day, "SHORT_DATE_FORMAT") for day in sorted({asked.first_day, asked.last_day})
    )
    title = (
        _("%(person)s cannot come: %(days)s")
        if asked.kind == TimeOff.Kind.ABSENCE
        else _("%(person)s asks for time off: %(days)s")
    )
    bring_by_itself(
        title=as_written(title, person=asked.person, days=days)[:160],
        body="",
        source=f"rotation.time_off:{asked.pk}",
        link=reverse("rotation:time_off", args=[asked.pk]),
    )


def answer_time_off(
    *, by: Person, time_off: TimeOff, state: str, answer: str = "", decision: Decision | None = None
) -> TimeOff:
    """Write what the meeting said: agreed, or not on those days and why."""
    with transaction.atomic():
        time_off = (
            TimeOff.objects.select_for_update(of=("self",)).select_related("person").get(pk=time_off.pk)
        )
        require(policies.may_answer_time_off(by, time_off, state))
        if state == TimeOffState.PUT_OFF and not answer.strip():
            raise refuse("no_reason", _("Say why."), answer=_("Write why, and which days would do."))
        time_off.state, time_off.answer, time_off.decision = state, answer.strip(), decision
        time_off.answered_by, time_off.answered_at = by, now()
        time_off.save(update_fields=["state", "answer", "decision", "answered_by", "answered_at"])
        audit.record(
            by=by,
            verb="rotation.answer_time_off",
            thing=time_off,
            old={"state": TimeOffState.ASKED},
            new={"state": state, **({"decision": decision.number} if decision else {})},
        )
        if state == TimeOffState.AGREED:
            after_commit(REPAIR)
    return time_off


def take_back_time_off(*, by: Person, time_off: TimeOff) -> TimeOff:
    """One can come after all: the weeks to come count on them again."""
    with transaction.atomic():
        time_off = (
            TimeOff.objects.select_for_update(of=("self",)).select_related("person").get(pk=time_off.pk)
        )
        require(policies.may_take_back_time_off(by, time_off))
        old, time_off.state = time_off.state, TimeOffState.WITHDRAWN
        time_off.answered_at = time_off.answered_at or now()
        time_off.save(update_fields=["state", "answered_at"])
        audit.record(
            by=by,
            verb="rotation.take_back_time_off",
            thing=time_off,
            old={"state": old},
            new={"state": time_off.state},
        )
        if old == TimeOffState.AGREED:
            after_commit(REPAIR)
    return time_off

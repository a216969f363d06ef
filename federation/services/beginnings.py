"""Introducing a newcomer, the meeting's answers, and the mentor's part."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from federation import policies
from federation.models import (
    LONGEST_TRIAL_DAYS,
    Area,
    Beginning,
    BeginningStep,
    ChecklistItem,
    Cooperative,
    Leaving,
    Membership,
    Mentoring,
    Person,
)
from federation.policies import beginnings as rules
from federation.services.citing import require_decision
from federation.services.members import admit, end_membership
from federation.states import BeginningState


def introduce(*, by: Person, cooperative: Cooperative, newcomer: Person, area: Area, words: str) -> Beginning:
    """Introduce somebody who wants to work here. Whoever introduces accepts to mentor."""
    require(rules.may_introduce(by))
    if cooperative.pk not in policies.keys_of(by).worker_of:
        raise refuse("not_yours", _("Only its own workers introduce somebody."), status=403)
    if by.pk == newcomer.pk:
        raise refuse("yourself", _("Nobody introduces themselves."), newcomer=_("This is you."))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=newcomer.pk)
        if newcomer.memberships.filter(
            cooperative=cooperative, kind=Membership.Kind.WORKER, period__contains=today()
        ).exists():
            raise refuse(
                "already_member", _("They work here already."), status=409, newcomer=_("Look at the number.")
            )
        if newcomer.beginnings.filter(cooperative=cooperative, state__in=rules.OPEN).exists():
            raise refuse(
                "already_introduced",
                _("Somebody has introduced them already: look under «Who is beginning»."),
                status=409,
            )
        made = Beginning.objects.create(
            newcomer=newcomer,
            cooperative=cooperative,
            area=area,
            introduced_by=by,
            introduced_on=today(),
            words=words.strip(),
        )
        _start_mentoring(made, by)
        audit.record(by=by, verb="federation.introduce", thing=made, new={"area": area})
    return made


def begin_trial(
    *, by: Person, beginning: Beginning, since: dt.date, until: dt.date, decision: str
) -> Beginning:
    """The meeting admits the newcomer to a trial: the membership begins, and so does the checklist.

    `until` is the first day after the trial, at most a year after `since`.
    """
    require_decision(decision)
    if abs((since - today()).days) > LONGEST_TRIAL_DAYS:
        raise refuse("odd_day", _("That day cannot be."), since=_("Look at the year."))
    if not since < until <= since + dt.timedelta(days=LONGEST_TRIAL_DAYS):
        raise refuse(
            "unbounded_trial",
            _("A trial ends within a year of its beginning."),
            until=_("Give it a closer end, after its first day."),
        )
    with transaction.atomic():
        kept = _locked(beginning)
        require(rules.may_answer(by, kept, BeginningState.TRIAL))
        kept.membership = admit(
            by=by,
            person=kept.newcomer,
            cooperative=kept.cooperative,
            kind=Membership.Kind.WORKER,
            since=since,
            area=kept.area,
            decision=decision,
        )
        kept.state, kept.trial, kept.trial_ref = BeginningState.TRIAL, DateRange(since, until), decision
        kept.save(update_fields=["membership", "state", "trial", "trial_ref"])
        BeginningStep.objects.bulk_create(
            BeginningStep(beginning=kept, section=item.section, words=item.words, place=item.place)
            for item in ChecklistItem.objects.filter(is_active=True)
        )
        audit.record(
            by=by,
            verb="federation.begin_trial",
            thing=kept,
            new={"since": since, "until": until, "decision": decision},
        )
    return kept


def admit_newcomer(*, by: Person, beginning: Beginning, decision: str) -> Beginning:
    """The meeting agrees: the trial is over and the membership goes on."""
    require_decision(decision)
    with transaction.atomic():
        kept = _locked(beginning)
        require(rules.may_answer(by, kept, BeginningState.ADMITTED))
        return _end(by, kept, BeginningState.ADMITTED, decision)


def refuse_newcomer(*, by: Person, beginning: Beginning, decision: str) -> Beginning:
    """The meeting does not admit them, before the trial or at its end; a membership then ends today."""
    require_decision(decision)
    with transaction.atomic():
        kept = _locked(beginning)
        require(rules.may_answer(by, kept, BeginningState.NOT_ADMITTED))
        _end_membership(by, kept, Leaving.NOT_ADMITTED, decision)
        return _end(by, kept, BeginningState.NOT_ADMITTED, decision)


def withdraw_newcomer(*, by: Person, beginning: Beginning) -> Beginning:
    """Take the proposal back before the meeting answers."""
    with transaction.atomic():
        kept = _locked(beginning)
        require(rules.may_withdraw(by, kept))
        return _end(by, kept, BeginningState.WITHDRAWN, "")


def stop_trial(*, by: Person, beginning: Beginning) -> Beginning:
    """The newcomer leaves during the trial."""
    with transaction.atomic():
        kept = _locked(beginning)
        require(rules.may_stop_trial(by, kept))
        _end_membership(by, kept, Leaving.OWN_WISH, "")
        return _end(by, kept, BeginningState.LEFT, "")


def ask_mentor(*, by: Person, beginning: Beginning, mentor: Person) -> Beginning:
    """Ask another worker to take the mentoring over. Until they accept, nothing changes."""
    with transaction.atomic():
        kept = _locked(beginning)
        require(rules.may_mentor(by, kept))
        if mentor.pk in {kept.newcomer_id, by.pk}:
            raise refuse(
                "another_mentor", _("Ask another person."), mentor=_("The newcomer and you cannot be.")
            )
        if kept.cooperative_id not in policies.keys_of(mentor).worker_of:
            raise refuse("not_a_worker", _("A mentor works here."), mentor=_("They do not work here today."))
        kept.asked_mentor = mentor
        kept.save(update_fields=["asked_mentor"])
        audit.record(
            by=by, verb="federation.ask_mentor", thing=kept, new={"mentor": f"federation.person:{mentor.pk}"}
        )
    return kept


def accept_mentoring(*, by: Person, beginning: Beginning) -> Beginning:
    """Take the mentoring over from today on."""
    with transaction.atomic():
        kept = _locked(beginning)
        require(rules.may_accept_mentoring(by, kept))
        if kept.cooperative_id not in policies.keys_of(by).worker_of:
            raise refuse("not_a_worker", _("A mentor works here."), status=403)
        _stop_mentoring(kept)
        _start_mentoring(kept, by)
        kept.asked_mentor = None
        kept.save(update_fields=["asked_mentor"])
        audit.record(by=by, verb="federation.accept_mentoring", thing=kept)
    return kept


def decline_mentoring(*, by: Person, beginning: Beginning) -> Beginning:
    """Say no to mentoring: the mentor goes on, and may ask somebody else."""
    with transaction.atomic():
        kept = _locked(beginning)
        require(rules.may_accept_mentoring(by, kept))
        kept.asked_mentor = None
        kept.save(update_fields=["asked_mentor"])
        audit.record(by=by, verb="federation.decline_mentoring", thing=kept, private=True)
    return kept


def tick(*, by: Person, step: BeginningStep, done: bool) -> BeginningStep:
    """Tick a line of the checklist with today's date, or take the tick back."""
    with transaction.atomic():
        beginning = _locked(step.beginning)
        require(rules.may_mentor(by, beginning))
        kept = BeginningStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
        if (kept.ticked_on is not None) != done:
            kept.ticked_on, kept.ticked_by = (today(), by) if done else (None, None)
            kept.save(update_fields=["ticked_on", "ticked_by"])
            audit.record(
                by=by,
                verb="federation.tick",
                thing=beginning,
                new={"line": kept.words, "done": done},
                private=True,
            )
    return kept


def _locked(beginning: Beginning) -> Beginning:
    """The beginning as it is now, locked after its newcomer: every service here takes both in this order."""
    Person.objects.select_for_update().get(pk=beginning.newcomer_id)
    return (
        Beginning.objects.select_for_update(of=("self",))
        .select_related("newcomer", "cooperative", "area", "membership")
        .get(pk=beginning.pk)
    )


def _end(by: Person, kept: Beginning, state: BeginningState, decision: str) -> Beginning:
    old, kept.state = kept.state, state
    kept.ended_on, kept.ended_ref, kept.asked_mentor = today(), decision, None
    kept.save(update_fields=["state", "ended_on", "ended_ref", "asked_mentor"])
    _stop_mentoring(kept)
    new = {"state": str(state)} | ({"decision": decision} if decision else {})
    audit.record(by=by, verb=f"federation.beginning_{state}", thing=kept, old={"state": old}, new=new)
    return kept


def _end_membership(by: Person, kept: Beginning, leaving: Leaving, decision: str) -> None:
    """Nobody who began today can have left before tomorrow: their membership has one day."""
    membership = kept.membership
    if membership is not None and membership.period.upper is None:
        last = max(today(), membership.period.lower + dt.timedelta(days=1))
        kept.membership = end_membership(
            by=by, membership=membership, on=last, leaving=leaving, decision=decision
        )


def _start_mentoring(beginning: Beginning, mentor: Person) -> None:
    last = Mentoring.objects.filter(beginning=beginning).order_by("-during").first()
    start = max(now(), last.during.upper) if last else now()
    Mentoring.objects.create(
        beginning=beginning,
        newcomer=beginning.newcomer,
        mentor=mentor,
        during=DateTimeTZRange(start, None),
    )
    vars(beginning).pop("mentor_now", None)


def _stop_mentoring(beginning: Beginning) -> None:
    """The mentoring ends this moment."""
    live = Mentoring.objects.filter(beginning=beginning, during__upper_inf=True).first()
    if live is not None:
        start = live.during.lower
        live.during = DateTimeTZRange(start, max(now(), start + dt.timedelta(microseconds=1)))
        live.save(update_fields=["during"])
    vars(beginning).pop("mentor_now", None)

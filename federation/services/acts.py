"""Asking for what needs two people, and ending it: done, declined, taken back or expired."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation.models import Person, TwoPersonAct
from federation.policies.acts import act_kind, may_ask_act, may_confirm_act
from federation.states import ACT, ActState


def ask_second(
    *,
    by: Person,
    kind: str,
    label: Any,
    reason: str,
    about: str = "",
    payload: Mapping[str, Any] | None = None,
) -> TwoPersonAct:
    """Ask for an act of this kind. Asking twice for the same thing answers the act that already waits."""
    require(may_ask_act(by, kind))
    moment = now()
    with transaction.atomic():
        # Whoever asks waits for whoever asks the same at this moment, so that only one act is made.
        Person.objects.select_for_update().get(pk=by.pk)
        waiting = about and TwoPersonAct.objects.select_for_update().filter(
            kind=kind, about=about, state=ActState.ASKED
        )
        known = waiting.first() if waiting else None
        if known is not None and known.expires_at > moment:
            raise refuse(
                "already_asked",
                _("This already waits for a second person: look under «By two people»."),
                status=409,
            )
        if known is not None:
            _end(known, ActState.EXPIRED, None)
        act = TwoPersonAct.objects.create(
            kind=kind,
            about=about,
            label=as_written(label)[:200],
            reason=reason,
            payload=dict(payload or {}),
            asked_by=by,
            asked_at=moment,
            expires_at=moment + act_kind(kind).lasts,
        )
        audit.record(
            by=by, verb="federation.ask_second", thing=act, new={"kind": kind, "reason": reason}, private=True
        )
    return act


def confirm(*, by: Person, act: TwoPersonAct) -> TwoPersonAct:
    """Do it, as the second person. Whatever the doing refuses, nothing has changed."""
    with transaction.atomic():
        act = _waiting(act)
        require(may_confirm_act(by, act))
        act.outcome = dict(act_kind(act.kind).do(act=act, by=act.asked_by, second=by))
        return _end(act, ActState.DONE, by)


def decline(*, by: Person, act: TwoPersonAct, answer: str) -> TwoPersonAct:
    """Say no, as the second person, and why."""
    with transaction.atomic():
        act = _waiting(act)
        require(may_confirm_act(by, act))
        return _end(act, ActState.DECLINED, by, answer)


def withdraw(*, by: Person, act: TwoPersonAct) -> TwoPersonAct:
    """Take back what one asked for."""
    with transaction.atomic():
        act = _waiting(act)
        if act.asked_by_id != by.pk:
            raise refuse("not_yours", _("Only whoever asked takes it back."), status=403)
        return _end(act, ActState.WITHDRAWN, by)


def expire_acts() -> int:
    """End what nobody confirmed in time. Returns how many."""
    with transaction.atomic():
        late = list(
            TwoPersonAct.objects.select_for_update(skip_locked=True)
            .filter(state=ActState.ASKED, expires_at__lte=now())
            .order_by("id")[:500]
        )
        for act in late:
            _end(act, ActState.EXPIRED, None)
    return len(late)


def _waiting(act: TwoPersonAct) -> TwoPersonAct:
    """The act, locked, when it still waits."""
    act = TwoPersonAct.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=act.pk)
    if act.state != ActState.ASKED:
        raise refuse("act_ended", _("Somebody has already answered this."), status=409)
    if act.expires_at <= now():
        raise refuse("act_expired", _("The time to confirm this has passed. Ask again."), status=409)
    return act


def _end(act: TwoPersonAct, state: ActState, by: Person | None, answer: str = "") -> TwoPersonAct:
    require(ACT.refusal(act.state, state))
    act.state, act.ended_by, act.ended_at, act.answer = state, by, now(), answer
    act.save(update_fields=["state", "ended_by", "ended_at", "answer", "outcome"])
    audit.record(
        by=by,
        verb=f"federation.act_{state}",
        thing=act,
        new={"kind": act.kind, "asked_by": act.asked_by_id, "answer": answer},
        private=True,
    )
    return act

"""What each person says, and the work on objections. Nobody speaks for somebody else."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Ask, ObjectionClosure, ObjectionStep, Proposal, Stance
from assemblies.services.proposals import (
    locked,
    present_version,
    require_number,
    step,
    undo_decision,
)
from assemblies.states import AGREED_STATES, Hearing, ObjectionState, ProposalState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refusal, refuse, require
from cecosesola.kernel.text import as_written
from federation.selectors import Person, worker_refusal
from federation.services import ActKind, ask_second

CLOSE_OBJECTION = "assemblies.close_objection"
NEEDS_REASON = {Stance.Kind.RESERVATION, Stance.Kind.OBJECTION}


def take_stance(
    *,
    by: Person,
    proposal: Proposal,
    number: int,
    kind: str,
    reason: str = "",
    would_answer: str = "",
) -> Stance:
    """Say what one thinks of this wording, for oneself. Saying it again in the same words is once.

    It ends what one said before of the same words. One's own earlier objections end with it: taken up
    when this wording answers them and one no longer objects, taken back otherwise. An objection to a
    trial, or to what circulates, opens the discussion again and questions the decision.
    """
    if kind in NEEDS_REASON and not reason.strip():
        raise refuse("no_reason", _("Say why, so that all can work on it."), reason=_("Write why."))
    with transaction.atomic():
        proposal = locked(proposal)
        require(policies.may_say(by, proposal, kind))
        require_number(proposal, number)
        version = present_version(proposal)
        old = Stance.objects.filter(version=version, person=by, ended_at=None).first()
        said = (kind, reason, would_answer)
        if old is not None and (old.kind, old.reason, old.would_answer) == said:
            return old
        moment = now()
        if old is not None:
            old.ended_at = moment
            old.save(update_fields=["ended_at"])
        stance = Stance.objects.create(
            version=version, person=by, kind=kind, reason=reason, would_answer=would_answer, at=moment
        )
        _end_own_objections(by, proposal, stance)
        audit.record(
            by=by,
            verb="assemblies.take_stance",
            thing=proposal,
            old={"stance": old.kind if old else ""},
            new={"stance": kind, "version": number},
        )
        if kind == Stance.Kind.OBJECTION and proposal.state in AGREED_STATES:
            undo_decision(by, proposal, Hearing.CRITICISED, reason)
            step(by, proposal, version, ProposalState.DISCUSSING, note=reason)
    return stance


def _end_own_objections(by: Person, proposal: Proposal, stance: Stance) -> None:
    answered = set(stance.version.answers.values_list("pk", flat=True))
    again = stance.kind == Stance.Kind.OBJECTION
    older = Stance.objects.filter(
        version__proposal=proposal, person=by, kind=Stance.Kind.OBJECTION, closure=None
    ).exclude(pk=stance.pk)
    for objection in older:
        taken_up = objection.pk in answered and not again
        if again:
            words = as_written(_("Said again of version %(number)s."), number=proposal.number)
        else:
            words = stance.reason or as_written(
                _("They said so of version %(number)s."), number=proposal.number
            )
        _close(
            by,
            objection,
            ObjectionState.INTEGRATED if taken_up else ObjectionState.WITHDRAWN,
            words,
        )


def ask_stance(*, by: Person, proposal: Proposal, person: Person) -> Ask:
    """Ask somebody what they say. It waits for them until they answer; asking twice is once."""
    with transaction.atomic():
        proposal = locked(proposal)
        require(policies.may_ask_stance(by, proposal))
        if worker_refusal(person) is not None:
            raise refuse("not_worker", _("Only workers are asked."), person=_("Choose somebody who works."))
        version = present_version(proposal)
        ask, new = Ask.objects.get_or_create(
            version=version, person=person, defaults={"asked_by": by, "asked_at": now()}
        )
        if new:
            audit.record(by=by, verb="assemblies.ask_stance", thing=proposal, new={"version": version.number})
    return ask


def work_on(*, by: Person, objection: Stance, kind: str, words: str = "") -> ObjectionStep:
    """Offer to look for an answer, leave it, or write what was tried."""
    if kind not in ObjectionStep.Kind.values:
        raise refuse("no_such_step", _("Offer, leave it, or write something."))
    if kind == ObjectionStep.Kind.SAYS and not words.strip():
        raise refuse("no_words", _("Write what was tried."), words=_("Write something."))
    with transaction.atomic():
        objection = _held(objection)
        require(policies.may_work_on(by, objection))
        last = objection.steps.filter(by=by).exclude(kind=ObjectionStep.Kind.SAYS).order_by("-id").first()
        works = last is not None and last.kind == ObjectionStep.Kind.OFFERS
        if last is not None and kind == last.kind:
            return last
        if kind == ObjectionStep.Kind.LEAVES and not works:
            raise refuse("not_on_it", _("You were not working on it."), status=409)
        made = ObjectionStep.objects.create(objection=objection, kind=kind, words=words, by=by, at=now())
        audit.record(
            by=by, verb="assemblies.work_on_objection", thing=objection.version.proposal, new={"kind": kind}
        )
    return made


def close_own(*, by: Person, objection: Stance, outcome: str, words: str) -> ObjectionClosure:
    """Say of one's own objection that it was taken up in the wording, or take it back."""
    if not words.strip():
        raise refuse("no_words", _("Say how it was answered."), words=_("Write how."))
    with transaction.atomic():
        objection = _held(objection)
        require(policies.may_close_own(by, objection, outcome))
        return _close(by, objection, outcome, words)


def ask_closing(*, by: Person, objection: Stance, outcome: str, words: str) -> Any:
    """Write down that its holder said it is answered, for another person to confirm: see the act's page.

    Neither may be the holder, nor have brought the proposal or written its present wording.
    """
    if not words.strip():
        raise refuse("no_words", _("Say how it was answered."), words=_("Write how."))
    if outcome not in {ObjectionState.INTEGRATED, ObjectionState.WITHDRAWN}:
        raise refuse("no_such_state", _("An objection is answered, or taken back."))
    with transaction.atomic():
        objection = _held(objection)
        require(policies.may_record_closing(by, objection))
        return ask_second(
            by=by,
            kind=CLOSE_OBJECTION,
            label=_("An objection to «%(title)s» was answered") % {"title": objection.version.proposal},
            reason=words[:300],
            about=f"assemblies.stance:{objection.pk}",
            payload={"objection": objection.pk, "outcome": outcome, "words": words},
        )


def _held(objection: Stance) -> Stance:
    """The objection, with its proposal's row held: closing and claiming consensus meet there."""
    proposal = Proposal.objects.filter(versions__stances=objection.pk)
    Proposal.objects.select_for_update().get(pk=proposal.values("pk")[:1])
    return Stance.objects.select_related("version__proposal", "person", "closure").get(pk=objection.pk)


def _close(
    by: Person, objection: Stance, outcome: str, words: str, witness: Person | None = None
) -> ObjectionClosure:
    closure = ObjectionClosure.objects.create(
        objection=objection, outcome=outcome, words=words, closed_by=by, witness=witness, at=now()
    )
    audit.record(
        by=by,
        verb="assemblies.close_objection",
        thing=objection.version.proposal,
        old={"objection": ObjectionState.OPEN},
        new={"objection": outcome, "witness": witness.pk if witness else None},
    )
    return closure


def _find(act: Any) -> Stance | None:
    return (
        Stance.objects.select_related("version__proposal", "person", "closure")
        .filter(pk=act.payload.get("objection"))
        .first()
    )


def _may_confirm(person: Person, act: Any) -> Refusal | None:
    objection = _find(act)
    if objection is None or act.state != "asked":
        return worker_refusal(person)
    return policies.may_record_closing(person, objection)


def _do(*, act: Any, by: Person, second: Person) -> Mapping[str, Any]:
    objection = _held(Stance(pk=act.payload["objection"]))
    require(policies.may_record_closing(by, objection) or policies.may_record_closing(second, objection))
    closure = _close(by, objection, act.payload["outcome"], act.payload["words"], second)
    return {"closure": closure.pk}


def _details(act: Any) -> list[tuple[Any, Any]]:
    objection = _find(act)
    if objection is None:
        return []
    return [
        (gettext("Proposal"), objection.version.proposal.title),
        (gettext("Whose objection"), objection.person),
        (gettext("What they objected"), objection.reason),
        (gettext("How it was answered"), act.payload.get("words", "")),
    ]


CLOSING_ACT = ActKind(
    name=CLOSE_OBJECTION,
    label=_("The end of an objection"),
    do=_do,
    may_ask=policies.may_propose,
    may_confirm=_may_confirm,
    details=_details,
)

"""Collective criteria: made, looked at again, said otherwise, retired. Each change cites its decision."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import (
    Criterion,
    CriterionReview,
    CriterionStory,
    CriterionVersion,
    Decision,
    Space,
)
from assemblies.models.criteria import LONGEST_REVIEW
from assemblies.selectors.decisions import citable_decisions
from assemblies.services.decisions import require_past
from assemblies.states import CriterionState
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.idempotency import once
from federation.selectors import JournalEntry, Person

Outcome = CriterionReview.Outcome


def make_criterion(
    *,
    by: Person,
    name: str,
    about: str,
    areas: Iterable[str],
    text: str,
    space: Space,
    decision: Decision,
    since: dt.date,
    review_on: dt.date,
    key: str,
) -> Criterion:
    """Write down a criterion that a meeting agreed on. The same key writes it once."""
    require(policies.may_keep_criteria(by))
    _require_decision(decision, since)
    _require_review(review_on)

    def do() -> int:
        try:
            with transaction.atomic():
                criterion = Criterion.objects.create(
                    name=name,
                    about=about,
                    areas=sorted(set(areas)),
                    text=text,
                    space=space,
                    review_on=review_on,
                    reviewed_on=today(),
                )
        except IntegrityError as error:
            if "name" not in str(error):
                raise
            raise refuse(
                "name_taken",
                _("A criterion has this name already: look at it, and renew it."),
                name=_("Choose another name."),
            ) from error
        CriterionVersion.objects.create(
            criterion=criterion,
            number=1,
            text=text,
            in_force=DateRange(since, None),
            decision=decision,
            written_by=by,
            written_at=now(),
        )
        audit.record(
            by=by, verb="assemblies.make_criterion", thing=criterion, new={"decision": decision.number}
        )
        return criterion.pk

    body = [name, about, sorted(set(areas)), text, space.pk, decision.pk, since, review_on]
    pk, _replay = once(f"criterion:{by.pk}", key, body, do)
    return Criterion.objects.get(pk=pk)


def begin_review(*, by: Person, criterion: Criterion, words: str) -> Criterion:
    """Say that it is being looked at again, and why. It stays in force meanwhile."""
    _require_words(words)
    with transaction.atomic():
        criterion = _moved(by, criterion, CriterionState.UNDER_REVIEW)
        criterion.save(update_fields=["state"])
        _keep(by, criterion, _present(criterion), Outcome.BEGUN, words)
    return criterion


def confirm_criterion(
    *,
    by: Person,
    criterion: Criterion,
    words: str,
    review_on: dt.date,
    decision: Decision | None = None,
) -> Criterion:
    """The same words stand, until they are looked at again."""
    _require_words(words)
    _require_review(review_on)
    with transaction.atomic():
        criterion = _moved(by, criterion, CriterionState.IN_FORCE)
        criterion.review_on, criterion.reviewed_on = review_on, today()
        criterion.save(update_fields=["state", "review_on", "reviewed_on"])
        _keep(by, criterion, _present(criterion), Outcome.CONFIRMED, words, decision)
    return criterion


def renew_criterion(
    *,
    by: Person,
    criterion: Criterion,
    number: int,
    text: str,
    changes: str,
    decision: Decision,
    since: dt.date,
    review_on: dt.date,
) -> Criterion:
    """It says it otherwise from a day on. The words before end that day, and are kept.

    Raises `changed_meanwhile` when somebody renewed the version that was read.
    """
    if not changes.strip():
        raise refuse("no_changes", _("Say what changed."), changes=_("Write what changed."))
    _require_decision(decision, since)
    _require_review(review_on)
    with transaction.atomic():
        criterion = _moved(by, criterion, CriterionState.IN_FORCE)
        if criterion.number != number:
            raise refuse(
                "changed_meanwhile",
                _("Somebody wrote a newer version meanwhile. Read it below, join both and save again."),
                status=409,
            )
        old = _present(criterion)
        if old.text == text:
            raise refuse("same_words", _("These are the same words: confirm them."), text=_("Change them."))
        _end(old, since)
        version = CriterionVersion.objects.create(
            criterion=criterion,
            number=number + 1,
            text=text,
            changes=changes,
            in_force=DateRange(since, None),
            decision=decision,
            written_by=by,
            written_at=now(),
        )
        criterion.number, criterion.text = version.number, text
        criterion.review_on, criterion.reviewed_on = review_on, today()
        criterion.save(update_fields=["state", "number", "text", "review_on", "reviewed_on"])
        _keep(by, criterion, version, Outcome.RENEWED, changes, decision)
    return criterion


def retire_criterion(*, by: Person, criterion: Criterion, decision: Decision, words: str) -> Criterion:
    """It no longer applies. Its words and its path stay to be read."""
    _require_words(words)
    _require_decision(decision, today())
    with transaction.atomic():
        criterion = _moved(by, criterion, CriterionState.RETIRED)
        version = _present(criterion)
        first = version.in_force.lower
        _end(version, max(today(), first + dt.timedelta(days=1)))
        criterion.review_on = None
        criterion.save(update_fields=["state", "review_on"])
        _keep(by, criterion, version, Outcome.RETIRED, words, decision)
    return criterion


def link_criterion_story(*, by: Person, criterion: Criterion, story: JournalEntry, linked: bool) -> None:
    """Say that a story of the journal tells how a criterion came to be, or that it does not."""
    require(policies.may_keep_criteria(by))
    with transaction.atomic():
        criterion = Criterion.objects.select_for_update().get(pk=criterion.pk)
        known = CriterionStory.objects.filter(criterion=criterion, story=story)
        if known.exists() == linked:
            return
        if linked:
            CriterionStory.objects.create(criterion=criterion, story=story, linked_by=by, linked_at=now())
        else:
            known.delete()
        verb = "assemblies.link_criterion_story" if linked else "assemblies.unlink_criterion_story"
        audit.record(by=by, verb=verb, thing=criterion, new={"story": story.pk})


def _moved(by: Person, criterion: Criterion, state: str) -> Criterion:
    """The criterion, held and in its new state, not saved yet."""
    criterion = Criterion.objects.select_for_update(of=("self",)).get(pk=criterion.pk)
    require(policies.may_move_criterion(by, criterion, state))
    criterion.state = state
    return criterion


def _present(criterion: Criterion) -> CriterionVersion:
    return criterion.versions.get(number=criterion.number)


def _end(version: CriterionVersion, day: dt.date) -> None:
    first = version.in_force.lower
    if day <= first:
        raise refuse(
            "before_the_other",
            _("The version before began on that day or later."),
            since=_("Choose a later day."),
        )
    version.in_force = DateRange(first, day)
    version.save(update_fields=["in_force"])


def _keep(
    by: Person,
    criterion: Criterion,
    version: CriterionVersion,
    outcome: str,
    words: str,
    decision: Decision | None = None,
) -> None:
    CriterionReview.objects.create(
        criterion=criterion,
        version=version,
        outcome=outcome,
        decision=decision,
        words=words,
        by=by,
        at=now(),
    )
    audit.record(
        by=by,
        verb=f"assemblies.criterion_{outcome}",
        thing=criterion,
        new={"version": version.number, "decision": decision.number if decision else ""},
    )


def _require_decision(decision: Decision, since: dt.date) -> None:
    """A criterion is made by consensus: it cites a collective decision that stands, taken by that day."""
    require_past("since", since)
    stands = citable_decisions().filter(pk=decision.pk, mode=Decision.Mode.COLLECTIVE).exists()
    if not stands or decision.taken_on > since:
        raise refuse(
            "no_decision",
            _("A criterion cites a decision taken by consensus that stands on that day."),
            decision=_("Choose another decision, or a later day."),
        )


def _require_review(review_on: dt.date) -> None:
    if not today() < review_on <= today() + LONGEST_REVIEW:
        raise refuse(
            "review_too_far",
            _("Every criterion is looked at again."),
            review_on=_("Choose a day within the next two years."),
        )


def _require_words(words: str) -> None:
    if not words.strip():
        raise refuse("no_reason", _("Say why."), words=_("Write why."))

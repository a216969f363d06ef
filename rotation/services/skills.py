"""Who knows what, and who learns it beside whom."""

import datetime as dt

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person, worker_refusal
from rotation import policies
from rotation.models import Qualification, Skill, Training


def keep_skill(
    *, by: Person, name: str, about: str = "", skill: Skill | None = None, is_active: bool = True
) -> Skill:
    """Name something that posts ask for, or say it better."""
    require(policies.may_keep_roster(by))
    try:
        with transaction.atomic():
            skill = Skill.objects.select_for_update().get(pk=skill.pk) if skill else Skill()
            skill.name, skill.about, skill.is_active = name.strip(), about.strip(), is_active
            skill.save()
            audit.record(by=by, verb="rotation.keep_skill", thing=skill)
    except IntegrityError as error:
        raise refuse(
            "skill_known", _("That is there already."), status=409, name=_("Choose another.")
        ) from error
    return skill


def one_at_a_time() -> None:
    """Whoever else writes who knows what, by hand or from a file, waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rotation.qualifications'))")


def qualify(
    *,
    by: Person,
    person: Person,
    skill: Skill,
    since: dt.date,
    until: dt.date | None = None,
    how: str = Qualification.How.WORD,
) -> Qualification:
    """Write that somebody knows something from a day on, until the day a licence ends if it does."""
    require(policies.may_note_skill(by, person))
    if worker_refusal(person) is not None:
        raise refuse("not_worker", _("Only workers have turns."), person=_("Choose somebody who works."))
    if until is not None and until <= since:
        raise refuse("ends_before", _("It must end after it begins."), until=_("Choose a later end."))
    try:
        with transaction.atomic():
            one_at_a_time()
            known = Qualification.objects.create(
                person=person,
                skill=skill,
                during=DateRange(since, until),
                how=how,
                noted_by=by,
                noted_at=now(),
            )
            audit.record(by=by, verb="rotation.qualify", thing=known)
    except IntegrityError as error:
        if "qualification_once_at_a_time" in str(error):
            raise refuse("known", _("That is written already for those days."), status=409) from error
        raise
    return known


def end_qualification(*, by: Person, known: Qualification, on: dt.date) -> Qualification:
    """From a day on they no longer do that: a licence lapsed, or they ask not to."""
    with transaction.atomic():
        known = (
            Qualification.objects.select_for_update(of=("self",)).select_related("person").get(pk=known.pk)
        )
        require(policies.may_note_skill(by, known.person))
        if not known.during.lower < on or (known.during.upper and known.during.upper <= on):
            raise refuse("no_such_day", _("Look at the day."), on=_("Choose a day within the period."))
        known.during = DateRange(known.during.lower, on)
        known.save(update_fields=["during"])
        audit.record(by=by, verb="rotation.end_qualification", thing=known, new={"until": on})
    return known


def begin_training(*, by: Person, person: Person, skill: Skill, beside: Person) -> Training:
    """Somebody begins to learn something beside somebody who knows it."""
    require(policies.may_note_skill(by, person))
    if beside.pk == person.pk:
        raise refuse("alone", _("One learns beside somebody else."), beside=_("Choose who teaches."))
    if worker_refusal(person) is not None:
        raise refuse("not_worker", _("Only workers have turns."), person=_("Choose somebody who works."))
    if not Qualification.objects.filter(person=beside, skill=skill, during__contains=today()).exists():
        raise refuse("does_not_know", _("They do not know it themselves."), beside=_("Choose who knows it."))
    if Qualification.objects.filter(person=person, skill=skill, during__contains=today()).exists():
        raise refuse("known", _("They know that already."), status=409, person=_("Choose somebody else."))
    try:
        with transaction.atomic():
            begun = Training.objects.create(
                person=person, skill=skill, beside=beside, began_on=today(), noted_by=by
            )
            audit.record(by=by, verb="rotation.begin_training", thing=begun)
    except IntegrityError as error:
        if "training_once_at_a_time" in str(error):
            raise refuse("learning", _("They are learning that already."), status=409) from error
        raise
    return begun


def end_training(*, by: Person, training: Training, ending: str) -> Training:
    """They know it now, which is written too; or it stopped."""
    if ending not in Training.Ending.values:
        raise refuse("no_such_ending", _("Say how it ended."), ending=_("Choose one."))
    with transaction.atomic():
        training = (
            Training.objects.select_for_update(of=("self",))
            .select_related("person", "skill")
            .get(pk=training.pk)
        )
        require(policies.may_note_skill(by, training.person))
        if training.ended_on is not None:
            raise refuse("ended", _("This ended already."), status=409)
        training.ended_on, training.ending = today(), ending
        training.save(update_fields=["ended_on", "ending"])
        if ending == Training.Ending.LEARNED:
            qualify(
                by=by,
                person=training.person,
                skill=training.skill,
                since=today(),
                how=Qualification.How.TRAINING,
            )
        audit.record(by=by, verb="rotation.end_training", thing=training, new={"ending": ending})
    return training

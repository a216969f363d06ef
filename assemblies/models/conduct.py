"""A case of conduct: its shape stands in the open columns, its words only encrypted.

Who is concerned, what moved and when, what was agreed to do: that is the shape. What people said is in
`CaseEntry`, sealed with a key of the case alone; destroying that key is how the words are forgotten.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assemblies.models.decisions import Decision
from assemblies.models.spaces import Space
from assemblies.models.topics import Topic
from assemblies.states.conduct import CASE, CASE_TONES, CaseState

# The two who are spoken of neither write nor attest. Whoever asks waits for the case, so that a name given
# as mentor at this very moment counts.
_MAY_WRITE = """
    PERFORM 1 FROM assemblies_conductcase WHERE id = NEW.case_id AND redacted_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'case_words_are_gone' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM assemblies_caseperson WHERE case_id = NEW.case_id AND person_id = {who}
               AND role IN ('subject', 'mentor')) THEN
        RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM assemblies_caseperson WHERE case_id = NEW.case_id AND person_id = {who}
                   AND ended_at IS NULL AND role IN ({roles})) THEN
        RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
_WRITERS = "'raised_by', 'recorder', 'mediator'"
_CONCERNED = "'raised_by', 'recorder', 'mediator', 'witness', 'group'"
_APART = """
    PERFORM 1 FROM assemblies_conductcase WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM assemblies_caseperson other WHERE other.case_id = NEW.case_id
        AND other.person_id = NEW.person_id
        AND (other.role IN ('subject', 'mentor') OR NEW.role IN ('subject', 'mentor'))
    ) THEN
        RAISE EXCEPTION 'case_person_two_sides' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.role = 'subject' AND NEW.person_id <>
        (SELECT subject_id FROM assemblies_conductcase WHERE id = NEW.case_id) THEN
        RAISE EXCEPTION 'case_person_two_sides' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class ConductCase(models.Model):
    """Something that hurt the living together, and the way the people concerned take with it."""

    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("raised"))
    space = models.ForeignKey(Space, models.PROTECT, related_name="+", verbose_name=_("meeting that hears"))
    topic = models.OneToOneField(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=CaseState.choices, default=CaseState.RAISED)
    changed_at = models.DateTimeField(_("last move"))
    redacted_at = models.DateTimeField(_("words destroyed"), null=True, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject=F("raised_by")), name="case_is_about_another"),
            models.CheckConstraint(
                condition=Q(redacted_at=None) | Q(state__in=["dismissed", "closed"]),
                name="case_redacted_at_rest",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="case_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="case_people_stand", fields=["subject", "raised_by", "raised_at", "space"]
            ),
            pgtrigger.FSM(
                name="case_moves",
                field="state",
                transitions=[(old, new) for old, news in CASE.moves.items() for new in sorted(news)],
            ),
            pgtrigger.Protect(
                name="case_redacted_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.redacted_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The name that the concerned cite: `C-0012`. It says nothing of anybody."""
        return f"C-{self.pk:04d}"

    @property
    def tone(self) -> str:
        return CASE_TONES[self.state]


class CaseKey(models.Model):
    """The case's own key, wrapped by the installation's. Without this row the words are noise."""

    case = models.OneToOneField(ConductCase, models.PROTECT, primary_key=True, related_name="key")
    wrapped = models.BinaryField()
    under = models.CharField(_("wrapped under"), max_length=16)

    class Meta:
        verbose_name = _("key of a case")
        verbose_name_plural = _("keys of cases")
        constraints = [models.CheckConstraint(condition=~Q(under=""), name="case_key_names_its_wrapper")]
        triggers = [
            pgtrigger.ReadOnly(name="case_key_stays_with_its_case", fields=["case"]),
            pgtrigger.Trigger(
                name="case_key_dies_with_its_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT FROM assemblies_conductcase
                               WHERE id = OLD.case_id AND redacted_at IS NULL) THEN
                        RAISE EXCEPTION 'case_key_dies_with_its_words' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"C-{self.pk:04d}"


class CasePerson(models.Model):
    """Who is concerned. Nobody else learns that the case exists."""

    class Role(models.TextChoices):
        SUBJECT = "subject", _("of whom it speaks")
        MENTOR = "mentor", _("mentor, co-responsible")
        RAISED_BY = "raised_by", _("raised it")
        RECORDER = "recorder", _("writes it down")
        MEDIATOR = "mediator", _("mediates")
        WITNESS = "witness", _("was there")
        GROUP = "group", _("hears it")

    case = models.ForeignKey(ConductCase, models.PROTECT, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_parts")
    role = models.CharField(_("part"), max_length=10, choices=Role.choices)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("person of a case")
        verbose_name_plural = _("people of a case")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "role"], condition=Q(ended_at=None), name="case_person_once"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(role="subject"), name="case_one_subject"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(role__in=["subject", "mentor", "raised_by"]),
                name="case_first_people_stay",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="case_person_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="case_person_stands", fields=["case", "person", "role", "since"]),
            pgtrigger.Trigger(
                name="case_person_two_sides", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_APART
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class CaseEntry(models.Model):
    """What was said, sealed (AES-GCM) under the case's key and bound to this case and this number."""

    class Kind(models.TextChoices):
        FACTS = "facts", _("what happened")
        HEARING = "hearing", _("what they said when heard")
        TALK = "talk", _("what was talked")
        AGREEMENT = "agreement", _("what was agreed")
        FOLLOW_UP = "follow_up", _("how it goes")
        NEW_FACTS = "new_facts", _("what is new")
        REASON = "reason", _("why")

    case = models.ForeignKey(ConductCase, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    sealed = models.BinaryField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("entry of a case")
        verbose_name_plural = _("entries of a case")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="case_entry_once")]
        triggers = [
            pgtrigger.Protect(name="case_entry_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="case_entry_by_the_uninvolved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_MAY_WRITE.format(
                    who="NEW.author_id", name="case_entry_by_the_uninvolved", roles=_WRITERS
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"C-{self.case_id:04d} · {self.number}"


class CaseAttestation(models.Model):
    """Somebody who was there says that an entry tells it as it was."""

    case = models.ForeignKey(ConductCase, models.PROTECT, related_name="attestations")
    entry = models.ForeignKey(CaseEntry, models.PROTECT, related_name="attestations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("attestation of a case")
        verbose_name_plural = _("attestations of a case")
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="case_attested_once")]
        triggers = [
            pgtrigger.Protect(
                name="case_attestation_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="case_attested_by_the_uninvolved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT FROM assemblies_caseentry WHERE id = NEW.entry_id
                                   AND case_id = NEW.case_id AND author_id <> NEW.person_id) THEN
                        RAISE EXCEPTION 'case_attested_by_the_uninvolved' USING ERRCODE = 'check_violation';
                    END IF;
                """
                + _MAY_WRITE.format(
                    who="NEW.person_id", name="case_attested_by_the_uninvolved", roles=_CONCERNED
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.entry)


class CaseStep(models.Model):
    """A move of a case: it stays when the words are gone."""

    case = models.ForeignKey(ConductCase, models.PROTECT, related_name="steps")
    state = models.CharField(_("state"), max_length=12, choices=CaseState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("move of a case")
        verbose_name_plural = _("moves of a case")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="case_step_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="case_moved_by_the_uninvolved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_MAY_WRITE.format(
                    who="NEW.by_id", name="case_moved_by_the_uninvolved", roles=_CONCERNED
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class CaseMeasure(models.Model):
    """What was agreed to do. Every measure is looked at again, a permanent one too."""

    class What(models.TextChoices):
        REPAIR = "repair", _("to repair what was done")
        ACCOMPANY = "accompany", _("to be accompanied")
        TASK = "task", _("to leave a task")
        SUSPENSION = "suspension", _("to stop working")

    case = models.ForeignKey(ConductCase, models.PROTECT, related_name="measures")
    what = models.CharField(_("measure"), max_length=12, choices=What.choices)
    is_permanent = models.BooleanField(_("permanent"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    review_on = models.DateField(_("looked at again on"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+", verbose_name=_("decision"))
    suspension = models.OneToOneField(
        "federation.Suspension", models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lifted by")
    )

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "what"], condition=Q(lifted_at=None), name="measure_stands_once"
            ),
            models.UniqueConstraint(fields=["case", "what", "decision"], name="measure_once_a_decision"),
            models.CheckConstraint(
                condition=Q(is_permanent=True, until=None)
                | Q(is_permanent=False, until__isnull=False, until__gt=F("since")),
                name="measure_temporary_ends",
            ),
            models.CheckConstraint(
                condition=Q(review_on__gte=F("since")) & (Q(until=None) | Q(review_on__lte=F("until"))),
                name="measure_is_looked_at_again",
            ),
            models.CheckConstraint(
                condition=Q(what="suspension", suspension__isnull=False)
                | (~Q(what="suspension") & Q(suspension=None)),
                name="measure_suspends_through_the_register",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_by=F("decision"))),
                name="measure_lifted_by_another_decision",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="measure_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="measure_stands",
                fields=[
                    "case",
                    "what",
                    "is_permanent",
                    "since",
                    "until",
                    "review_on",
                    "decision",
                    "suspension",
                ],
            ),
            pgtrigger.Protect(
                name="measure_lifted_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.lifted_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_what_display()


class CaseRead(models.Model):
    """Somebody opened the case. Of whom it speaks sees who and when."""

    case = models.ForeignKey(ConductCase, models.PROTECT, related_name="reads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("reading of a case")
        verbose_name_plural = _("readings of a case")
        ordering = ["-id"]
        indexes = [models.Index(fields=["case", "-id"], name="case_read_recent")]
        triggers = [
            pgtrigger.Protect(name="case_read_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"C-{self.case_id:04d}"

"""What each person says to a wording, and the work on what somebody objects to."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assemblies.models.meetings import Meeting
from assemblies.models.proposals import ProposalVersion
from assemblies.states import ObjectionState

# An objection waits for whoever is claiming consensus, and the other way round: both hold the proposal.
_HOLD_PROPOSAL = """
    PERFORM 1 FROM assemblies_proposal p JOIN assemblies_proposalversion v ON v.proposal_id = p.id
        WHERE v.id = NEW.version_id FOR UPDATE OF p;
    RETURN NEW;
"""
_NOTHING_AGREED = """
    IF NEW.kind = 'objection' AND EXISTS (
        SELECT 1 FROM assemblies_proposal p JOIN assemblies_proposalversion v ON v.proposal_id = p.id
        LEFT JOIN assemblies_objectionclosure c ON c.objection_id = NEW.id
        WHERE v.id = NEW.version_id AND p.state IN ('consented', 'trial') AND c.id IS NULL)
    THEN RAISE EXCEPTION 'stance_no_objection_under_consensus: version %', NEW.version_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
_HOLDER_OR_TWO_OTHERS = """
    IF NOT EXISTS (
        SELECT 1 FROM assemblies_stance s JOIN assemblies_proposalversion v ON v.id = s.version_id
        JOIN assemblies_proposal p ON p.id = v.proposal_id
        JOIN assemblies_proposalversion n ON n.proposal_id = p.id AND n.number = p.number
        WHERE s.id = NEW.objection_id AND s.kind = 'objection' AND (
            (NEW.closed_by_id = s.person_id AND NEW.witness_id IS NULL)
            OR (NEW.witness_id IS NOT NULL
                AND NEW.closed_by_id NOT IN (s.person_id, p.brought_by_id, n.written_by_id)
                AND NEW.witness_id NOT IN (s.person_id, p.brought_by_id, n.written_by_id))))
    THEN RAISE EXCEPTION 'closure_by_its_holder_or_two_others: objection %', NEW.objection_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Stance(models.Model):
    """What a person says to one wording. Saying something else ends it and adds another: all are kept.

    An objection stays open, whatever its holder says later and whatever the next wording is, until it has
    its `ObjectionClosure`.
    """

    class Kind(models.TextChoices):
        CONSENT = "consent", _("I agree")
        RESERVATION = "reservation", _("I agree, with a reservation")
        STAND_ASIDE = "stand_aside", _("I stand aside")
        OBJECTION = "objection", _("I object")

    version = models.ForeignKey(ProposalVersion, models.PROTECT, related_name="stances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="stances")
    kind = models.CharField(_("what they say"), max_length=12, choices=Kind.choices)
    reason = models.TextField(_("why"), max_length=4_000, blank=True)
    would_answer = models.TextField(_("what would answer it"), max_length=2_000, blank=True)
    at = models.DateTimeField(_("when"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("stance")
        verbose_name_plural = _("stances")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"], condition=Q(ended_at=None), name="stance_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["reservation", "objection"]) | ~Q(reason=""),
                name="stance_says_why",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["consent", "reservation", "stand_aside", "objection"]),
                name="stance_known",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind"], name="stance_of_person"),
            models.Index(fields=["at"], condition=Q(kind="objection"), name="stance_objections"),
        ]
        triggers = [
            pgtrigger.Protect(name="stance_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="stance_words_stand",
                fields=["version", "person", "kind", "reason", "would_answer", "at"],
            ),
            pgtrigger.Protect(
                name="stance_ended_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="stance_holds_its_proposal",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_HOLD_PROPOSAL,
            ),
            pgtrigger.Trigger(
                name="stance_no_objection_under_consensus",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=_NOTHING_AGREED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"

    @property
    def closed(self) -> "ObjectionClosure | None":
        return getattr(self, "closure", None)

    @property
    def objection_state(self) -> str:
        return self.closed.outcome if self.closed else ObjectionState.OPEN


class VersionAnswer(models.Model):
    """A wording says that it answers an objection. Only its holder says whether it does."""

    version = models.ForeignKey(ProposalVersion, models.PROTECT)
    objection = models.ForeignKey(Stance, models.PROTECT)

    class Meta:
        verbose_name = _("answer to an objection")
        verbose_name_plural = _("answers to objections")
        constraints = [models.UniqueConstraint(fields=["version", "objection"], name="answer_once")]
        triggers = [pgtrigger.Protect(name="answer_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.version} → {self.objection}"


class ObjectionClosure(models.Model):
    """An objection was taken up, or taken back: its holder says so, or two people who neither hold it
    nor made the proposal write down that the holder did."""

    objection = models.OneToOneField(Stance, models.PROTECT, related_name="closure")
    outcome = models.CharField(
        _("how"),
        max_length=10,
        choices=[
            (ObjectionState.INTEGRATED.value, ObjectionState.INTEGRATED.label),
            (ObjectionState.WITHDRAWN.value, ObjectionState.WITHDRAWN.label),
        ],
    )
    words = models.TextField(_("how it was answered"), max_length=2_000)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("end of an objection")
        verbose_name_plural = _("ends of objections")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["integrated", "withdrawn"]), name="closure_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="closure_says_how"),
            models.CheckConstraint(
                condition=Q(witness=None) | ~Q(witness=F("closed_by")), name="closure_takes_two_others"
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="closure_recent")]
        triggers = [
            pgtrigger.Protect(name="closure_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="closure_by_its_holder_or_two_others",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_HOLDER_OR_TWO_OTHERS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objection}: {self.get_outcome_display()}"


class ObjectionStep(models.Model):
    """Work on an objection, which belongs to all: who offers to look for an answer, and what was tried."""

    class Kind(models.TextChoices):
        OFFERS = "offers", _("offers to work on it")
        LEAVES = "leaves", _("no longer works on it")
        SAYS = "says", _("says")

    objection = models.ForeignKey(Stance, models.PROTECT, related_name="steps")
    kind = models.CharField(_("what"), max_length=8, choices=Kind.choices)
    words = models.TextField(_("words"), max_length=2_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("work on an objection")
        verbose_name_plural = _("work on objections")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["offers", "leaves"]) | (Q(kind="says") & ~Q(words="")),
                name="objection_step_says_something",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="objection_step_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_kind_display()}"

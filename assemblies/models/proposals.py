"""Proposals, their wordings, and who was asked about each."""

import datetime as dt
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assemblies.models.decisions import Decision
from assemblies.models.meetings import Meeting
from assemblies.models.spaces import Space
from assemblies.models.topics import Topic
from assemblies.states import PROPOSAL_TONES, ProposalState, Travel
from cecosesola.kernel.search import HouseVector

LONGEST_TRIAL = dt.timedelta(days=92)
"""A trial is good enough for now: it is looked at again within three months."""

# Whoever asks whether consensus stands holds the proposal's row, as whoever objects does (see Stance).
_NOTHING_STANDS_AGAINST = """
    IF EXISTS (
        SELECT 1 FROM assemblies_proposal p
        JOIN assemblies_proposalversion v ON v.proposal_id = p.id
        JOIN assemblies_stance s ON s.version_id = v.id AND s.kind = 'objection'
        LEFT JOIN assemblies_objectionclosure c ON c.objection_id = s.id
        WHERE p.id = NEW.id AND p.state IN ('consented', 'trial') AND c.id IS NULL)
    THEN RAISE EXCEPTION 'proposal_no_consensus_over_objection: proposal %', NEW.id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
_HEARD_EVERYWHERE = """
    IF EXISTS (
        SELECT 1 FROM assemblies_proposal p
        JOIN assemblies_circulation c ON c.proposal_id = p.id
        JOIN assemblies_proposalversion v ON v.proposal_id = p.id AND v.number = p.number
        LEFT JOIN assemblies_circulationhearing h ON h.circulation_id = c.id AND h.version_id = v.id
        WHERE p.id = NEW.id AND p.travel = 'settled' AND h.id IS NULL)
    THEN RAISE EXCEPTION 'proposal_settled_is_heard: proposal %', NEW.id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class Proposal(models.Model):
    """Something proposed to a meeting. Its words are in its versions; `number` is the one that stands.

    It has its topic once it is shared. Consensus is claimed by a person, with the meeting where it was
    reached and the decision that was written down. `travel` says how far an agreed proposal has gone
    among the other spaces it affects.
    """

    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("topic")
    )
    space = models.ForeignKey(Space, models.PROTECT, related_name="proposals", verbose_name=_("its space"))
    title = models.CharField(_("in one line"), max_length=160)
    state = models.CharField(
        _("state"), max_length=12, choices=ProposalState.choices, default=ProposalState.DRAFT
    )
    travel = models.CharField(_("travel"), max_length=12, choices=Travel.choices, default=Travel.HOME)
    number = models.PositiveSmallIntegerField(_("version that stands"), default=1)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    brought_at = models.DateTimeField(_("brought"))
    moved_at = models.DateTimeField(_("last moved"))
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("meeting where consensus was claimed"),
    )
    decision = models.OneToOneField(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposal",
        verbose_name=_("decision"),
    )
    trial_from = models.DateField(_("on trial since"), null=True, blank=True)
    review_on = models.DateField(_("looked at again on"), null=True, blank=True)
    search = models.GeneratedField(
        expression=HouseVector("title", "A"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-moved_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="proposal_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(topic__isnull=False),
                name="proposal_shared_has_a_topic",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["consented", "trial"])
                | Q(meeting__isnull=False, decision__isnull=False),
                name="proposal_agreed_at_a_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(state="trial") | Q(trial_from__isnull=False, review_on__isnull=False),
                name="proposal_trial_has_a_review",
            ),
            models.CheckConstraint(
                condition=Q(review_on=None)
                | Q(review_on__gt=F("trial_from"), review_on__lte=F("trial_from") + LONGEST_TRIAL),
                name="proposal_trial_review_is_near",
            ),
            models.CheckConstraint(
                condition=Q(travel="home") | Q(state__in=["consented", "trial"]),
                name="proposal_circulates_once_agreed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-moved_at", "-id"], name="proposal_by_state"),
            models.Index(fields=["-moved_at", "-id"], name="proposal_recent"),
            models.Index(fields=["review_on"], condition=Q(state="trial"), name="proposal_trials"),
            GinIndex(fields=["search"], name="proposal_title_words"),
        ]
        triggers = [
            pgtrigger.Protect(name="proposal_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="proposal_origin_stands", fields=["space", "title", "brought_by", "brought_at"]
            ),
            pgtrigger.Trigger(
                name="proposal_no_consensus_over_objection",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=_NOTHING_STANDS_AGAINST,
            ),
            pgtrigger.Trigger(
                name="proposal_settled_is_heard",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=_HEARD_EVERYWHERE,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """The name that people cite: `P-0042`."""
        return f"P-{self.pk:04d}"

    @property
    def tone(self) -> str:
        return PROPOSAL_TONES[ProposalState(self.state)]


class ProposalVersion(models.Model):
    """One wording of a proposal: what it says, and what changed. It never changes; another follows it."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("what is proposed"), max_length=10_000)
    changes = models.CharField(_("what changed"), max_length=400, blank=True)
    answers: Any = models.ManyToManyField(
        "Stance", through="VersionAnswer", related_name="answered_in", verbose_name=_("objections it answers")
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))
    search = models.GeneratedField(
        expression=HouseVector("text", "B"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = _("version of a proposal")
        verbose_name_plural = _("versions of a proposal")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="proposal_version_has_words"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(changes=""), name="proposal_version_says_what_changed"
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="proposal_words")]
        triggers = [
            pgtrigger.Protect(name="proposal_version_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} ({self.number})"


class ProposalMove(models.Model):
    """One step of a proposal's way, kept for ever: from where to where, by whom, at which meeting and why."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="moves")
    version = models.ForeignKey(ProposalVersion, models.PROTECT, related_name="moves")
    old = models.CharField(_("from"), max_length=12, choices=ProposalState.choices)
    new = models.CharField(_("to"), max_length=12, choices=ProposalState.choices)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="proposal_moves"
    )
    note = models.TextField(_("why"), max_length=2_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("step of a proposal")
        verbose_name_plural = _("steps of a proposal")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(new="laid_aside") | ~Q(note=""), name="proposal_laid_aside_says_why"
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="proposal_move_recent")]
        triggers = [
            pgtrigger.Protect(name="proposal_move_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.new}"

    @property
    def tone(self) -> str:
        return PROPOSAL_TONES[ProposalState(self.new)]


class Ask(models.Model):
    """Somebody was asked what they say to a wording: by a person, or because it changed after they spoke."""

    version = models.ForeignKey(ProposalVersion, models.PROTECT, related_name="asks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposal_asks")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("question to a person")
        verbose_name_plural = _("questions to people")
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="ask_once")]
        triggers = [pgtrigger.Protect(name="ask_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.version} · {self.person}"

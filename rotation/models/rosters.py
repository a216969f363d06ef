"""A week's roster, its turns, and every change of a turn that was published."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.weeks import Week
from rotation.models.posts import Post
from rotation.models.weights import Weights
from rotation.states import ROSTER_TONES, RosterState

PERSON = settings.AUTH_USER_MODEL


class Roster(models.Model):
    """Who works where in one week.

    `input_hash` names what it was planned from, `plan` keeps what the planner told beside the turns: its
    figures, what is short and of whom, and the versions it ran with. The same input is planned once.
    """

    monday = models.DateField(_("week"), unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RosterState.choices, default=RosterState.DRAFT
    )
    input_hash = models.CharField(max_length=64)
    weights = models.ForeignKey(Weights, models.PROTECT, related_name="rosters")
    plan = models.JSONField(default=dict)
    planned_at = models.DateTimeField(_("planned"))
    heard_at = models.DateTimeField(_("heard"), null=True, blank=True)
    heard_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    heard_words = models.CharField(_("what the meeting said"), max_length=400, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")
        ordering = ["-monday"]
        constraints = [
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="roster_from_monday"),
            models.CheckConstraint(
                condition=~Q(state="heard") | Q(heard_at__isnull=False, heard_by__isnull=False),
                name="roster_heard_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="roster_published_says_when",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="roster_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="roster_goes_forward",
                field="state",
                transitions=[
                    ("draft", "heard"),
                    ("heard", "draft"),
                    ("draft", "published"),
                    ("heard", "published"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return str(self.week)

    @property
    def week(self) -> Week:
        return Week.of(self.monday)

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    @property
    def tone(self) -> str:
        return ROSTER_TONES[RosterState(self.state)]


class Turn(models.Model):
    """Somebody at a post for a week.

    `beside` is the mentor of a newcomer, who works at the same post. `reasons` holds why the plan put them
    here: its terms, the next best post and its price. A turn that no longer holds keeps its row: it has
    `dropped_at`.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="turns")
    monday = models.DateField(_("week"))
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="turns")
    post = models.ForeignKey(Post, models.PROTECT, related_name="turns")
    beside = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    reasons = models.JSONField(default=dict)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["monday", "post", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["monday", "person"], condition=Q(dropped_at=None), name="turn_one_post_a_week"
            ),
            models.CheckConstraint(
                condition=Q(beside=None) | ~Q(beside=F("person")), name="turn_beside_another"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-monday"], name="turn_of_person"),
            models.Index(fields=["post", "-monday"], name="turn_at_post"),
            models.Index(fields=["roster", "post"], name="turn_of_roster", condition=Q(dropped_at=None)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="turn_of_its_week",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("monday", "roster_id"),
                func="""
                SELECT roster.monday INTO NEW.monday FROM rotation_roster roster
                 WHERE roster.id = NEW.roster_id;
                RETURN NEW;
                """,
            ),
            # What was published is never unsaid: a draft may be planned again, a published turn is changed
            # or dropped, and the change is written.
            pgtrigger.Trigger(
                name="turn_published_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                IF EXISTS (
                    SELECT 1 FROM rotation_roster WHERE id = OLD.roster_id AND state = 'published'
                ) THEN
                    RAISE EXCEPTION 'turn_published_stays: change it or drop it'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN OLD;
                """,
            ),
            pgtrigger.Trigger(
                name="turn_change_is_written",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("post_id", "person_id", "dropped_at"),
                condition=pgtrigger.Condition(
                    "((OLD.post_id, OLD.person_id) <> (NEW.post_id, NEW.person_id)"
                    " OR OLD.dropped_at IS DISTINCT FROM NEW.dropped_at)"
                ),
                timing=pgtrigger.Deferred,
                func="""
                IF EXISTS (
                    SELECT 1 FROM rotation_roster WHERE id = NEW.roster_id AND state = 'published'
                ) AND NOT EXISTS (
                    SELECT 1 FROM rotation_turnchange said WHERE said.turn_id = NEW.id
                    AND said.new_post_id IS NOT DISTINCT FROM
                        (SELECT CASE WHEN t.dropped_at IS NULL THEN t.post_id END
                           FROM rotation_turn t WHERE t.id = NEW.id)
                ) THEN
                    RAISE EXCEPTION 'turn_change_is_written: say why a published turn changed'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post} · {Week.of(self.monday)}"

    @property
    def ref(self) -> str:
        """The turn's own name, which its keys cite."""
        return f"T-{self.pk}"


class TurnChange(models.Model):
    """One change of a published turn, and why. Written once."""

    class Why(models.TextChoices):
        ABSENCE = "absence", _("somebody cannot come")
        SWAP = "swap", _("two people swapped")
        COVER = "cover", _("covers for somebody")
        BACK = "back", _("can come again")
        MEETING = "meeting", _("a meeting said so")

    turn = models.ForeignKey(Turn, models.PROTECT, related_name="changes")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    old_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    new_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("why"), max_length=8, choices=Why.choices)
    words = models.CharField(_("in a few words"), max_length=200, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("change of a turn")
        verbose_name_plural = _("changes of turns")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(old_post__isnull=False) | Q(new_post__isnull=False), name="turn_change_from_or_to"
            )
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="turn_change_by_time")]
        triggers = [
            pgtrigger.Protect(name="turn_change_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.old_post_id} → {self.new_post_id}"

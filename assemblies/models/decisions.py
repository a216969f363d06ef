"""What people decide, and what the others answer when they hear it."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assemblies.models.spaces import Space
from assemblies.states import HEARING_TONES, Hearing
from cecosesola.kernel.search import HouseVector


class Decision(models.Model):
    """What somebody decided, in words that others can question. Prices, rates, loans and mandates cite it.

    The text never changes: a decision that is amended or reversed points to the one that follows it.
    """

    class Mode(models.TextChoices):
        INDIVIDUAL = "individual", _("by one person, coherent with the criteria")
        GROUP = "group", _("by a group on the task")
        COLLECTIVE = "collective", _("by consensus in a meeting")

    title = models.CharField(_("in one line"), max_length=160)
    text = models.TextField(_("what was decided"))
    mode = models.CharField(_("how it was taken"), max_length=12, choices=Mode.choices)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="DecisionPerson",
        related_name="decisions",
        verbose_name=_("who decided"),
    )
    taken_on = models.DateField(_("taken on"))
    space = models.ForeignKey(
        Space,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("where it was taken or is told"),
    )
    meeting = models.ForeignKey(
        "Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("meeting where it was taken"),
    )
    topic = models.ForeignKey(
        "Topic", models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("topic")
    )
    hearing = models.CharField(_("hearing"), max_length=12, choices=Hearing.choices, default=Hearing.ACTED)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    search = models.GeneratedField(
        expression=HouseVector("title", "A") + HouseVector("text", "B"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-taken_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(mode="collective") | Q(space__isnull=False),
                name="decision_collective_names_its_meeting",
            ),
            models.CheckConstraint(condition=~Q(text="") & ~Q(title=""), name="decision_has_words"),
        ]
        indexes = [
            models.Index(fields=["-taken_on", "-id"], name="decision_recent"),
            models.Index(fields=["hearing", "taken_on"], name="decision_unheard"),
            models.Index(fields=["recorded_at"], name="decision_recorded"),
            GinIndex(fields=["search"], name="decision_words"),
        ]
        triggers = [
            pgtrigger.Protect(name="decision_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="decision_words_stand", fields=["title", "text", "mode", "taken_on", "recorded_at"]
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """The name that people cite: `D-0042`."""
        return f"D-{self.pk:04d}"

    @property
    def tone(self) -> str:
        """The tone of its hearing's pill."""
        return HEARING_TONES[Hearing(self.hearing)]


class DecisionPerson(models.Model):
    """One of the people who took a decision."""

    decision = models.ForeignKey(Decision, models.PROTECT)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "person"], name="decision_person_once")]

    def __str__(self) -> str:
        return f"{self.decision} · {self.person}"


class HearingEntry(models.Model):
    """A decision told at a meeting, and what the others answered."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="hearings")
    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    meeting = models.ForeignKey("Meeting", models.PROTECT, null=True, blank=True, related_name="hearings")
    held_on = models.DateField(_("told on"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Hearing.choices)
    concern = models.CharField(_("the concern, in a few words"), max_length=160, blank=True)
    note = models.TextField(_("what was said"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        ordering = ["held_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="criticised") | ~Q(concern=""), name="hearing_names_its_concern"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="hearing_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.decision} · {self.get_outcome_display()}"

    @property
    def tone(self) -> str:
        return HEARING_TONES[Hearing(self.outcome)]

"""What is written in a meeting. Words are only ever added: nothing that somebody typed is lost."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assemblies.models import rules
from assemblies.models.meetings import AgendaItem, Meeting
from cecosesola.kernel.search import HouseVector


class MinuteBlock(models.Model):
    """A piece of the minutes: one tap on one of five buttons. What it says is in its revisions.

    `client_id` is made on the phone: what is sent twice is there once. While it has more than one open
    text (`needs_joining`), two people wrote it at once and somebody must write the wording of both.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        CONCERN = "concern", _("concern")
        PROPOSAL = "proposal", _("proposal")
        AGREED = "agreed", _("it stays so")
        ACTION = "action", _("somebody does it")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="blocks")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="blocks", verbose_name=_("topic")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    client_id = models.UUIDField(unique=True)
    needs_joining = models.BooleanField(_("to reconcile"), default=False)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("piece of the minutes")
        verbose_name_plural = _("pieces of the minutes")
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["note", "concern", "proposal", "agreed", "action"]),
                name="minutes_one_of_five",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "made_at", "id"], name="minutes_in_order")]
        triggers = [
            pgtrigger.Protect(name="minutes_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="minutes_stay_where_they_are",
                fields=["meeting", "item", "kind", "client_id", "made_at"],
            ),
            rules.block_while_open,
            rules.block_of_its_agenda,
        ]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.get_kind_display()}"


class BlockRevision(models.Model):
    """What a block says, as one person wrote it. Appended, never changed.

    `bases` are the revisions that its author had before their eyes: none for the first, one for an
    ordinary change, several when it joins what others wrote at once. A revision that is nobody's base is
    an open text. An empty text takes the block out of the acta. `entered_by` is whose phone it was.
    """

    block = models.ForeignKey(MinuteBlock, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("revision"))
    bases = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name=_("written over"))
    client_id = models.UUIDField(unique=True)
    text = models.TextField(_("text"), blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who does it"),
    )
    until = models.DateField(_("until"), null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="revisions")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    typed_at = models.DateTimeField(_("typed"))
    received_at = models.DateTimeField(_("received"))
    search = models.GeneratedField(
        expression=HouseVector("text", "B"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["block", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_numbered_from_one"),
            models.CheckConstraint(
                condition=Q(number__gt=1) | (Q(bases=[]) & ~Q(text="")), name="revision_first_has_words"
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="revision_words"),
            # A common word is found by walking back from the newest, a rare one by its stems.
            models.Index(fields=["-received_at", "-id"], name="revision_newest"),
        ]
        triggers = [rules.stays("revision_append_only"), rules.revision_while_open]

    def __str__(self) -> str:
        return f"{self.block} ({self.number})"


class Concern(models.Model):
    """A concern stays on the screen until whoever has it says that it is taken up."""

    block = models.OneToOneField(MinuteBlock, models.PROTECT, related_name="concern")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="concerns")
    closed_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by=models.F("owner")),
                name="concern_closed_by_its_owner",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="concern_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="concern_keeps_its_owner", fields=["block", "owner"]),
        ]

    def __str__(self) -> str:
        return str(self.block)


class AsideWords(models.Model):
    """Words that came when or from where they are no longer minutes. They are kept, beside the acta."""

    class Why(models.TextChoices):
        LATE = "late", _("the acta was already agreed")
        NOT_THERE = "not_there", _("typed by somebody who has not said they were there")
        NO_BLOCK = "no_block", _("about a piece that never arrived")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="aside")
    client_id = models.UUIDField(unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=MinuteBlock.Kind.choices, blank=True)
    text = models.TextField(_("text"))
    why = models.CharField(_("why"), max_length=10, choices=Why.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    typed_at = models.DateTimeField(_("typed"))
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("words kept aside")
        verbose_name_plural = _("words kept aside")
        ordering = ["received_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="aside_has_words")]
        triggers = [rules.stays("aside_stays")]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.get_why_display()}"

"""What people bring to the meetings."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assemblies.models.decisions import Decision
from assemblies.models.spaces import Space
from assemblies.states import TopicState
from cecosesola.kernel.models import StoredFile
from cecosesola.kernel.search import HouseVector

# The only words that a reserved topic may show on an agenda.
RESERVED_TITLE = "Asunto reservado"


class Topic(models.Model):
    """Something to talk about. It outlives meetings and stays open until it is resolved.

    `source` names what brought it by itself (`markets.tillsession:412`), so that it comes once. The words
    of a reserved topic are elsewhere (in its case, encrypted): here it only holds its place on the agenda.
    """

    class Kind(models.TextChoices):
        MATTER = "matter", _("topic")
        TELLING = "telling", _("decision to tell")
        PROPOSAL = "proposal", _("proposal")
        MEMORY = "memory", _("memory")

    space = models.ForeignKey(Space, models.PROTECT, related_name="topics")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.MATTER)
    title = models.CharField(_("topic"), max_length=200)
    body = models.TextField(_("more"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=TopicState.choices, default=TopicState.OPEN)
    is_reserved = models.BooleanField(_("reserved"), default=False)
    decision = models.OneToOneField(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="telling",
        verbose_name=_("decision to tell"),
    )
    source = models.CharField(_("brought by"), max_length=80, blank=True)
    link = models.CharField(_("page"), max_length=200, blank=True)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    search = models.GeneratedField(
        expression=HouseVector("title", "A") + HouseVector("body", "B"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["brought_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=~Q(source=""), name="topic_source_once"),
            models.CheckConstraint(
                condition=Q(is_reserved=False) | Q(body="", brought_by=None), name="topic_reserved_is_mute"
            ),
            models.CheckConstraint(
                condition=Q(is_reserved=False) | Q(title=RESERVED_TITLE, link=""),
                name="topic_reserved_has_one_title",
            ),
            models.CheckConstraint(
                condition=Q(decision=None) | Q(kind="telling"), name="topic_tells_its_decision"
            ),
        ]
        indexes = [
            models.Index(fields=["space", "state", "brought_at"], name="topic_agenda"),
            models.Index(fields=["state", "brought_at", "id"], name="topic_by_state"),
            GinIndex(fields=["search"], name="topic_words"),
            # A common word is found by walking back from the newest, a rare one by its stems.
            models.Index(fields=["-brought_at", "-id"], name="topic_newest"),
        ]

    def __str__(self) -> str:
        return self.title


class Briefing(models.Model):
    """Something to read before a topic is treated; every version of it is kept."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="briefings")
    title = models.CharField(_("title"), max_length=160)

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class BriefingVersion(models.Model):
    """One version of a briefing: a text, or a file."""

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    put_at = models.DateTimeField(_("put"))

    class Meta:
        verbose_name = _("version of a briefing")
        verbose_name_plural = _("versions of a briefing")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["briefing", "number"], name="briefing_version_once"),
            models.CheckConstraint(
                condition=(Q(file=None) & ~Q(text=""))
                | (Q(file__isnull=False) & ~Q(file_name="") & Q(text="")),
                name="briefing_is_text_or_file",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="briefing_version_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.briefing} ({self.number})"

"""What the network remembers: stories, anniversaries, visits, exchanges, calls for solidarity."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.models import StoredFile
from cecosesola.kernel.search import HouseVector
from federation.models.cooperatives import Cooperative
from federation.models.people import Person


class JournalEntry(models.Model):
    """Something worth remembering, as anybody told it. Later words are new revisions: none is lost."""

    class Kind(models.TextChoices):
        STORY = "story", _("story")
        ANNIVERSARY = "anniversary", _("anniversary")
        VISIT = "visit", _("visit of guests")
        EXCHANGE = "exchange", _("exchange with another movement")
        SOLIDARITY = "solidarity", _("call for solidarity")

    class Precision(models.TextChoices):
        DAY = "day", _("that day")
        MONTH = "month", _("that month")
        YEAR = "year", _("that year")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("story"), max_length=20_000)
    happened_on = models.DateField(_("when"))
    precision = models.CharField(_("how exactly"), max_length=5, choices=Precision.choices)
    until = models.DateField(_("until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    with_whom = models.CharField(_("with whom"), max_length=160, blank=True)
    yearly = models.BooleanField(_("remember it every year"), default=False)
    people = models.ManyToManyField(Person, related_name="stories", blank=True)
    cooperatives = models.ManyToManyField(Cooperative, related_name="stories", blank=True)
    told_by = models.ForeignKey(Person, models.PROTECT, related_name="stories_told")
    told_at = models.DateTimeField(_("told"))
    revision = models.PositiveIntegerField(_("revision"), default=1)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    search = models.GeneratedField(
        expression=HouseVector("title", "A")
        + HouseVector("place", "A")
        + HouseVector("with_whom", "A")
        + HouseVector("body", "B"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("entry of the journal")
        verbose_name_plural = _("entries of the journal")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="journal_says_something"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("happened_on")), name="journal_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(yearly=False) | Q(precision="day"), name="journal_yearly_has_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["-happened_on", "-id"], name="journal_by_day"),
            GinIndex(fields=["search"], name="journal_words"),
        ]

    def __str__(self) -> str:
        return self.title


class JournalRevision(models.Model):
    """How an entry read after each change, and who changed it."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("story"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("revision of the journal")
        verbose_name_plural = _("revisions of the journal")
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="journal_revision_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="journal_revision_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class JournalPhoto(models.Model):
    """A photograph of an entry, described for whoever cannot see it."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    alt = models.CharField(_("what it shows"), max_length=200)
    put_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    put_at = models.DateTimeField(_("put"))
    removed_at = models.DateTimeField(_("taken down"), null=True, blank=True)

    class Meta:
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="photo_is_described"),
            models.UniqueConstraint(
                fields=["entry", "file"], condition=Q(removed_at=None), name="photo_once_in_an_entry"
            ),
        ]

    def __str__(self) -> str:
        return self.alt

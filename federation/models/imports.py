"""Files of people or cooperatives on their way into the register."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from federation.models.people import Person
from federation.states import ImportState


class Import(models.Model):
    """A file that somebody brought: read in stretches, looked at row by row, then applied in stretches.

    `read_lines` and `applied_lines` are the cursors: whoever goes on after a stop begins there. The file
    itself is kept until it has been read, and its rows' words until a month after it ended.
    """

    class Kind(models.TextChoices):
        PEOPLE = "people", _("people")
        COOPERATIVES = "cooperatives", _("cooperatives")

    kind = models.CharField(_("what"), max_length=14, choices=Kind.choices)
    file_name = models.CharField(_("file"), max_length=160)
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    content = models.BinaryField(_("content"), null=True)
    size = models.PositiveIntegerField(_("bytes"))
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.READING
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="imports", verbose_name=_("brought by"))
    created_at = models.DateTimeField(_("brought"))
    moved_at = models.DateTimeField(_("last advance"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    total_lines = models.PositiveIntegerField(_("lines"), null=True)
    read_lines = models.PositiveIntegerField(_("read"), default=0)
    applied_lines = models.PositiveIntegerField(_("applied"), default=0)
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    emptied = models.BooleanField(_("its words were removed"), default=False)

    class Meta:
        verbose_name = _("file brought in")
        verbose_name_plural = _("files brought in")
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=20 * 1024 * 1024), name="import_size_bounded"
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.READING) | Q(content__isnull=False),
                name="import_read_from_a_file",
            ),
        ]
        indexes = [models.Index(fields=["state", "moved_at"], name="import_under_way")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_kind_display()})"


class ImportRow(models.Model):
    """A line of the file: what it says, tidied, and what becomes of it."""

    class Fate(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("the same")
        REFUSED = "refused", _("refused")

    brought = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    cells = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    fate = models.CharField(_("fate"), max_length=8, choices=Fate.choices, blank=True)
    changes = models.JSONField(default=dict)
    thing_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("line of a file")
        verbose_name_plural = _("lines of files")
        constraints = [
            models.UniqueConstraint(fields=["brought", "line"], name="import_line_once"),
            models.CheckConstraint(
                condition=~Q(fate="refused") | ~Q(problems=[]), name="import_refusal_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["brought", "fate", "line"], name="import_by_fate"),
            models.Index(fields=["thing_id"], condition=Q(thing_id__isnull=False), name="import_of_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.brought_id}:{self.line}"

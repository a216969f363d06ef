"""Who came. Anyone writes it down; the person may say otherwise; nothing is erased."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rotation.models.rosters import Turn

PERSON = settings.AUTH_USER_MODEL


class AttendanceNote(models.Model):
    """One word about one turn. The last one counts; the person's own, where it differs, is a dispute."""

    class Said(models.TextChoices):
        PRESENT = "present", _("came")
        LATE = "late", _("came late")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("did not come")

    turn = models.ForeignKey(Turn, models.PROTECT, related_name="attendance_notes")
    said = models.CharField(_("attendance"), max_length=8, choices=Said.choices)
    words = models.CharField(_("in a few words"), max_length=200, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("note of attendance")
        verbose_name_plural = _("notes of attendance")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["turn", "-id"], name="attendance_of_turn")]
        triggers = [
            pgtrigger.Protect(name="attendance_written_once", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.turn_id}: {self.said}"

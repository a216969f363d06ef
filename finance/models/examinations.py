"""What the ledger answered when it was asked."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Examination(models.Model):
    """One time the whole ledger was asked whether it keeps its promises, and what it answered."""

    at = models.DateTimeField(_("when"), db_default=Now())
    took_ms = models.IntegerField(_("took"))
    broken = models.BigIntegerField(_("rows that break a promise"))
    results = models.JSONField(_("answers"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("examination")
        verbose_name_plural = _("examinations")
        indexes = [models.Index(fields=["-at"], name="examination_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.broken}"

"""A word left without a name. The row holds nothing that leads to whoever left it."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assemblies.models.spaces import Space


class AnonymousNote(models.Model):
    """A note for a space's meeting: a random name, a day, the words. Read from the day after on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="+", verbose_name=_("meeting"))
    day = models.DateField(_("day"))
    text = models.TextField(_("note"), blank=True)
    taken_off_on = models.DateField(_("taken off"), null=True, blank=True)

    class Meta:
        verbose_name = _("note without a name")
        verbose_name_plural = _("notes without a name")
        ordering = ["-day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(taken_off_on=None) & ~Q(text="")) | Q(taken_off_on__isnull=False, text=""),
                name="note_has_words_until_taken_off",
            ),
            models.CheckConstraint(
                condition=Q(taken_off_on=None) | Q(taken_off_on__gte=F("day")), name="note_taken_off_after"
            ),
        ]
        indexes = [models.Index(fields=["space", "-day", "id"], name="note_of_space")]
        triggers = [
            pgtrigger.Protect(name="note_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="note_stands", fields=["id", "space", "day"]),
            pgtrigger.Protect(
                name="note_words_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.taken_off_on IS NOT NULL OR (NEW.text <> OLD.text AND NEW.taken_off_on IS NULL)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(_("note without a name"))

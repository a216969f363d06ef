"""What needs two people: one asks, another confirms."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from federation.models.people import Person
from federation.states import ActState


class TwoPersonAct(models.Model):
    """Something that one person asks for and another does with them, or not, before it expires.

    `kind` names what it is (`federation.merge`); the room that taught the kind knows how to do it.
    `about` is the thing (`federation.person:41`); `payload` is whatever the doing needs, plain JSON.
    """

    kind = models.CharField(_("what"), max_length=60)
    about = models.CharField(_("about"), max_length=80, blank=True)
    label = models.CharField(_("in words"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300)
    payload = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=ActState.choices, default=ActState.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="acts_asked")
    asked_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("expires"))
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="acts_ended")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("act of two people")
        verbose_name_plural = _("acts of two people")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["done", "declined"]) | Q(ended_by__isnull=False),
                name="act_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "declined"]) | ~Q(ended_by=F("asked_by")),
                name="act_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at__isnull=True)
                | (~Q(state="asked") & Q(ended_at__isnull=False)),
                name="act_ends_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="act_says_why"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="act_expires"),
            models.UniqueConstraint(
                fields=["kind", "about"],
                condition=Q(state="asked") & ~Q(about=""),
                name="act_asked_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="act_waiting")]
        triggers = [
            pgtrigger.Protect(
                name="act_ended_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["done", "declined", "withdrawn", "expired"]),
            ),
        ]

    def __str__(self) -> str:
        return self.label

"""What somebody said they would do, and until when."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assemblies.models.decisions import Decision
from assemblies.models.meetings import Meeting
from assemblies.models.topics import Topic
from assemblies.states import ACTION_TONES, ActionState


class ActionItem(models.Model):
    """Something that one person does until a day. Handed on, it ends here and `followed_by` goes on."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="action_items", verbose_name=_("who does it")
    )
    what = models.CharField(_("what"), max_length=300)
    until = models.DateField(_("until"))
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="action_items")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="action_items")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="action_items")
    state = models.CharField(_("state"), max_length=10, choices=ActionState.choices, default=ActionState.OPEN)
    note = models.CharField(_("how it ended"), max_length=300, blank=True)
    follows = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("handed on by"),
    )
    promised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    promised_at = models.DateTimeField(_("promised"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    client_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("thing to do")
        verbose_name_plural = _("things to do")
        ordering = ["until", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client_id"], condition=~Q(client_id=""), name="action_client_id_once"
            ),
            models.CheckConstraint(condition=~Q(what=""), name="action_says_what"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None, ended_by=None)
                | (~Q(state="open") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="action_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["let_go", "handed_on"]) | ~Q(note=""), name="action_let_go_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "until", "id"], name="action_by_day"),
            models.Index(fields=["person", "until"], condition=Q(state="open"), name="action_of_person"),
        ]
        triggers = [
            pgtrigger.Protect(name="action_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="action_words_stand",
                fields=[
                    "person",
                    "what",
                    "until",
                    "meeting",
                    "topic",
                    "decision",
                    "promised_by",
                    "promised_at",
                ],
            ),
            pgtrigger.Protect(
                name="action_ended_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def tone(self) -> str:
        return ACTION_TONES[ActionState(self.state)]

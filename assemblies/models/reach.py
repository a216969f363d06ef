"""How a meeting reaches people: their calendar's secret link, and what each wants to be told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CalendarKey(models.Model):
    """A secret link to one's calendar, kept as a hash. It can be taken back and made anew."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_keys")
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    last_read_on = models.DateField(_("last read on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("link of a calendar")
        verbose_name_plural = _("links of calendars")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="calendar_key_one_alive"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Reach(models.Model):
    """What somebody wants to be told, and how. Without a row, nothing is sent.

    `address` is an e-mail address, or a link of a messenger sealed with the installation's key.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        MESSENGER = "messenger", _("messenger")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reach")
    channel = models.CharField(_("how"), max_length=10, choices=Channel.choices)
    address = models.TextField(_("where"))
    wants_digest = models.BooleanField(_("one message a week"), default=False)
    wants_reminders = models.BooleanField(_("before each meeting"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("way to reach somebody")
        verbose_name_plural = _("ways to reach people")
        constraints = [models.CheckConstraint(condition=~Q(address=""), name="reach_has_an_address")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_channel_display()}"


class Sending(models.Model):
    """One message to one person about one thing: written before it is sent, so that it is sent once."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("reminder")
        DIGEST = "digest", _("weekly message")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    about = models.CharField(_("about"), max_length=40)
    made_at = models.DateTimeField(_("made"))
    taken_at = models.DateTimeField(_("taken to be sent"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "about"], name="sending_once"),
        ]
        indexes = [
            models.Index(fields=["made_at"], condition=Q(sent_at=None), name="sending_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.about}"

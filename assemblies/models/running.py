"""Who writes now, who attests, who speaks: the hands of a meeting."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assemblies.models import rules
from assemblies.models.meetings import Meeting
from cecosesola.kernel.models import StoredFile


class Pen(models.Model):
    """Somebody writes the minutes now. `account` is whose phone they hold: their own, or the table's.

    It says whose hand it is, and locks nothing: words that somebody else typed are kept all the same.
    """

    class How(models.TextChoices):
        SELF = "self", _("took it")
        QR = "qr", _("read the code")
        PIN = "pin", _("wrote their PIN")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="pens")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pens")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    how = models.CharField(_("how"), max_length=4, choices=How.choices)
    taken_at = models.DateTimeField(_("taken"))
    ended_at = models.DateTimeField(_("handed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("pen")
        verbose_name_plural = _("pens")
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(ended_at=None), name="pen_in_one_hand"),
            models.CheckConstraint(
                condition=Q(how="pin") | Q(account=F("holder")), name="pen_on_another_phone_by_pin"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("taken_at")), name="pen_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "taken_at"], name="pen_in_order")]
        triggers = [
            pgtrigger.Protect(name="pen_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="pen_keeps_its_hand", fields=["meeting", "holder", "account", "how", "taken_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.holder}"


class Attestation(models.Model):
    """Somebody who was there heard the wording read back, and says that it is so.

    `sha256` is the fingerprint of what was read. It lapses when the meeting opens again.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attestations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attestations")
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    at = models.DateTimeField(_("when"))
    lapsed_at = models.DateTimeField(_("lapsed"), null=True, blank=True)

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(lapsed_at=None), name="attested_once"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attested_a_fingerprint"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="attestation_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="attestation_stands", fields=["meeting", "person", "sha256", "at"]),
            pgtrigger.Protect(
                name="attestation_lapses_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lapsed_at__isnull=False),
            ),
            rules.attested_while_read,
        ]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.person}"


class PaperSheet(models.Model):
    """The photograph of a list that people signed by hand. Its fingerprint is the file's."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="sheets")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    put_at = models.DateTimeField(_("put"))

    class Meta:
        verbose_name = _("signed list")
        verbose_name_plural = _("signed lists")
        ordering = ["put_at", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "file"], name="sheet_once")]
        triggers = [rules.stays("sheet_stays")]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.put_at:%d/%m/%Y}"


class SpeakingTurn(models.Model):
    """A raised hand, and the word while it lasts. Without `began_at` the hand came down unheard."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="turns")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("hand raised"))
    began_at = models.DateTimeField(_("speaking since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("speaking turn")
        verbose_name_plural = _("speaking turns")
        ordering = ["raised_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(ended_at=None), name="turn_one_hand_each"
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(began_at__isnull=False, ended_at=None),
                name="turn_one_voice_at_once",
            ),
            models.CheckConstraint(
                condition=Q(began_at=None) | Q(began_at__gte=F("raised_at")), name="turn_begins_after_hand"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(began_at=None) | Q(ended_at__gte=F("began_at")),
                name="turn_ends_after_it_begins",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="turn_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="turn_ended_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.person}"


class MinuteCorrection(models.Model):
    """What a sealed acta should have said, signed by whoever says so. The acta itself stays as it was.

    `sha256` runs over the acta's fingerprint (or the correction's before), the words and who signed.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("correction"))
    client_id = models.CharField(max_length=80, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="correction_number_once"),
            models.CheckConstraint(
                condition=~Q(text="") & Q(sha256__regex=r"^[0-9a-f]{64}$"), name="correction_is_signed_words"
            ),
        ]
        triggers = [rules.stays("correction_stays"), rules.corrected_when_sealed]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.number}"

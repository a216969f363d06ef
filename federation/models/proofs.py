"""What proves who somebody is beside the password: a second factor, its paper codes, a till's PIN."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from federation.models.people import Person

PIN_TRIES = 5


class SecondFactor(models.Model):
    """The secret that a person's phone makes six figures from every thirty seconds (TOTP).

    `pending` is shown once and becomes `secret` when its first code comes back. `last_step` is the
    half minute of the last code accepted: no code counts twice.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="second_factor")
    secret = models.CharField(max_length=64, blank=True)
    pending = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(_("set up"), null=True, blank=True)
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(_("wrong codes in a row"), default=0)
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        constraints = [
            models.CheckConstraint(
                condition=Q(secret="", confirmed_at__isnull=True)
                | (~Q(secret="") & Q(confirmed_at__isnull=False)),
                name="factor_set_up_has_a_secret",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="factor_never_goes_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.last_step < OLD.last_step"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class RecoveryCode(models.Model):
    """One of ten codes on paper, for the day the phone is lost. Each counts once; only hashes are kept.

    The first sign of a code says which of the ten it is, so that one hash is computed, not ten.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="recovery_codes")
    slot = models.PositiveSmallIntegerField()
    code_hash = models.CharField(max_length=160)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [
            models.UniqueConstraint(fields=["person", "slot"], name="recovery_one_a_slot"),
            models.CheckConstraint(condition=Q(slot__lte=9), name="recovery_ten_slots"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="recovery_used_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__used_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.slot}"


class TillPin(models.Model):
    """Four to six figures for the shared till. They open a till in one's turn, and nothing else."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="till_pin")
    pin_hash = models.CharField(max_length=160)
    set_at = models.DateTimeField(_("set"))

    class Meta:
        verbose_name = _("till PIN")
        verbose_name_plural = _("till PINs")

    def __str__(self) -> str:
        return str(self.person)


class PinTries(models.Model):
    """Wrong PINs of a person at a machine, in a row. At the fifth the PIN is closed there."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="pin_tries")
    machine = models.CharField(_("machine"), max_length=40)
    failures = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    last_at = models.DateTimeField(_("last try"))

    class Meta:
        verbose_name = _("PIN tries")
        verbose_name_plural = _("PIN tries")
        constraints = [
            models.UniqueConstraint(fields=["person", "machine"], name="pin_tries_of_person_at_machine"),
            models.CheckConstraint(condition=Q(failures__lte=PIN_TRIES), name="pin_tries_bounded"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.machine}"

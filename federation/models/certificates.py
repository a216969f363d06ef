"""Share certificates: who holds which, and for how much. The money itself is the ledger's."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField
from federation.models.cooperatives import Cooperative
from federation.models.people import Person


class ShareCertificate(models.Model):
    """A numbered paper that says what somebody has put into a cooperative. It is cancelled, never changed."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    issuer = models.ForeignKey(
        Cooperative, models.PROTECT, related_name="certificates_issued", verbose_name=_("issued by")
    )
    issued_on = models.DateField(_("date"))
    amount = MoneyField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    cooperative = models.ForeignKey(
        Cooperative,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("held by the cooperative"),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("held by the person"),
    )
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("share certificate")
        verbose_name_plural = _("share certificates")
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cooperative__isnull=False, person=None)
                | Q(cooperative=None, person__isnull=False),
                name="certificate_one_holder",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="certificate_is_worth_something"),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values), name="certificate_currency_known"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="certificate_has_a_number"),
            models.CheckConstraint(
                condition=Q(cancelled_on=None, cancelled_reason="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancelled_reason="")),
                name="certificate_cancelled_says_why",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on=None) | Q(cancelled_on__gte=models.F("issued_on")),
                name="certificate_cancelled_after_issue",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="certificate_words_stand",
                fields=["number", "issuer", "issued_on", "amount", "currency", "cooperative", "person"],
            ),
            pgtrigger.Protect(
                name="certificate_cancelled_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__cancelled_on__isnull=False),
            ),
            pgtrigger.Protect(name="certificate_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

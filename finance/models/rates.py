"""Reference rates."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, RateField, format_number


class FxRate(models.Model):
    """Bolívares for one unit of a foreign currency on a day. A correction is a newer row for the same day."""

    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    on = models.DateField(_("day"))
    rate = RateField(_("rate"))
    source = models.CharField(_("source"), max_length=120)
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="fxrate_positive"),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values) & ~Q(currency="VES"), name="fxrate_foreign"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="fxrate_names_its_source"),
        ]
        indexes = [models.Index(fields=["currency", "-on", "-id"], name="fxrate_latest")]

    def __str__(self) -> str:
        return f"{self.currency} · {self.on:%d/%m/%Y} · {format_number(self.rate, 4)}"

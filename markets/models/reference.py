"""What stays from week to week: fairs, tills, produce, dry goods, producers, the calendar's template."""

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import KilosField
from markets.states import Stage


class Tier(models.TextChoices):
    """The two single prices per kilo: vegetables are mixed and weighed once."""

    LARGE = "large", _("feria grande")
    MINI = "mini", _("miniferia")


class Fair(models.Model):
    """A place of the fair week: a fair where people buy, or the hub where trucks unload first."""

    class Kind(models.TextChoices):
        BIG = "big", _("big fair")
        SMALL = "small", _("small fair")
        HUB = "hub", _("hub")

    code = models.SlugField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    cooperative = models.ForeignKey(
        "federation.Cooperative", models.PROTECT, related_name="fairs", verbose_name=_("run by")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("fair")
        verbose_name_plural = _("fairs")
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """How a mandate names this fair."""
        return f"fair:{self.pk}"


class FairHours(models.Model):
    """When a fair usually opens: the template of its calendar. Weekday 1 is Monday."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("day"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["fair", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["fair", "weekday"], name="fair_hours_once_a_day"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="fair_hours_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="fair_hours_close_after_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.fair} · {self.weekday}"


class StageSchedule(models.Model):
    """By when each stage of a week should be reached: days after its Monday (may be negative) and hour."""

    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, unique=True)
    day_offset = models.SmallIntegerField(_("days after Monday"))
    time = models.TimeField(_("hour"))

    class Meta:
        ordering = ["day_offset", "time"]
        constraints = [
            models.CheckConstraint(condition=Q(day_offset__range=(-14, 21)), name="schedule_near_its_week"),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()


class Parameter(models.Model):
    """A dated figure that an assembly sets, such as the fund's 3 %. The latest until a day holds on it."""

    class Name(models.TextChoices):
        FUND = "fund", _("share of produce delivered for the mutual-support fund")
        LARGE_CONTRIBUTION = "contribution_large", _("contribution per kilo, feria grande (Bs)")
        MINI_CONTRIBUTION = "contribution_mini", _("contribution per kilo, miniferia (Bs)")

    name = models.CharField(_("figure"), max_length=24, choices=Name.choices)
    since = models.DateField(_("since"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    decision = models.ForeignKey(
        "assemblies.Decision", models.PROTECT, related_name="+", verbose_name=_("decision")
    )

    class Meta:
        ordering = ["name", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["name", "since"], name="parameter_once_a_day"),
            models.CheckConstraint(condition=Q(value__gte=0), name="parameter_not_negative"),
        ]
        triggers = [
            pgtrigger.Protect(name="parameter_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()} = {self.value}"


class Item(models.Model):
    """A kind of produce (rubro). Its kilos are known at receiving; at the till only its tier's are."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    tier = models.CharField(_("tier"), max_length=6, choices=Tier.choices)
    crate_kg = KilosField(_("net kilos in a crate"), validators=[MinValueValidator(1)])
    crate_tare_kg = KilosField(_("weight of the empty crate"))
    loss_percent = models.DecimalField(_("usual shrinkage, %"), max_digits=5, decimal_places=2, default=0)
    shelf_days = models.PositiveSmallIntegerField(_("days it keeps"), default=3)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("produce item")
        verbose_name_plural = _("produce items")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(crate_kg__gt=0, crate_tare_kg__gte=0), name="item_crate_weighs"
            ),
            models.CheckConstraint(
                condition=Q(loss_percent__range=(0, 100)), name="item_loss_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A dry good (víveres): sold by the unit, found by barcode or name."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    barcode = models.CharField(_("barcode"), max_length=32, unique=True, null=True, blank=True)
    department = models.CharField(_("aisle"), max_length=60, blank=True)
    limit = models.PositiveSmallIntegerField(
        _("most units a sale"), null=True, blank=True, help_text=_("Only for what is scarce.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("dry good")
        verbose_name_plural = _("dry goods")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(limit=None) | Q(limit__gt=0), name="product_limit_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class Producer(models.Model):
    """Whoever grows: a producer cooperative, one of its members, or a grower who belongs to none."""

    name = models.CharField(_("name"), max_length=120)
    document = models.CharField(_("RIF or cédula"), max_length=12, unique=True)
    cooperative = models.ForeignKey(
        "federation.Cooperative",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="producers",
        verbose_name=_("producer cooperative"),
    )
    zone = models.CharField(_("zone"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="producers"
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("producer")
        verbose_name_plural = _("producers")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_organised(self) -> bool:
        """Organised producers are settled weekly and feed the fund; others are paid on the spot."""
        return self.cooperative_id is not None


class Till(models.Model):
    """A till of a fair. Its number is painted on it; it stays when machines change."""

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="tills")
    number = models.PositiveSmallIntegerField(_("number"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("till")
        verbose_name_plural = _("tills")
        ordering = ["fair", "number"]
        constraints = [models.UniqueConstraint(fields=["fair", "number"], name="till_number_once_a_fair")]

    def __str__(self) -> str:
        return f"{self.fair} · {self.number}"

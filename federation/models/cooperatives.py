"""Cooperatives and community organisations: what they are, where, since when, and whom to call."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from federation.models.people import Person


class Sector(models.TextChoices):
    """What a cooperative works at. One may work at several."""

    AGRICULTURE = "agriculture", _("agriculture")
    FOOD = "food", _("food processing")
    TRANSPORT = "transport", _("transport")
    HEALTH = "health", _("health")
    FUNERAL = "funeral", _("funeral services")
    SAVINGS = "savings", _("savings and loans")
    SERVICES = "services", _("services")
    EDUCATION = "education", _("education and culture")
    CRAFTS = "crafts", _("crafts and workshops")
    TRADE = "trade", _("food markets")


class Cooperative(models.Model):
    """A cooperative of the network or a community organisation around it.

    `joined_on` and `left_on` say when its last stay in the network began and ended; the stays
    themselves are `NetworkStay`, and the database keeps the two equal.
    """

    class Kind(models.TextChoices):
        WORKER = "worker", _("worker cooperative")
        CONSUMER = "consumer", _("consumer cooperative")
        PRODUCER = "producer", _("producer cooperative")
        MIXED = "mixed", _("mixed cooperative")
        COMMUNITY = "community", _("community organisation")

    code = models.SlugField(_("short code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    sectors = ArrayField(
        models.CharField(max_length=12, choices=Sector.choices),
        verbose_name=_("sectors"),
        default=list,
        db_default=[],
        blank=True,
    )
    rif = models.CharField(_("RIF"), max_length=12, blank=True)
    is_primary = models.BooleanField(_("the primary worker cooperative"), default=False)
    joined_on = models.DateField(_("joined"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)
    registered_name = models.CharField(_("registered name"), max_length=200, blank=True, db_default="")
    registry_number = models.CharField(_("registry number"), max_length=60, blank=True, db_default="")
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    sunacoop = models.CharField(_("SUNACOOP number"), max_length=40, blank=True, db_default="")
    state = models.CharField(_("state"), max_length=60, blank=True, db_default="")
    municipality = models.CharField(_("municipality"), max_length=60, blank=True, db_default="")
    parish = models.CharField(_("parish"), max_length=60, blank=True, db_default="")
    community = models.CharField(_("community"), max_length=80, blank=True, db_default="")
    directions = models.CharField(_("how to get there"), max_length=400, blank=True, db_default="")

    class Meta:
        verbose_name = _("cooperative")
        verbose_name_plural = _("cooperatives")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_primary"], condition=Q(is_primary=True), name="cooperative_one_primary"
            ),
            models.UniqueConstraint(fields=["rif"], condition=~Q(rif=""), name="cooperative_rif_once"),
            models.CheckConstraint(
                condition=Q(rif="") | Q(rif__regex=r"^[VEJPG][0-9]{9}$"), name="cooperative_rif_form"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gt=F("joined_on")),
                name="cooperative_left_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on__isnull=False), name="cooperative_left_what_it_joined"
            ),
            models.CheckConstraint(
                condition=Q(sectors__contained_by=Sector.values), name="cooperative_sectors_known"
            ),
        ]
        triggers = [
            # Whoever writes the two days directly (an import) writes the stay; see NetworkStay.
            pgtrigger.Trigger(
                name="cooperative_keeps_its_stay",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("joined_on", "left_on"),
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
                func="""
                    IF NEW.joined_on IS NULL THEN
                        RETURN NULL;
                    END IF;
                    UPDATE federation_networkstay
                       SET period = daterange(NEW.joined_on, NEW.left_on)
                     WHERE id = (SELECT id FROM federation_networkstay
                                  WHERE cooperative_id = NEW.id ORDER BY lower(period) DESC LIMIT 1);
                    IF NOT FOUND THEN
                        INSERT INTO federation_networkstay
                            (cooperative_id, period, joined_ref, joined_reason, left_ref, left_reason)
                        VALUES (NEW.id, daterange(NEW.joined_on, NEW.left_on), '', '', '', '');
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where it is, from the nearest to the widest."""
        return ", ".join(filter(None, [self.community, self.parish, self.municipality, self.state]))

    @property
    def sector_words(self) -> list[str]:
        return [str(Sector(sector).label) for sector in self.sectors if sector in Sector.values]


class NetworkStay(models.Model):
    """A time in which a cooperative belongs to the network. It may leave and come back."""

    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="stays")
    period = DateRangeField(_("period"))
    joined_ref = models.CharField(_("decision to join"), max_length=64, blank=True)
    joined_reason = models.CharField(_("why it joined"), max_length=300, blank=True)
    left_ref = models.CharField(_("decision to leave"), max_length=64, blank=True)
    left_reason = models.CharField(_("why it left"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("stay in the network")
        verbose_name_plural = _("stays in the network")
        constraints = [
            ExclusionConstraint(
                name="stay_periods_do_not_overlap",
                expressions=[("cooperative", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False) & Q(period__startswith__isnull=False),
                name="stay_has_a_beginning",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stay_shows_on_its_cooperative",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
                func="""
                    UPDATE federation_cooperative c
                       SET joined_on = lower(s.period), left_on = upper(s.period)
                      FROM (SELECT period FROM federation_networkstay
                             WHERE cooperative_id = NEW.cooperative_id
                             ORDER BY lower(period) DESC LIMIT 1) s
                     WHERE c.id = NEW.cooperative_id;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Protect(name="stay_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative} · {self.period}"


class NetworkService(models.TextChoices):
    """What the network does together."""

    MARKETS = "markets", _("food fairs")
    SUPPLY = "supply", _("supply of dry goods")
    FUND = "fund", _("mutual-support fund")
    SAVINGS = "savings", _("savings and loans")
    HEALTH = "health", _("health")
    FUNERAL = "funeral", _("funeral plan")
    APPLIANCES = "appliances", _("household appliances")
    TRANSPORT = "transport", _("transport")
    EDUCATION = "education", _("community education")


class CooperativeService(models.Model):
    """A service of the network that a cooperative runs or uses."""

    class How(models.TextChoices):
        RUNS = "runs", _("runs it")
        USES = "uses", _("uses it")

    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="services")
    service = models.CharField(_("service"), max_length=12, choices=NetworkService.choices)
    how = models.CharField(_("how"), max_length=4, choices=How.choices)

    class Meta:
        ordering = ["service", "how"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "service", "how"], name="service_once_each_way"),
            models.CheckConstraint(
                condition=Q(service__in=NetworkService.values, how__in=["runs", "uses"]), name="service_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_service_display()} · {self.get_how_display()}"


class Contact(models.Model):
    """Somebody to call at a cooperative, and for what. A member of it or not."""

    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    task = models.CharField(_("task"), max_length=80)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="contact_of", verbose_name=_("person")
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["task", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "name", "task"], name="contact_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(task=""), name="contact_says_who_and_what"),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="contact_phone_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.task}"

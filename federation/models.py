"""People, cooperatives, memberships and the mandates that give power for a while."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, document: str, password: str | None = None, **extra: Any) -> "Person":
        person = self.model(document=document, **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """One row a human. Logs in by cédula (`V12345678`, `E…`) or internal number (`N000123`).

    There is no superuser and no staff flag: power comes only from mandates.
    """

    document = models.CharField(
        _("cédula or internal number"),
        max_length=12,
        unique=True,
        help_text=_("V or E and the digits; N for people without papers."),
    )
    given_names = models.CharField(_("given names"), max_length=80)
    family_names = models.CharField(_("family names"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("es", _("Spanish")), ("en", _("English"))], default="es"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "document"
    REQUIRED_FIELDS = ["given_names", "family_names"]
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__regex=r"^[VEN][0-9]{1,10}$"), name="person_document_form"
            ),
        ]
        indexes = [models.Index(fields=["family_names", "given_names", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.get_full_name()

    @staticmethod
    def normalise(text: str) -> str:
        """However people write it: `v-12.345.678`, `12345678` and `V 12345678` are `V12345678`.

        An internal number keeps its zeros (`N000123`); a cédula has none in front.
        """
        kept = "".join(sign for sign in text.upper() if sign.isalnum())
        letter, digits = (kept[:1], kept[1:]) if kept[:1].isalpha() else ("V", kept)
        return letter + (digits if letter == "N" else digits.lstrip("0"))

    def get_full_name(self) -> str:
        return f"{self.given_names} {self.family_names}".strip()

    def get_short_name(self) -> str:
        return self.given_names.split(" ")[0]


class Cooperative(models.Model):
    """A cooperative of the network or a community organisation around it."""

    class Kind(models.TextChoices):
        WORKER = "worker", _("worker cooperative")
        CONSUMER = "consumer", _("consumer cooperative")
        PRODUCER = "producer", _("producer cooperative")
        MIXED = "mixed", _("mixed cooperative")
        COMMUNITY = "community", _("community organisation")

    code = models.SlugField(_("short code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    rif = models.CharField(_("RIF"), max_length=12, blank=True)
    is_primary = models.BooleanField(_("the primary worker cooperative"), default=False)
    joined_on = models.DateField(_("joined"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)

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
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="cooperative_left_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a cooperative for a period."""

    class Kind(models.TextChoices):
        WORKER = "worker", _("worker-member")
        CONSUMER = "consumer", _("consumer member")
        PRODUCER = "producer", _("producer member")

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="memberships")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    area = models.CharField(_("area"), max_length=40, blank=True)
    period = DateRangeField(_("period"))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            ExclusionConstraint(
                name="membership_periods_do_not_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("cooperative", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="membership_period_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.cooperative}"


class Role(models.TextChoices):
    """What a mandate lets its holder do. A new power is a new word here and in a policy."""

    WEEK = "week", _("coordinates the market week")
    FAIR = "fair", _("coordinates a fair")
    TILL = "till", _("works a till")
    RECEIVING = "receiving", _("receives goods")
    BUYING = "buying", _("buys in the field")
    SUPPLY = "supply", _("speaks for a producer")
    FINANCE = "finance", _("works the finance desk")
    REGISTER = "register", _("keeps the register of people")
    MEETING = "meeting", _("writes the minutes")
    JOBS = "jobs", _("looks after the jobs")


NETWORK = "network"


class Mandate(models.Model):
    """Power for a while: a person, a role, where, why, and until when.

    `scope` is `network` or `kind:number`, such as `fair:3` or `producer:41`; the room that owns the
    kind reads it. `source` says what gave the mandate: a roster turn, a decision, a founding.
    """

    class Source(models.TextChoices):
        TURN = "turn", _("turn of the roster")
        DECISION = "decision", _("decision")
        FOUNDING = "founding", _("founding of the installation")
        BREAK_GLASS = "break_glass", _("emergency, by two people")

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    scope = models.CharField(_("where"), max_length=40, default=NETWORK)
    scope_label = models.CharField(_("where"), max_length=160, blank=True)
    source = models.CharField(_("given by"), max_length=12, choices=Source.choices)
    source_ref = models.CharField(_("number of the turn or decision"), max_length=64)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    during = DateTimeRangeField(_("period"))
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="mandates_given")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            ExclusionConstraint(
                name="mandate_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(during__isempty=False),
            ),
            models.CheckConstraint(
                condition=Q(scope__regex=r"^(network|[a-z_]+:[0-9]+)$"), name="mandate_scope_form"
            ),
            models.CheckConstraint(condition=~Q(source_ref=""), name="mandate_names_its_source"),
        ]
        indexes = [models.Index(fields=["person", "role"], name="mandate_of_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()} · {self.scope_label or self.scope}"

"""Rotating savings groups: each turn everybody puts in the same, and one of them takes it all."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField
from finance.models.accounts import Account
from finance.models.entries import Entry
from finance.models.savings import EveryChoices
from finance.states import GroupState

STAYS = pgtrigger.Update | pgtrigger.Delete
PERSON = settings.AUTH_USER_MODEL


class SavingsGroup(models.Model):
    """People who save together, in the order that they agree on or that is drawn with a seed all see."""

    class Order(models.TextChoices):
        AGREED = "agreed", _("as the group agrees")
        DRAWN = "drawn", _("by drawing lots")

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    amount = MoneyField(_("each turn"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    every = models.CharField(_("how often"), max_length=5, choices=EveryChoices.choices)
    starts = models.DateField(_("first turn"))
    order = models.CharField(_("who goes first"), max_length=6, choices=Order.choices)
    seed = models.CharField(_("seed of the draw"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=GroupState.choices, default=GroupState.FORMING)
    ledger = models.OneToOneField(Account, models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("savings group")
        verbose_name_plural = _("savings groups")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "name"], name="savingsgroup_name_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="savingsgroup_above_zero"),
            models.CheckConstraint(condition=Q(state__in=GroupState.values), name="savingsgroup_state_known"),
            models.CheckConstraint(
                condition=Q(state="forming", seed="")
                | ~Q(state="forming") & (Q(order="agreed") | ~Q(seed="")),
                name="savingsgroup_drawn_in_sight",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="savingsgroup_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="savingsgroup_stays_itself",
                fields=[
                    "cooperative",
                    "amount",
                    "currency",
                    "every",
                    "starts",
                    "order",
                    "ledger",
                    "begun_by",
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupPlace(models.Model):
    """Somebody's place in a group; its turn is known once the group runs."""

    group = models.ForeignKey(SavingsGroup, models.PROTECT, related_name="places")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    turn = models.SmallIntegerField(_("turn"), null=True)
    due = models.DateField(_("day"), null=True)
    paid_out = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    received = MoneyField(_("received"), null=True)

    class Meta:
        ordering = ["group", "turn", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="groupplace_once"),
            models.UniqueConstraint(fields=["group", "turn"], name="groupplace_a_turn_once"),
            models.CheckConstraint(
                condition=Q(turn=None, due=None, paid_out=None, received=None)
                | Q(turn__gte=1, due__isnull=False),
                name="groupplace_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(paid_out=None, received=None) | Q(paid_out__isnull=False, received__gt=0),
                name="groupplace_received_something",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="groupplace_of_person")]
        triggers = [
            pgtrigger.Protect(
                name="groupplace_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__turn__isnull=False),
            ),
            pgtrigger.Protect(
                name="groupplace_turn_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__turn__isnull=False)
                & pgtrigger.Q(new__turn__df=pgtrigger.F("old__turn")),
            ),
            pgtrigger.Protect(
                name="groupplace_receives_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__paid_out__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.turn}"


class GroupPayment(models.Model):
    """What somebody put in for a turn. A turn without one was missed."""

    group = models.ForeignKey(SavingsGroup, models.PROTECT, related_name="payments")
    place = models.ForeignKey(GroupPlace, models.PROTECT, related_name="payments")
    turn = models.SmallIntegerField(_("turn"))
    amount = MoneyField(_("amount"))
    on = models.DateField(_("day"))
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    received_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["turn", "id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "turn"], name="grouppayment_once_a_turn"),
            models.CheckConstraint(condition=Q(amount__gt=0, turn__gte=1), name="grouppayment_of_a_turn"),
        ]
        triggers = [pgtrigger.Protect(name="grouppayment_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.place_id}/{self.turn}"

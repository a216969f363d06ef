"""What a bank says happened in an account, line by line, and which of our movements each line is."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import format_number
from finance.models.accounts import Account
from finance.models.entries import Entry
from finance.states import LineState


class BankFile(models.Model):
    """A file of movements as the bank gave it. The same file is brought once."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    layout = models.CharField(_("layout"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    lines = models.IntegerField(_("new lines"))
    known = models.IntegerField(_("lines that were here already"))
    refused = models.JSONField(_("lines that could not be read"), default=list)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(_("brought"), db_default=Now())

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        constraints = [models.UniqueConstraint(fields=["account", "sha256"], name="bankfile_once")]
        triggers = [pgtrigger.Protect(name="bankfile_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.file_name


class BankLine(models.Model):
    """A movement in the bank's own words. `amount` is positive for money that came in.

    A bank's reference is unique for a day and an amount: the same line in a second file is the same line.
    """

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="bank_lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    place = models.IntegerField(_("line of the file"))
    on = models.DateField(_("day"))
    reference = models.CharField(_("reference"), max_length=60)
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2)
    description = models.CharField(_("what the bank says"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=LineState.choices, default=LineState.OPEN)

    class Meta:
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "on", "amount", "reference"], name="bankline_reference_once"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="bankline_not_zero"),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="bankline_state_known"),
        ]
        indexes = [models.Index(fields=["account", "state", "on", "id"], name="bankline_open")]
        triggers = [
            pgtrigger.Protect(name="bankline_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="bankline_stays_itself",
                fields=["file", "account", "place", "on", "reference", "amount", "description"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {self.on:%d/%m/%Y} · {format_number(self.amount, 2)}"


class BankMatch(models.Model):
    """A bank line is this leg of ours. Several legs may make one line; undone, it stays written."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="matches")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    leg = models.SmallIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    matched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    matched_at = models.DateTimeField(_("matched"), db_default=Now())
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "leg"], condition=Q(undone_at=None), name="bankmatch_leg_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, undone_at__gte=F("matched_at")),
                name="bankmatch_undone_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="bankmatch_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="bankmatch_stays_itself",
                fields=["line", "entry", "leg", "amount", "matched_by", "matched_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} = {self.entry_id}/{self.leg}"

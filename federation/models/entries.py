"""How people come in: the code given in person, each login, and when somebody may not come in."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from federation.models.people import Person

CODE_TRIES = 5


class ActivationCode(models.Model):
    """A code given in person: with it somebody chooses a password, once, within a week.

    Only its hash is kept. A person has one live code at most; the next one revokes it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="activation_codes")
    code_hash = models.CharField(max_length=160)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="activation_codes_made")
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("activation code")
        verbose_name_plural = _("activation codes")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="activation_one_live",
            ),
            models.CheckConstraint(condition=Q(tries__lte=CODE_TRIES), name="activation_tries_bounded"),
            models.CheckConstraint(condition=~Q(made_by=F("person")), name="activation_by_another"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True), name="activation_ends_one_way"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="activation_used_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.used_at IS NOT NULL OR OLD.revoked_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class LoginSession(models.Model):
    """One login on one device, from its beginning to its end. A session without one is nobody's.

    Only a hash of the session's key is kept. A PIN's session is tied to a machine, a place and an end.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", _("by password")
        PIN = "pin", _("by PIN, at a till")

    class Ended(models.TextChoices):
        LEFT = "left", _("logged out")
        REVOKED = "revoked", _("ended from another device")
        PASSWORD = "password", _("the password changed")
        SUSPENDED = "suspended", _("suspended")
        ANOTHER = "another", _("another login on the same device")
        IDLE = "idle", _("nobody was there")
        TURN = "turn", _("the turn ended")
        RESET = "reset", _("put right by whoever keeps the register")

    person = models.ForeignKey(Person, models.PROTECT, related_name="login_sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PASSWORD)
    device = models.CharField(_("device"), max_length=60, blank=True)
    address = models.CharField(_("address, shortened"), max_length=40, blank=True)
    started_at = models.DateTimeField(_("since"))
    last_seen_at = models.DateTimeField(_("last seen"))
    second_factor_at = models.DateTimeField(_("second factor given"), null=True, blank=True)
    machine = models.CharField(_("machine"), max_length=40, blank=True)
    scope = models.CharField(_("where"), max_length=40, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_why = models.CharField(_("why it ended"), max_length=10, choices=Ended.choices, blank=True)

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="password", machine="", scope="", until__isnull=True)
                | (Q(kind="pin", until__isnull=False) & ~Q(machine="") & ~Q(scope="")),
                name="login_pin_is_tied",
            ),
            models.CheckConstraint(
                condition=~Q(kind="pin") | Q(second_factor_at__isnull=True), name="login_pin_proves_nothing"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="")
                | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="login_says_why_it_ended",
            ),
            models.UniqueConstraint(
                fields=["machine"],
                condition=Q(kind="pin", ended_at__isnull=True),
                name="login_one_pin_a_machine",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-last_seen_at"], condition=Q(ended_at__isnull=True), name="login_live"
            ),
            models.Index(fields=["last_seen_at"], name="login_by_age"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="login_ended_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.ended_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.device}"


class Suspension(models.Model):
    """A person's keys and logins stand still from a moment on, because a decision says so.

    Without `until` it has no end of its own. Another decision lifts it; the row itself stays.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="suspensions")
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    source_ref = models.CharField(_("number of the decision"), max_length=64)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    placed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="suspensions_placed")
    placed_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_ref = models.CharField(_("lifted by decision"), max_length=64, blank=True)
    lifted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="suspensions_lifted"
    )

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(fields=["person", "source_ref"], name="suspension_once_a_decision"),
            models.CheckConstraint(condition=~Q(source_ref=""), name="suspension_cites_a_decision"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="suspension_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(placed_by__isnull=True) | ~Q(placed_by=F("person")),
                name="suspension_by_another",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_ref="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_ref="") & ~Q(lifted_ref=F("source_ref"))),
                name="suspension_lifted_by_another_decision",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="suspension_of_person")]
        triggers = [
            pgtrigger.Protect(
                name="suspension_lifted_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.lifted_at IS NOT NULL"),
            ),
            pgtrigger.Protect(
                name="suspension_says_the_same",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(NEW.since, NEW.until, NEW.source_ref)"
                    " IS DISTINCT FROM ROW(OLD.since, OLD.until, OLD.source_ref)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

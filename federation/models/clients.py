"""Programs of affiliate cooperatives that read and write their own data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oauth2_provider.models import AbstractApplication

from cecosesola.kernel.clock import now
from federation.models.cooperatives import Cooperative
from federation.models.people import Person


class Scope(models.TextChoices):
    """What a client may do. All but the first are about its own cooperative."""

    NETWORK_READ = "network:read", _("read which cooperatives are in the network")
    COOPERATIVE_READ = "cooperative:read", _("read its own cooperative's data")
    COOPERATIVE_WRITE = "cooperative:write", _("change its own contacts and address")
    MEMBERS_READ = "members:read", _("read its own members")
    MEMBERS_WRITE = "members:write", _("enter its own members, and say who left")


class ApiClientManager(models.Manager["ApiClient"]):
    def get_by_natural_key(self, client_id: str) -> "ApiClient":
        return self.get(client_id=client_id)


class ApiClient(AbstractApplication):
    """A program that speaks for one cooperative until a day. Its secret is kept only as a hash.

    Machines only: it asks for tokens with its own secret, and nobody ever logs in through it.
    """

    user = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="+")
    scopes = ArrayField(
        models.CharField(max_length=24, choices=Scope.choices), verbose_name=pgettext_lazy("a program", "may")
    )
    expires_at = models.DateTimeField(_("ends"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    secret_at = models.DateTimeField(_("secret made"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_reason = models.CharField(_("why it was revoked"), max_length=300, blank=True)

    objects = ApiClientManager()

    class Meta(AbstractApplication.Meta):
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    authorization_grant_type="client-credentials",
                    client_type="confidential",
                    hash_client_secret=True,
                    user=None,
                    redirect_uris="",
                ),
                name="client_is_a_machine",
            ),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & ~Q(scopes=[]), name="client_scopes_known"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("confirmed_by")), name="client_takes_two_people"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created")), name="client_ends"),
            models.CheckConstraint(
                condition=Q(client_secret__contains="$"),  # noqa: S106
                name="client_secret_is_hashed",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="client_revoked_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.cooperative}"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > now()

    def is_usable(self, request: object) -> bool:
        """Asked by the token machinery for every token: one revoked, ended or without a secret gets none."""
        return self.is_live and self.secret_at is not None

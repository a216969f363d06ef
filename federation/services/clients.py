"""Letting a cooperative's program in, by two people; its secret, shown once; and ending it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.models import ApiClient, Cooperative, Person, Scope, TwoPersonAct
from federation.policies.acts import ActKind
from federation.policies.clients import (
    may_ask_client,
    may_change_client,
    may_confirm_client,
)
from federation.services.acts import ask_second

KIND = "federation.api_client"
LONGEST_CLIENT_DAYS = 366


def ask_client(
    *, by: Person, cooperative: Cooperative, name: str, scopes: Iterable[str], days: int, reason: str
) -> TwoPersonAct:
    """Ask for a client of a cooperative. It exists once a second person confirms."""
    wanted = [scope for scope in Scope.values if scope in set(scopes)]
    if not wanted:
        raise refuse(
            "no_scopes", _("A client that may do nothing is of no use."), scopes=_("Choose what it may do.")
        )
    if not 1 <= days <= LONGEST_CLIENT_DAYS:
        raise refuse("unbounded_client", _("A client ends within a year."), days=_("From 1 to 366 days."))
    return ask_second(
        by=by,
        kind=KIND,
        label=_("A client of the API for %(cooperative)s: %(name)s")
        % {"cooperative": cooperative, "name": name},
        reason=reason,
        about=f"federation.cooperative:{cooperative.pk}",
        payload={"cooperative": cooperative.pk, "name": name, "scopes": wanted, "days": days},
    )


def make_client(*, act: TwoPersonAct, by: Person, second: Person) -> Mapping[str, Any]:
    """Done when the second person confirms. The client cannot do anything until its secret is made."""
    asked = act.payload
    client = ApiClient.objects.create(
        name=asked["name"],
        cooperative_id=asked["cooperative"],
        scopes=asked["scopes"],
        expires_at=now() + dt.timedelta(days=asked["days"]),
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        asked_by=by,
        confirmed_by=second,
    )
    audit.record(
        by=second,
        verb="federation.make_client",
        thing=client,
        new={"scopes": asked["scopes"], "until": client.expires_at, "asked_by": by.get_full_name()},
    )
    return {"client": client.pk}


def new_secret(*, by: Person, client: ApiClient) -> tuple[ApiClient, str]:
    """Make the client's secret, told this once and kept as a hash. The one before dies with its tokens."""
    with transaction.atomic():
        kept = _locked(client)
        require(may_change_client(by, kept))
        secret = generate_client_secret()
        first = kept.secret_at is None
        kept.client_secret, kept.secret_at = secret, now()
        kept.save(update_fields=["client_secret", "secret_at"])
        AccessToken.objects.filter(application=kept).delete()
        audit.record(by=by, verb="federation.first_secret" if first else "federation.new_secret", thing=kept)
    return kept, secret


def revoke_client(*, by: Person, client: ApiClient, reason: str) -> ApiClient:
    """End a client now, with every token it holds."""
    with transaction.atomic():
        kept = _locked(client)
        require(may_change_client(by, kept))
        kept.revoked_at, kept.revoked_by, kept.revoked_reason = now(), by, reason
        kept.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
        AccessToken.objects.filter(application=kept).delete()
        audit.record(by=by, verb="federation.revoke_client", thing=kept, new={"reason": reason})
    return kept


def forget_old_tokens() -> int:
    """Take out tokens that have ended. Returns how many."""
    gone, _models = AccessToken.objects.filter(expires__lt=now() - dt.timedelta(hours=1)).delete()
    return gone


def _locked(client: ApiClient) -> ApiClient:
    return ApiClient.objects.select_for_update(of=("self",)).select_related("cooperative").get(pk=client.pk)


def _details(act: TwoPersonAct) -> list[tuple[Any, Any]]:
    asked = act.payload
    cooperative = Cooperative.objects.filter(pk=asked["cooperative"]).first()
    return [
        (_("For"), cooperative),
        (_("Name of the program"), asked["name"]),
        (_("It may"), ", ".join(str(Scope(scope).label) for scope in asked["scopes"])),
        (_("For how many days"), asked["days"]),
    ]


CLIENT_ACT = ActKind(
    name=KIND,
    label=_("Let a cooperative's program in"),
    do=make_client,
    may_ask=may_ask_client,
    may_confirm=may_confirm_client,
    details=_details,
)

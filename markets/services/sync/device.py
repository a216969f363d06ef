"""Who a machine is: a long random token, of which the house keeps only the hash."""

import hashlib
import secrets
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import refuse
from markets.models import Device


@dataclass(frozen=True)
class Token:
    """Shown once, when the device is registered."""

    secret: str
    digest: str


def issue_token() -> Token:
    secret = secrets.token_urlsafe(32)
    return Token(secret, _digest(secret))


def authenticate(secret: str) -> Device:
    """The live device of a token. Raises Refused (401) for one that is unknown or revoked."""
    device = Device.objects.filter(token_hash=_digest(secret), revoked_at=None).first()
    if device is None:
        raise refuse(
            "unknown_device", _("This machine is not registered as a till. Register it again."), status=401
        )
    return device


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so a fast hash keeps it as well as a slow one.
    return hashlib.sha256(secret.encode()).hexdigest()

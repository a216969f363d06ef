"""Who a machine is: a long random token, of which the house keeps only the hash."""

import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from cecosesola.kernel.errors import Refused
from markets.models import Device
from markets.policies import UNKNOWN_DEVICE


@dataclass(frozen=True)
class Token:
    """Shown once, when the device is registered."""

    secret: str
    digest: str


def issue_token() -> Token:
    secret = secrets.token_urlsafe(32)
    return Token(secret, _digest(secret))


def authenticate(secret: str) -> Device:
    """The live device of a token, without its till. Raises Refused (401) for an unknown or revoked one.

    Only who the token belonged to is remembered; whether it still counts is asked as sales are stored.
    """
    digest = _digest(secret)
    try:
        pk, letters = _whose(digest)
    except LookupError as error:
        raise Refused(UNKNOWN_DEVICE) from error
    return Device.from_db(connection.alias, ["id", "letters", "token_hash"], (pk, letters, digest))


@lru_cache(maxsize=1024)
def _whose(digest: str) -> tuple[int, str]:
    # Every sale passes here, so the query is written out: composing it would take longer than running it.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, letters FROM markets_device WHERE token_hash = %s AND revoked_at IS NULL", [digest]
        )
        row = cursor.fetchone()
    if row is None:
        raise LookupError(digest)  # not remembered: the machine may be registered in a moment
    return row


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so a fast hash keeps it as well as a slow one.
    return hashlib.sha256(secret.encode()).hexdigest()

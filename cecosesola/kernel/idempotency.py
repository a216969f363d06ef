"""Retries are safe: the same key and body get the same answer, another body gets a conflict."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import refuse
from cecosesola.kernel.models import IdempotencyKey


def body_hash(body: Any) -> str:
    """SHA-256 of the body as canonical JSON (sorted keys, no spaces, Decimals as text)."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def once(scope: str, key: str, body: Any, do: Callable[[], Any]) -> tuple[Any, bool]:
    """Run `do` at most once for (scope, key) and keep its answer (plain JSON).

    Returns the answer and whether it is a replay. Two callers at once: the second waits for the
    first. If `do` raises, nothing is kept and the key may be used again.
    Raises Refused (409) when the key was used with another body.
    """
    digest = body_hash(body)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kernel_idempotencykey (scope, key, body_hash, answer, status, created_at)"
                " VALUES (%s, %s, %s, NULL, 200, now()) ON CONFLICT (scope, key) DO NOTHING RETURNING id",
                [scope, key, digest],
            )
            row = cursor.fetchone()
        if row is None:
            known = IdempotencyKey.objects.get(scope=scope, key=key)
            if known.body_hash != digest:
                raise refuse(
                    "key_reused",
                    _("This key was already used for something else. Use a new one."),
                    status=409,
                )
            return known.answer, True
        answer = do()
        IdempotencyKey.objects.filter(pk=row[0]).update(answer=answer)
        return answer, False

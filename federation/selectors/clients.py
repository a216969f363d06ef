"""Reads of the programs that affiliates let in."""

from django.db.models import Max, QuerySet

from federation.models import ApiClient


def clients() -> QuerySet[ApiClient]:
    """Every client, the living first, with when it last got a token."""
    return ApiClient.objects.select_related("cooperative", "asked_by", "confirmed_by", "revoked_by").annotate(
        last_token=Max("accesstoken__created")
    )


def find_client(pk: int) -> ApiClient | None:
    return clients().filter(pk=pk).first()

"""What machines ask: is it alive, and how much does it do."""

import ipaddress
import secrets

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import now
from cecosesola.kernel.models import Job
from cecosesola.ui.guard import public
from cecosesola.ui.refusals import answer


@public
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served. Late jobs are told but do not take the site down with them."""
    database, late, failing = True, 0, 0
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        late = Job.objects.filter(expected_by__lt=now()).count()
        failing = Job.objects.filter(failures__gt=0).count()
    except DatabaseError:
        database = False
    redis = _cache_answers()
    body = {
        "status": "ok" if database and redis else "down",
        "database": database,
        "redis": redis,
        "jobs": {"late": late, "failing": failing},
    }
    return JsonResponse(body, status=200 if database and redis else 503)


def _cache_answers() -> bool:
    try:
        cache.set("health", "1", 10)
        return cache.get("health") == "1"
    except Exception:  # whatever the client raises, the answer is the same
        return False


@public
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures, for this machine itself or for whoever shows METRICS_TOKEN.

    A proxy on this machine also comes from loopback, so a request that was forwarded does not count
    as local.
    """
    if not (_from_here(request) or _with_token(request)):
        return answer(request, NOT_FOUND)
    return ExportToDjangoView(request)


def _from_here(request: HttpRequest) -> bool:
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _with_token(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and secrets.compare_digest(given.encode(), token.encode())

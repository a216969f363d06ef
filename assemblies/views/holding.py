"""What the pages of a meeting share."""

import uuid

from django.http import HttpRequest, HttpResponse

from assemblies import policies
from assemblies.models import Meeting
from assemblies.selectors import running
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from federation.selectors import Person


def person_of(request: HttpRequest) -> Person:
    return request.user  # type: ignore[return-value]


def meeting_for(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, for whoever may read it; for others there is nothing here."""
    found = running.find_meeting(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_meeting(person_of(request), found))
    return found


def number_in(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 18 else None


def fresh_key() -> str:
    return str(uuid.uuid4())


def same_as_before(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 when the reader holds what would be sent again."""
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return None


def with_etag(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response

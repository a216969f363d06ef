"""What the pages of this room look up."""

from typing import Any

from django.http import HttpRequest

from assemblies import policies
from assemblies.models import Meeting, Space, Topic
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require


def who(request: HttpRequest) -> Any:
    """Whoever asks."""
    return request.user


def found_meeting(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, when whoever asks may read it."""
    meeting = Meeting.objects.filter(pk=pk).select_related("space", "series", "current__topic").first()
    if meeting is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_meeting(who(request), meeting))
    return meeting


def found_space(request: HttpRequest, pk: int) -> Space:
    space = Space.objects.filter(pk=pk).select_related("cooperative").first()
    if space is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_space(who(request), space))
    return space


def found_topic(request: HttpRequest, pk: int) -> Topic:
    topic = Topic.objects.filter(pk=pk).select_related("space", "brought_by", "decision").first()
    if topic is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_space(who(request), topic.space))
    return topic

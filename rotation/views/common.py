"""What the pages of this room look up."""

from typing import Any

from django.http import HttpRequest

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.weeks import Week
from rotation.models import Roster, Turn
from rotation.selectors import turns as read


def who(request: HttpRequest) -> Any:
    """Whoever asks."""
    return request.user


def found_turn(pk: int) -> Turn:
    turn = read.find_turn(pk)
    if turn is None:
        raise Refused(NOT_FOUND)
    return turn


def found_week(iso: str) -> Week:
    """The week that an address names; what is no week is not found."""
    try:
        return Week.parse(iso)
    except ValueError as error:
        raise Refused(NOT_FOUND) from error


def found_roster(iso: str) -> Roster:
    week = found_week(iso)
    roster = (
        Roster.objects.filter(monday=week.monday)
        .select_related("heard_by", "published_by", "weights__decision")
        .first()
    )
    if roster is None:
        raise Refused(NOT_FOUND)
    return roster


def one(queryset: Any, pk: int) -> Any:
    """The row with that number, or nothing is found."""
    row = queryset.filter(pk=pk).first()
    if row is None:
        raise Refused(NOT_FOUND)
    return row

"""What the pages of the books look up."""

from typing import Any

from django.http import HttpRequest

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from federation.selectors import Cooperative
from finance import policies, selectors
from finance.models import Entry


def who(request: HttpRequest) -> Any:
    """Whoever asks."""
    return request.user


def found_cooperative(code: str) -> Cooperative:
    """The cooperative of that code, when it keeps its books here."""
    found = selectors.cooperatives_with_books().filter(code=code).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def found_entry(request: HttpRequest, pk: int) -> tuple[Entry, list]:
    """The entry and its legs. One that touches an account that is not to be seen is not there."""
    try:
        found = selectors.entry(pk)
    except Entry.DoesNotExist as error:
        raise Refused(NOT_FOUND) from error
    lines = selectors.lines_of(found)
    for line in lines:
        require(policies.may_read_party(who(request), line.account.party))
    return found, lines

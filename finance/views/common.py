"""What the pages of the books look up."""

import datetime as dt
from typing import Any

from django.http import HttpRequest

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused, require
from federation.selectors import Cooperative
from finance import policies, selectors
from finance.forms import SpanForm
from finance.models import Account, Entry

EARLIEST = dt.date(1974, 1, 1)


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


def found_account(request: HttpRequest, pk: int) -> Account:
    """The account, when whoever asks may read it."""
    found = Account.objects.select_related("node", "cooperative").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_party(who(request), found.party))
    return found


def span(request: HttpRequest, *, days: int = 0) -> tuple[dt.date, dt.date]:
    """The days that the address asks for (`first`, `last`), or this month so far, or the last `days`.

    What is no day, or stands the wrong way round, is as if nothing was asked.
    """
    day = today()
    usual = (day - dt.timedelta(days=days) if days else day.replace(day=1)), day
    form = SpanForm(request.GET)
    if not form.is_valid():
        return usual
    first, last = form.cleaned_data["first"] or usual[0], form.cleaned_data["last"] or usual[1]
    if not EARLIEST <= first <= last <= day + dt.timedelta(days=3660):
        return usual
    return first, last

"""«What changed»: who did what, and when."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cecosesola.kernel import audit
from cecosesola.kernel.models import AuditEvent
from cecosesola.ui import paging, verbs
from cecosesola.ui.guard import guarded
from federation import policies
from federation.selectors import audit as read_audit


@guarded(policies.may_see_changes)
def changes(request: HttpRequest) -> HttpResponse:
    """Everybody's changes, those of one thing, or one's own with the private ones."""
    reader: Any = request.user
    who = request.GET.get("quien", "").strip()[:80]
    thing = request.GET.get("que", "").strip()[:80]
    day = _day(request.GET.get("dia", ""))
    of = request.GET.get("de", "")[:160]
    mine = request.GET.get("lo") == "mio"
    if of:
        found = read_audit.history_of(of)
    elif mine:
        found = read_audit.changes_of_mine(reader, thing=thing, day=day)
    else:
        found = read_audit.changes(who=who, thing=thing, day=day)
    page = paging.page(request, found, by=("-at", "-id"), size=50)
    rows = [(event, _page_of(event), _differences(event)) for event in page]
    return render(
        request,
        "federation/changes.html",
        {
            "page": page,
            "rows": rows,
            "who": who,
            "thing": thing,
            "day": day,
            "of": page.rows[0].label if of and page.rows else of,
            "mine": mine,
            "head": audit.head(),
        },
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _page_of(event: AuditEvent) -> str:
    name = verbs.page_of(event.object_type)
    return reverse(name, args=[event.object_id]) if name and event.object_id.isdigit() else ""


def _differences(event: AuditEvent) -> list[tuple[str, object, object]]:
    names = [*event.new, *(name for name in event.old if name not in event.new)]
    return [(name.replace("_", " "), event.old.get(name), event.new.get(name)) for name in names]

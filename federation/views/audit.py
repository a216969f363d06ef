"""«What changed»: who did what, and when."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cecosesola.kernel import audit
from cecosesola.kernel.models import AuditEvent
from cecosesola.ui import export, paging, verbs
from cecosesola.ui.guard import guarded
from federation import policies
from federation.selectors import audit as read_audit
from federation.selectors.audit_names import as_shown
from federation.views.downloads import CHANGES

MOST_TAKEN = 20_000


@guarded(policies.may_see_changes)
def changes(request: HttpRequest) -> HttpResponseBase:
    """Everybody's changes, those of one thing, or one's own with the private ones."""
    reader: Any = request.user
    who = request.GET.get("quien", "").strip()[:80]
    thing = request.GET.get("que", "").strip()[:80]
    day = _day(request.GET.get("dia", ""))
    of = request.GET.get("de", "")[:160]
    mine = request.GET.get("lo") == "mio"
    if of:
        listed = read_audit.history_of(of)
    elif mine:
        listed = read_audit.changes_of_mine(reader, thing=thing, day=day)
    else:
        listed = read_audit.changes(who=who, thing=thing, day=day)
    if wanted := export.wanted(request):
        newest = listed.order_by("-at", "-id")[:MOST_TAKEN]
        return export.answer(wanted, _("changes"), CHANGES, as_shown(newest))
    page = paging.page(request, listed, by=("-at", "-id"), size=50)
    rows = [(event, _page_of(event), _differences(event)) for event in as_shown(page)]
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
    kind = event.object_type
    return [
        (
            verbs.field(kind, name),
            verbs.value(kind, name, event.old.get(name)),
            verbs.value(kind, name, event.new.get(name)),
        )
        for name in names
    ]

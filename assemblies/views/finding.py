"""Search over everything, and what changed since one last came."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assemblies import policies
from assemblies.selectors import finding
from assemblies.selectors.since import since_last
from assemblies.views.common import who
from cecosesola.ui.guard import guarded

SIZE = 20
DEEPEST = 10


@guarded(policies.may_read_some)
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:120]
    kinds = {source.kind: source.label for source in finding.sources()}
    kind = request.GET.get("tipo", "")
    kind = kind if kind in kinds else ""
    asked = request.GET.get("pagina", "1")
    page = min(int(asked), DEEPEST) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 4 else 1
    page = max(page, 1)
    found = finding.find(who(request), words, kind, SIZE + 1, (page - 1) * SIZE) if words else []
    more = page + 1 if len(found) > SIZE and page < DEEPEST else None
    return render(
        request,
        "assemblies/search.html",
        {
            "query": words,
            "found": found[:SIZE],
            "kinds": kinds.items(),
            "kind": kind,
            "page_number": page,
            "more": more,
        },
    )


@guarded(policies.may_read_some)
def since(request: HttpRequest) -> HttpResponse:
    """«Desde tu última reunión»."""
    return render(request, "assemblies/since.html", {"told": since_last(who(request))})

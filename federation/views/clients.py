"""The programs of affiliate cooperatives: asked for by one, let in by another, their secret shown once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.forms.clients import AskClientForm, RevokeForm
from federation.models import ApiClient, Person, Scope
from federation.policies import clients as rules
from federation.selectors import clients as read_clients
from federation.services import clients as services
from federation.views.common import cooperative_or_404, sheet


@guarded(rules.may_see_clients)
def clients(request: HttpRequest) -> HttpResponse:
    page = paging.page(request, read_clients.clients(), by=("-id",), size=50)
    return render(request, "federation/clients.html", {"page": page})


@guarded(rules.may_ask_client)
def ask_client(request: HttpRequest, code: str) -> HttpResponse:
    found = cooperative_or_404(code)
    form = AskClientForm(request.POST or None)
    if request.method == "POST":
        act = attempt(form, services.ask_client, by=request.user, cooperative=found)
        if act is not None:
            messages.success(request, _("Asked. It exists once a second person confirms."))
            return redirect("federation:act", act.pk)
    return sheet(
        request,
        form,
        heading=_("Let a program in"),
        lead=found,
        submit=_("Ask a second person"),
        up=found,
        up_url=reverse("federation:cooperative", args=[code]),
        note=_(
            "It will read and write only this cooperative's own data, and what the whole network may see."
        ),
    )


@guarded(rules.may_see_clients)
@never_cache
def client(request: HttpRequest, pk: int) -> HttpResponse:
    found = read_clients.find_client(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    reader: Person = request.user  # type: ignore[assignment]
    answer = request.POST.get("do") if request.method == "POST" else None
    form = RevokeForm(request.POST if answer == "revoke" else None)
    secret = ""
    if answer == "secret":
        _client, secret = services.new_secret(by=reader, client=found)
        found = read_clients.find_client(pk) or found
    elif answer == "revoke":
        revoked = attempt(form, services.revoke_client, by=reader, client=found)
        if revoked is not None:
            messages.success(request, _("It is revoked: its tokens are worth nothing from now on."))
            return redirect("federation:client", pk)
    return form_page(
        request,
        "federation/client.html",
        form,
        client=found,
        secret=secret,
        scopes=_words(found),
        change_refusal=rules.may_change_client(reader, found),
    )


def _words(client: ApiClient) -> list[tuple[str, str]]:
    return [(scope, str(Scope(scope).label)) for scope in client.scopes if scope in Scope.values]

"""The cooperatives of the network and the organisations around it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui import export, paging, panels
from cecosesola.ui.forms import attempt
from cecosesola.ui.guard import guarded
from federation import policies
from federation.forms.cooperatives import ContactForm, CooperativeForm, JoiningForm, LeavingForm
from federation.models import Contact, Cooperative, Person, Sector
from federation.policies import clients as client_rules
from federation.policies import cooperatives as rules
from federation.selectors import cooperatives as read_cooperatives
from federation.selectors import lent as read_lent
from federation.selectors import memory as read_memory
from federation.selectors.people import PERSON_BY_NAME
from federation.services import cooperatives as services
from federation.views.common import cooperative_or_404, sheet
from federation.views.downloads import COOPERATIVES, MEMBERS


@guarded(policies.may_see_people)
def cooperatives(request: HttpRequest) -> HttpResponseBase:
    reader: Person = request.user  # type: ignore[assignment]
    words = request.GET.get("q", "").strip()[:80]
    kind = request.GET.get("tipo", "")
    kind = kind if kind in Cooperative.Kind.values else ""
    sector = request.GET.get("rubro", "")
    sector = sector if sector in Sector.values else ""
    listed = read_cooperatives.cooperatives(words, kind, sector)
    if wanted := export.wanted(request):
        rows = listed.order_by(*read_cooperatives.BY_NAME)
        return export.answer(wanted, _("cooperatives"), COOPERATIVES, rows)
    page = paging.page(request, listed, by=read_cooperatives.BY_NAME, size=60)
    return render(
        request,
        "federation/cooperatives.html",
        {
            "page": page,
            "query": words,
            "kind": kind,
            "kinds": Cooperative.Kind.choices,
            "sector": sector,
            "sectors": Sector.choices,
            "keeps": rules.may_keep_cooperatives(reader) is None,
        },
    )


@guarded(policies.may_see_people)
def cooperative(request: HttpRequest, code: str) -> HttpResponseBase:
    found = cooperative_or_404(code)
    reader: Person = request.user  # type: ignore[assignment]
    members = read_cooperatives.members_today(found)
    if wanted := export.wanted(request):
        rows = members.order_by(*PERSON_BY_NAME).iterator(2000)
        return export.answer(wanted, found.code, MEMBERS, rows)
    page = paging.page(
        request,
        members,
        by=PERSON_BY_NAME,
        size=40,
    )
    stays = list(read_cooperatives.stays_of(found))
    keeps = rules.may_keep_cooperatives(reader) is None
    return render(
        request,
        "federation/cooperative.html",
        {
            "cooperative": found,
            "page": page,
            "by_kind": read_cooperatives.people_by_kind(found),
            "services": read_cooperatives.services_of(found),
            "stories": read_memory.stories_of(found),
            "contacts": read_cooperatives.contacts_of(found),
            "stays": stays,
            "inside": bool(stays) and stays[0].period.upper is None,
            "cited": read_lent.resolve(read_cooperatives.refs_of_stays(stays)),
            "certificates": read_cooperatives.certificates_held(found),
            "panels": panels.of("federation.cooperative", reader, found),
            "keeps": keeps,
            "clients": read_cooperatives.clients_of(found)
            if client_rules.may_see_clients(reader) is None
            else None,
        },
    )


@guarded(rules.may_keep_cooperatives)
def new(request: HttpRequest) -> HttpResponse:
    form = CooperativeForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.register_cooperative, by=request.user)
        if made is not None:
            messages.success(request, _("%(name)s is in the register.") % {"name": made})
            return redirect("federation:cooperative", made.code)
    return sheet(
        request,
        form,
        heading=_("A cooperative or organisation"),
        lead=_("Entering it in the register does not make it join: that follows a decision."),
        submit=_("Enter it"),
        up=_("Cooperatives"),
        up_url=reverse("federation:cooperatives"),
    )


@guarded(rules.may_keep_cooperatives)
def change(request: HttpRequest, code: str) -> HttpResponse:
    found = cooperative_or_404(code)
    form = CooperativeForm(request.POST or None, cooperative=found)
    if request.method == "POST":
        changed = attempt(form, services.change_cooperative, by=request.user, cooperative=found)
        if changed is not None:
            messages.success(request, _("Saved."))
            return redirect("federation:cooperative", code)
    return _about(request, form, found, _("Change its data"), _("Save"))


@guarded(rules.may_keep_cooperatives)
def joining(request: HttpRequest, code: str) -> HttpResponse:
    found = cooperative_or_404(code)
    form = JoiningForm(request.POST or None)
    if request.method == "POST":
        stay = attempt(form, services.record_joining, by=request.user, cooperative=found)
        if stay is not None:
            messages.success(request, _("%(name)s is in the network.") % {"name": found})
            return redirect("federation:cooperative", code)
    return _about(request, form, found, _("It joins the network"), _("Write that it joins"))


@guarded(rules.may_keep_cooperatives)
def leaving(request: HttpRequest, code: str) -> HttpResponse:
    found = cooperative_or_404(code)
    form = LeavingForm(request.POST or None)
    if request.method == "POST":
        stay = attempt(form, services.record_leaving, by=request.user, cooperative=found)
        if stay is not None:
            messages.success(request, _("It is written that %(name)s leaves.") % {"name": found})
            return redirect("federation:cooperative", code)
    return _about(
        request,
        form,
        found,
        _("It leaves the network"),
        _("Write that it leaves"),
        _("Its people, its books and what it did stay in the register. It may come back."),
    )


@guarded(rules.may_keep_cooperatives)
def new_contact(request: HttpRequest, code: str) -> HttpResponse:
    found = cooperative_or_404(code)
    form = ContactForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.add_contact, by=request.user, cooperative=found)
        if made is not None:
            messages.success(request, _("Written."))
            return redirect("federation:cooperative", code)
    return _about(request, form, found, _("Whom to call"), _("Write it down"))


@guarded(rules.may_keep_cooperatives)
@require_POST
def remove_contact(request: HttpRequest, pk: int) -> HttpResponse:
    found = Contact.objects.select_related("cooperative").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    services.remove_contact(by=request.user, contact=found)  # type: ignore[arg-type]
    messages.success(request, _("%(name)s is no longer among those to call.") % {"name": found.name})
    return redirect("federation:cooperative", found.cooperative.code)


def _about(
    request: HttpRequest,
    form: CooperativeForm | JoiningForm | LeavingForm | ContactForm,
    found: Cooperative,
    heading: str,
    submit: str,
    note: str = "",
) -> HttpResponse:
    return sheet(
        request,
        form,
        heading=heading,
        lead=found,
        submit=submit,
        up=found,
        up_url=reverse("federation:cooperative", args=[found.code]),
        note=note,
    )

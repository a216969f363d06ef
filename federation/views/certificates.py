"""Share certificates: the register's, or one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt
from cecosesola.ui.guard import guarded, may_enter
from federation.forms.cooperatives import CancelForm, CertificateForm
from federation.models import Person, ShareCertificate
from federation.policies import cooperatives as rules
from federation.selectors import certificates as read_certificates
from federation.services import certificates as services
from federation.views.common import sheet


@guarded(may_enter)
def certificates(request: HttpRequest) -> HttpResponse:
    reader: Person = request.user  # type: ignore[assignment]
    words = request.GET.get("q", "").strip()[:80]
    page = paging.page(
        request,
        read_certificates.certificates_for(reader, words),
        by=("-issued_on", "-id"),
        size=50,
    )
    return render(
        request,
        "federation/certificates.html",
        {
            "page": page,
            "query": words,
            "totals": read_certificates.totals_for(reader),
            "sees_all": rules.sees_all_certificates(reader),
            "keeps": rules.may_keep_cooperatives(reader) is None,
        },
    )


@guarded(rules.may_keep_cooperatives)
def new_certificate(request: HttpRequest) -> HttpResponse:
    form = CertificateForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.issue_certificate, by=request.user)
        if made is not None:
            messages.success(request, _("Certificate %(number)s is written.") % {"number": made})
            return redirect("federation:certificates")
    return sheet(
        request,
        form,
        heading=_("A share certificate"),
        lead=_("The paper that says what somebody put in. The money itself is written in the books."),
        submit=_("Write it"),
        up=_("Share certificates"),
        up_url=reverse("federation:certificates"),
    )


@guarded(rules.may_keep_cooperatives)
def cancel_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    found = ShareCertificate.objects.select_related("cooperative", "person").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    form = CancelForm(request.POST or None, initial={"on": today()})
    if request.method == "POST":
        done = attempt(form, services.cancel_certificate, by=request.user, certificate=found)
        if done is not None:
            messages.success(request, _("Certificate %(number)s is cancelled.") % {"number": found})
            return redirect("federation:certificates")
    return sheet(
        request,
        form,
        heading=_("Cancel a certificate"),
        lead=f"{found} · {found.cooperative or found.person}",
        submit=_("Cancel it"),
        up=_("Share certificates"),
        up_url=reverse("federation:certificates"),
        note=_("It stays in the register with the reason. Nothing is erased."),
    )

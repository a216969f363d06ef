"""A new bolívar: planning it, proving it on a copy, converting the books."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from finance import policies, selectors, services
from finance.forms import EraForm
from finance.models import CurrencyEra, EraProof
from finance.views.common import found_cooperative, who


@guarded(policies.may_read_books)
def eras(request: HttpRequest) -> HttpResponse:
    context = {
        "eras": CurrencyEra.objects.select_related("decision").order_by("-starts")[:20],
        "refusal": policies.may_keep_books(who(request)),
    }
    return render(request, "finance/eras.html", context)


@guarded(policies.may_keep_books)
def plan_era(request: HttpRequest) -> HttpResponse:
    form = EraForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.plan_era, by=who(request))
        if made is not None:
            return redirect("finance:era", made.pk)
    return form_page(request, "finance/plan_era.html", form)


def _era(pk: int) -> CurrencyEra:
    found = CurrencyEra.objects.select_related("decision").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_read_books)
def era(request: HttpRequest, pk: int) -> HttpResponse:
    """Each cooperative: not proven, proven (with what it would do), or converted."""
    found = _era(pk)
    proofs: dict[int, EraProof] = {}
    for proof in found.proofs.select_related("proven_by").order_by("pk"):
        proofs[proof.cooperative_id] = proof
    done = {row.cooperative_id: row for row in found.conversions.select_related("converted_by")}
    return render(
        request,
        "finance/era.html",
        {
            "era": found,
            "rows": [
                (one, proofs.get(one.pk), done.get(one.pk)) for one in selectors.cooperatives_with_books()
            ],
            "refusal": policies.may_keep_books(who(request)),
        },
    )


@guarded(policies.may_keep_books)
@require_POST
def prove_era(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    services.prove_era(by=who(request), era=_era(pk), cooperative=found_cooperative(code))
    messages.success(request, _("Proven on a copy. Somebody else converts."))
    return redirect("finance:era", pk)


@guarded(policies.may_keep_books)
@require_POST
def convert_era(request: HttpRequest, pk: int) -> HttpResponse:
    proof = EraProof.objects.select_related("era", "cooperative").filter(pk=pk).first()
    if proof is None:
        raise Refused(NOT_FOUND)
    services.convert_era(by=who(request), proof=proof)
    messages.success(request, _("Converted: these books are in the new bolívar."))
    return redirect("finance:era", proof.era_id)

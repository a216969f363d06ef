"""Cash as pages: the chain, its bags, and counting them by two."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging, pdf
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import primary_cooperative
from finance import policies, services
from finance.forms import BagForm, ExplainForm, TallyForm
from finance.models import CashBag
from finance.selectors import custody
from finance.services.custody import moment_of, turn_of
from finance.states import BAG_TONES, BagState
from finance.views.common import found_cooperative, who


@guarded(policies.may_read_books)
def cash_home(request: HttpRequest) -> HttpResponse:
    """The cash of the network's own cooperative: that of the fairs."""
    return redirect("finance:cash", primary_cooperative().code)


@guarded(policies.may_read_books)
def cash(request: HttpRequest, code: str) -> HttpResponse:
    """Where the cash stands, and the bags that went from one place to another."""
    cooperative = found_cooperative(code)
    page = paging.page(request, custody.bags(cooperative), by=("-id",), size=30)
    return render(
        request,
        "finance/cash.html",
        {
            "cooperative": cooperative,
            "chain": custody.chain(cooperative),
            "page": page,
            "bags": [(bag, BAG_TONES[BagState(bag.state)], custody.gap(bag)) for bag in page],
            "refusal": policies.may_count_cash(who(request)),
        },
    )


@guarded(policies.may_count_cash)
def open_bag(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    form = BagForm(request.POST or None, drawers=custody.drawers(cooperative))
    if request.method == "POST":
        bag = attempt(form, services.open_bag, by=who(request), cooperative=cooperative)
        if bag is not None:
            return redirect("finance:tally_bag", bag.pk)
    return form_page(request, "finance/open_bag.html", form, cooperative=cooperative)


def _bag(pk: int) -> CashBag:
    found = custody.bag(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_read_books)
def bag(request: HttpRequest, pk: int) -> HttpResponse:
    found, person = _bag(pk), who(request)
    counted = custody.counted_in_round(found, person)
    return render(
        request,
        "finance/bag.html",
        {
            "bag": found,
            "cooperative": found.cooperative,
            "tone": BAG_TONES[BagState(found.state)],
            "rounds": custody.rounds_of(found),
            "gap": custody.gap(found),
            "counted": counted,
            "ended": found.state in {BagState.CLOSED, BagState.CANCELLED},
            "tally_refusal": policies.may_tally(person, found),
            "cancel_refusal": policies.may_cancel_bag(person, found),
            "explain_refusal": policies.may_explain_bag(person, found),
        },
    )


@guarded(policies.may_read_books)
def bag_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip that travels with the bag."""
    found = _bag(pk)
    return pdf.answer(custody.bag_pdf(found), f"bolsa-{found.pk}")


@guarded(policies.may_count_cash)
def tally_bag(request: HttpRequest, pk: int) -> HttpResponse:
    """A blind count: neither what the books say nor what the other person counted is on the page."""
    found, person = _bag(pk), who(request)
    require(policies.may_tally(person, found))
    if request.method == "GET" and custody.counted_in_round(found, person):
        return redirect("finance:bag", found.pk)
    arriving = moment_of(found) == "arriving"
    form = TallyForm(
        request.POST or None,
        currency=found.currency,
        asks_slip=arriving and found.kind == CashBag.Kind.DEPOSIT,
        initial={"turn": turn_of(found)},
    )
    if request.method == "POST":
        before = (found.state, found.round)
        told = attempt(form, services.tally_bag, by=person, bag=found)
        if told is not None:
            _say(request, before, told)
            return redirect("finance:bag", found.pk)
    return form_page(
        request, "finance/tally_bag.html", form, bag=found, cooperative=found.cooperative, arriving=arriving
    )


def _say(request: HttpRequest, before: tuple[str, int], bag: CashBag) -> None:
    state, round_ = before
    if bag.state != state:
        messages.success(request, _("Both counted the same. It is in the books."))
    elif bag.round != round_:
        messages.warning(request, _("The two counts differ. Count again, each alone."))
    else:
        messages.success(request, _("Written. Now somebody else counts, alone."))


@guarded(policies.may_count_cash)
@require_POST
def cancel_bag(request: HttpRequest, pk: int) -> HttpResponse:
    services.cancel_bag(by=who(request), bag=_bag(pk))
    messages.success(request, _("Left undone."))
    return redirect("finance:bag", pk)


@guarded(policies.may_count_cash)
def explain_bag(request: HttpRequest, pk: int) -> HttpResponse:
    found = _bag(pk)
    require(policies.may_explain_bag(who(request), found))
    form = ExplainForm(request.POST or None, initial={"explanation": found.explanation})
    if (
        request.method == "POST"
        and attempt(form, services.explain_bag, by=who(request), bag=found) is not None
    ):
        messages.success(request, _("Written: the meeting reads it."))
        return redirect("finance:bag", found.pk)
    return form_page(
        request,
        "finance/explain_bag.html",
        form,
        bag=found,
        gap=custody.gap(found),
        cooperative=found.cooperative,
    )

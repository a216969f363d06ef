"""The chart of accounts and how it is edited."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from finance import chart as plan
from finance import policies, services
from finance.forms import NodeForm, NodeNameForm
from finance.models import Account, Node
from finance.views.common import found_cooperative, who

KEPT = {line.code for line in plan.TEMPLATE}


@guarded(policies.may_read_books)
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """Every line of a cooperative's chart; whoever keeps the books adds one here."""
    cooperative = found_cooperative(code)
    person = who(request)
    keeps = policies.may_keep_books(person) is None
    nodes = (
        Node.objects.filter(cooperative=cooperative)
        .annotate(used=Exists(Account.objects.filter(node=OuterRef("pk"))))
        .order_by("code")
    )
    context = {
        "cooperative": cooperative,
        "nodes": [(node, node.used or node.code in KEPT) for node in nodes],
        "keeps": keeps,
    }
    if not keeps:
        if request.method == "POST":
            require(policies.may_keep_books(person))
        return render(request, "finance/chart.html", context)
    form = NodeForm(request.POST or None)
    if request.method == "POST":
        node = attempt(form, services.add_node, by=person, cooperative=cooperative)
        if node is not None:
            messages.success(request, _("Added: %(node)s.") % {"node": node})
            return redirect("finance:chart", cooperative.code)
    return form_page(request, "finance/chart.html", form, **context)


def _node(pk: int) -> Node:
    found = Node.objects.select_related("cooperative").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_keep_books)
def rename_node(request: HttpRequest, pk: int) -> HttpResponse:
    node = _node(pk)
    form = NodeNameForm(request.POST or None, initial={"name": node.name})
    if (
        request.method == "POST"
        and attempt(form, services.rename_node, by=who(request), node=node) is not None
    ):
        messages.success(request, _("Renamed."))
        return redirect("finance:chart", node.cooperative.code)
    return form_page(request, "finance/rename_node.html", form, node=node, cooperative=node.cooperative)


@guarded(policies.may_keep_books)
@require_POST
def remove_node(request: HttpRequest, pk: int) -> HttpResponse:
    node = _node(pk)
    services.remove_node(by=who(request), node=node)
    messages.success(request, _("Taken off: %(node)s.") % {"node": node})
    return redirect("finance:chart", node.cooperative.code)

"""Sharing a surplus out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import require
from cecosesola.kernel.money import Currency, format_money
from cecosesola.ui import charts
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from finance import policies, services
from finance.forms import ShareForm, SurplusRuleForm
from finance.models import Node, SurplusDistribution, SurplusRule
from finance.services.surplus import rules_on
from finance.views.common import found_cooperative, who


@guarded(policies.may_read_books)
def surplus(request: HttpRequest, code: str) -> HttpResponse:
    """What was shared out and by which rules; whoever keeps the books shares out here."""
    cooperative = found_cooperative(code)
    names = dict(Node.objects.filter(cooperative=cooperative).values_list("code", "name"))
    done = list(
        SurplusDistribution.objects.filter(cooperative=cooperative)
        .select_related("decision", "entry", "shared_by")
        .order_by("-during")[:12]
    )
    context: dict[str, Any] = {
        "cooperative": cooperative,
        "rules": [
            (names.get(rule.node_code, rule.node_code), rule)
            for rule in SurplusRule.objects.select_related("decision").order_by("node_code", "-since")[:60]
        ],
        "parts": _bars(names),
        "done": [
            (row, [(names.get(code, code), percent, amount) for code, percent, amount in row.parts])
            for row in done
        ],
    }
    if policies.may_keep_books(who(request)) is not None:
        if request.method == "POST":
            require(policies.may_keep_books(who(request)))
        return render(request, "finance/surplus.html", context)
    form = ShareForm(request.POST or None)
    if request.method == "POST":
        row = attempt(form, services.share_surplus, by=who(request), cooperative=cooperative)
        if row is not None:
            messages.success(
                request, _("Shared out: %(amount)s.") % {"amount": format_money(row.surplus, Currency.VES)}
            )
            return redirect("finance:surplus", cooperative.code)
    return form_page(request, "finance/surplus.html", form, **context)


def _bars(names: dict[str, str]) -> list[charts.Part]:
    """The parts in force today, and what stays unshared, of every hundred."""
    rules = rules_on(today())
    tones = ("good", "info", "wait", "neutral", "quiet")
    bars = [
        charts.Part(names.get(code, code), percent, f"{percent.normalize():f} %", tones[place % len(tones)])
        for place, (code, percent) in enumerate(sorted(rules.items()))
    ]
    left = 100 - sum(rules.values())
    return [*bars, charts.Part(_("not shared"), left, f"{left:f} %", "quiet")] if rules else []


@guarded(policies.may_keep_books)
def surplus_rule(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    form = SurplusRuleForm(request.POST or None)
    if request.method == "POST" and attempt(form, services.set_surplus_rule, by=who(request)) is not None:
        messages.success(request, _("Written."))
        return redirect("finance:surplus", cooperative.code)
    return form_page(request, "finance/surplus_rule.html", form, cooperative=cooperative)

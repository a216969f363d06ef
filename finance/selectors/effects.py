"""Where a decision took effect in the books: the rates and the entries that cite it."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.selectors import Decision, Effect
from cecosesola.kernel.money import Currency, format_money, format_number
from finance.models import (
    BenefitRule,
    Campaign,
    Claim,
    CurrencyEra,
    DuesRate,
    Entry,
    FxRate,
    Loan,
    LoanRate,
    PayException,
    PayRate,
    PurchaseShare,
    SavingsRate,
    SurplusDistribution,
    SurplusRule,
)


def rates_of(decision: Decision) -> list[Effect]:
    return [
        Effect(
            f"{rate.get_currency_display()}: {format_number(rate.rate, 4)} ({rate.on:%d/%m/%Y})",
            reverse("finance:rates"),
            _("rate"),
            "info",
        )
        for rate in FxRate.objects.filter(decision=decision).order_by("-on", "-id")[:20]
    ]


def entries_of(decision: Decision) -> list[Effect]:
    """How many entries cite it. Which ones, only those who may read them see, in the books."""
    found = Entry.objects.filter(decision=decision).aggregate(n=Count("pk"))["n"]
    if not found:
        return []
    words = ngettext("%(n)d entry in the books", "%(n)d entries in the books", found) % {"n": found}
    return [Effect(words, reverse("finance:home"), _("books"))]


def shared_by(decision: Decision) -> list[Effect]:
    """Surplus that was shared out by it, and parts and eras that it set."""
    shared = (
        SurplusDistribution.objects.filter(decision=decision).select_related("cooperative").order_by("-pk")
    )
    rules = SurplusRule.objects.filter(decision=decision).order_by("-since", "node_code")
    eras = CurrencyEra.objects.filter(decision=decision).order_by("-starts")
    return [
        *(
            Effect(
                f"{row.cooperative}: {format_money(row.surplus, Currency.VES)}",
                reverse("finance:surplus", args=[row.cooperative.code]),
                _("surplus"),
                "good",
            )
            for row in shared.order_by("-pk")[:20]
        ),
        *(
            Effect(
                f"{rule.node_code}: {format_number(rule.percent, 2)} % ({rule.since:%d/%m/%Y})",
                reverse("finance:home"),
                _("part of the surplus"),
                "info",
            )
            for rule in rules[:20]
        ),
        *(
            Effect(
                f"{era.name} ({era.starts:%d/%m/%Y})",
                reverse("finance:era", args=[era.pk]),
                _("currency"),
                "info",
            )
            for era in eras[:20]
        ),
    ]


def pay_of(decision: Decision) -> list[Effect]:
    """The anticipo that it set. Of exceptions only that there are: whose, only the desk reads."""
    rates = PayRate.objects.filter(decision=decision).select_related("cooperative").order_by("-since")
    found = [
        Effect(
            f"{rate.cooperative}: {format_money(rate.amount, rate.currency)} ({rate.since:%d/%m/%Y})",
            reverse("finance:pay", args=[rate.cooperative.code]),
            _("anticipo"),
            "good",
        )
        for rate in rates[:20]
    ]
    if PayException.objects.filter(decision=decision).exists():
        found.append(Effect(_("An exception to the anticipo"), reverse("finance:pay_home"), _("anticipo")))
    return found


def saved_and_lent(decision: Decision) -> list[Effect]:
    """Rates of savings and loans that it set, and that it decided about loans. Whose, only they read."""
    found = [
        Effect(
            f"{rate.product}: {format_number(rate.percent, 2)} % ({rate.since:%d/%m/%Y})",
            reverse(place, args=[rate.product_id]),
            _("rate"),
            "info",
        )
        for model, place in ((SavingsRate, "finance:saving_product"), (LoanRate, "finance:loan_product"))
        for rate in model.objects.filter(decision=decision).select_related("product").order_by("-since")[:20]
    ]
    if Loan.objects.filter(decision=decision).exists():
        found.append(Effect(_("A loan"), reverse("finance:my_loans"), _("loan")))
    return found


def asked_and_given(decision: Decision) -> list[Effect]:
    """Dues, rules of funds and campaigns that it set. Whom a fund gave something, only they read."""
    dues = DuesRate.objects.filter(decision=decision).select_related("plan").order_by("-since")
    rules = BenefitRule.objects.filter(decision=decision).select_related("fund").order_by("-since")
    campaigns = Campaign.objects.filter(decision=decision).order_by("-starts")
    found = [
        Effect(
            f"{one.plan}: {format_money(one.amount, one.plan.currency)} ({one.since:%d/%m/%Y})",
            reverse("finance:dues_plan", args=[one.plan_id]),
            _("dues"),
            "info",
        )
        for one in dues[:20]
    ]
    found += [
        Effect(
            f"{one.fund}: {format_money(one.ceiling, one.fund.currency)} ({one.since:%d/%m/%Y})",
            reverse("finance:fund", args=[one.fund_id]),
            _("fund"),
            "info",
        )
        for one in rules[:20]
    ]
    found += [
        Effect(
            f"{format_number(one.percent, 2)} % ({one.since:%d/%m/%Y})",
            reverse("finance:home"),
            _("the fund's part of purchases"),
            "info",
        )
        for one in PurchaseShare.objects.filter(decision=decision).order_by("-since")[:20]
    ]
    found += [
        Effect(one.name, reverse("finance:campaign", args=[one.pk]), _("campaign"), "good")
        for one in campaigns[:20]
    ]
    if Claim.objects.filter(decision=decision).exists():
        found.append(Effect(_("What a fund gave"), reverse("finance:funds"), _("fund")))
    return found

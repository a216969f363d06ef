"""Where a decision took effect in the books: the rates and the entries that cite it."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assemblies.selectors import Decision, Effect
from cecosesola.kernel.money import format_number
from finance.models import Entry, FxRate


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

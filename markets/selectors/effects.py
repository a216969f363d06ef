"""Where a decision took effect in the fairs: the prices and the dated figures that cite it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assemblies.selectors import Decision, Effect
from cecosesola.kernel.money import format_number
from markets.models import Parameter, PriceBook


def prices_of(decision: Decision) -> list[Effect]:
    books = PriceBook.objects.filter(decision=decision).select_related("week").order_by("-published_at")
    return [
        Effect(
            _("Prices of week %(week)s, version %(version)d") % {"week": book.week, "version": book.version},
            reverse("markets:prices", args=[str(book.week)]),
            _("prices"),
            "info",
        )
        for book in books[:20]
    ]


def figures_of(decision: Decision) -> list[Effect]:
    return [
        Effect(
            f"{figure.get_name_display()}: {format_number(figure.value, 4)}",
            pill=_("since %(day)s") % {"day": figure.since.strftime("%d/%m/%Y")},
        )
        for figure in Parameter.objects.filter(decision=decision).order_by("-since")[:20]
    ]

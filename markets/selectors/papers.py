"""The week's report as papers: PDF by typst, CSV, and a text to paste in a chat."""

import csv
import io
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cecosesola.kernel.money import ZERO, format_kilos, format_money, format_number
from cecosesola.ui import pdf
from markets.models import MarketWeek, Tier

BALANCE = ("received", "sold", "waste", "donated", "processed", "left", "unexplained")


def balance_words() -> dict[str, str]:
    """The rows of a mass balance in people's words."""
    return {
        "received": _("received"),
        "sold": _("sold"),
        "waste": _("shrinkage"),
        "donated": _("donated"),
        "processed": _("processed"),
        "left": _("left over"),
        "unexplained": _("unexplained"),
    }


def tonnes(value: str | None) -> str:
    return f"{format_number(Decimal(value or 0) / 1000, 1)} t"


def report_text(week: MarketWeek, figures: dict[str, Any]) -> str:
    """At most a thousand characters to paste in a chat."""
    total, sales = figures["total"], figures["sales"]
    lines = [
        _("Market week %(week)s") % {"week": week},
        _("Received %(kilos)s, sold %(sold)s.")
        % {"kilos": tonnes(total["received"]), "sold": tonnes(total["sold"])},
        _("Shrinkage %(waste)s, donated %(donated)s, unexplained %(unexplained)s.")
        % {
            "waste": tonnes(total["waste"]),
            "donated": tonnes(total["donated"]),
            "unexplained": format_kilos(Decimal(total["unexplained"] or 0), 1),
        },
        _("%(sales)s sales for %(amount)s.")
        % {
            "sales": format_number(sales["sales"]),
            "amount": format_money(Decimal(sales["amount"]), "VES"),
        },
        _("To the producers %(net)s; to the mutual-support fund %(fund)s.")
        % {
            "net": format_money(Decimal(figures["settlements"]["net"]), "VES"),
            "fund": format_money(Decimal(figures["settlements"]["fund"]), "VES"),
        },
    ]
    return "\n".join(lines)[:1000]


def report_pdf(week: MarketWeek, figures: dict[str, Any]) -> bytes:
    """The report as an A4 in black and white."""
    return pdf.compiled(_source(week, figures))


def _source(week: MarketWeek, figures: dict[str, Any]) -> list[str]:
    words = balance_words()
    tiers = [(str(label), figures["tiers"][tier]) for tier, label in Tier.choices]
    columns = [*tiers, (_("network"), figures["total"])]
    return [
        *pdf.A4,
        pdf.heading(1, _("Report of market week %(week)s") % {"week": week}),
        *(pdf.line(line) + " \\" for line in report_text(week, figures).splitlines()[1:]),
        pdf.heading(2, _("Kilos")),
        pdf.table(
            ["", *(label for label, _figures in columns)],
            [
                [word, *(format_kilos(Decimal(balance[name] or 0)) for _label, balance in columns)]
                for name, word in words.items()
            ],
        ),
        pdf.heading(2, _("Fair by fair")),
        pdf.table(
            [_("Fair"), _("sales"), _("kg sold"), _("shrinkage"), _("unexplained"), "Bs"],
            [
                [
                    fair["name"],
                    format_number(fair["sales"]["sales"]),
                    format_number(Decimal(fair["balance"]["sold"])),
                    format_number(Decimal(fair["balance"]["waste"])),
                    format_number(Decimal(fair["balance"]["unexplained"] or 0), 1),
                    format_number(Decimal(fair["sales"]["amount"]), 2),
                ]
                for fair in figures["fairs"]
            ],
        ),
        pdf.heading(2, _("Items")),
        pdf.table(
            [_("Item"), _("pledged"), _("received"), "Bs"],
            [
                [
                    item["name"],
                    format_number(Decimal(item["pledged"])),
                    format_number(Decimal(item["received"])),
                    format_number(Decimal(item["amount"]), 2),
                ]
                for item in figures["items"]
                if Decimal(item["pledged"]) or Decimal(item["received"])
            ],
        ),
    ]


def report_csv(figures: dict[str, Any]) -> str:
    """Fair by fair and tier by tier, with points for decimals, for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["fair", "tier", "sales", "amount_ves", *BALANCE])
    for fair in figures["fairs"]:
        for tier, balance in fair["tiers"].items():
            amount = fair["sales"][f"{tier}_ves"]
            row = [_safe(fair["name"]), tier, fair["sales"]["sales"], amount]
            writer.writerow(
                [*row, *(balance[name] if balance[name] is not None else ZERO for name in BALANCE)]
            )
    return out.getvalue()


def _safe(words: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{words}" if words[:1] in {"=", "+", "-", "@", "\t", "\r"} else words

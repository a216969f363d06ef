from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.grants import APPEND_ONLY, READ_ONLY

# What a PIN opens at a shared till: selling, the float, the count, and the paper of a sale.
PIN_PAGES = (
    "markets:till",
    "markets:till_prices",
    "markets:open_till",
    "markets:confirm_opening",
    "markets:session",
    "markets:count_session",
    "markets:sign_count",
    "markets:recount_session",
    "markets:explain_difference",
    "markets:reconcile_session",
    "markets:sale",
    "till_state",
    "till_sync",
)


class MarketsConfig(AppConfig):
    name = "markets"
    verbose_name = _("Markets")

    # Sales are written only by `till_ingest`, which runs as the owner.
    web_privileges = {
        "markets_sale": READ_ONLY,
        "markets_saleline": READ_ONLY,
        "markets_tender": READ_ONLY,
        "markets_sessionhour": READ_ONLY,
        "markets_sessionproduct": READ_ONLY,
        "markets_salereview": APPEND_ONLY,
        "markets_receipt": APPEND_ONLY,
        "markets_transfer": APPEND_ONLY,
        "markets_outflow": APPEND_ONLY,
        "markets_stockcount": APPEND_ONLY,
        "markets_parameter": APPEND_ONLY,
        "markets_pricebook": APPEND_ONLY,
        "markets_pricebooktier": APPEND_ONLY,
        "markets_pricebookproduct": APPEND_ONLY,
        "markets_settlementline": APPEND_ONLY,
        "markets_weekreport": APPEND_ONLY,
    }

    def ready(self) -> None:
        from assemblies.selectors import register_effects
        from cecosesola.ui import menu, names, panels, verbs, waiting
        from federation.selectors import register_donations, register_pin_pages
        from markets import policies
        from markets.selectors import effects, my_day
        from markets.selectors import panels as told
        from markets.selectors.donations import for_the_brigade
        from markets.selectors.names import KINDS, VERBS

        register_pin_pages(*PIN_PAGES)
        register_effects(effects.prices_of)
        register_effects(effects.figures_of)
        names.register(KINDS)
        register_donations(for_the_brigade)
        verbs.register(VERBS)
        panels.register("federation.cooperative", told.supply)
        panels.register("federation.cooperative", told.fairs)

        reads = menu.allowed(policies.may_read)
        menu.register(
            menu.Room(
                "markets",
                _("Fairs"),
                "store",
                place=10,
                entries=[
                    menu.Entry(_("This week"), "markets:current", "calendar-days", reads),
                    menu.Entry(_("All weeks"), "markets:weeks", "calendar-range", reads),
                    menu.Entry(_("Till"), "markets:till", "calculator", menu.allowed(policies.may_use_till)),
                    menu.Entry(
                        _("Sales to review"),
                        "markets:review",
                        "search-check",
                        menu.allowed(policies.may_keep_machines),
                    ),
                    menu.Entry(_("Machines"), "markets:machines", "monitor-smartphone", reads),
                    menu.Entry(
                        _("Producers"), "markets:producers", "sprout", menu.allowed(policies.may_read_pledges)
                    ),
                    menu.Entry(_("Catalogue"), "markets:catalogue", "library", reads),
                ],
            )
        )
        waiting.register(my_day.waiting_for)
        waiting.register_turns(my_day.turns_of)
        verbs.register(
            {
                "markets.register_device": _("registered a machine"),
                "markets.revoke_device": _("revoked a machine"),
                "markets.open_till": _("counted the float of a till"),
                "markets.confirm_opening": _("confirmed the float of a till"),
                "markets.count_till": _("counted a till"),
                "markets.recount_till": _("asked for a till to be counted again"),
                "markets.sign_count": _("signed the count of a till"),
                "markets.explain_difference": _("explained a difference"),
                "markets.reconcile_till": _("reconciled a till"),
                "markets.review_sale": _("looked at an odd sale"),
                "markets.resolve_quarantine": _("resolved what could not be read as a sale"),
            },
            pages={"markets.tillsession": "markets:session"},
        )

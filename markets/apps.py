from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.grants import APPEND_ONLY, READ_ONLY


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
        from cecosesola.ui import menu, names, verbs
        from markets import policies
        from markets.selectors.names import KINDS, VERBS

        names.register(KINDS)
        verbs.register(VERBS)

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
                    menu.Entry(
                        _("Producers"), "markets:producers", "sprout", menu.allowed(policies.may_read_pledges)
                    ),
                ],
            )
        )

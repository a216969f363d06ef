from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.grants import APPEND_ONLY, READ_ONLY


class FinanceConfig(AppConfig):
    name = "finance"
    verbose_name = _("Finance")

    # The ledger is written only by its own database functions, which run as the owner.
    web_privileges = {
        "finance_node": READ_ONLY,
        "finance_account": READ_ONLY,
        "finance_balance": READ_ONLY,
        "finance_pending": READ_ONLY,
        "finance_period": READ_ONLY,
        "finance_entry": READ_ONLY,
        "finance_leg": READ_ONLY,
        "finance_hold": READ_ONLY,
        "finance_dayclose": READ_ONLY,
        "finance_unsealed": READ_ONLY,
        "finance_entryseal": READ_ONLY,
        "finance_fxrate": APPEND_ONLY,
        "finance_examination": APPEND_ONLY,
    }

    def ready(self) -> None:
        from assemblies.selectors import register_effects, register_head
        from cecosesola.ui import menu, panels, verbs
        from federation.selectors import register_founding
        from finance import policies, services
        from finance.selectors import checks, effects
        from finance.selectors import panels as told

        register_founding(
            "finance", lambda cooperative: services.open_books(cooperative=cooperative, by=None)
        )
        register_effects(effects.rates_of)
        register_effects(effects.entries_of)
        register_head("ledger", _("the ledger"), checks.head_in_words)
        reads = menu.allowed(policies.may_read_books)
        panels.register("federation.cooperative", told.accounts_with)
        panels.register("federation.cooperative", told.funds_of)
        menu.register(
            menu.Room(
                "finance",
                _("Finance"),
                "landmark",
                place=40,
                entries=[
                    menu.Entry(_("Books"), "finance:home", "book-open", reads),
                    menu.Entry(_("Rates"), "finance:rates", "arrow-left-right", reads),
                    menu.Entry(_("Examination"), "finance:examination", "shield-check", reads),
                ],
            )
        )
        verbs.register(
            {
                "finance.open_books": _("opened the books"),
                "finance.set_floor": _("moved the floor of an account"),
                "finance.close_account": _("closed an account"),
                "finance.close_period": _("closed a month"),
                "finance.reopen_period": _("reopened a month"),
                "finance.set_rate": _("entered a rate"),
            }
        )

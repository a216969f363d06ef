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
    }

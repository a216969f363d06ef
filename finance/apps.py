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
        "finance_cashtally": APPEND_ONLY,
        "finance_periodclosing": APPEND_ONLY,
        "finance_revaluation": APPEND_ONLY,
        "finance_surplusrule": APPEND_ONLY,
        "finance_surplusdistribution": APPEND_ONLY,
        "finance_currencyera": APPEND_ONLY,
        "finance_eraproof": APPEND_ONLY,
        "finance_eraconversion": APPEND_ONLY,
        "finance_bankfile": APPEND_ONLY,
        "finance_savingsrate": APPEND_ONLY,
        "finance_savingsinterest": APPEND_ONLY,
        "finance_withdrawalconsent": APPEND_ONLY,
        "finance_loanrate": APPEND_ONLY,
        "finance_loandraw": APPEND_ONLY,
        "finance_loanplan": APPEND_ONLY,
        "finance_loaninstalment": APPEND_ONLY,
        "finance_loanpayment": APPEND_ONLY,
        "finance_loanwriteoff": APPEND_ONLY,
        "finance_payrate": APPEND_ONLY,
        "finance_payexception": APPEND_ONLY,
        "finance_paycharge": APPEND_ONLY,
        "finance_payline": APPEND_ONLY,
        "finance_paydeduction": APPEND_ONLY,
        "finance_payhanding": APPEND_ONLY,
        "finance_duesrate": APPEND_ONLY,
        "finance_duesbatch": APPEND_ONLY,
        "finance_duescharge": APPEND_ONLY,
        "finance_duesreceipt": APPEND_ONLY,
        "finance_duespaid": APPEND_ONLY,
        "finance_benefitrule": APPEND_ONLY,
        "finance_contribution": APPEND_ONLY,
        "finance_ownmoneyrule": APPEND_ONLY,
        "finance_gift": APPEND_ONLY,
        "finance_grouppayment": APPEND_ONLY,
        "finance_purchaseshare": APPEND_ONLY,
        "finance_networkpurchase": APPEND_ONLY,
        "finance_purchasepayment": APPEND_ONLY,
    }

    def ready(self) -> None:
        from assemblies.selectors import register_effects, register_head
        from cecosesola.ui import panels, verbs
        from federation.selectors import register_founding
        from finance import services
        from finance.selectors import checks, effects
        from finance.selectors import panels as told

        register_founding(
            "finance", lambda cooperative: services.open_books(cooperative=cooperative, by=None)
        )
        register_effects(effects.rates_of)
        register_effects(effects.entries_of)
        register_head("ledger", _("the ledger"), checks.head_in_words)
        panels.register("federation.cooperative", told.accounts_with)
        panels.register("federation.cooperative", told.funds_of)
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
        _register_menu()
        _register_cash()
        _register_pay()
        _register_savings()
        _register_loans()
        _register_together()


def _register_cash() -> None:
    """Cash, closings, the bank, and where each bolívar went."""
    from assemblies.selectors import register_effects
    from cecosesola.ui import names, verbs, waiting
    from finance.selectors import custody, effects

    register_effects(effects.shared_by)
    waiting.register(custody.waiting_for)
    names.register({"bag": custody.bag_names, "finance.cashbag": custody.bag_names})
    verbs.register(
        {
            "finance.add_node": _("added an account to the chart"),
            "finance.rename_node": _("renamed an account of the chart"),
            "finance.remove_node": _("took an account off the chart"),
            "finance.open_bag": _("began a bag of cash"),
            "finance.tally_bag": _("counted a bag of cash"),
            "finance.close_bag": _("received a bag of cash"),
            "finance.cancel_bag": _("left a bag of cash undone"),
            "finance.explain_bag": _("explained a cash difference"),
            "finance.revalue": _("revalued foreign money"),
            "finance.set_surplus_rule": _("said a part of the surplus"),
            "finance.share_surplus": _("shared out a surplus"),
            "finance.plan_era": _("wrote down a new bolívar"),
            "finance.prove_era": _("proved a conversion on a copy"),
            "finance.convert_era": _("converted books to the new bolívar"),
            "finance.bring_bank_file": _("brought a bank file"),
            "finance.match_line": _("matched a line of the bank"),
            "finance.undo_match": _("took a match back"),
        },
        pages={"finance.cashbag": "finance:bag"},
    )


def _register_pay() -> None:
    """The weekly anticipo."""
    from assemblies.selectors import register_effects
    from cecosesola.ui import verbs, waiting
    from finance.selectors import effects, pay_slips

    register_effects(effects.pay_of)
    waiting.register(pay_slips.waiting_for)
    verbs.register(
        {
            "finance.set_pay_rate": _("said the anticipo"),
            "finance.except_from_pay": _("made an exception to the anticipo"),
            "finance.order_deduction": _("asked to have something taken out of their anticipo"),
            "finance.end_order": _("ended a standing deduction"),
            "finance.charge_on_pay": _("wrote something on account"),
            "finance.draw_run": _("drew up an anticipo"),
            "finance.drop_run": _("laid an anticipo aside"),
            "finance.post_run": _("posted an anticipo"),
            "finance.hand_out": _("handed out an anticipo"),
        },
        pages={"finance.payrun": "finance:pay_run"},
    )


def _register_savings() -> None:
    """Savings."""
    from cecosesola.ui import verbs, waiting
    from finance.selectors import savings

    waiting.register(savings.waiting_for)
    verbs.register(
        {
            "finance.offer_saving": _("offered a way of saving"),
            "finance.set_savings_rate": _("said the rate of a way of saving"),
            "finance.open_saving": _("opened a saving"),
            "finance.end_holding": _("ended a share in a saving"),
            "finance.ask_withdrawal": _("asked for a withdrawal"),
            "finance.consent_withdrawal": _("agreed to a withdrawal"),
            "finance.withdrawal_paid": _("paid a withdrawal"),
            "finance.withdrawal_undone": _("took a withdrawal back"),
            "finance.close_saving": _("closed a saving"),
        }
    )


def _register_loans() -> None:
    """Loans."""
    from assemblies.selectors import register_effects
    from cecosesola.ui import verbs, waiting
    from finance.selectors import effects, loans

    register_effects(effects.saved_and_lent)
    waiting.register(loans.waiting_for)
    verbs.register(
        {
            "finance.offer_loan": _("offered a kind of loan"),
            "finance.set_loan_rate": _("said the rate of a kind of loan"),
            "finance.ask_loan": _("asked for a loan"),
            "finance.agree_loan": _("wrote that a loan was agreed to"),
            "finance.decline_loan": _("wrote that a loan was not agreed to"),
            "finance.undo_loan": _("took a loan back"),
            "finance.answer_guarantee": _("said whether they answer for a loan"),
            "finance.draw_loan": _("handed a loan over"),
            "finance.pay_loan": _("received a payment of a loan"),
            "finance.renegotiate_loan": _("wrote another plan for a loan"),
            "finance.write_off_loan": _("let go of a loan"),
        }
    )


def _register_together() -> None:
    """Dues, funds, campaigns and savings groups."""
    from assemblies.selectors import register_effects
    from cecosesola.ui import verbs, waiting
    from finance.selectors import benefits, effects

    register_effects(effects.asked_and_given)
    waiting.register(benefits.waiting_for)
    verbs.register(
        {
            "finance.offer_dues": _("began a plan of dues"),
            "finance.set_dues_rate": _("said what a plan of dues asks"),
            "finance.enrol": _("put a family into a plan of dues"),
            "finance.end_enrolment": _("took a family out of a plan of dues"),
            "finance.receive_dues": _("received dues"),
            "finance.open_fund": _("began a fund"),
            "finance.set_benefit_rule": _("said what a fund gives"),
            "finance.contribute": _("received money for a fund"),
            "finance.tell_claim": _("told a fund what happened"),
            "finance.hear_claim": _("heard what was told to a fund"),
            "finance.decline_claim": _("wrote that a fund does not give this time"),
            "finance.undo_claim": _("took back what was told to a fund"),
            "finance.value_claim": _("wrote what a fund gives"),
            "finance.pay_claim": _("paid what a fund gives"),
            "finance.set_own_money_rule": _("said which decision keeps outside money out"),
            "finance.begin_campaign": _("began a campaign"),
            "finance.receive_gift": _("received money for a campaign"),
            "finance.close_campaign": _("closed a campaign"),
            "finance.set_purchase_share": _("said the fund's part of purchases"),
            "finance.buy_for": _("wrote what was bought for an organisation"),
            "finance.receive_purchase_payment": _("received what an organisation owed"),
            "finance.begin_group": _("began a savings group"),
            "finance.join_group": _("joined a savings group"),
            "finance.leave_group": _("left a savings group"),
            "finance.start_group": _("let a savings group begin"),
            "finance.receive_turn": _("received a turn of a savings group"),
            "finance.hand_turn_out": _("handed out a turn of a savings group"),
        }
    )


def _register_menu() -> None:
    """One's own money first, then what everybody may read, then the desk's pages."""
    from cecosesola.ui import menu
    from cecosesola.ui.guard import may_enter
    from finance import policies

    own, reads = menu.allowed(may_enter), menu.allowed(policies.may_read_books)
    works, keeps = menu.allowed(policies.may_read_pay), menu.allowed(policies.may_keep_books)
    together = menu.allowed(policies.may_read_funds)
    went, matches = menu.allowed(policies.may_read_where_it_went), menu.allowed(policies.may_reconcile)
    entries = [
        menu.Entry(_("My savings"), "finance:my_savings", "piggy-bank", own),
        menu.Entry(_("My loans"), "finance:my_loans", "hand-heart", own),
        menu.Entry(_("My anticipo"), "finance:my_pay", "hand-coins", works),
        menu.Entry(_("My dues"), "finance:my_dues", "calendar-check", own),
        menu.Entry(_("Savings groups"), "finance:groups", "refresh-cw", together),
        menu.Entry(_("Funds"), "finance:funds", "umbrella", together),
        menu.Entry(_("Campaigns"), "finance:campaigns", "thermometer", together),
        menu.Entry(_("My accounts"), "finance:mine", "wallet", own),
        menu.Entry(_("Where each bolívar went"), "finance:went", "chart-pie", went),
        menu.Entry(_("Books"), "finance:home", "book-open", reads),
        menu.Entry(_("Anticipo"), "finance:pay_home", "users", works),
        menu.Entry(_("Cash"), "finance:cash_home", "banknote", reads),
        menu.Entry(_("Bank"), "finance:bank", "landmark", matches),
        menu.Entry(_("Savings desk"), "finance:savings_desk", "piggy-bank", keeps),
        menu.Entry(_("Loan desk"), "finance:loans_desk", "hand-heart", keeps),
        menu.Entry(_("Dues"), "finance:dues", "calendar-check", keeps),
        menu.Entry(_("Rates"), "finance:rates", "arrow-left-right", reads),
        menu.Entry(_("Examination"), "finance:examination", "shield-check", reads),
    ]
    menu.register(menu.Room("finance", _("Finance"), "landmark", place=40, entries=entries))

"""What changes in the ledger. The door of this room for writes: other rooms name only what is here.

Everything goes through the database functions of `finance/sql`, which the web role may call and
around which it cannot go.
"""

from finance.services.bank import bring_bank_file, match_certain, match_line, post_charge, undo_match
from finance.services.benefits import (
    contribute,
    decline_claim,
    hear_claim,
    open_fund,
    pay_claim,
    set_benefit_rule,
    tell_claim,
    undo_claim,
    value_claim,
)
from finance.services.books import Wanted, account, accounts_bulk, close_account, open_books, set_floor
from finance.services.campaigns import begin_campaign, close_campaign, receive_gift, set_own_money_rule
from finance.services.chart import add_node, remove_node, rename_node
from finance.services.custody import cancel_bag, explain_bag, open_bag, tally_bag
from finance.services.dues import charge_due, end_enrolment, enrol, offer_dues, set_dues_rate
from finance.services.dues_receipts import receive_dues
from finance.services.eras import convert_era, plan_era, prove_era
from finance.services.groups import (
    begin_group,
    hand_turn_out,
    join_group,
    leave_group,
    receive_turn,
    start_group,
)
from finance.services.holds import capture, hold, release
from finance.services.interest import correct_interest, interest_step, post_due_interest
from finance.services.jobs import close_days, examine, fold, seal, verify_chain
from finance.services.lending import (
    agree_loan,
    answer_guarantee,
    ask_loan,
    decline_loan,
    offer_loan,
    set_loan_rate,
    undo_loan,
)
from finance.services.pay_runs import draw_due_runs, draw_run, drop_run, hand_out, hand_out_rest, post_run
from finance.services.pay_terms import (
    charge_on_pay,
    end_order,
    except_from_pay,
    order_loan,
    order_saving,
    set_pay_rate,
)
from finance.services.periods import close_day, close_period, reopen_period
from finance.services.posting import Draft, Leg, Posted, exchange_legs, post, post_many, reverse
from finance.services.purchases import buy_for, receive_purchase_payment, set_purchase_share
from finance.services.rates import set_rate
from finance.services.repaying import draw_loan, pay_loan, renegotiate_loan, write_off_loan
from finance.services.revaluing import revalue
from finance.services.saving_moves import (
    ask_closing,
    ask_withdrawal,
    close_empty_saving,
    consent,
    deposit,
    pay_withdrawal,
    undo_withdrawal,
)
from finance.services.savings import With, end_holding, offer_saving, open_saving, set_savings_rate
from finance.services.surplus import set_surplus_rule, share_surplus

__all__ = [
    "Draft",
    "Leg",
    "Posted",
    "Wanted",
    "With",
    "account",
    "accounts_bulk",
    "add_node",
    "agree_loan",
    "answer_guarantee",
    "ask_closing",
    "ask_loan",
    "ask_withdrawal",
    "begin_campaign",
    "begin_group",
    "bring_bank_file",
    "buy_for",
    "cancel_bag",
    "capture",
    "charge_due",
    "charge_on_pay",
    "close_account",
    "close_campaign",
    "close_day",
    "close_days",
    "close_empty_saving",
    "close_period",
    "consent",
    "contribute",
    "convert_era",
    "correct_interest",
    "decline_claim",
    "decline_loan",
    "deposit",
    "draw_due_runs",
    "draw_loan",
    "draw_run",
    "drop_run",
    "end_enrolment",
    "end_holding",
    "end_order",
    "enrol",
    "examine",
    "except_from_pay",
    "exchange_legs",
    "explain_bag",
    "fold",
    "hand_out",
    "hand_out_rest",
    "hand_turn_out",
    "hear_claim",
    "hold",
    "interest_step",
    "join_group",
    "leave_group",
    "match_certain",
    "match_line",
    "offer_dues",
    "offer_loan",
    "offer_saving",
    "open_bag",
    "open_books",
    "open_fund",
    "open_saving",
    "order_loan",
    "order_saving",
    "pay_claim",
    "pay_loan",
    "pay_withdrawal",
    "plan_era",
    "post",
    "post_charge",
    "post_due_interest",
    "post_many",
    "post_run",
    "prove_era",
    "receive_dues",
    "receive_gift",
    "receive_purchase_payment",
    "receive_turn",
    "release",
    "remove_node",
    "rename_node",
    "renegotiate_loan",
    "reopen_period",
    "revalue",
    "reverse",
    "seal",
    "set_benefit_rule",
    "set_dues_rate",
    "set_floor",
    "set_loan_rate",
    "set_own_money_rule",
    "set_pay_rate",
    "set_purchase_share",
    "set_rate",
    "set_savings_rate",
    "set_surplus_rule",
    "share_surplus",
    "start_group",
    "tally_bag",
    "tell_claim",
    "undo_claim",
    "undo_loan",
    "undo_match",
    "undo_withdrawal",
    "value_claim",
    "verify_chain",
    "write_off_loan",
]

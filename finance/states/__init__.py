"""Where things stand in the books, and what may follow."""

from finance.states.bank import BANK_LINE, LineState
from finance.states.benefits import (
    CLAIM,
    CLAIM_TONES,
    GROUP,
    GROUP_TONES,
    OUTSIDE,
    ClaimState,
    GroupState,
    Source,
)
from finance.states.chart import DEBIT_KINDS, Kind
from finance.states.custody import BAG, BAG_TONES, BagState
from finance.states.holds import HOLD, HoldState
from finance.states.loans import (
    GUARANTEE,
    LOAN,
    LOAN_TONES,
    Backing,
    Fund,
    GuaranteeState,
    LoanState,
    PlanReason,
)
from finance.states.pay import PAY_RUN, PAY_RUN_TONES, Deducted, PayRunState
from finance.states.periods import PERIOD, PeriodState
from finance.states.savings import (
    SAVING,
    SAVING_TONES,
    WITHDRAWAL,
    WITHDRAWAL_TONES,
    SavingKind,
    SavingState,
    WithdrawalState,
)

__all__ = [
    "BAG",
    "BAG_TONES",
    "BANK_LINE",
    "CLAIM",
    "CLAIM_TONES",
    "DEBIT_KINDS",
    "GROUP",
    "GROUP_TONES",
    "GUARANTEE",
    "HOLD",
    "LOAN",
    "LOAN_TONES",
    "OUTSIDE",
    "PAY_RUN",
    "PAY_RUN_TONES",
    "PERIOD",
    "SAVING",
    "SAVING_TONES",
    "WITHDRAWAL",
    "WITHDRAWAL_TONES",
    "Backing",
    "BagState",
    "ClaimState",
    "Deducted",
    "Fund",
    "GroupState",
    "GuaranteeState",
    "HoldState",
    "Kind",
    "LineState",
    "LoanState",
    "PayRunState",
    "PeriodState",
    "PlanReason",
    "SavingKind",
    "SavingState",
    "Source",
    "WithdrawalState",
]

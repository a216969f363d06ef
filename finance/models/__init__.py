"""The tables of the ledger.

Django reads them; only the database functions in `finance/sql` write them. Amounts are signed:
a debit is positive, a credit negative. `side` is +1 for nodes that grow by debits and −1 for those
that grow by credits, so `side × (debit − credit)` is the balance as people read it.
"""

from finance.models.accounts import Account, Balance, Node, Pending
from finance.models.bank import BankFile, BankLine, BankMatch
from finance.models.benefits import BenefitFund, BenefitRule, Claim, Contribution
from finance.models.campaigns import Campaign, Gift, OwnMoneyRule
from finance.models.closings import (
    CurrencyEra,
    EraConversion,
    EraProof,
    PeriodClosing,
    Revaluation,
    SurplusDistribution,
    SurplusRule,
)
from finance.models.custody import CashBag, CashTally
from finance.models.dues import (
    DuesBatch,
    DuesCharge,
    DuesPaid,
    DuesPlan,
    DuesRate,
    DuesReceipt,
    Enrolment,
)
from finance.models.entries import Entry, EntrySeal, Leg, Unsealed
from finance.models.examinations import Examination
from finance.models.fields import LedgerAmountField
from finance.models.groups import GroupPayment, GroupPlace, SavingsGroup
from finance.models.holds import Hold
from finance.models.loans import (
    Loan,
    LoanDraw,
    LoanGuarantor,
    LoanInstalment,
    LoanPayment,
    LoanPlan,
    LoanProduct,
    LoanRate,
    LoanWriteOff,
)
from finance.models.pay import (
    PayCharge,
    PayDeduction,
    PayException,
    PayHanding,
    PayLine,
    PayOrder,
    PayRate,
    PayRun,
)
from finance.models.periods import DayClose, Period
from finance.models.purchases import NetworkPurchase, PurchasePayment, PurchaseShare
from finance.models.rates import FxRate
from finance.models.savings import (
    SavingsAccount,
    SavingsHolder,
    SavingsInterest,
    SavingsProduct,
    SavingsRate,
    SavingsWithdrawal,
    WithdrawalConsent,
)

__all__ = [
    "Account",
    "Balance",
    "BankFile",
    "BankLine",
    "BankMatch",
    "BenefitFund",
    "BenefitRule",
    "Campaign",
    "CashBag",
    "CashTally",
    "Claim",
    "Contribution",
    "CurrencyEra",
    "DayClose",
    "DuesBatch",
    "DuesCharge",
    "DuesPaid",
    "DuesPlan",
    "DuesRate",
    "DuesReceipt",
    "Enrolment",
    "Entry",
    "EntrySeal",
    "EraConversion",
    "EraProof",
    "Examination",
    "FxRate",
    "Gift",
    "GroupPayment",
    "GroupPlace",
    "Hold",
    "LedgerAmountField",
    "Leg",
    "Loan",
    "LoanDraw",
    "LoanGuarantor",
    "LoanInstalment",
    "LoanPayment",
    "LoanPlan",
    "LoanProduct",
    "LoanRate",
    "LoanWriteOff",
    "NetworkPurchase",
    "Node",
    "OwnMoneyRule",
    "PayCharge",
    "PayDeduction",
    "PayException",
    "PayHanding",
    "PayLine",
    "PayOrder",
    "PayRate",
    "PayRun",
    "Pending",
    "Period",
    "PeriodClosing",
    "PurchasePayment",
    "PurchaseShare",
    "Revaluation",
    "SavingsAccount",
    "SavingsGroup",
    "SavingsHolder",
    "SavingsInterest",
    "SavingsProduct",
    "SavingsRate",
    "SavingsWithdrawal",
    "SurplusDistribution",
    "SurplusRule",
    "Unsealed",
    "WithdrawalConsent",
]

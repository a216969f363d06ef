"""Forms of the books."""

from finance.forms.bank import BankFileForm
from finance.forms.chart import NodeForm, NodeNameForm
from finance.forms.closings import (
    CloseForm,
    EraForm,
    ReopenForm,
    RevalueForm,
    ShareForm,
    SpanForm,
    SurplusRuleForm,
)
from finance.forms.custody import BagForm, ExplainForm, TallyForm
from finance.forms.entries import ReasonForm
from finance.forms.pay import (
    DrawRunForm,
    HandOutForm,
    HandOutRestForm,
    OrderLoanForm,
    OrderSavingForm,
    PayChargeForm,
    PayExceptionForm,
    PayRateForm,
)
from finance.forms.rates import RateForm
from finance.forms.savings import (
    CloseSavingForm,
    DepositForm,
    FindSaverForm,
    OfferSavingForm,
    OpenSavingForm,
    PayOutForm,
    SavingsRateForm,
    WithdrawForm,
)

__all__ = [
    "BagForm",
    "BankFileForm",
    "CloseForm",
    "CloseSavingForm",
    "DepositForm",
    "DrawRunForm",
    "EraForm",
    "ExplainForm",
    "FindSaverForm",
    "HandOutForm",
    "HandOutRestForm",
    "NodeForm",
    "NodeNameForm",
    "OfferSavingForm",
    "OpenSavingForm",
    "OrderLoanForm",
    "OrderSavingForm",
    "PayChargeForm",
    "PayExceptionForm",
    "PayOutForm",
    "PayRateForm",
    "RateForm",
    "ReasonForm",
    "ReopenForm",
    "RevalueForm",
    "SavingsRateForm",
    "ShareForm",
    "SpanForm",
    "SurplusRuleForm",
    "TallyForm",
    "WithdrawForm",
]

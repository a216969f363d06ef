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

__all__ = [
    "BagForm",
    "BankFileForm",
    "CloseForm",
    "DrawRunForm",
    "EraForm",
    "ExplainForm",
    "HandOutForm",
    "HandOutRestForm",
    "NodeForm",
    "NodeNameForm",
    "OrderLoanForm",
    "OrderSavingForm",
    "PayChargeForm",
    "PayExceptionForm",
    "PayRateForm",
    "RateForm",
    "ReasonForm",
    "ReopenForm",
    "RevalueForm",
    "ShareForm",
    "SpanForm",
    "SurplusRuleForm",
    "TallyForm",
]

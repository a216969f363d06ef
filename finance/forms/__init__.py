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
from finance.forms.decisions import YearlyRateForm
from finance.forms.entries import ReasonForm
from finance.forms.loans import (
    AgreeLoanForm,
    AskLoanForm,
    DeclineLoanForm,
    DrawLoanForm,
    OfferLoanForm,
    PayLoanForm,
    RenegotiateForm,
    WriteOffForm,
)
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
    WithdrawForm,
)

__all__ = [
    "AgreeLoanForm",
    "AskLoanForm",
    "BagForm",
    "BankFileForm",
    "CloseForm",
    "CloseSavingForm",
    "DeclineLoanForm",
    "DepositForm",
    "DrawLoanForm",
    "DrawRunForm",
    "EraForm",
    "ExplainForm",
    "FindSaverForm",
    "HandOutForm",
    "HandOutRestForm",
    "NodeForm",
    "NodeNameForm",
    "OfferLoanForm",
    "OfferSavingForm",
    "OpenSavingForm",
    "OrderLoanForm",
    "OrderSavingForm",
    "PayChargeForm",
    "PayExceptionForm",
    "PayLoanForm",
    "PayOutForm",
    "PayRateForm",
    "RateForm",
    "ReasonForm",
    "RenegotiateForm",
    "ReopenForm",
    "RevalueForm",
    "ShareForm",
    "SpanForm",
    "SurplusRuleForm",
    "TallyForm",
    "WithdrawForm",
    "WriteOffForm",
    "YearlyRateForm",
]

"""Forms of the books."""

from finance.forms.entries import ReasonForm
from finance.forms.rates import RateForm

__all__ = [
    "RateForm",
    "ReasonForm",
]

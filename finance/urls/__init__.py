"""The federation's own money."""

from finance.urls import (
    bank,
    books,
    chart,
    custody,
    entries,
    examination,
    loans,
    pay,
    periods,
    rates,
    savings,
    together,
    went,
)

app_name = "finance"
urlpatterns = [
    *books.urlpatterns,
    *chart.urlpatterns,
    *custody.urlpatterns,
    *periods.urlpatterns,
    *entries.urlpatterns,
    *rates.urlpatterns,
    *examination.urlpatterns,
    *bank.urlpatterns,
    *pay.urlpatterns,
    *savings.urlpatterns,
    *loans.urlpatterns,
    *together.urlpatterns,
    *went.urlpatterns,
]

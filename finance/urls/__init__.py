"""The federation's own money."""

from finance.urls import books, entries, examination, periods, rates

app_name = "finance"
urlpatterns = [
    *books.urlpatterns,
    *periods.urlpatterns,
    *entries.urlpatterns,
    *rates.urlpatterns,
    *examination.urlpatterns,
]

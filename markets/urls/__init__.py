"""The pages of the fair week, by what people do. Mounted at `ferias/`."""

from markets.urls import catalogue, closing, field, planning, tills

app_name = "markets"
# The week's own pages come last: their addresses start with any word.
urlpatterns = [
    *catalogue.urlpatterns,
    *tills.urlpatterns,
    *field.urlpatterns,
    *closing.urlpatterns,
    *planning.urlpatterns,
]

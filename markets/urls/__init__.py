"""The pages of the fair week, by what people do. Mounted at `ferias/`."""

from markets.urls import closing, field, planning, tills

app_name = "markets"
urlpatterns = [*planning.urlpatterns, *field.urlpatterns, *tills.urlpatterns, *closing.urlpatterns]

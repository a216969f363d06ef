"""Who works where: one's turn, the week on the wall, time off and swaps, and what the planning reads."""

from rotation.urls import keeping, mine, weeks

app_name = "rotation"
urlpatterns = [*mine.urlpatterns, *weeks.urlpatterns, *keeping.urlpatterns]

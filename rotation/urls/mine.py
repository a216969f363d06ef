"""One's own turns, time off and swaps."""

from django.urls import path

from rotation.views import absences, mine, weeks

urlpatterns = [
    path("", mine.my_turn, name="my_turn"),
    path("mi-ano/", mine.my_year, name="my_year"),
    path("turnos/<int:pk>/", mine.turn, name="turn"),
    path("turnos/<int:pk>/y-si/", mine.what_if, name="what_if"),
    path("turnos/<int:pk>/cambiar/", absences.ask_swap, name="ask_swap"),
    path("turnos/<int:pk>/asistencia/", weeks.note_own, name="note"),
    path("cambios/<int:pk>/", absences.swap, name="swap"),
    path("cambios/<int:pk>/retirar/", absences.take_back_swap, name="take_back_swap"),
    path("tiempo-libre/", absences.times_off, name="times_off"),
    path("tiempo-libre/pedir/", absences.ask_time_off, name="ask_time_off"),
    path("tiempo-libre/<int:pk>/", absences.one_time_off, name="time_off"),
    path("tiempo-libre/<int:pk>/responder/", absences.answer_time_off, name="answer_time_off"),
    path("tiempo-libre/<int:pk>/retirar/", absences.take_back_time_off, name="take_back_time_off"),
    path("semanas/<str:iso>/disponible/", mine.can_be_called, name="can_be_called"),
]

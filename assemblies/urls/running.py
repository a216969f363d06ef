from django.urls import path

from assemblies.views import attending, pens, reading, screen, writing

urlpatterns = [
    path("cuaderno.js", writing.notebook, name="notebook"),
    path("<int:pk>/escribir/", writing.write, name="write"),
    path("<int:pk>/escribir/parte/", writing.part, name="writing_part"),
    path("<int:pk>/escribir/<int:block>/", writing.block, name="block"),
    path("<int:pk>/sincronizar/", writing.sync, name="sync"),
    path("<int:pk>/acta/tomar/", pens.take, name="take_pen"),
    path("<int:pk>/acta/pasar/", pens.hand, name="hand_pen"),
    path("<int:pk>/acta/pasar/<int:who>/", pens.by_pin, name="pen_pin"),
    path("<int:pk>/acta/tomar/<str:code>/", pens.by_code, name="pen_code"),
    path("<int:pk>/lectura/", reading.read_back, name="read_back"),
    path("<int:pk>/lectura/abrir/", reading.reopen, name="reopen"),
    path("<int:pk>/lectura/dar-fe/", reading.attest, name="attest"),
    path("<int:pk>/correcciones/", reading.corrections, name="corrections"),
    path("<int:pk>/asistencia/", attending.people, name="attendance"),
    path("<int:pk>/asistencia/yo/", attending.here, name="here"),
    path("<int:pk>/asistencia/invitados/", attending.guests, name="guests"),
    path("<int:pk>/asistencia/lista.pdf", attending.printed, name="attendance_pdf"),
    path("<int:pk>/asistencia/hojas/", attending.put_sheet, name="put_sheet"),
    path("<int:pk>/asistencia/hojas/<int:sheet>/", attending.sheet, name="sheet"),
    path("<int:pk>/aqui/<slug:code>/", attending.here_by_code, name="here_by_code"),
    path("<int:pk>/pantalla/", screen.screen, name="screen"),
    path("<int:pk>/pantalla/parte/", screen.screen_part, name="screen_part"),
    path("<int:pk>/turnos/", screen.speaking, name="meeting_turns"),
]

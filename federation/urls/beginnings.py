"""Newcomers and mentors."""

from django.urls import path

from federation.views import beginnings, mentoring

urlpatterns = [
    path("gente/comienzos/", beginnings.beginnings, name="beginnings"),
    path("gente/comienzos/mios/", beginnings.my_beginnings, name="my_beginnings"),
    path("gente/comienzos/presentar/", beginnings.introduce, name="introduce"),
    path("gente/comienzos/lista/", mentoring.checklist, name="checklist"),
    path("gente/comienzos/lista/<int:pk>/", mentoring.change_line, name="change_line"),
    path("gente/comienzos/<int:pk>/", beginnings.beginning, name="beginning"),
    path("gente/comienzos/<int:pk>/prueba/", beginnings.begin_trial, name="begin_trial"),
    path("gente/comienzos/<int:pk>/respuesta/", beginnings.answer, name="answer_beginning"),
    path("gente/comienzos/<int:pk>/reflexion/", mentoring.reflect, name="reflect"),
    path("gente/comienzos/<int:pk>/padrino/", mentoring.ask_mentor, name="ask_mentor"),
    path("gente/comienzos/pasos/<int:pk>/", mentoring.tick, name="tick"),
    path("gente/comienzos/reflexiones/<int:pk>/compartir/", mentoring.share, name="share_reflection"),
    path("gente/membresias/<int:pk>/llamado/", mentoring.note_reprimand, name="note_reprimand"),
]

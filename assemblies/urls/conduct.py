from django.urls import path

from assemblies.views import conduct, power

urlpatterns = [
    path("convivencia/", conduct.cases, name="cases"),
    path("convivencia/plantear/", conduct.raise_case, name="raise_case"),
    path("convivencia/<int:pk>/", conduct.case, name="case"),
    path("convivencia/<int:pk>/anotar/", conduct.write, name="write_case"),
    path("convivencia/<int:pk>/paso/<slug:state>/", conduct.move, name="move_case"),
    path("convivencia/<int:pk>/personas/", conduct.name, name="name_case_person"),
    path("convivencia/<int:pk>/personas/quitar/", conduct.end_part, name="end_case_part"),
    path("convivencia/<int:pk>/dar-fe/", conduct.attest, name="attest_case"),
    path("convivencia/<int:pk>/medida/", conduct.impose, name="impose_measure"),
    path("convivencia/<int:pk>/medida/<int:measure>/levantar/", conduct.lift, name="lift_measure"),
    path("convivencia/<int:pk>/destruir/", conduct.redact, name="redact_case"),
    path("notas/", conduct.all_notes, name="notes"),
    path("notas/dejar/", conduct.leave_note, name="leave_note"),
    path("notas/<uuid:note>/quitar/", conduct.note_off, name="note_off"),
    path("la-palabra/", power.power, name="power"),
]

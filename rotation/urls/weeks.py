"""The week on the wall, and what the meeting looks at."""

from django.urls import path

from rotation.views import fairness, weeks

urlpatterns = [
    path("semanas/", weeks.this_week, name="this_week"),
    path("semanas/<str:iso>/", weeks.week, name="week"),
    path("semanas/<str:iso>/rol.pdf", weeks.week_pdf, name="week_pdf"),
    path("semanas/<str:iso>/oido/", weeks.hear, name="hear"),
    path("semanas/<str:iso>/publicar/", weeks.publish, name="publish"),
    path("semanas/<str:iso>/planificar/", weeks.plan_again, name="plan_again"),
    path("semanas/<str:iso>/lista/<int:pk>/", weeks.list_of_post, name="list"),
    path("equidad/", fairness.fair, name="fairness"),
    path("quien-con-quien/", fairness.together, name="together"),
]

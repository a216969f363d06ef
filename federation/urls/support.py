"""The solidarity brigades."""

from django.urls import path

from federation.views import support

urlpatterns = [
    path("gente/brigadas/", support.brigades, name="brigades"),
    path("gente/brigadas/hogares/", support.homes, name="homes"),
    path("gente/brigadas/hogares/nuevo/", support.new_home, name="new_home"),
    path("gente/brigadas/hogares/<int:pk>/", support.change_home, name="change_home"),
    path("gente/brigadas/hogares/<int:pk>/terminar/", support.end_support, name="end_support"),
    path("gente/brigadas/rondas/nueva/", support.new_round, name="new_round"),
    path("gente/brigadas/rondas/<int:pk>/", support.round, name="round"),
    path("gente/brigadas/rondas/<int:pk>/reparto/", support.shares, name="shares"),
    path("gente/brigadas/entregas/<int:pk>/hecha/", support.delivered, name="delivered"),
    path("gente/brigadas/entregas/<int:pk>/no-hecha/", support.missed, name="missed"),
]

"""People, and keeping the register of them."""

from django.urls import path

from federation.views import doubles, files, people, register

urlpatterns = [
    path("gente/", people.people, name="people"),
    path("gente/elegir/", people.pick, name="pick"),
    path("gente/nueva/", register.new_person, name="new_person"),
    path("gente/parecidas/", register.alike, name="alike"),
    path("gente/repetidas/", doubles.doubles, name="doubles"),
    path("gente/repetidas/<int:pk>/", doubles.tell_apart, name="tell_apart"),
    path("gente/separar/<int:pk>/", doubles.part, name="part"),
    path("gente/traer/", files.imports, name="imports"),
    path("gente/traer/<int:pk>/", files.brought, name="import"),
    path("gente/traer/<int:pk>/dejar/", files.leave_import, name="leave_import"),
    path("gente/llevar/", files.take_out, name="take_out"),
    path("gente/llevar/<int:pk>/", files.taken_out, name="taken_out"),
    path("gente/<int:pk>/", people.person, name="person"),
    path("gente/<int:pk>/cambiar/", register.change_person, name="change_person"),
    path("gente/<int:pk>/hogar/", register.household, name="household"),
    path("gente/<int:pk>/hogar/entra/", register.enter_household, name="enter_household"),
    path("gente/<int:pk>/hogar/sale/", register.leave_household, name="leave_household"),
    path("gente/<int:pk>/juntar/", doubles.find_other, name="find_other"),
    path("gente/<int:pk>/juntar/<int:other>/", doubles.merge, name="merge"),
    path("gente/<int:pk>/retirar-datos/", doubles.redact, name="redact"),
]

"""Cooperatives, their members and certificates, and the programs that speak for them."""

from django.urls import path

from federation.views import certificates, clients, cooperatives, members

urlpatterns = [
    path("gente/cooperativas/", cooperatives.cooperatives, name="cooperatives"),
    path("gente/nueva-cooperativa/", cooperatives.new, name="new_cooperative"),
    path("gente/contactos/<int:pk>/quitar/", cooperatives.remove_contact, name="remove_contact"),
    path("gente/cooperativas/<slug:code>/", cooperatives.cooperative, name="cooperative"),
    path("gente/cooperativas/<slug:code>/cambiar/", cooperatives.change, name="change_cooperative"),
    path("gente/cooperativas/<slug:code>/entra/", cooperatives.joining, name="cooperative_joins"),
    path("gente/cooperativas/<slug:code>/sale/", cooperatives.leaving, name="cooperative_leaves"),
    path("gente/cooperativas/<slug:code>/contacto/", cooperatives.new_contact, name="new_contact"),
    path("gente/cooperativas/<slug:code>/entra-alguien/", members.new_member, name="new_member"),
    path("gente/cooperativas/<slug:code>/programa/", clients.ask_client, name="ask_client"),
    path("gente/membresias/<int:pk>/sale/", members.member_leaves, name="member_leaves"),
    path("gente/quien-llega-y-quien-se-va/", members.turnover, name="turnover"),
    path("gente/certificados/", certificates.certificates, name="certificates"),
    path("gente/certificados/nuevo/", certificates.new_certificate, name="new_certificate"),
    path("gente/certificados/<int:pk>/anular/", certificates.cancel_certificate, name="cancel_certificate"),
    path("gente/programas/", clients.clients, name="clients"),
    path("gente/programas/<int:pk>/", clients.client, name="client"),
]

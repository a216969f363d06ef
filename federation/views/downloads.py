"""The columns of the lists that a reader takes away: just what their pages show."""

from django.utils.translation import gettext_lazy as _

from cecosesola.ui.export import Column
from cecosesola.ui.templatetags.ui import verb

COOPERATIVES = [
    Column(_("Short code"), lambda cooperative: cooperative.code),
    Column(_("Name"), lambda cooperative: cooperative.name),
    Column(_("Kind"), lambda cooperative: cooperative.get_kind_display()),
    Column(_("RIF"), lambda cooperative: cooperative.rif),
    Column(_("Joined"), lambda cooperative: cooperative.joined_on),
    Column(_("Left"), lambda cooperative: cooperative.left_on),
    Column(_("People"), lambda cooperative: cooperative.people),
]
MEMBERS = [
    Column(_("Number"), lambda membership: membership.person.document),
    Column(_("Family names"), lambda membership: membership.person.family_names),
    Column(_("Given names"), lambda membership: membership.person.given_names),
    Column(_("Kind"), lambda membership: membership.get_kind_display()),
    Column(_("Area"), lambda membership: membership.area),
    Column(_("Since"), lambda membership: membership.period.lower),
]
KEYS = [
    Column(_("Family names"), lambda mandate: mandate.person.family_names),
    Column(_("Given names"), lambda mandate: mandate.person.given_names),
    Column(_("What for"), lambda mandate: mandate.get_role_display()),
    Column(_("Where"), lambda mandate: mandate.scope_label or mandate.scope),
    Column(_("Given by"), lambda mandate: mandate.get_source_display()),
    Column(_("Number of the turn or decision"), lambda mandate: mandate.source_ref),
    Column(_("From"), lambda mandate: mandate.during.lower),
    Column(_("Until"), lambda mandate: mandate.during.upper),
]
CHANGES = [
    Column(_("When"), lambda event: event.at),
    Column(_("Who"), lambda event: event.actor),
    Column(_("What"), lambda event: verb(event.verb)),
    Column(_("Thing"), lambda event: event.label),
]

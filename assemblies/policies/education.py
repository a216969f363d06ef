"""The school: who comes, who gives, who ticks the list."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import Offer
from assemblies.policies.access import may_read_some
from cecosesola.kernel.access import LOGIN
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, keys_of, worker_refusal


def may_see_school(person: Person) -> Refusal | None:
    """Whoever logs in sees what is open to them."""
    return None if person.is_authenticated else LOGIN


def may_teach(person: Person) -> Refusal | None:
    """Any worker proposes a course and gives it."""
    return worker_refusal(person)


def is_member(person: Person) -> bool:
    return bool(keys_of(person).member_of)


def gives(person: Person, offer: Offer) -> bool:
    return offer.teachers.filter(pk=person.pk).exists()


def may_see_offer(person: Person, offer: Offer) -> Refusal | None:
    """What is open to the community, everybody who logs in; the rest, members. Teachers their own."""
    if offer.openness == Offer.Openness.COMMUNITY:
        return may_see_school(person)
    refusal = may_read_some(person)
    return None if refusal is None or gives(person, offer) else refusal


def may_enrol(person: Person, offer: Offer) -> Refusal | None:
    refusal = may_see_offer(person, offer)
    if refusal is None and offer.cancelled_at is not None:
        return Refusal("cancelled", _("This edition was cancelled."), status=409)
    if refusal is None and gives(person, offer):
        return Refusal("gives_it", _("You give it: you have your place."), status=409)
    return refusal


def may_run(person: Person, offer: Offer) -> Refusal | None:
    """Whoever gives it sets its sessions, ticks who came and puts materials."""
    refusal = may_see_offer(person, offer)
    if refusal is None and not gives(person, offer):
        return Refusal("not_teacher", _("Whoever gives it does this."), status=403)
    return refusal

"""Entering and leaving cooperatives."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused, refuse, require
from cecosesola.kernel.text import spanish_key
from federation import policies
from federation.models import Area, Cooperative, Leaving, Membership, Person
from federation.policies.cooperatives import Hand, Machine, may_leave, may_write_members
from federation.selectors.search import standing_of
from federation.services.citing import require_decision
from federation.services.reaching import as_dialled
from federation.services.register import enter_row, tidy_name

FIRST_DAY = dt.date(1900, 1, 1)


def admit(
    *,
    by: Hand | None,
    person: Person,
    cooperative: Cooperative,
    kind: str,
    since: dt.date,
    area: Area | None = None,
    decision: str = "",
) -> Membership:
    """Enter a person into a cooperative from a day on. Raises Refused (409) when they are in it then."""
    with transaction.atomic():
        require(policies.may_be_given(Person.objects.select_for_update().get(pk=person.pk)))
        period = DateRange(since, None)
        if Membership.objects.filter(person=person, cooperative=cooperative, period__overlap=period).exists():
            raise refuse(
                "already_member",
                _("They are in this cooperative already for part of that time."),
                status=409,
                since=_("Choose a day after they left."),
            )
        membership = Membership.objects.create(
            person=person, cooperative=cooperative, kind=kind, area=area, period=period, entry_ref=decision
        )
        audit.record(
            by=by,
            verb="federation.admit",
            thing=membership,
            new={"kind": kind, "since": since} | ({"decision": decision} if decision else {}),
        )
    policies.forget_keys(person)
    return membership


def enter_person(
    *,
    by: Hand,
    cooperative: Cooperative,
    person: Person,
    kind: str,
    since: dt.date,
    area: Area | None = None,
    decision: str = "",
) -> Membership:
    """Enter somebody of the register into a cooperative."""
    require(may_write_members(by, cooperative))
    if not FIRST_DAY <= since <= today() + dt.timedelta(days=31):
        raise refuse("odd_day", _("That day cannot be."), since=_("Look at the year."))
    if isinstance(by, Machine) and kind == Membership.Kind.WORKER and cooperative.is_primary:
        raise refuse(
            "begins_with_a_mentor", _("Workers of the primary cooperative begin with a mentor."), status=409
        )
    require_decision(decision, needed=False)
    return admit(
        by=by, person=person, cooperative=cooperative, kind=kind, since=since, area=area, decision=decision
    )


def enter_member(
    *,
    by: Hand,
    cooperative: Cooperative,
    document: str,
    given_names: str,
    family_names: str,
    kind: str,
    since: dt.date,
    phone: str = "",
) -> Membership:
    """Enter a member by their number, as a program does; whoever is not in the register yet is entered first.

    Somebody known keeps their name: it must be the one given, so that a number alone tells nobody's.
    """
    require(may_write_members(by, cooperative))
    number = Person.normalise(document)
    given, family = tidy_name(given_names), tidy_name(family_names)
    if not Person.is_document(number):
        raise refuse(
            "not_a_document",
            _("This is not a cédula."),
            document=_("V or E and the digits; N for people without papers."),
        )
    phones = [dialled] if (dialled := as_dialled(phone)) else []
    with transaction.atomic():
        person = _known(number)
        if person is None and not number.startswith("N"):
            try:
                person = enter_row(
                    by=by, document=number, phones=phones, given_names=given, family_names=family
                )
            except Refused:
                person = _known(number)  # somebody else has just entered them
        if person is None or not person.is_active or not _same_name(person, given, family):
            raise refuse(
                "name_differs",
                _("That number is somebody else's in the register."),
                status=409,
                document=_("Look at the number and the name together; whoever keeps the register can help."),
            )
        return enter_person(by=by, cooperative=cooperative, person=person, kind=kind, since=since)


def _known(number: str) -> Person | None:
    """Whoever has this number, or the row that theirs became."""
    row = Person.objects.filter(document=number).values_list("pk").first()
    return standing_of(row).get(row[0]) if row else None


def _same_name(person: Person, given: str, family: str) -> bool:
    """The first family name and the first given name are the same, accents or not."""
    pairs = ((person.family_names, family), (person.given_names, given))
    return all(
        known.split()[:1]
        and written.split()[:1]
        and spanish_key(known.split()[0]) == spanish_key(written.split()[0])
        for known, written in pairs
    )


def leave(
    *,
    by: Hand,
    membership: Membership,
    on: dt.date,
    leaving: str,
    words: str = "",
    decision: str = "",
) -> Membership:
    """Write that somebody left: `on` is the first day without them. What they said stays out of the audit."""
    require_decision(decision, needed=False)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=membership.person_id)
        kept = _locked(membership)
        require(may_leave(by, kept))
        return _end(by, kept, on=on, leaving=leaving, words=words, decision=decision)


def end_membership(
    *, by: Person, membership: Membership, on: dt.date, leaving: str, decision: str = ""
) -> Membership:
    """The same, for a service of this room that has asked its own policy and holds the locks."""
    return _end(by, _locked(membership), on=on, leaving=leaving, words="", decision=decision)


def change_area(*, by: Person, membership: Membership, area: Area | None) -> Membership:
    """Move a member to another area from today on. The past is told by what changed."""
    require(may_write_members(by, membership.cooperative))
    with transaction.atomic():
        kept = _locked(membership)
        if kept.area_id != (area.pk if area else None):
            old, kept.area = kept.area, area
            kept.save(update_fields=["area"])
            audit.record(
                by=by, verb="federation.change_area", thing=kept, old={"area": old}, new={"area": area}
            )
    return kept


def _locked(membership: Membership) -> Membership:
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("person", "cooperative", "area")
        .get(pk=membership.pk)
    )


def _end(by: Hand, kept: Membership, *, on: dt.date, leaving: str, words: str, decision: str) -> Membership:
    if on <= kept.period.lower:
        raise refuse(
            "left_before_entering",
            _("Nobody leaves before they entered."),
            on=_("Choose a day after the one on which they entered."),
        )
    if on > today() + dt.timedelta(days=31):
        raise refuse("odd_day", _("That day cannot be."), on=_("Look at the year."))
    kept.period = DateRange(kept.period.lower, on)
    kept.leaving, kept.leaving_words, kept.leaving_ref = leaving or Leaving.OTHER, words, decision
    kept.save(update_fields=["period", "leaving", "leaving_words", "leaving_ref"])
    audit.record(by=by, verb="federation.leave", thing=kept, new={"on": on})
    policies.forget_keys(kept.person)
    return kept

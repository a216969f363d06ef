"""The community school: courses, their editions, places, sessions and materials."""

import datetime as dt
from collections.abc import Iterable
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.models import (
    Course,
    CourseMaterial,
    Enrolment,
    Offer,
    OfferTeacher,
    Session,
    SessionAttendance,
)
from assemblies.policies import education as policies
from cecosesola.kernel import audit, files
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person

S = Enrolment.State
FILES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


def propose_course(*, by: Person, name: str, about: str, for_whom: str = "") -> Course:
    """Say what could be learnt. Two courses are not called alike."""
    require(policies.may_teach(by))
    with transaction.atomic():
        made, new = Course.objects.get_or_create(
            name=name.strip(),
            defaults={"about": about, "for_whom": for_whom, "made_by": by, "made_at": now()},
        )
        if not new:
            raise refuse("known", _("There is a course with this name."), name=_("Choose another name."))
        audit.record(by=by, verb="assemblies.propose_course", thing=made)
    return made


def offer_course(
    *,
    by: Person,
    course: Course,
    openness: str,
    room: int,
    place: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    teachers: Iterable[Person] = (),
) -> Offer:
    """Offer an edition with its first session. Whoever offers it gives it, alone or with others."""
    require(policies.may_teach(by))
    _check_hours(starts_at, ends_at)
    with transaction.atomic():
        made = Offer.objects.create(
            course=course, openness=openness, room=room, place=place, made_by=by, made_at=now()
        )
        everybody = {by.pk: by} | {person.pk: person for person in teachers}
        OfferTeacher.objects.bulk_create(
            OfferTeacher(offer=made, person=person) for person in everybody.values()
        )
        Session.objects.create(offer=made, starts_at=starts_at, ends_at=ends_at)
        audit.record(by=by, verb="assemblies.offer_course", thing=made, new={"room": room})
    return made


def add_session(
    *, by: Person, offer: Offer, starts_at: dt.datetime, ends_at: dt.datetime, place: str = ""
) -> Session:
    require(policies.may_run(by, offer))
    _check_hours(starts_at, ends_at)
    with transaction.atomic():
        offer = _locked(offer)
        _standing(offer)
        made, new = Session.objects.get_or_create(
            offer=offer, starts_at=starts_at, defaults={"ends_at": ends_at, "place": place}
        )
        if new:
            audit.record(by=by, verb="assemblies.add_session", thing=offer, new={"starts_at": starts_at})
    return made


def cancel_offer(*, by: Person, offer: Offer) -> Offer:
    require(policies.may_run(by, offer))
    with transaction.atomic():
        offer = _locked(offer)
        if offer.cancelled_at is None:
            offer.cancelled_at = now()
            offer.save(update_fields=["cancelled_at"])
            audit.record(by=by, verb="assemblies.cancel_offer", thing=offer)
    return offer


def enrol(*, by: Person, offer: Offer) -> Enrolment:
    """Take a place, or a turn for one when there is none. Asking again keeps one's turn."""
    with transaction.atomic():
        offer = _locked(offer)
        require(policies.may_enrol(by, offer))
        mine = Enrolment.objects.filter(offer=offer, person=by).first()
        if mine is not None and mine.state != S.WITHDRAWN:
            return mine
        taken = Enrolment.objects.filter(offer=offer, state__in=[S.IN, S.WAITING]).count()
        state = S.IN if taken < offer.room else S.WAITING
        if mine is None:
            mine = Enrolment(offer=offer, person=by)
        mine.state, mine.asked_at = state, now()
        mine.save()
        audit.record(by=by, verb="assemblies.enrol", thing=offer, new={"state": state}, private=True)
    return mine


def withdraw(*, by: Person, offer: Offer) -> Enrolment | None:
    """Give one's place back. Whoever waits longest takes it at once. Returns who."""
    with transaction.atomic():
        offer = _locked(offer)
        mine = Enrolment.objects.filter(offer=offer, person=by).exclude(state=S.WITHDRAWN).first()
        if mine is None:
            raise refuse("not_enrolled", _("You are not enrolled."), status=409)
        mine.state = S.WITHDRAWN
        mine.save(update_fields=["state"])
        audit.record(by=by, verb="assemblies.withdraw", thing=offer, private=True)
        taken = Enrolment.objects.filter(offer=offer, state=S.IN).count()
        following = Enrolment.objects.filter(offer=offer, state=S.WAITING).order_by("asked_at", "id").first()
        if following is None or taken >= offer.room:
            return None
        following.state = S.IN
        following.save(update_fields=["state"])
    return following


def tick(*, by: Person, session: Session, came: Iterable[int]) -> int:
    """Write who came to a session: those ticked, of those with a place. Returns how many."""
    require(policies.may_run(by, session.offer))
    with transaction.atomic():
        offer = _locked(session.offer)
        if session.starts_at > now():
            raise refuse("not_yet", _("It has not begun yet."), status=409)
        enrolled = Enrolment.objects.filter(offer=offer, state=S.IN).values_list("person", flat=True)
        wanted = set(came) & set(enrolled)
        here = SessionAttendance.objects.filter(session=session)
        here.exclude(person__in=wanted).delete()
        known = set(here.values_list("person", flat=True))
        SessionAttendance.objects.bulk_create(
            SessionAttendance(session=session, person_id=person, recorded_by=by)
            for person in sorted(wanted - known)
        )
        audit.record(
            by=by, verb="assemblies.tick_session", thing=offer, new={"came": len(wanted)}, private=True
        )
    return len(wanted)


def put_material(
    *, by: Person, course: Course, title: str, link: str = "", upload: IO[bytes] | None = None
) -> CourseMaterial:
    """Put something beside a course: an address, or a PDF or picture."""
    require(policies.may_teach(by))
    if bool(link) == bool(upload):
        raise refuse(
            "one_of_two", _("Give an address or a file, one of the two."), link=_("Give one of them.")
        )
    with transaction.atomic():
        file = None
        if upload is not None:
            content = upload.read(files.MOST_BYTES + 1)
            kind = next((kind for head, kind in FILES.items() if content.startswith(head)), None)
            if content and kind is None:
                raise refuse("which_file", _("Bring a PDF or a picture."), upload=_("Choose another file."))
            file = files.keep(content, kind or "")
        made = CourseMaterial.objects.create(
            course=course, title=title, link=link, file=file, put_by=by, put_at=now()
        )
        audit.record(by=by, verb="assemblies.put_material", thing=course, new={"title": title})
    return made


def _locked(offer: Offer) -> Offer:
    return (
        Offer.objects.select_for_update(of=("self",), no_key=True).select_related("course").get(pk=offer.pk)
    )


def _standing(offer: Offer) -> None:
    if offer.cancelled_at is not None:
        raise refuse("cancelled", _("This edition was cancelled."), status=409)


def _check_hours(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if not starts_at < ends_at <= starts_at + dt.timedelta(hours=14):
        raise refuse("hours", _("Look at the hours."), ends_at=_("It ends after it begins, the same day."))
    if abs((starts_at - now()).days) > 730:
        raise refuse("far_away", _("Look at the day."), starts_at=_("That is too far from today."))

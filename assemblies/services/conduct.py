"""A case of conduct: raised, heard, talked, accompanied. Every word is sealed; every reading is told."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.models import (
    CaseAttestation,
    CaseEntry,
    CaseKey,
    CasePerson,
    CaseRead,
    CaseStep,
    ConductCase,
    Space,
    Topic,
)
from assemblies.models.topics import RESERVED_TITLE
from assemblies.policies import conduct as policies
from assemblies.services.topics import bring_topic
from assemblies.states import TopicState
from assemblies.states.conduct import AT_REST, CaseState
from cecosesola.kernel import audit, sealed
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused, refuse, require
from federation.selectors import Person, keys_of, mentor_of

R, K = CasePerson.Role, CaseEntry.Kind
MOST_WORDS = 20_000

# What is written when a case comes to a state. Some moves are not told without words.
KIND_OF = {
    CaseState.DISMISSED: K.REASON,
    CaseState.HEARD: K.HEARING,
    CaseState.MEDIATION: K.TALK,
    CaseState.COLLECTIVE: K.TALK,
    CaseState.MEASURE: K.AGREEMENT,
    CaseState.NO_MEASURE: K.AGREEMENT,
    CaseState.FOLLOW_UP: K.FOLLOW_UP,
    CaseState.CLOSED: K.FOLLOW_UP,
    CaseState.REHEARING: K.NEW_FACTS,
    CaseState.ACCEPTED: K.REASON,
}
NEEDS_WORDS = frozenset({CaseState.DISMISSED, CaseState.HEARD, CaseState.NO_MEASURE, CaseState.REHEARING})


def locked(case: ConductCase) -> ConductCase:
    """The case as it is now, held until the transaction ends. Its people too stand still meanwhile."""
    return ConductCase.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)


def raise_case(*, by: Person, subject: Person, words: str, space: Space) -> ConductCase:
    """Say what hurt. The mentor of whom it speaks is there from the first moment."""
    require(policies.may_raise(by))
    if subject.pk == by.pk:
        raise refuse("about_oneself", _("A case speaks of another."), subject=_("Choose the person."))
    if not keys_of(subject).is_worker:
        raise refuse(
            "not_a_worker", _("Cases are between workers."), subject=_("This person is not a worker.")
        )
    mentor = mentor_of(subject)
    if mentor is not None and mentor.pk == by.pk:
        raise refuse(
            "own_mentor",
            _("You are their mentor and answer for it with them. Ask somebody else to raise it."),
            status=403,
        )
    _require_words(words)
    moment = now()
    with transaction.atomic():
        case = ConductCase.objects.create(
            subject=subject, raised_by=by, raised_at=moment, space=space, changed_at=moment
        )
        wrapped, under = sealed.wrap(sealed.new_key(), _key_place(case))
        CaseKey.objects.create(case=case, wrapped=wrapped, under=under)
        people = [(subject, R.SUBJECT), (mentor, R.MENTOR), (by, R.RAISED_BY)]
        for person, role in people:
            if person is not None:
                CasePerson.objects.create(case=case, person=person, role=role, since=moment)
        _write(case, by, K.FACTS, words)
        CaseStep.objects.create(case=case, state=case.state, by=by, at=moment)
        audit.record(by=by, verb="assemblies.raise_case", thing=case, private=True)
    return case


def name_person(*, by: Person, case: ConductCase, person: Person, role: str) -> CasePerson:
    """Name who writes it down, mediates, was there or hears it. From then on they may read it."""
    with transaction.atomic():
        case = locked(case)
        require(policies.may_name(by, case))
        if role not in policies.NAMED:
            raise refuse("no_such_part", _("Choose one of the parts."), role=_("Choose one of the parts."))
        theirs = policies.parts_of(person, case)
        if theirs & policies.SPOKEN_OF:
            raise Refused(policies.NOT_THE_TWO)
        if role in {R.RECORDER, R.MEDIATOR} and case.raised_by_id == person.pk:
            raise refuse("raised_it", _("Whoever raised it does not write down what is agreed."), status=403)
        if not keys_of(person).is_worker:
            raise refuse(
                "not_a_worker", _("Cases are between workers."), person=_("This person is not a worker.")
            )
        if role in theirs:
            raise refuse("named_already", _("They have that part already."), status=409)
        part = CasePerson.objects.create(case=case, person=person, role=role, since=now())
        audit.record(by=by, verb="assemblies.name_case_person", thing=case, new={"part": role}, private=True)
    return part


def end_part(*, by: Person, part: CasePerson) -> CasePerson:
    """Somebody no longer has a part, and no longer reads. The first people of a case stay."""
    with transaction.atomic():
        case = locked(part.case)
        require(policies.may_name(by, case))
        part = CasePerson.objects.select_for_update().get(pk=part.pk)
        if part.role not in policies.NAMED:
            raise refuse("stays", _("They are of the case from its beginning."), status=409)
        if part.ended_at is None:
            part.ended_at = now()
            part.save(update_fields=["ended_at"])
            audit.record(
                by=by, verb="assemblies.end_case_part", thing=case, new={"part": part.role}, private=True
            )
    return part


def write_entry(*, by: Person, case: ConductCase, kind: str, words: str) -> CaseEntry:
    """Write what was said. It is not changed afterwards: what must be set right is a new entry."""
    _require_words(words)
    with transaction.atomic():
        case = locked(case)
        require(policies.may_write(by, case))
        if kind not in K.values:
            raise refuse("no_such_kind", _("Choose what it is."), kind=_("Choose what it is."))
        entry = _write(case, by, kind, words)
        audit.record(
            by=by, verb="assemblies.write_case", thing=case, new={"entry": entry.number}, private=True
        )
    return entry


def attest_entry(*, by: Person, case: ConductCase, number: int) -> CaseAttestation:
    """Say that an entry tells it as it was. Saying it twice is once."""
    with transaction.atomic():
        case = locked(case)
        require(policies.may_attest(by, case))
        entry = CaseEntry.objects.filter(case=case, number=number).first()
        if entry is None:
            raise Refused(NOT_FOUND)
        if entry.author_id == by.pk:
            raise refuse("own_words", _("Another person attests what you wrote."), status=403)
        known = CaseAttestation.objects.filter(entry=entry, person=by).first()
        if known is not None:
            return known
        made = CaseAttestation.objects.create(case=case, entry=entry, person=by, at=now())
        audit.record(by=by, verb="assemblies.attest_case", thing=case, new={"entry": number}, private=True)
    return made


def move_case(*, by: Person, case: ConductCase, state: str, words: str = "") -> ConductCase:
    """Tell that a case came to a state, as the people of the hearing agreed."""
    if state == CaseState.MEASURE:
        raise refuse("say_the_measure", _("Say which measure was agreed."), status=409)
    with transaction.atomic():
        case = locked(case)
        require(policies.may_move(by, case, state))
        if state in NEEDS_WORDS:
            _require_words(words)
        return come_to(case, by, state, words)


def come_to(case: ConductCase, by: Person, state: str, words: str = "") -> ConductCase:
    """Move a locked case whose move was allowed, with its words, its place on the agenda and its trace."""
    old, case.state, case.changed_at = case.state, state, now()
    case.save(update_fields=["state", "changed_at"])
    CaseStep.objects.create(case=case, state=state, by=by, at=case.changed_at)
    if words.strip():
        _write(case, by, KIND_OF[CaseState(state)], words)
    _hold_place(case)
    audit.record(
        by=by,
        verb="assemblies.move_case",
        thing=case,
        old={"state": old},
        new={"state": state},
        private=True,
    )
    return case


def _hold_place(case: ConductCase) -> None:
    """Collective talk and hearing again need a place on the agenda, which says nothing; then it is free."""
    if case.state in {CaseState.COLLECTIVE, CaseState.REHEARING}:
        topic = bring_topic(
            by=None,
            title=RESERVED_TITLE,
            space=case.space,
            source=f"assemblies.conductcase:{case.pk}",
            is_reserved=True,
        )
        if topic.state in {TopicState.RESOLVED, TopicState.PARKED}:
            _move_topic(topic, TopicState.OPEN)
        if case.topic_id is None:
            case.topic = topic
            case.save(update_fields=["topic"])
    elif case.topic_id and case.state in {CaseState.MEASURE, CaseState.NO_MEASURE, *AT_REST}:
        topic = Topic.objects.select_for_update().get(pk=case.topic_id)
        if topic.state == TopicState.OPEN:
            _move_topic(topic, TopicState.RESOLVED)


def _move_topic(topic: Topic, state: TopicState) -> None:
    """No trace names who moved it: a person beside this moment would tell who is concerned."""
    topic.state = state
    topic.save(update_fields=["state", "changed_at"])


@dataclass(frozen=True)
class Told:
    """An entry as the concerned read it. `words` is None when they were destroyed or do not open."""

    entry: CaseEntry
    words: str | None


@dataclass(frozen=True)
class Reading:
    case: ConductCase
    told: list[Told]
    parts: frozenset[str]


def read_case(*, by: Person, pk: int) -> Reading:
    """Open a case: who opened it and when is kept first, then its words are unsealed."""
    with transaction.atomic():
        case = (
            ConductCase.objects.select_for_update(of=("self",), no_key=True)
            .select_related("subject", "raised_by", "space")
            .filter(pk=pk)
            .first()
        )
        if case is None:
            raise Refused(NOT_FOUND)
        require(policies.may_read_case(by, case))
        CaseRead.objects.create(case=case, person=by, at=now())
        key = key_of(case)
        entries = (
            CaseEntry.objects.filter(case=case)
            .select_related("author")
            .prefetch_related("attestations__person")
        )
        told = [Told(entry, unsealed(key, entry)) for entry in entries]
        return Reading(case, told, policies.parts_of(by, case))


def key_of(case: ConductCase) -> bytes | None:
    """The case's key. None when it was destroyed, or the installation can no longer unwrap it."""
    row = CaseKey.objects.filter(case=case).first()
    try:
        return sealed.unwrap(bytes(row.wrapped), row.under, _key_place(case)) if row else None
    except sealed.Unreadable:
        return None


def unsealed(key: bytes | None, entry: CaseEntry) -> str | None:
    if key is None:
        return None
    try:
        return sealed.unseal(key, bytes(entry.sealed), _entry_place(entry))
    except sealed.Unreadable:
        return None


def rotate_keys() -> int:
    """Wrap every case's key with the installation's newest. Returns how many changed."""
    changed = 0
    stale = CaseKey.objects.exclude(under=sealed.wrapping()).order_by("pk").values_list("pk", flat=True)
    for pk in list(stale):
        with transaction.atomic():
            row = CaseKey.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue
            place = _key_place(row.case)
            key = sealed.unwrap(bytes(row.wrapped), row.under, place)
            row.wrapped, row.under = sealed.wrap(key, place)
            row.save(update_fields=["wrapped", "under"])
            changed += 1
    return changed


def _write(case: ConductCase, by: Person, kind: str, words: str) -> CaseEntry:
    key = key_of(case)
    if key is None:
        raise Refused(policies.GONE)
    last = CaseEntry.objects.filter(case=case).order_by("-number").first()
    entry = CaseEntry(case=case, number=last.number + 1 if last else 1, kind=kind, author=by, at=now())
    entry.sealed = sealed.seal(key, words.strip(), _entry_place(entry))
    entry.save()
    return entry


def _require_words(words: str) -> None:
    if not words.strip():
        raise refuse("no_words", _("Write what was said."), words=_("Write what was said."))
    if len(words) > MOST_WORDS:
        raise refuse("too_long", _("Look at the words."), words=_("Write at most 20,000 signs."))


def _key_place(case: ConductCase) -> str:
    return f"case:{case.pk}:key"


def _entry_place(entry: CaseEntry) -> str:
    return f"case:{entry.case_id}:entry:{entry.number}:{entry.kind}:{entry.author_id}"

"""Who may do what while somebody begins: by relation, for as long as it lasts."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NO_KEY, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.models import Beginning, Mentoring, Person, Reflection, Reprimand, Role
from federation.policies.keys import keys_of, may_hold, may_read_as_worker
from federation.states import BEGINNING, BeginningState

OPEN = (BeginningState.PROPOSED, BeginningState.TRIAL)
NOT_ONE_OF_THE_TWO = Refusal(
    "one_of_the_two",
    _("The newcomer and the mentor do not write the meeting's answer. Ask another who keeps the register."),
    status=403,
)
ONLY_MENTOR = Refusal("only_mentor", _("Only the mentor does this."), status=403)
OVER = Refusal("beginning_over", _("This beginning is over."), status=409)


def current_mentor(beginning: Beginning) -> int | None:
    """The number of whoever mentors now: read with the beginning, or asked once."""
    if not hasattr(beginning, "mentor_now"):
        found = Mentoring.objects.filter(beginning=beginning, during__upper_inf=True)
        beginning.mentor_now = found.values_list("mentor", flat=True).first()  # type: ignore[attr-defined]
    return beginning.mentor_now  # type: ignore[attr-defined]


def is_one_of_the_two(person: Person, beginning: Beginning) -> bool:
    return person.pk in {beginning.newcomer_id, current_mentor(beginning)}


def may_see_beginnings(person: Person) -> Refusal | None:
    """Every worker sees who is beginning now, in which area and beside whom."""
    return may_read_as_worker(person)


def may_introduce(person: Person) -> Refusal | None:
    """Every worker-member may introduce somebody, and so accepts to mentor them."""
    return may_read_as_worker(person)


def may_see_beginning(person: Person, beginning: Beginning) -> Refusal | None:
    """Workers, and the newcomer themselves."""
    if not person.is_authenticated:
        return LOGIN
    return None if person.pk == beginning.newcomer_id else may_read_as_worker(person)


def may_follow(person: Person, beginning: Beginning) -> Refusal | None:
    """Read the checklist: the newcomer, the mentor, and whoever keeps the register."""
    if is_one_of_the_two(person, beginning):
        return None
    return NOT_FOUND if may_hold(person, Role.REGISTER) else None


def may_answer(person: Person, beginning: Beginning, new: str) -> Refusal | None:
    """Write what the meeting agreed: the register, but neither the newcomer nor the mentor."""
    refusal = may_hold(person, Role.REGISTER) or BEGINNING.refusal(beginning.state, new)
    if refusal is not None:
        return refusal
    return NOT_ONE_OF_THE_TWO if is_one_of_the_two(person, beginning) else None


def may_withdraw(person: Person, beginning: Beginning) -> Refusal | None:
    """Take the proposal back before the meeting answers: who introduced, or the newcomer."""
    if person.pk not in {beginning.introduced_by_id, beginning.newcomer_id}:
        return NO_KEY
    return BEGINNING.refusal(beginning.state, BeginningState.WITHDRAWN)


def may_stop_trial(person: Person, beginning: Beginning) -> Refusal | None:
    """Write that a newcomer leaves during the trial: the newcomer, or the register."""
    if person.pk != beginning.newcomer_id and (refusal := may_hold(person, Role.REGISTER)) is not None:
        return refusal
    return BEGINNING.refusal(beginning.state, BeginningState.LEFT)


def may_mentor(person: Person, beginning: Beginning) -> Refusal | None:
    """Tick the checklist and hand the mentoring over: the mentor, while it lasts."""
    if person.pk != current_mentor(beginning):
        return ONLY_MENTOR
    return None if beginning.state in OPEN else OVER


def may_accept_mentoring(person: Person, beginning: Beginning) -> Refusal | None:
    """The worker who was asked to take the mentoring over."""
    if person.pk != beginning.asked_mentor_id:
        return NOT_FOUND
    return None if beginning.state in OPEN else OVER


def may_reflect(person: Person, beginning: Beginning) -> Refusal | None:
    """The newcomer and the mentor, during the trial."""
    if not is_one_of_the_two(person, beginning):
        return NOT_FOUND
    return None if beginning.state == BeginningState.TRIAL else OVER


def may_read_reflection(person: Person, reflection: Reflection) -> Refusal | None:
    """The two between whom it was written; every worker once its author has shared it."""
    if person.pk in {reflection.author_id, reflection.other_id}:
        return None
    if reflection.shared_at is not None:
        return may_read_as_worker(person)
    return NOT_FOUND


def may_share(person: Person, reflection: Reflection) -> Refusal | None:
    """Only whoever wrote it, once."""
    if person.pk != reflection.author_id:
        return NOT_FOUND
    if reflection.shared_at is not None:
        return Refusal("already_shared", _("It is shared with the meeting already."), status=409)
    return None


def may_note_reprimands(person: Person) -> Refusal | None:
    """Write down what the meeting told somebody: whoever keeps the register."""
    return may_hold(person, Role.REGISTER)


def may_note_reprimand(person: Person, subject: Person, mentor: Person | None) -> Refusal | None:
    """The register, but neither the one it is about nor the mentor."""
    if (refusal := may_note_reprimands(person)) is not None:
        return refusal
    return NOT_ONE_OF_THE_TWO if person.pk in {subject.pk, mentor.pk if mentor else None} else None


def may_see_reprimand(person: Person, reprimand: Reprimand) -> Refusal | None:
    """Those concerned: the person, the mentor who shares it, and the register."""
    if person.pk in {reprimand.subject_id, reprimand.mentor_id}:
        return None
    return None if keys_of(person).holds(Role.REGISTER) else NOT_FOUND


def may_keep_checklist(person: Person) -> Refusal | None:
    """Change the template of the checklist: whoever keeps the register."""
    return may_hold(person, Role.REGISTER)

"""What the newcomer and the mentor write to each other, and what the meeting told them."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import refuse, require
from federation.models import Beginning, ChecklistItem, Membership, Mentoring, Person, Reflection, Reprimand
from federation.policies import beginnings as rules
from federation.services.citing import require_decision


def reflect(*, by: Person, beginning: Beginning, words: str, share: bool = False) -> Reflection:
    """Write how it goes. It stays between the two unless its author shares it with the meeting."""
    with transaction.atomic():
        kept = Beginning.objects.select_for_update(of=("self",)).get(pk=beginning.pk)
        require(rules.may_reflect(by, kept))
        mentor = rules.current_mentor(kept)
        other = mentor if by.pk == kept.newcomer_id else kept.newcomer_id
        assert other is not None  # a trial always has its mentor
        moment = now()
        made = Reflection.objects.create(
            beginning=kept,
            author=by,
            other_id=other,
            words=words.strip(),
            written_at=moment,
            shared_at=moment if share else None,
        )
        audit.record(by=by, verb="federation.reflect", thing=kept, private=True)
    return made


def share_reflection(*, by: Person, reflection: Reflection) -> Reflection:
    """Share what one wrote with the meeting: from then on every worker reads it. It is not taken back."""
    with transaction.atomic():
        kept = Reflection.objects.select_for_update(of=("self",)).get(pk=reflection.pk)
        require(rules.may_share(by, kept))
        kept.shared_at = now()
        kept.save(update_fields=["shared_at"])
        audit.record(by=by, verb="federation.share_reflection", thing=kept.beginning)
    return kept


def note_reprimand(
    *, by: Person, membership: Membership, decision: str, words: str = "", on: dt.date | None = None
) -> Reprimand:
    """Note that the meeting reprimanded a member, citing its decision.

    Whoever mentored them on that day is co-responsible, and is named with it. Asking again for the
    same decision is refused.
    """
    require_decision(decision)
    day = on or today()
    if day > today():
        raise refuse("odd_day", _("That day has not come."), on=_("Look at the date."))
    # The last moment of that day, or this one: whoever mentors by then shares it.
    moment = now() if day == today() else timezone.make_aware(dt.datetime.combine(day, dt.time.max))
    with transaction.atomic():
        kept = (
            Membership.objects.select_for_update(of=("self",)).select_related("person").get(pk=membership.pk)
        )
        mentoring = (
            Mentoring.objects.filter(beginning__membership=kept, during__contains=moment)
            .select_related("mentor")
            .first()
        )
        mentor = mentoring.mentor if mentoring else None
        require(rules.may_note_reprimand(by, kept.person, mentor))
        if kept.reprimands.filter(decision=decision).exists():
            raise refuse("already_noted", _("This decision is noted here already."), status=409)
        made = Reprimand.objects.create(
            membership=kept,
            subject=kept.person,
            mentor=mentor,
            decision=decision,
            words=words,
            noted_on=day,
            noted_by=by,
        )
        audit.record(
            by=by, verb="federation.note_reprimand", thing=kept, new={"decision": decision}, private=True
        )
    return made


def save_checklist_item(
    *, by: Person, item: ChecklistItem | None, section: str, words: str, place: int, is_active: bool = True
) -> ChecklistItem:
    """Write a line of the template. Those who began before keep the lines they have."""
    require(rules.may_keep_checklist(by))
    words = " ".join(words.split())
    with transaction.atomic():
        kept = ChecklistItem.objects.select_for_update().get(pk=item.pk) if item else ChecklistItem()
        if ChecklistItem.objects.filter(section=section, words=words).exclude(pk=kept.pk).exists():
            raise refuse("line_known", _("This line is here already."), words=_("Write it differently."))
        old = {"words": kept.words, "is_active": kept.is_active} if item else {}
        kept.section, kept.words, kept.place, kept.is_active = section, words, place, is_active
        kept.save()
        audit.record(
            by=by,
            verb="federation.save_checklist",
            thing=kept,
            old=old,
            new={"words": words, "is_active": is_active},
        )
    return kept

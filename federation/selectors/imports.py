"""Reads of files on their way into the register."""

from django.db.models import QuerySet

from cecosesola.kernel.clock import now
from federation.models import Import, ImportRow, TwoPersonAct
from federation.states import ActState, ImportState


def recent() -> list[Import]:
    """The files brought last."""
    return list(Import.objects.defer("content").select_related("by").order_by("-id")[:20])


def rows(brought: Import, fate: str = "") -> QuerySet[ImportRow]:
    """The file's lines, or those of one fate. Until it has been read whole there are none to show."""
    if brought.state in {ImportState.READING, ImportState.BROKEN}:
        return brought.rows.none()
    return brought.rows.filter(fate=fate) if fate else brought.rows.all()


def waiting_act(brought: Import) -> TwoPersonAct | None:
    """The act in which this file waits for a second person."""
    return TwoPersonAct.objects.filter(
        about=f"federation.import:{brought.pk}", state=ActState.ASKED, expires_at__gt=now()
    ).first()


def percent(brought: Import) -> int | None:
    """How far it is, from 0 to 100; None where nobody knows how long the file is."""
    if not brought.total_lines:
        return None
    if brought.state != ImportState.APPLYING:
        return min(99, 100 * brought.read_lines // brought.total_lines)
    return min(99, 100 * brought.applied_lines // max(brought.read_lines, 1))

"""What to read before a topic is treated: put as text or file, and put again in a new version."""

from typing import IO

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Briefing, BriefingVersion, Topic
from cecosesola.kernel import audit, files
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation.selectors import Person

KINDS = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    "odt": ("application/vnd.oasis.opendocument.text", b"PK"),
}
PICTURES = ("jpg", "jpeg", "png", "webp")


def put_briefing(
    *,
    by: Person,
    topic: Topic,
    title: str,
    text: str = "",
    upload: IO[bytes] | None = None,
    briefing: Briefing | None = None,
) -> BriefingVersion:
    """Put a briefing on a topic, or a new version of one. What it said before can still be read."""
    require(policies.may_brief(by, topic))
    if bool(text.strip()) == (upload is not None):
        raise refuse(
            "text_or_file",
            _("Write a text or bring a file: one of the two."),
            text=_("Write it, or bring a file."),
        )
    with transaction.atomic():
        Topic.objects.select_for_update().get(pk=topic.pk)
        if briefing is None:
            briefing = Briefing.objects.create(topic=topic, title=title)
        elif briefing.topic_id != topic.pk:
            raise refuse("other_topic", _("That briefing is of another topic."), status=409)
        file, name = (None, "") if upload is None else _kept(upload)
        last = briefing.versions.aggregate(last=Max("number"))["last"] or 0
        version = BriefingVersion.objects.create(
            briefing=briefing,
            number=last + 1,
            text=text.strip(),
            file=file,
            file_name=name,
            put_by=by,
            put_at=now(),
        )
        audit.record(
            by=by,
            verb="assemblies.put_briefing",
            thing=briefing,
            new={"topic": topic.pk, "version": last + 1},
        )
    return version


def _kept(upload: IO[bytes]) -> tuple[files.StoredFile, str]:
    name = str(getattr(upload, "name", "") or _("paper"))[-120:]
    ending = name.rpartition(".")[2].lower()
    if ending in PICTURES:
        return files.keep_picture(upload), name
    known = KINDS.get(ending)
    content = upload.read(files.MOST_BYTES + 1)
    if known is None or not content.startswith(known[1]):
        raise refuse(
            "unknown_file",
            _("Bring a PDF, a picture, or a DOCX, XLSX or ODT file."),
            upload=_("Choose another file."),
        )
    return files.keep(content, known[0]), name

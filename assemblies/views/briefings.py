"""What to read before a topic is treated."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assemblies import policies
from assemblies.forms.meetings import BriefingForm
from assemblies.models import Briefing, BriefingVersion
from assemblies.services.briefings import put_briefing
from assemblies.views.common import found_topic, who
from cecosesola.kernel import files
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded


@guarded(policies.may_read)
def put(request: HttpRequest, pk: int) -> HttpResponse:
    """A briefing on a topic; with `?sobre=` a new version of one."""
    topic = found_topic(request, pk)
    require(policies.may_brief(who(request), topic))
    asked = request.GET.get("sobre", "")
    known = (
        Briefing.objects.filter(pk=int(asked[:15]), topic=topic).first()
        if asked.isascii() and asked.isdigit()
        else None
    )
    last = known.versions.order_by("-number").first() if known else None
    initial = {"title": known.title, "text": last.text if last else ""} if known else None
    form = BriefingForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST":
        version = attempt(form, put_briefing, by=who(request), topic=topic, briefing=known)
        if version is not None:
            messages.success(request, _("It can be read beside the topic."))
            return redirect("assemblies:topic", pk)
    return form_page(request, "assemblies/put_briefing.html", form, topic=topic, briefing=known)


@guarded(policies.may_read_some)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    version = (
        BriefingVersion.objects.filter(pk=pk, file__isnull=False)
        .select_related("file", "briefing__topic__space")
        .first()
    )
    if version is None or version.file is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_space(who(request), version.briefing.topic.space))
    return files.answer(version.file, version.file_name.replace('"', ""))

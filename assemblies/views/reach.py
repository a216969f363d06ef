"""What one is told and how; the secret link of one's calendar."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assemblies import policies
from assemblies.forms.reach import ReachForm
from assemblies.models import CalendarKey, Reach
from assemblies.selectors import calendar
from assemblies.services import reach as services
from assemblies.views.common import who
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refused
from cecosesola.ui.forms import attempt
from cecosesola.ui.guard import guarded, public

FRESH = "assemblies.fresh_calendar"


@guarded(policies.may_read_some)
def reach(request: HttpRequest) -> HttpResponse:
    """One's own reminders, weekly message and calendar. A new link is shown once, to its owner."""
    person = who(request)
    known = Reach.objects.filter(person=person).first()
    initial = {}
    if known is not None:
        shown = known.address if known.channel == Reach.Channel.EMAIL else ""
        initial = {
            "wants_digest": known.wants_digest,
            "wants_reminders": known.wants_reminders,
            "channel": known.channel,
            "address": shown,
        }
    form = ReachForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        errors = form.errors
        attempt(form, services.say_reach, by=person)
        if not form.errors:
            messages.success(request, _("Written down."))
            return redirect("assemblies:reach")
        status = 422 if errors or form.errors else 200
    fresh = request.session.pop(FRESH, "")
    link = f"{settings.SITE_URL}{reverse('assemblies:calendar', args=[fresh])}" if fresh else ""
    context = {"form": form, "known": known, "key": calendar.living_key(person), "link": link}
    response = render(request, "assemblies/reach.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@guarded(policies.may_read_some)
@require_POST
def make_link(request: HttpRequest) -> HttpResponse:
    request.session[FRESH] = services.make_calendar_key(by=who(request))
    return redirect("assemblies:reach")


@guarded(policies.may_read_some)
@require_POST
def take_link_back(request: HttpRequest) -> HttpResponse:
    if services.take_calendar_key_back(by=who(request)):
        messages.success(request, _("That link no longer opens."))
    return redirect("assemblies:reach")


@public
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret link: titles, hours and places, for whoever holds the link."""
    key = calendar.owner_of(services.key_hash(secret))
    if key is None:
        raise Refused(NOT_FOUND)
    moment = now().replace(minute=0, second=0, microsecond=0)
    events = calendar.events_of(key.person, moment - calendar.BACK, moment + calendar.AHEAD)
    if key.last_read_on != today():
        CalendarKey.objects.filter(pk=key.pk).update(last_read_on=today())
    body = calendar.as_ical(events, settings.SITE_URL, moment)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response

"""The door: entering, leaving, one's own account, language and password."""

import ipaddress
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as django_set_language

from cecosesola.kernel.errors import Refusal
from cecosesola.ui.forms import add_refusal, attempt, form_page
from cecosesola.ui.guard import guarded, may_enter, public
from cecosesola.ui.refusals import safe_path
from federation import services
from federation.forms.access import AccountForm, LoginForm, PasswordForm
from federation.models import SENSITIVE, Person, Role
from federation.policies import came_by_pin, keys_of
from federation.policies.entry import entry_of
from federation.selectors import access as read_access
from federation.selectors import lent as read_lent
from federation.selectors import mandates as read_mandates
from federation.selectors import people as read_people
from federation.selectors import support as read_support
from federation.selectors.access import is_suspended
from federation.services import entries, throttle

# The same words whether the number or the password is unknown, or the person may not log in.
WRONG = "wrong_login"


@public
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    after = safe_path(request, request.POST.get("next") or request.GET.get("next"))
    by_pin = came_by_pin(request.user)  # type: ignore[arg-type]
    if request.user.is_authenticated and not by_pin:
        return redirect(after)
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        person: Any = authenticate(request, username=document, password=form.cleaned_data["password"])
        if person is not None and not is_suspended(person.pk):
            return enter_as(request, person, redirect(after))
        add_refusal(form, Refusal(WRONG, _("The number and the password do not go together. Look at both.")))
    return form_page(request, "registration/login.html", form, next=after, by_pin=by_pin)


def enter_as(request: HttpRequest, person: Person, response: HttpResponse) -> HttpResponse:
    """In by password or code: the login begins, and this browser is known for this person."""
    entries.let_in(request, person)
    return throttle.remember(request, _in_language(response, person.language), person.document)


def _in_language(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=60 * 60 * 24 * 365,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def client_address(request: HttpRequest) -> str:
    """Where a try to log in comes from: what the proxy in front wrote last, else the connection itself.

    Only a proxy on this machine is believed. Through a socket there is no address of its own.
    """
    near = request.META.get("REMOTE_ADDR") or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if told and (not near or _is_loopback(near)):
        return told if _is_address(told) else "127.0.0.1"
    return near if _is_address(near) else "127.0.0.1"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(text: str) -> bool:
    return _is_address(text) and ipaddress.ip_address(text).is_loopback


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many tries: the same page for any number, known or not."""
    return render(request, "registration/locked.html", status=429)


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    entries.leave(entry_of(request.user))  # type: ignore[arg-type]
    logout(request)
    return redirect("federation:login")


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Spanish or English: for this browser, and for the person wherever they log in."""
    chosen = request.POST.get("language", "")
    person: Any = request.user
    if person.is_authenticated and not came_by_pin(person) and chosen in dict(settings.LANGUAGES):
        services.change_language(by=person, language=chosen)
    return django_set_language(request)


def _first_phone(person: Any) -> str:
    held = person.phones.filter(preferred=True).first()
    return str(held) if held else ""


@guarded(may_enter)
def account(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = AccountForm(
        request.POST or None, initial={"phone": _first_phone(person), "language": person.language}
    )
    if request.method == "POST":
        saved = attempt(form, services.change_account, by=person)
        if saved is not None:
            messages.success(request, _("Saved."))
            return _in_language(redirect("federation:account"), saved.language)
    mandates = list(read_mandates.mandates_of(person))
    return form_page(
        request,
        "federation/account.html",
        form,
        memberships=read_people.memberships_of(person),
        mandates=mandates,
        cited=read_lent.resolve(mandate.source_ref for mandate in mandates),
        access=read_access.access_of(person),
        logins=read_access.logins_of(person).count(),
        needs_factor=any(mandate.role in SENSITIVE for mandate in mandates),
        factor_lacks=bool(keys_of(person).waiting),
        factor_enforced=settings.SECOND_FACTOR,
        home=read_support.home_of(person),
        works_till=any(mandate.role == Role.TILL for mandate in mandates),
    )


@guarded(may_enter)
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = PasswordForm(request.POST or None, person=person)
    if request.method == "POST":
        changed = attempt(form, services.change_password, by=person)
        if changed is not None:
            update_session_auth_hash(request, changed)
            entry = entry_of(person)
            if entry is not None and request.session.session_key:
                entries.moved(entry, request.session.session_key)
            messages.success(request, _("Your password is the new one. Other devices must log in again."))
            return redirect("federation:account")
    return form_page(request, "federation/password.html", form)

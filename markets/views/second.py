"""The second of two people: herself on her own phone, or in place on the machine of the first."""

from collections.abc import Callable

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cecosesola.kernel.errors import Refusal, Refused
from cecosesola.ui.forms import add_refusal
from federation.selectors import Person
from markets.forms.tills import SecondPersonForm


def signs_herself(request: HttpRequest) -> bool:
    """Whoever is logged in signs, with one button."""
    return request.method == "POST" and request.POST.get("who") == "me"


def second_person(request: HttpRequest, form: SecondPersonForm) -> Person | None:
    """Who signs. In place, number and password are checked as at the door (and wrong tries counted there
    too), but nobody is logged in: the first person's session goes on, and this signature is the only act.
    """
    if signs_herself(request):
        return request.user  # type: ignore[return-value]
    if not form.is_valid():
        return None
    person = authenticate(
        request, username=form.cleaned_data["document"], password=form.cleaned_data["password"]
    )
    if person is None:
        words = _("The number and the password do not go together. Look at both.")
        add_refusal(form, Refusal("wrong_login", words))
    return person


def signed(
    request: HttpRequest, form: SecondPersonForm, service: Callable[..., object], **given: object
) -> Person | None:
    """Do something as the second person, and say who that was; None while the form still has to be filled.

    What the service refuses stands on the form of whoever signed in place, and is a page to herself.
    """
    second = second_person(request, form) if request.method == "POST" else None
    if second is None:
        return None
    try:
        service(by=second, **given)
    except Refused as refused:
        if signs_herself(request):
            raise
        add_refusal(form, refused.refusal)
        return None
    return second

"""Choosing a password with a code given in person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cecosesola.kernel.errors import Refused
from cecosesola.ui.forms import add_refusal, form_page
from cecosesola.ui.guard import public
from federation.forms.entry import ActivateForm
from federation.services import activation, throttle
from federation.views.access import enter_as, locked_out


@public
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """The first password, or the next one. The same page and words for any number."""
    form = ActivateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if throttle.shut(request, given["document"]):
            return locked_out(request)
        try:
            person = activation.activate(document=given["document"], code=given["code"], new=given["new"])
        except Refused as refused:
            if refused.refusal is activation.WRONG_CODE:
                throttle.failed(request, given["document"])
            add_refusal(form, refused.refusal)
        else:
            messages.success(request, _("Your password is ready. From now on you log in with it."))
            return enter_as(request, person, redirect("home"))
    return form_page(request, "registration/activate.html", form)

"""What several pages of the register share."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui.forms import HouseForm, form_page
from federation.models import Cooperative
from federation.selectors import cooperatives as read_cooperatives

SHEET = "federation/sheet_form.html"


def cooperative_or_404(code: str) -> Cooperative:
    found = read_cooperatives.find_cooperative(code)
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def sheet(
    request: HttpRequest,
    form: HouseForm,
    *,
    heading: Any,
    submit: Any,
    up: Any,
    up_url: str,
    lead: Any = "",
    note: Any = "",
) -> HttpResponse:
    """One form on one sheet: what it is for, its fields, one filled button, the way back."""
    context = {
        "heading": heading,
        "submit": submit,
        "up": up,
        "up_url": up_url,
        "lead": lead,
        "note": note,
    }
    return form_page(request, SHEET, form, **context)

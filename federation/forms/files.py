"""Forms of files that come in and lists that go out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cecosesola.ui import export
from cecosesola.ui.forms import HouseForm
from federation.models import Cooperative, Import
from federation.services.importing.reading import MOST_BYTES


class BringForm(HouseForm):
    """A file from a spreadsheet."""

    kind = forms.ChoiceField(label=_("What it holds"), choices=Import.Kind.choices)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=_(
            "CSV or Excel (XLSX), up to 20 MB and 100,000 lines."
            " Nothing is written until you have looked at it."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file has more than 20 MB. Bring it in parts."))
        return file


class WriteForm(HouseForm):
    """Why a file of people is brought in: the second person reads it."""

    reason = forms.CharField(
        label=_("Where the file comes from, for the second person"), max_length=300, required=False
    )

    def __init__(self, *args: Any, by_two: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_two:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class TakeForm(HouseForm):
    """Whose data go out, and what for."""

    words = forms.CharField(
        label=_("Only those whom these words find"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    cooperative = forms.ModelChoiceField(
        label=_("Only the members of"), queryset=Cooperative.objects.order_by("name"), required=False,
        empty_label=_("All"),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("As"),
        choices=[(export.XLSX, _("Excel (XLSX)")), (export.CSV, _("Text with semicolons (CSV)"))],
    )
    reason = forms.CharField(
        label=_("What for"), max_length=300, help_text=_("Without private data: these words stay.")
    )

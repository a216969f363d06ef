"""One row a human."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, document: str, password: str | None = None, **extra: Any) -> "Person":
        person = self.model(document=document, **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """One row a human. Logs in by cédula (`V12345678`, `E…`) or internal number (`N000123`).

    There is no superuser and no staff flag: power comes only from mandates.
    """

    document = models.CharField(
        _("cédula or internal number"),
        max_length=12,
        unique=True,
        help_text=_("V or E and the digits; N for people without papers."),
    )
    given_names = models.CharField(_("given names"), max_length=80)
    family_names = models.CharField(_("family names"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("es", _("Spanish")), ("en", _("English"))], default="es"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "document"
    REQUIRED_FIELDS = ["given_names", "family_names"]
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__regex=r"^[VEN][0-9]{1,10}$"), name="person_document_form"
            ),
        ]
        indexes = [models.Index(fields=["family_names", "given_names", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.get_full_name()

    @staticmethod
    def normalise(text: str) -> str:
        """However people write it: `v-12.345.678`, `12345678` and `V 12345678` are `V12345678`.

        An internal number keeps its zeros (`N000123`); a cédula has none in front.
        """
        kept = "".join(sign for sign in text.upper() if sign.isalnum())
        letter, digits = (kept[:1], kept[1:]) if kept[:1].isalpha() else ("V", kept)
        return letter + (digits if letter == "N" else digits.lstrip("0"))

    def get_full_name(self) -> str:
        return f"{self.given_names} {self.family_names}".strip()

    def get_short_name(self) -> str:
        return self.given_names.split(" ")[0]

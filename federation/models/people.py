"""One row a human."""

import re
from typing import Any

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import phones

_DOCUMENT = re.compile(r"^([VE][1-9][0-9]{3,8}|N[0-9]{6,10})$", re.ASCII)
STANDING = Q(merged_into__isnull=True, redacted_at__isnull=True)
"""People as the lists show them: rows that are now another, and whoever asked to be forgotten, are not."""


def _kept(function: str, *columns: str) -> models.GeneratedField:
    """A column that the database itself writes from others, to look people up and put them in order."""
    return models.GeneratedField(
        expression=Func(
            *[F(column) for column in columns],
            function=f"public.{function}",
            output_field=models.TextField(db_collation="C"),
        ),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, document: str, password: str | None = None, **extra: Any) -> "Person":
        person = self.model(document=document, **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """One row a human. Logs in by cédula (`V12345678`, `E…`) or internal number (`N000123`).

    There is no superuser and no staff flag: power comes only from mandates. Nobody is ever deleted: a row
    that was another's double says whom it is now (`merged_into`), and the data of whoever asks to be
    forgotten are replaced (`redacted_at`), so that everything that names them stays whole.
    """

    document = models.CharField(
        _("cédula or internal number"),
        max_length=12,
        unique=True,
        help_text=_("V or E and the digits; N for people without papers."),
    )
    given_names = models.CharField(_("given names"), max_length=80)
    family_names = models.CharField(_("family names"), max_length=80)
    birth_date = models.DateField(_("born"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), max_length=120, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("es", _("Spanish")), ("en", _("English"))], default="es"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("is now")
    )
    redacted_at = models.DateTimeField(_("data removed"), null=True, blank=True)

    search_text = _kept("house_words", "given_names", "family_names")
    sound = _kept("house_sound", "given_names", "family_names")
    family_order = _kept("house_order", "family_names")
    given_order = _kept("house_order", "given_names")

    USERNAME_FIELD = "document"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_names", "family_names"]
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__regex=r"^[VEN][0-9]{1,10}$"), name="person_document_form"
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")) | Q(merged_into__isnull=True),
                name="person_is_not_its_double",
            ),
            models.CheckConstraint(condition=STANDING | Q(is_active=False), name="person_gone_stays_out"),
            models.CheckConstraint(
                condition=Q(redacted_at__isnull=True) | Q(email="", birth_date__isnull=True),
                name="person_redacted_is_bare",
            ),
        ]
        indexes = [
            # Holds what the search compares, so that walking the list in order reads no other page.
            models.Index(
                fields=["family_order", "given_order", "id"],
                include=["search_text", "sound", "document"],
                condition=STANDING,
                name="person_in_order",
            ),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="person_by_words"),
            GinIndex(OpClass("sound", name="gin_trgm_ops"), name="person_by_sound"),
            models.Index(
                fields=["birth_date"], condition=Q(birth_date__isnull=False), name="person_by_birth"
            ),
        ]
        triggers = [pgtrigger.Protect(name="person_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_full_name()

    @staticmethod
    def is_document(text: str) -> bool:
        """Whether a normalised number is a cédula (four to nine digits) or an internal number."""
        return bool(_DOCUMENT.match(text))

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

    @property
    def stands(self) -> bool:
        """Whether this row is a person of its own today: not another's double, and not forgotten."""
        return self.merged_into_id is None and self.redacted_at is None


class PersonPhone(models.Model):
    """A way to call a person. Seen by its owner and by whoever keeps the register."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="phones")
    number = models.CharField(_("number"), max_length=16, help_text=_("International: +58 and the digits."))
    preferred = models.BooleanField(_("call here first"), default=False)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="phone_once_a_person"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(preferred=True), name="phone_one_preferred"
            ),
            models.CheckConstraint(condition=Q(number__regex=r"^\+[1-9][0-9]{6,14}$"), name="phone_form"),
        ]
        indexes = [
            models.Index(OpClass("number", name="varchar_pattern_ops"), name="phone_by_number"),
        ]

    def __str__(self) -> str:
        return phones.national(self.number)

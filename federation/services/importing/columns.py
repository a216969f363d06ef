"""The columns that a file may have: how people call them, and how each cell is tidied.

A new column is a new line here; for people also a line in the SQL that compares and writes it.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.ve import rif as rif_numbers

from cecosesola.kernel import phones
from cecosesola.kernel.clock import today
from federation.models import Cooperative, Membership, Person
from federation.services.register import OLDEST, tidy_name


class Problem(Exception):
    """A cell that cannot be: its code, told in words by `PROBLEMS`."""


PROBLEMS = {
    "missing": _("is missing"),
    "bad_document": _("is no cédula: V or E and four to nine digits"),
    "bad_letter": _("is neither V nor E"),
    "bad_name": _("is no name"),
    "too_long": _("is too long"),
    "bad_date": _("is no date: write day/month/year"),
    "bad_birth": _("is no date on which somebody here was born"),
    "bad_phone": _("is no phone"),
    "bad_email": _("is no e-mail address"),
    "bad_kind": _("is none of the kinds"),
    "bad_code": _("is no short code: small letters, digits and hyphens"),
    "bad_rif": _("is no RIF: its check digit does not fit"),
    "repeated": _("is also on line %(text)s of this file"),
    "no_number": _("is missing: without a cédula, the date of birth tells who it is"),
    "unknown_number": _("is a number of ours that nobody has"),
    "no_area": _("is no area of the house: write one of those in «People»"),
    "no_cooperative": _("is no cooperative of the network: write its short code or its name"),
    "other_kind": _("is another than the one they have there: put it right on their page"),
    "taken": _("is of another cooperative"),
    "moved_on": _("changed since the file was looked at: bring it again"),
}


@dataclass(frozen=True)
class Column:
    """A column: its key, its words, the other ways of calling it, and how a cell is tidied."""

    key: str
    label: Any
    spellings: Sequence[str]
    clean: Callable[[str], Any]
    required: bool = False
    example: str = ""


def _name(text: str) -> str:
    name = tidy_name(text)
    if not any(sign.isalpha() for sign in name):
        raise Problem("bad_name")
    if len(name) > 80:
        raise Problem("too_long")
    return name


def read_document(text: str) -> str:
    document = Person.normalise(text)
    if not Person.is_document(document):
        raise Problem("bad_document")
    return document


def _letter(text: str) -> str:
    letter = text[:1].upper()
    if letter not in {"V", "E"}:
        raise Problem("bad_letter")
    return letter


_DAY = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})$", re.ASCII)
_ISO = re.compile(r"^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})([T ].*)?$", re.ASCII)
_SERIAL = re.compile(r"^[1-9]\d{4}$", re.ASCII)


def read_day(text: str) -> str:
    """Day first, as here; also 1990-12-31, and the days since 1899 that Excel keeps."""
    try:
        if found := _ISO.match(text):
            return dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        if found := _DAY.match(text):
            year = int(found[3])
            if len(found[3]) == 2:
                year += 2000 if year <= today().year % 100 else 1900
            return dt.date(year, int(found[2]), int(found[1])).isoformat()
        if _SERIAL.match(text):
            return (dt.date(1899, 12, 30) + dt.timedelta(days=int(text))).isoformat()
    except ValueError:
        pass
    raise Problem("bad_date")


def _birth(text: str) -> str:
    day = read_day(text)
    if not today() - OLDEST < dt.date.fromisoformat(day) <= today():
        raise Problem("bad_birth")
    return day


def _entry(text: str) -> str:
    day = read_day(text)
    if not dt.date(1900, 1, 1) <= dt.date.fromisoformat(day) <= today() + dt.timedelta(days=366):
        raise Problem("bad_date")
    return day


def _phones(text: str) -> list[str]:
    numbers = []
    for part in filter(None, map(str.strip, re.split(r"[;,/\n]+", text))):
        # A spreadsheet eats the zero in front of 0414…
        number = phones.tidy(part) or phones.tidy(f"0{part}")
        if number is None:
            raise Problem("bad_phone")
        numbers.append(number)
    return list(dict.fromkeys(numbers))[:5]


def _email(text: str) -> str:
    text = text.lower()
    try:
        validate_email(text)
    except ValidationError as error:
        raise Problem("bad_email") from error
    if len(text) > 120:
        raise Problem("too_long")
    return text


def short_words(most: int) -> Callable[[str], str]:
    def clean(text: str) -> str:
        if len(text) > most:
            raise Problem("too_long")
        return tidy_name(text)

    return clean


def folded(text: str) -> str:
    """A head or a word of a list, as it is compared: small letters, no accents, no signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def _one_of(words: dict[str, Sequence[str]]) -> Callable[[str], str]:
    known = {folded(word): key for key, several in words.items() for word in (key, *several)}

    def clean(text: str) -> str:
        try:
            return known[folded(text)]
        except KeyError as error:
            raise Problem("bad_kind") from error

    return clean


_MEMBER = _one_of(
    {
        Membership.Kind.WORKER: (
            "trabajador",
            "trabajadora",
            "trabajador asociado",
            "trabajadora asociada",
            "w",
        ),
        Membership.Kind.CONSUMER: (
            "consumidor",
            "consumidora",
            "asociado",
            "asociada",
            "socio",
            "socia",
            "member",
        ),
        Membership.Kind.PRODUCER: ("productor", "productora", "grower"),
    }
)
_COOPERATIVE = _one_of(
    {
        Cooperative.Kind.WORKER: ("trabajo", "de trabajo", "trabajo asociado", "trabajadores",
                                  "cooperativa de trabajo"),
        Cooperative.Kind.CONSUMER: ("consumo", "de consumo", "consumidores", "cooperativa de consumo"),
        Cooperative.Kind.PRODUCER: ("produccion", "de produccion", "productores",
                                    "cooperativa de produccion"),
        Cooperative.Kind.MIXED: ("mixta", "cooperativa mixta"),
        Cooperative.Kind.COMMUNITY: (
            "comunitaria", "organizacion comunitaria", "comunidad", "community organisation",
        ),
    }
)  # fmt: skip


def _code(text: str) -> str:
    code = text.lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,23}", code, re.ASCII):
        raise Problem("bad_code")
    return code


def _rif(text: str) -> str:
    try:
        return str(rif_numbers.validate(text))
    except NumberError as error:
        raise Problem("bad_rif") from error


PEOPLE = (
    Column(
        "letter", _("letter"), ("nac", "nacionalidad", "v/e", "ve", "tipo de documento"), _letter,
         example="V",
    ),
    Column(
        "document",
        _("cédula"),
        ("cedula", "ci", "c.i.", "cedula de identidad", "nro cedula", "numero de cedula", "documento",
         "documento de identidad", "numero", "nro", "n°", "id", "id number", "document", "number"),
        read_document,
        example="V-12.345.678",
    ),
    Column(
        "given_names", _("given names"),
        ("nombres", "nombre", "primer nombre", "given name", "first name", "first names", "name", "names"),
        _name, required=True, example="Ana María",
    ),
    Column(
        "family_names", _("family names"),
        ("apellidos", "apellido", "primer apellido", "family name", "last name", "last names",
         "surname", "surnames"),
        _name, required=True, example="Pérez Gil",
    ),
    Column(
        "birth_date", _("born"),
        ("fecha de nacimiento", "nacimiento", "fecha nacimiento", "fecha nac", "f nac", "fnac", "nacio",
         "birth date", "date of birth", "birthdate", "birthday", "dob"),
        _birth, example="31/12/1990",
    ),
    Column(
        "phones", _("phones"),
        ("telefono", "telefonos", "telefono 1", "telefono 2", "telf", "tlf", "tel", "celular", "movil",
         "whatsapp", "otro telefono", "telefono de habitacion", "phone", "phone 1", "phone 2",
          "mobile", "cell"),
        _phones, example="0414-1234567",
    ),
    Column(
        "email", _("e-mail"), ("correo", "correo electronico", "email", "e-mail", "mail"), _email,
        example="ana@ejemplo.org",
    ),
    Column(
        "cooperative", _("cooperative"),
        ("cooperativa", "coop", "codigo de cooperativa", "codigo cooperativa", "cooperative code",
         "affiliate"),
        short_words(160), example="coop-01",
    ),
    Column(
        "kind", _("kind of member"),
        ("tipo", "tipo de asociado", "tipo de asociada", "clase", "condicion", "membership", "kind", "type"),
        _MEMBER, example="consumidora",
    ),
    Column(
        "since", _("since"),
        ("ingreso", "fecha de ingreso", "fecha ingreso", "desde", "entro", "joined", "entry date", "start"),
        _entry, example="05/01/2015",
    ),
    Column(
        "area", _("area"), ("area de trabajo", "departamento", "equipo", "team"), short_words(40),
         example="ferias",
    ),
)  # fmt: skip

COOPERATIVES = (
    Column(
        "code", _("short code"), ("codigo", "codigo corto", "clave", "sigla", "siglas", "slug", "code"),
        _code, required=True, example="coop-01",
    ),
    Column(
        "name", _("name"), ("nombre", "cooperativa", "razon social", "organizacion", "cooperative"),
        short_words(160), required=True, example="Cooperativa El Ejemplo",
    ),
    Column(
        "kind", _("kind"), ("tipo", "clase", "type"), _COOPERATIVE, required=True, example="consumo",
    ),
    Column("rif", _("RIF"), ("r.i.f.", "registro fiscal", "tax id"), _rif, example="J-08500000-5"),
    Column(
        "joined_on", _("joined"),
        ("ingreso", "fecha de ingreso", "desde", "afiliada desde", "since", "joined"),
        _entry, example="17/12/1967",
    ),
)  # fmt: skip


def match(columns: Sequence[Column], heads: Sequence[str]) -> tuple[dict[int, Column], list[str]]:
    """Which column stands at each place, and the heads that are none of ours. A head may come twice."""
    known = {
        folded(word): column
        for column in columns
        for word in (*column.spellings, column.key, str(column.label))
    }
    found, unknown = {}, []
    for place, head in enumerate(heads):
        column = known.get(folded(head)) or known.get(folded(head).rstrip("0123456789"))
        if column is not None:
            found[place] = column
        elif head:
            unknown.append(head)
    return found, unknown


def tidy(places: dict[int, Column], cells: Sequence[str]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """A row's cells, tidied, and what is wrong with them: `[{column, code, text}]`."""
    texts: dict[str, tuple[Column, list[str]]] = {}
    for place, column in places.items():
        text = cells[place] if place < len(cells) else ""
        _column, several = texts.setdefault(column.key, (column, []))
        if text:
            several.append(text)
    values: dict[str, Any] = {}
    problems: list[dict[str, str]] = []
    letter = _first(texts, "letter")
    for key, (column, several) in texts.items():
        if not several:
            if column.required:
                problems.append({"column": key, "code": "missing", "text": ""})
            continue
        text = ";".join(several) if key == "phones" else several[0]
        if key == "document" and letter and text[:1].isdigit():
            text = letter[:1] + text
        try:
            values[key] = column.clean(text)
        except Problem as problem:
            problems.append({"column": key, "code": str(problem), "text": text[:80]})
    if problems:
        return {"as_written": {key: ";".join(several) for key, (_c, several) in texts.items()}}, problems
    values.pop("letter", None)
    return values, problems


def _first(texts: dict[str, tuple[Column, list[str]]], key: str) -> str:
    several = texts[key][1] if key in texts else []
    return several[0] if several else ""

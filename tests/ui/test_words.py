"""Every word of the house has its Spanish."""

import pytest
from django.utils import translation

from cecosesola.ui import catalog, verbs


def test_no_message_lacks_its_spanish():
    assert catalog.missing("es") == [], "run `manage.py makemessages` and write what is missing"


def test_no_message_is_left_over():
    gathered = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in catalog.gather() if m.id}
    kept = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in catalog.read("es") if m.id}
    assert kept - gathered == set(), "run `manage.py makemessages`"


def test_translations_keep_their_places():
    """`%(name)s` of the English stands in the Spanish too, and nothing else does."""
    broken = []
    for language in ("es", "en"):
        for message in catalog.read(language):
            broken += [str(error) for error in message.check()]
    assert broken == []


def test_gathering_reads_code_and_templates(tmp_path, settings):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "x.html").write_text(
        '  {% translate "Till" context "box" %}\n'
        "{% blocktranslate count n=n %}{{ n }} kilo{% plural %}{{ n }}"
        " kilos{% endblocktranslate %}{% act _('Open') %}",
    )
    (tmp_path / "markets").mkdir()
    (tmp_path / "markets" / "x.py").write_text('_("Week")\npgettext("of a day", "short")\n_(name)\n')
    settings.BASE_DIR = tmp_path
    found = {(message.id, message.context) for message in catalog.gather() if message.id}
    assert found == {
        ("Till", "box"),
        (("%(n)s kilo", "%(n)s kilos"), None),
        ("Open", None),
        ("Week", None),
        ("short", "of a day"),
    }


@pytest.mark.parametrize(
    ("kind", "name", "kept", "words", "shown"),
    [
        ("assemblies.decision", "hearing", "kept", "cómo se oyó", "se mantiene"),
        ("rotation.timeoff", "state", "asked", "estado", "pedido"),
        ("finance.payrun", "difference_VES", "-5.00", "diferencia VES", "-5,00"),
        ("finance.loan", "decision", "D-0009", "decisión", "D-0009"),
        ("assemblies.meeting", "to_reconcile", False, "por conciliar", "no"),
        ("finance.payrate", "since", "2026-10-05", "desde la semana del", "05/10/2026"),
        ("federation.mandate", "until", "2027-03-23 18:39:14.591882+00:00", "hasta", "23/03/2027 14:39"),
        ("assemblies.meeting", "sha256", "2026-13-77", "huella", "2026-13-77"),
        ("a thing that is no more", "some_word", ["x"], "some word", ["x"]),
        ("rotation.post.more", "12", None, "12", None),
    ],
)
def test_what_changed_is_told_in_words(kind, name, kept, words, shown):
    with translation.override("es"):
        assert (verbs.field(kind, name), verbs.value(kind, name, kept)) == (words, shown)

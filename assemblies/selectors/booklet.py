"""The booklet of criteria in force, to print and carry."""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from assemblies.models import Criterion, CriterionArea, CriterionVersion
from assemblies.selectors.criteria import booklet
from cecosesola.kernel.clock import today
from cecosesola.ui import pdf
from cecosesola.ui.templatetags.dates import day


def booklet_pdf() -> bytes:
    """Every criterion in force under the first of its areas, with the decision that made it."""
    versions = CriterionVersion.objects.filter(in_force__upper_inf=True).select_related("decision")
    rows = list(booklet().prefetch_related(Prefetch("versions", versions)))
    source = [*pdf.A4, pdf.heading(1, _("Collective criteria")), pdf.line(_date()), ""]
    for area in CriterionArea:
        own = [row for row in rows if _first_area(row) == area]
        if own:
            source += [pdf.heading(2, str(area.label).capitalize()), *_criteria(own)]
    return pdf.compiled(source)


def _date() -> str:
    return _("In force on %(day)s.") % {"day": day(today())}


def _first_area(criterion: Criterion) -> str:
    return next(area for area in CriterionArea.values if area in criterion.areas)


def _criteria(rows: Iterable[Criterion]) -> Iterable[str]:
    for row in rows:
        yield pdf.heading(3, row.name)
        yield pdf.line(row.about, "9pt")
        yield ""
        yield pdf.line(row.text)
        yield ""
        version = next(iter(row.versions.all()), None)
        if version is not None:
            said = _("%(code)s, since %(day)s, by %(decision)s")
            words = {
                "code": row.code,
                "day": day(version.in_force.lower),
                "decision": version.decision.number,
            }
            yield pdf.line(said % words, "8pt")
        yield ""

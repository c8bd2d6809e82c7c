"""Hand over to the national volunteer system: one sheet of the standard at a time, as xlsx or csv."""

import csv
from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.listing import write_book
from tongxin.kernel.records import record
from tongxin.kernel.web import DoorRequest, may, page
from tongxin.organizations.models import Organization
from tongxin.volunteering import standard as national
from tongxin.volunteering.access import CERTIFY
from tongxin.volunteering.events import StandardExported
from tongxin.volunteering.forms import ExportForm
from tongxin.volunteering.views.common import need_office, parts


@require_GET
@may("export.lists")
def standard(request: DoorRequest) -> HttpResponse:
    """Which sheets there are, with their columns in order, and the days to hand over."""
    need_office(request, CERTIFY)
    on = today(request.at)
    form = ExportForm(initial={"since": on.replace(month=1, day=1), "until": on})
    teams = Organization.objects.visible_to(request.actor).of_family("volunteer")
    sheets = [national.sheet(name, teams=teams, since=on, until=on) for name in national.SHEETS]
    context = {"form": form, "sheets": sheets, "parts": parts(request, "standard")}
    return page(request, "volunteering/standard.html", context)


@require_GET
@may("export.lists")
def export(request: DoorRequest, name: str) -> HttpResponse:
    """One sheet for the teams the post sees; what was handed over, and by whom, is recorded."""
    need_office(request, CERTIFY)
    if name not in national.SHEETS:
        raise Http404
    form = ExportForm(request.GET)
    if not form.is_valid():
        raise Unfit("".join(str(error) for errors in form.errors.values() for error in errors))
    teams = Organization.objects.visible_to(request.actor).of_family("volunteer")
    sheet = national.sheet(name, teams=teams, **form.cleaned_data)
    _note(request, sheet)
    if request.GET.get("form") == "csv":
        answer = HttpResponse(_csv(sheet), content_type="text/csv; charset=utf-8")
    else:
        book = write_book(sheet.title, sheet.headings, sheet.lines)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = HttpResponse(book, content_type=kind)
    ending = "csv" if request.GET.get("form") == "csv" else "xlsx"
    answer["Content-Disposition"] = f'attachment; filename="volunteer-{name}.{ending}"'
    return answer


def _note(request: DoorRequest, sheet: national.Sheet) -> None:
    organization = Organization.objects.filter(pk=request.actor.organization_id).first()
    if organization is None:
        raise Unfit(_("请切换到有导出权限的岗位。"))
    record(StandardExported(organization=organization, sheet=sheet.title), by=request.actor, at=request.at)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(sheet: national.Sheet) -> Iterator[str]:
    """With the mark that lets an office program see UTF-8, and nothing that it could take for a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(sheet.headings)
    for line in sheet.lines:
        yield writer.writerow([_harmless(cell) for cell in line])


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell

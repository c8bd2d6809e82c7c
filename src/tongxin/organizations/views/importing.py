"""Pages of an import: send a file, correct what was recognised, read the faults, mend, bring in."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.kernel import importing, sheets
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.importing import IMPORTS
from tongxin.kernel.models import ImportRun
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.tasks import work_on_import

#: Files up to this size are worked on at once, larger ones by the worker.
AT_ONCE = 300_000
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_FAULTS = 100


@require_GET
@may()
def imports(request: DoorRequest) -> HttpResponse:
    kinds = _kinds(request.actor)
    if not kinds:
        raise NotYours
    runs = ImportRun.objects.filter(by_id=request.actor.principal_id).defer("content", "errors", "mended")
    shown = {"kinds": kinds, "runs": runs.order_by("-pk")[:20], "labels": {k.kind: k.label for k in IMPORTS.values()}}
    return page(request, "organizations/imports.html", shown)


@require_POST
@may()
def receive(request: DoorRequest) -> HttpResponse:
    kind = request.POST.get("kind", "")
    _need_kind(request.actor, kind)
    sent = request.FILES.get("file")
    if sent is None:
        raise Unfit(_("请选择一个文件。"))
    if (sent.size or 0) > importing.LARGEST:
        raise importing.TooLarge
    run = importing.receive(kind=kind, filename=sent.name or "", content=sent.read(), by=request.actor, at=request.at)
    if not importing.missing(run):
        _work(request, run, "try_dry")
    return done(request, _address(run))


@require_GET
@may()
def run(request: DoorRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


@require_GET
@may()
def progress(request: DoorRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    answer = _show(request, found, "#progress")
    if not _is_working(found):
        # The whole page has something new to say.
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@may()
def choose(request: DoorRequest, pk: int) -> HttpResponse:
    """Another sheet, or another column for a heading; then it is tried again."""
    found = _find(request, pk)
    sheet = request.POST.get("sheet", found.sheet)
    places = {
        column.name: int(value) if (value := request.POST.get(f"column-{column.name}", "")).isdigit() else None
        for column in sheets.columns_of(found.kind)
    }
    corrected = places if any(name.startswith("column-") for name in request.POST) else None
    importing.choose(run=found, sheet=sheet, places=corrected)
    if not importing.missing(found):
        _work(request, found, "try_dry")
    return done(request, _address(found))


@require_POST
@may()
def mend(request: DoorRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    sent = request.FILES.get("file")
    if sent is None:
        raise Unfit(_("请选择改好的文件。"))
    count = importing.mend(run=found, filename=sent.name or "", content=sent.read())
    _work(request, found, "try_dry")
    return done(request, _address(found), _("收回了 %d 行，已重新核对。") % count)


@require_POST
@may()
def bring_in(request: DoorRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    _work(request, found, "bring_in")
    return done(request, _address(found))


@require_GET
@may()
def faulty(request: DoorRequest, pk: int) -> HttpResponse:
    return _book(importing.faulty_book(_find(request, pk)), f"faulty-{pk}.xlsx")


@require_GET
@may()
def template(request: DoorRequest, kind: str) -> HttpResponse:
    _need_kind(request.actor, kind)
    return _book(importing.template_book(kind), f"{kind}.xlsx")


def _work(request: DoorRequest, found: ImportRun, deed: str) -> None:
    if len(found.content) > AT_ONCE:
        if deed == "bring_in":
            importing.begin(found)
        account: dict[str, Any] = request.account  # type: ignore[attr-defined]
        work_on_import.defer(run_id=found.pk, user_id=account["pk"], post_id=request.actor.post_id, deed=deed)
        return
    try:
        getattr(importing, deed)(run=found, by=request.actor, at=request.at)
    except AlreadyMoved:
        raise
    except Refused as refused:
        ImportRun.objects.filter(pk=found.pk).update(failure=str(refused)[:300])


def _show(request: DoorRequest, found: ImportRun, block: str = "") -> HttpResponse:
    columns = sheets.columns_of(found.kind)
    waits = found.step in (ImportRun.Step.UPLOADED, ImportRun.Step.CHECKED, ImportRun.Step.FAILED) and found.content
    book = sheets.Book(found.filename, bytes(found.content)) if waits and not block else None
    shown = {
        "run": found,
        "kind": IMPORTS[found.kind],
        "columns": columns,
        "missing": importing.missing(found),
        "sheets": book.names if book else [],
        "headings": list(enumerate(importing.headings_in(found))) if book else [],
        "faults": found.errors[:SHOWN_FAULTS],
        "common": importing.common_faults(found),
        "is_working": _is_working(found),
        "Step": ImportRun.Step,
    }
    return page(request, f"organizations/import.html{block}", shown)


def _is_working(found: ImportRun) -> bool:
    tried_later = (
        found.step == ImportRun.Step.UPLOADED and len(found.content) > AT_ONCE and not importing.missing(found)
    )
    return found.step == ImportRun.Step.RUNNING or (tried_later and not found.failure)


def _find(request: DoorRequest, pk: int) -> ImportRun:
    found = ImportRun.objects.filter(pk=pk, by_id=request.actor.principal_id).first()
    if found is None or found.kind not in IMPORTS:
        raise Http404
    _need_kind(request.actor, found.kind)
    return found


def _kinds(actor: Actor) -> list[type[importing.Import]]:
    return [kind for kind in IMPORTS.values() if actor.holds(kind.power)]


def _need_kind(actor: Actor, kind: str) -> None:
    if kind not in IMPORTS:
        raise Http404
    if not actor.holds(IMPORTS[kind].power):
        raise NotYours


def _address(found: ImportRun) -> str:
    return reverse("organizations:import", args=[found.pk])


def _book(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=BOOK)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

"""Grid work: whoever works a grid writes down every kind of matter, solves it on the spot, or passes it up (GY-25)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases import catalogue
from tongxin.cases.access import may_accept
from tongxin.cases.actions.dispatching import NotInLine, pass_on, superior_of, take
from tongxin.cases.actions.handling import ProofMissing, report_done
from tongxin.cases.actions.photos import add_photos
from tongxin.cases.actions.taking_in import accept, answer, report
from tongxin.cases.events import CasePassedUp
from tongxin.cases.models import Case, Photo
from tongxin.cases.pictures import Picture
from tongxin.cases.queries.places import Spot
from tongxin.kernel import reasons
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Record
from tongxin.kernel.records import record

CHANNEL = "grid_worker"
#: A deed that came so much later than it was done says when it was done.
LATER = timedelta(minutes=2)


class PassedUpAlready(AlreadyMoved):
    sentence = gettext_lazy("这件诉求已经上报，由上级组织派遣，不用再报。")


class NotInGrid(Unfit):
    sentence = gettext_lazy("这个地点不在您的网格里，只能登记，由当地受理。")


@transaction.atomic
def raise_for(
    *, text: str, spot: Spot, by: Actor, at: datetime, then: str = "keep", outcome: str = "", category: str = "",
    reporter_id: int | None = None, pictures: Sequence[Picture] = (), made_at: datetime | None = None, **told: Any,
) -> Case:  # fmt: skip
    """Write down what somebody says at the door, for that one. `then` is keep, solve or up, told in `outcome`.

    `told` holds any of place, caller_name, caller_phone. Raises NotInGrid.
    """
    if then != "keep" and not by.steers.covers(spot.placed.area.path):
        raise NotInGrid
    category = category or _proposed(text, spot.placed.area.path, at)
    point: dict[str, Any] = {"longitude": spot.longitude, "latitude": spot.latitude, "datum": spot.datum}
    case = report(
        text=text, channel=CHANNEL, placed=spot.placed, category=category, reporter_id=reporter_id, at=at,
        by=by.for_somebody(reporter_id) if reporter_id else by, **point, **told,
    )  # fmt: skip
    if then == "solve":
        solve(case=case, answer=outcome, pictures=pictures, by=by, at=at, made_at=made_at)
        return case
    add_photos(case=case, pictures=pictures, of=Photo.Of.REPORT, by=by, at=at)
    if then == "up":
        pass_up(case=case, reason=outcome, by=by, at=at)
    return case


@transaction.atomic
def take_up(*, case: Case, by: Actor, at: datetime, category: str = "") -> None:
    """Accept a matter of the grid; where nobody named a category, the one that its words propose."""
    accept(case=case, category=category or case.category or _proposed_for(case, at), by=by, at=at)


@transaction.atomic
def solve(
    *, case: Case, answer: str, by: Actor, at: datetime, pictures: Sequence[Picture] = (),
    made_at: datetime | None = None,
) -> None:  # fmt: skip
    """Say that it was solved on the spot, with a photo where the category asks for one; `made_at` is when, if earlier.

    What was sent to the worker's own body is taken and reported done; it is then checked like everything else.
    """
    if not answer.strip():
        raise Unfit(_("请写明怎样解决的。"))
    words = answer.strip()[:900] + _moment_words(made_at, at)
    if case.step in ("dispatched", "handling"):
        if case.step == "dispatched":
            take(case=case, by=by, at=at)
        report_done(case=case, answer=words, pictures=pictures, by=by, at=at)
        return
    category = case.category or _proposed_for(case, at)
    _needs_proof(category, case, pictures, at)
    _answer(case=case, answer=words, category=category, by=by, at=at)
    add_photos(case=case, pictures=pictures, of=Photo.Of.PROOF, by=by, at=at)


_answer = answer


@transaction.atomic
def pass_up(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """Hand up what the grid cannot solve, with the reason: from the grid's own organization to the one above it,
    else to the desk around the grid, which dispatches it. Once."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)).select_related("desk"))
    if case.step not in ("reported", "accepted"):
        raise AlreadyMoved
    if not may_accept(by, case):
        raise NotYours
    if case.desk.area_path.startswith(by.steers.path):
        above = superior_of(case)
        if above is None:
            raise NotInLine
        pass_on(case=case, to=above, reason=reason, by=by, at=at)
        return
    if Record.objects.about(case).filter(kind=CasePassedUp.kind).exists():
        raise PassedUpAlready
    record(CasePassedUp(case=case, to=case.desk, reason=reasons.needed(reason, most=200)), by=by, at=at)


def _needs_proof(code: str, case: Case, pictures: Sequence[Picture], at: datetime) -> None:
    category = catalogue.held(code, on=today(at), path=case.area_path)
    if category is not None and category.asks_proof and case.kind != "consultation" and not pictures:
        raise ProofMissing


def _moment_words(made_at: datetime | None, at: datetime) -> str:
    """When it was done, where the phone could tell it only later."""
    if made_at is None or at - made_at < LATER:
        return ""
    there = made_at.astimezone(CHINA)
    return _("（%(month)d月%(day)d日 %(clock)s 现场办好，联网后补传）") % {
        "month": there.month, "day": there.day, "clock": there.strftime("%H:%M"),
    }  # fmt: skip


def _proposed_for(case: Case, at: datetime) -> str:
    return _proposed(f"{case.title}。{case.text}", case.area_path, at)


def _proposed(text: str, path: str, at: datetime) -> str:
    found = catalogue.suggest(text, on=today(at), path=path, most=1)
    return found[0].code if found else ""

"""Opening: all reports of a period at once, in the background. One pass over the ledger, then pages of writing.

Run again it adds what is missing and touches nothing that is there; a run that was interrupted is simply begun anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.enrolment.models import Enrolment, MemberReport, Report, ReportRun
from tongxin.enrolment.reports import contents, gathering
from tongxin.enrolment.reports.events import MemberReportOpened, ReportOpened
from tongxin.enrolment.reports.gathering import Gathered, Line, Pair
from tongxin.enrolment.reports.sending import former_enrolments
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.histories import History
from tongxin.kernel.records import Event
from tongxin.organizations.actions import nearest_party_organizations
from tongxin.organizations.models import Organization

CHUNK = 200
YEAR = 12
#: A run that is not over by then was stopped.
STUCK = timedelta(hours=1)

Thing = Report | MemberReport


class RunningAlready(Refused):
    sentence = gettext_lazy("这一期的报告正在生成，请稍候。")


class NotOverYet(Unfit):
    sentence = gettext_lazy("这一期还没有结束，结束后才能生成报告。")


def last_period(months: int, *, on: date) -> tuple[date, date]:
    """The last whole period of that many months that was over before the day."""
    at = on.year * 12 + on.month - 1
    begin = at // months * months - months
    end = begin + months
    until = date(end // 12, end % 12 + 1, 1) - timedelta(days=1)
    return date(begin // 12, begin % 12 + 1, 1), until


def kinds_every(months: int) -> list[str]:
    """The kinds of reports that are due after so many months, in this city."""
    return [code for code, term in terms.terms("report_kinds").items() if term.data.get("months") == months]


def begin(*, area: Area, months: int, since: date, until: date, by: Actor, at: datetime) -> ReportRun:
    """Note that the reports of a period shall be opened below a place; `perform` does it. Raises RunningAlready."""
    serves = "reports.read" in by.office and by.steers.along == "area" and by.steers.covers(area.path)
    if by is not SYSTEM and not serves:
        raise NotYours
    if until >= today(at):
        raise NotOverYet
    _give_up_stuck(at)
    try:
        with transaction.atomic():
            return ReportRun.objects.create(
                area=area, area_path=area.path, months=months, period_from=since, period_to=until,
                by_id=by.principal_id or None, begun_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise RunningAlready from error


def _give_up_stuck(at: datetime) -> None:
    """A run whose worker was stopped holds up nobody; what it opened stays."""
    stuck = ReportRun.objects.filter(step=ReportRun.Step.RUNNING, begun_at__lt=at - STUCK)
    stuck.update(step=ReportRun.Step.FAILED, ended_at=at)


def perform(*, run: ReportRun, at: datetime) -> int:
    """Open what is missing, page by page, each in a transaction of its own; the progress stands in the run."""
    try:
        opened = _perform(run, at)
    except Exception as error:
        said = str(error) if isinstance(error, Refused) else _("系统出错，做好的报告都在，可以重新开始。")
        ReportRun.objects.filter(pk=run.pk).update(step=ReportRun.Step.FAILED, failure=said[:300], ended_at=at)
        raise
    ReportRun.objects.filter(pk=run.pk).update(step=ReportRun.Step.DONE, ended_at=at, done=F("total"))
    return opened


def open_due(*, at: datetime) -> int:
    """Open, by the clock, what became due since: every kind after its own number of months. Returns how many."""
    _give_up_stuck(at)
    opened, day = 0, today(at)
    rule = rules.find("reports.late_opening_days", on=day)
    for months in sorted(
        {term.data["months"] for term in terms.terms("report_kinds").values() if "months" in term.data}
    ):
        since, until = last_period(months, on=day)
        if rule and (day - until).days > int(rule.value):
            continue
        for root in Area.objects.on(day).filter(parent=None):
            done = ReportRun.objects.filter(area=root, months=months, period_from=since)
            if not done.exclude(step=ReportRun.Step.FAILED).exists():
                opened += perform(
                    run=begin(area=root, months=months, since=since, until=until, by=SYSTEM, at=at), at=at
                )
    return opened


def _perform(run: ReportRun, at: datetime) -> int:
    since, until = run.period_from, run.period_to
    held = gathering.enrolments_between(since, until, path=run.area_path)
    held += [each for each in former_enrolments(run.area, since, until) if each not in held]
    gathered = gathering.gather(held, since=since, until=until)
    page = _Page(run, gathered, at)
    things = list(page.missing())
    ReportRun.objects.filter(pk=run.pk).update(total=len(things))
    opened = 0
    for start in range(0, len(things), CHUNK):
        chunk = things[start : start + CHUNK]
        opened += _open(chunk, at)
        ReportRun.objects.filter(pk=run.pk).update(done=start + len(chunk), opened=opened)
    return opened


@transaction.atomic
def _open(things: list[Thing], at: datetime) -> int:
    """Write a page of reports with their duties and records, or none of it."""
    history = History(until=at)
    for each in things:
        history.start(each, at=at)
        history.say(_opened(each), by=SYSTEM, at=at)
    Report.objects.bulk_create([each for each in things if isinstance(each, Report)])
    MemberReport.objects.bulk_create([each for each in things if isinstance(each, MemberReport)])
    history.write()
    return len(things)


def _opened(thing: Thing) -> Event:
    if isinstance(thing, Report):
        return ReportOpened(report=thing, period=thing.period)
    return MemberReportOpened(report=thing, period=thing.period)


@dataclass
class _Page:
    """Makes the reports of a run out of what was gathered, those that are there already left out."""

    run: ReportRun
    gathered: Gathered
    at: datetime
    hosts: dict[int, Organization] = field(default_factory=dict)

    def missing(self) -> Iterator[Thing]:
        self.hosts = nearest_party_organizations(self.gathered.areas())
        kinds = kinds_every(self.run.months)
        there = set(
            Report.objects.filter(kind__in=kinds, period_from=self.run.period_from).values_list(
                "kind", "area_id", "partner_id"
            )
        )
        for kind in kinds:
            for report in self._of_kind(kind):
                if (report.kind, report.area_id, report.partner_id) not in there:
                    yield report
        if self.run.months == YEAR:
            yield from self._of_members()

    def _of_kind(self, kind: str) -> Iterator[Report]:
        data = terms.terms("report_kinds")[kind].data
        if data["about"] == "units":
            for area in self.gathered.areas():
                yield from self._about_units(kind, area)
            return
        for pair in self.gathered.pairs.values():
            host = self.hosts.get(pair.area.pk)
            if host is None or pair.home.path.startswith(host.path) or not self._concerns(pair, data["about"]):
                continue
            sender = host if data["from"] == "community" else pair.home
            yield self._report(kind, sender, host, pair.area, pair.home, self._content(pair, data["about"]))

    def _content(self, pair: Pair, about: str) -> dict[str, object]:
        make = contents.unit_content if about == "unit" else contents.members_content
        return make(pair, since=self.run.period_from, until=self.run.period_to)

    def _about_units(self, kind: str, area: Area) -> Iterator[Report]:
        host = self.hosts.get(area.pk)
        pairs = [pair for pair in self.gathered.of_area(area.pk) if pair.lines]
        if host is not None and pairs:
            content = contents.units_content(pairs, since=self.run.period_from, until=self.run.period_to)
            yield self._report(kind, host, host, area, None, content)

    def _concerns(self, pair: Pair, about: str) -> bool:
        return bool(pair.units) if about == "unit" else bool(pair.lines)

    def _report(
        self, kind: str, sender: Organization, host: Organization, area: Area, partner: Organization | None,
        content: dict[str, object],
    ) -> Report:  # fmt: skip
        return Report(
            kind=kind, sender=sender, area=area, host=host, partner=partner, period_from=self.run.period_from,
            period_to=self.run.period_to, content=content, opened_at=self.at, step="drafting", step_at=self.at,
            area_path=area.path,
        )  # fmt: skip

    def _of_members(self) -> Iterator[MemberReport]:
        there = set(MemberReport.objects.filter(period_from=self.run.period_from).values_list("subject_id", "area_id"))
        for pair in self.gathered.pairs.values():
            host = self.hosts.get(pair.area.pk)
            newest = {each.subject_id: each for each in pair.members}
            for line in pair.lines:
                if host is not None and (line.subject_id, pair.area.pk) not in there:
                    there.add((line.subject_id, pair.area.pk))
                    yield self._member_report(pair, line, host, newest[line.subject_id])

    def _member_report(self, pair: Pair, line: Line, host: Organization, enrolment: Enrolment) -> MemberReport:
        return MemberReport(
            enrolment=enrolment, subject=enrolment.subject, area=pair.area, home=pair.home, host=host,
            period_from=self.run.period_from, period_to=self.run.period_to, content=contents.member_content(line),
            opened_at=self.at, step="own_words", step_at=self.at, area_path=pair.area.path,
        )  # fmt: skip

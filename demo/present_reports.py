"""The present of reports: a quarter told and answered, one still to be sent, a round of appraisal half in."""

from datetime import datetime, timedelta

from demo.cast import Cast
from demo.days import Days
from demo.picker import Picker
from tongxin.activities.models import Activity
from tongxin.alliance.models import Agreement
from tongxin.assessment import actions as appraisals
from tongxin.assessment import queries
from tongxin.assessment.models import Opinion
from tongxin.enrolment.models import Enrolment, Report, ReportDelivery
from tongxin.enrolment.reports import log, opening, sending
from tongxin.kernel import terms
from tongxin.kernel.clock import today


class Reports:
    """What the cast's community and the branch tell each other, on the day of the demonstration."""

    def __init__(self, cast: Cast, days: Days, at: datetime) -> None:
        self.cast, self.days, self.at = cast, days, at
        self.picker = Picker("present reports")

    def ago(self, working_days: int, after: datetime | None = None) -> datetime:
        return self.days.moment(len(self.days) - working_days, self.picker, after)

    def live(self) -> None:
        self._log()
        self._report()
        self._appraise()

    def _log(self) -> None:
        cast, person = self.cast, self.cast.people["member"]
        enrolment = Enrolment.objects.confirmed().of(person.pk).get()
        on = today(self.ago(40))
        log.write(
            enrolment=enrolment,
            on=on,
            text="晚上帮七号楼老人复位跳闸的电表。",
            minutes=40,
            by=cast.worker,
            at=self.ago(39),
        )
        held = Activity.objects.filter(title="反诈宣传进楼栋", area=cast.home).first()
        if held is not None:
            log.remark(
                activity=held,
                people=[person.pk],
                text="把宣传单换成大字版，老人看得清。",
                by=cast.worker,
                at=self.ago(19),
            )

    def _report(self) -> None:
        cast, opened = self.cast, self.ago(5)
        since, until = opening.last_period(3, on=today(opened))
        run = opening.begin(area=cast.home, months=3, since=since, until=until, by=cast.secretary, at=opened)
        opening.perform(run=run, at=opened)
        branch = cast.organizations["branch"]
        report = Report.objects.get(kind="feedback", area=cast.home, partner=branch, period_from=since)
        sent = self.ago(4)
        sending.send(report=report, note="两位党员随叫随到，居民都认得。", by=cast.secretary, at=sent)
        delivery = ReportDelivery.objects.get(report=report)
        sending.receive(delivery=delivery, by=cast.branch_secretary, at=self.ago(3, sent))
        sending.answer(
            delivery=delivery, answer="已在支部党员大会上通报，下季度继续参加夜间巡逻。", by=cast.branch_secretary,
            at=self.ago(2, sent),
        )  # fmt: skip

    def _appraise(self) -> None:
        cast, begun = self.cast, self.ago(4)
        ours = Agreement.objects.in_force().of_unit(cast.organizations["unit"].pk)
        agreement = ours.select_related("unit", "host", "area").get(area=cast.home)
        appraisal = appraisals.begin(agreement=agreement, by=cast.secretary, at=begun)
        opinion = Opinion.objects.select_related("appraisal").get(appraisal=appraisal, side="unit")
        promised = queries.promises(appraisal, of="community")
        said = {
            "criteria": {code: {"word": "mostly"} for code, _label in terms.choices("mutual_criteria")},
            "promises": {str(item.pk): {"word": "partly", "text": "周末的时段常常约满。"} for item in promised},
            "text": "希望例会提前一周定时间。",
        }
        given = max(self.ago(2), begun + timedelta(hours=1))
        appraisals.give(opinion=opinion, content=said, by=cast.liaison, at=given)

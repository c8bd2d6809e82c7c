"""A letter to the mailbox is answered by its day: a duty of its own, whatever becomes of the matter."""

from datetime import timedelta

import pytest

from tongxin.cases import actions as cases
from tongxin.cases.models import LetterReply
from tongxin.cases.queries.letters import reply_due
from tongxin.cases.tests import story
from tongxin.kernel import duties, rules
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty

pytestmark = pytest.mark.django_db


def letter(cast, **said):
    return story.reported(cast, **({"channel": "mailbox", "category": "five_other"} | said))


def owed(case):
    return Duty.objects.open().filter(procedure="letter_reply", kind="step").about(case.letter_reply).first()


@pytest.mark.covers("GY-69")
def test_the_reply_is_owed_by_the_day_of_the_rule_while_the_matter_goes_its_way(cast):
    case = letter(cast)
    days = rules.value("cases.letter_reply_days", on=today(cast.at))
    duty = owed(case)
    assert (duty.holder_id, duty.due_at) == (case.desk_id, reply_due(case).at) and case.letter_reply.days == days
    cases.accept(case=case, by=cast.worker, at=cast.at)
    cases.dispatch(case=case, lead=cast.organizations["unit"], by=cast.worker, at=cast.at)
    cases.take(case=case, by=cast.liaison, at=cast.at)
    assert owed(case) == duty, "no step of the matter takes the reply away"
    late = cast.at + timedelta(days=20)
    duties.perform_due(at=late)
    assert owed(case).is_late(late) and Duty.objects.open().filter(urges=duty).exists()
    cases.report_done(case=case, answer="充电桩已装四个", by=cast.liaison, at=late)
    reply = LetterReply.objects.get(case=case)
    assert (reply.step, reply.replied_at) == ("replied", late)
    closed = Duty.objects.get(pk=duty.pk)
    assert closed.closed_at == late and closed.is_late(late)


def test_joining_does_not_make_a_reply_disappear_and_the_answer_reaches_the_letter(cast):
    leading = story.accepted(cast, category="five_other")
    case = letter(cast)
    cases.join(case=case, into=leading, by=cast.worker, at=cast.at)
    assert owed(case) is not None
    leading.refresh_from_db()
    cases.answer(case=leading, answer="灯已修好", by=cast.worker, at=cast.at)
    assert LetterReply.objects.get(case=case).step == "replied"


def test_another_desk_owes_it_by_the_same_day_and_what_is_taken_back_needs_none(cast):
    case = letter(cast)
    before = owed(case).due_at
    street = cast.organizations["street_committee"]
    cases.pass_on(case=case, to=street, reason="要街道协调", by=cast.worker, at=cast.at + timedelta(hours=3))
    assert (owed(case).holder_id, owed(case).due_at) == (street.pk, before)
    declined = letter(cast, text="对法院判决不服")
    cases.decline(case=declined, reason="court", by=cast.worker, at=cast.at)
    assert LetterReply.objects.get(case=declined).step == "replied"
    back = letter(cast, text="已经好了")
    cases.withdraw(case=back, reason="好了", by=cast.resident, at=cast.at)
    assert LetterReply.objects.get(case=back).step == "settled"
    other = story.reported(cast)
    assert not LetterReply.objects.filter(case=other).exists()

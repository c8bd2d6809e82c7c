"""Who is told: of a sign-up, of moving up, of a change, of being called off, of the confirmation."""

import pytest

from demo.cast import Cast
from tongxin.activities import actions, attending, signing
from tongxin.activities.tests.world import an_activity, code_of, signs_up
from tongxin.kernel.models import Record
from tongxin.notify import engine
from tongxin.notify.models import Notice

pytestmark = pytest.mark.django_db


def told(cast: Cast, name: str) -> list[str]:
    """What the person has been told, after every fact of this room was heard."""
    for row in Record.objects.filter(kind__startswith="activities.").select_related("by").order_by("id"):
        engine.tell(row)
    return list(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", flat=True))


def test_who_waits_is_asked_and_who_comes_is_told_of_the_confirmation(cast: Cast) -> None:
    activity = an_activity(cast, places=1)
    first, _second = signs_up(cast, "member", activity), signs_up(cast, "resident", activity)
    signing.withdraw(sign_up=first, by=cast.member, at=cast.at)
    said = told(cast, "resident")
    assert said[0] == "“周六义务理发”名额已满，您候补第 1 位，有空位会请您确认。"
    assert said[1].startswith("“周六义务理发”有了空位，请在11 月 21 日 22:00前确认")
    assert told(cast, "member") == ["您已报名“周六义务理发”。"]
    link = Notice.objects.of(cast.people["resident"].pk).order_by("-id")[0].link
    assert link == f"/my/activities/{activity.pk}/"

    attending.check_in(
        activity=activity, person=cast.people["resident"], code=code_of(activity, activity.begins_at),
        by=cast.resident, at=activity.begins_at,
    )  # fmt: skip
    attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at)
    assert told(cast, "resident")[-1] == "“周六义务理发”已确认您的参加，时长 120 分钟。"


def test_everybody_on_the_list_is_told_of_a_change_and_of_the_end(cast: Cast) -> None:
    activity = an_activity(cast)
    signs_up(cast, "member", activity)
    actions.change(activity=activity, place="社区广场", by=cast.worker, at=cast.at)
    actions.cancel(activity=activity, reason="暴雨预警", by=cast.worker, at=cast.at)
    assert told(cast, "member")[1:] == [
        "您报名的“周六义务理发”有变动：地点。",
        "您报名的“周六义务理发”已取消：暴雨预警",
    ]
    assert told(cast, "resident") == []


def test_who_holds_it_together_is_asked_in_and_told_of_changes(cast: Cast) -> None:
    branch, unit = cast.organizations["branch"], cast.organizations["unit"]
    activity = an_activity(cast, co_hosts=[branch])
    asked = f"{activity.host.name}请你们一起办“周六义务理发”，已列为协办。"
    assert told(cast, "branch_secretary") == [asked]
    actions.change(activity=activity, co_hosts=[branch, unit], by=cast.worker, at=cast.at)
    assert told(cast, "liaison")[0] == asked
    actions.cancel(activity=activity, reason="暴雨预警", by=cast.worker, at=cast.at)
    assert told(cast, "liaison")[-1] == "你们协办的“周六义务理发”已取消：暴雨预警"
    theirs = told(cast, "branch_secretary")
    assert theirs[-1] == "你们协办的“周六义务理发”已取消：暴雨预警"
    assert sum("请你们一起办" in text for text in theirs) == 1, "asked in once"
    assert told(cast, "neighbor") == []

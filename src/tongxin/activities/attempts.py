"""Wrong check-in codes are counted in the database, per person and activity; who errs too often rests a while."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from tongxin.activities.errors import TooManyTries
from tongxin.activities.models import Activity, CodeAttempt
from tongxin.kernel import rules
from tongxin.kernel.clock import today

#: Activity and person.
Key = tuple[int, int]


def limit(activity: Activity, at: datetime) -> tuple[int, timedelta]:
    """So many wrong codes within such a time, and as long a rest."""
    on, path = today(at), activity.area_path
    minutes = int(rules.value("activity.wrong_code_minutes", on=on, path=path))
    return int(rules.value("activity.wrong_codes", on=on, path=path)), timedelta(minutes=minutes)


def check_free(activity: Activity, person_id: int, at: datetime) -> None:
    """Raise TooManyTries while the person rests. A right code does not help then: it may have been guessed."""
    most, rest = limit(activity, at)
    resting = CodeAttempt.objects.filter(activity=activity, person_id=person_id, wrong__gte=most, until__gt=at)
    if resting.exists():
        minutes = int(rest.total_seconds() // 60)
        raise TooManyTries(_("签到码错了太多次，请过 %d 分钟再试，或请记录员登记。") % minutes)


def count(activity: Activity, person_id: int, at: datetime) -> None:
    """Count one wrong code."""
    most, rest = limit(activity, at)
    count_many({(activity.pk, person_id): 1}, {activity.pk: (most, rest.total_seconds())}, at=at.timestamp())


def count_many(wrong: Mapping[Key, int], limits: Mapping[int, tuple[int, float]], *, at: float) -> set[Key]:
    """Count wrong codes in one statement, with the limits by activity; returns whose rest had not begun yet."""
    keys = sorted(wrong)
    asked = (
        [activity for activity, _person in keys],
        [person for _activity, person in keys],
        [wrong[key] for key in keys],
        [at + limits[activity][1] for activity, _person in keys],
        [limits[activity][0] for activity, _person in keys],
    )
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {**dict(zip("apwum", asked, strict=True)), "at": at})
        return set(cursor.fetchall())


COUNT = """
WITH tried AS (
    SELECT * FROM unnest(%(a)s::bigint[], %(p)s::bigint[], %(w)s::int[], %(u)s::float8[], %(m)s::int[])
        AS t(activity_id, person_id, wrong, until, most)
), resting AS (
    SELECT t.activity_id, t.person_id FROM tried t JOIN activities_codeattempt USING (activity_id, person_id)
    WHERE activities_codeattempt.wrong >= t.most AND activities_codeattempt.until > to_timestamp(%(at)s)
)
INSERT INTO activities_codeattempt AS before (activity_id, person_id, wrong, until)
SELECT activity_id, person_id, least(wrong, 30000), to_timestamp(until) FROM tried
WHERE (activity_id, person_id) NOT IN (SELECT activity_id, person_id FROM resting)
ON CONFLICT (activity_id, person_id) DO UPDATE SET
    until = excluded.until,
    wrong = least(30000, excluded.wrong + CASE WHEN before.until > to_timestamp(%(at)s) THEN before.wrong ELSE 0 END)
RETURNING activity_id, person_id
"""


def forget(at: datetime) -> int:
    return CodeAttempt.objects.filter(until__lt=at).delete()[0]

"""Questions across check-ins, posts and activities."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tongxin.activities.models import Attendance
from tongxin.areas.models import Area
from tongxin.enrolment.models import Enrolment, FormerPlace, PostClaim, ServicePost
from tongxin.kernel import terms
from tongxin.kernel.clock import today


@dataclass(frozen=True)
class Stage:
    """One of the steps of a member's check-in, and whether it was taken."""

    code: str
    label: str
    done: bool


def stages(enrolment: Enrolment) -> list[Stage]:
    """The steps of the list `enrolment_steps` (GY-33): check in, show, say one's wishes, claim a post, serve."""
    done = {
        "check_in": enrolment.step in ("confirmed", "ended"),
        "identity": enrolment.shows_identity,
        "wish": bool(enrolment.wishes),
        "claim": claims_under(enrolment).exists(),
        "service": services_under(enrolment).exists(),
    }
    return [Stage(code, term.label, done.get(code, False)) for code, term in terms.terms("enrolment_steps").items()]


def areas_of(enrolment: Enrolment) -> list[int]:
    """The community of the check-in and those that were merged into it since."""
    former = FormerPlace.objects.filter(enrolment=enrolment).values_list("area_id", flat=True)
    return [enrolment.area_id, *former]


def claims_under(enrolment: Enrolment) -> QuerySet[PostClaim]:
    """Posts of the host that the subject has claimed and the community did not refuse."""
    claims = PostClaim.objects.of(enrolment.subject_id).filter(post__area_id__in=areas_of(enrolment))
    return claims.exclude(step="refused").select_related("post")


def services_under(enrolment: Enrolment) -> QuerySet[Attendance]:
    """Confirmed activities in the host community since the check-in; before a merger, in the one that was merged."""
    former = FormerPlace.objects.filter(enrolment=enrolment).values_list("area_path", flat=True)
    around = Q(activity__area_path__startswith=enrolment.area_path)
    for path in former:
        around |= Q(activity__area_path__startswith=path)
    there = Attendance.objects.confirmed().filter(around, person_id=enrolment.subject_id)
    since = enrolment.valid_from
    return there.filter(activity__begins_at__date__gte=since) if since else there.none()


@dataclass(frozen=True)
class Service:
    """What a home organization is told of one member's service out there."""

    posts: str
    times: int


def service_of(enrolments: Sequence[Enrolment]) -> dict[int, Service]:
    """Posts held and confirmed activities in the host community, by the check-in's key. Three queries for all."""
    people = [each.subject_id for each in enrolments]
    posts: dict[tuple[int, int], list[str]] = defaultdict(list)
    held = PostClaim.objects.active().filter(subject_id__in=people)
    for subject_id, area_id, title in held.values_list("subject_id", "post__area_id", "post__title"):
        posts[subject_id, area_id].append(title)
    times, paths = _times(people), _paths(enrolments)
    return {
        each.pk: Service(
            posts="、".join(posts[each.subject_id, each.area_id]),
            times=sum(
                count
                for (person, path, day), count in times.items()
                if person == each.subject_id and path.startswith(paths[each.pk]) and _since(each.valid_from, day)
            ),
        )
        for each in enrolments
    }


def open_posts(*, areas: Iterable[int], on: date) -> QuerySet[ServicePost]:
    """Posts that may be claimed now in the given communities, those with room first."""
    rows = ServicePost.objects.open_on(on).filter(area_id__in=areas)
    return rows.select_related("area", "policy").order_by("area_path", "-pk")


def successor_or_place(text: str, *, on: date) -> Area | None:
    """A place that no longer stands, by its name or code: it is found so that the refusal can say who took over."""
    last = text.rstrip("/").rpartition("/")[2].strip()
    gone = Area.objects.filter(valid_to__lt=on)
    return gone.filter(code=last).first() or gone.filter(name__in=[last, f"{last}社区"]).order_by("-valid_to").first()


def _times(people: list[int]) -> Counter[tuple[int, str, date]]:
    rows: Any = Attendance.objects.confirmed().filter(person_id__in=people)
    return Counter(
        (person, path, today(begins))
        for person, path, begins in rows.values_list("person_id", "activity__area_path", "activity__begins_at")
    )


def _paths(enrolments: Sequence[Enrolment]) -> dict[int, tuple[str, ...]]:
    """Where service counts for each check-in: its community, and what was merged into it since."""
    former: dict[int, list[str]] = defaultdict(list)
    rows = FormerPlace.objects.filter(enrolment__in=[each.pk for each in enrolments])
    for key, path in rows.values_list("enrolment_id", "area_path"):
        former[key].append(path)
    return {each.pk: (each.area_path, *former[each.pk]) for each in enrolments}


def _since(begin: date | None, day: date) -> bool:
    return begin is not None and day >= begin

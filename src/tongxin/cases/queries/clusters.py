"""Clusters: what several groups raised about one place or topic, from whatever door, seen as one matter (BL-42)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongxin.cases.models import Case
from tongxin.cases.queries.twins import DAYS, METRES, TWIN_FROM, likeness_of
from tongxin.cases.reading import words_of
from tongxin.kernel import rules
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today

#: So many cases are compared, the newest first.
LOOKED_AT = 300
#: On these steps a case can still travel with another one.
JOINABLE = ("reported", "accepted")


@dataclass(frozen=True)
class Cluster:
    """Cases that seem to be one matter, the oldest first; a person decides."""

    cases: tuple[Case, ...]

    @property
    def first(self) -> Case:
        return self.cases[0]

    @property
    def voices(self) -> int:
        return sum(case.voices for case in self.cases)

    @property
    def channels(self) -> list[str]:
        """The doors by which it came in."""
        return sorted({case.channel_label for case in self.cases})


def clusters_for(actor: Actor, *, at: datetime) -> list[Cluster]:
    """Incoming cases in the actor's reach that look like one matter, those with most voices first. One query."""
    since = today(at) - timedelta(days=int(rules.value(DAYS, on=today(at), path=actor.area_path)))
    rows = Case.objects.visible_to(actor).filter(step__in=JOINABLE, raised_on__gte=since).select_related("area")
    by_community: dict[str, list[Case]] = defaultdict(list)
    for case in rows.order_by("-id")[:LOOKED_AT]:
        by_community[case.community_path].append(case)
    found = [Cluster(tuple(each)) for cases in by_community.values() for each in _together(cases, at)]
    return sorted(found, key=lambda cluster: (-cluster.voices, cluster.first.pk))


def _together(cases: list[Case], at: datetime) -> Iterable[list[Case]]:
    """The cases of one community, gathered where each is like one of the others."""
    within = int(rules.value(METRES, on=today(at), path=cases[0].community_path))
    words = {case.pk: words_of(f"{case.title}。{case.text}") for case in cases}
    gathered: list[list[Case]] = []
    for case in sorted(cases, key=lambda case: case.pk):
        alike = [
            group for group in gathered
            if any(likeness_of(case, words[case.pk], one, words[one.pk], within) >= TWIN_FROM for one in group)
        ]  # fmt: skip
        for group in alike[1:]:
            gathered.remove(group)
            alike[0].extend(group)
        if alike:
            alike[0].append(case)
        else:
            gathered.append([case])
    return (sorted(group, key=lambda case: case.pk) for group in gathered if len(group) > 1)

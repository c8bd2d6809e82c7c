"""Questions across needs, resources and projects: where a thing belongs, twins, figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet

from tongxin.activities.models import Activity
from tongxin.exchange.models import Need, Offer, ProjectResource
from tongxin.exchange.reading import vocabulary
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit
from tongxin.organizations.hosting import Placed as Placed
from tongxin.organizations.hosting import place as place
from tongxin.organizations.hosting import places_for as places_for
from tongxin.organizations.models import Organization


def twins_of(*, title: str, text: str, kind: str, community_path: str, besides: int = 0) -> list[Need]:
    """Similar needs nearby that are still open, the likeliest first (MHK-07). One query."""
    lexemes = vocabulary().read(f"{title}。{text}")
    if not lexemes:
        return []
    rows = (
        Need.objects.unmet()
        .filter(in_words(lexemes) | Q(kind=kind), community_path=community_path)
        .select_related("area", "host")
    )
    found = []
    for need in rows.exclude(pk=besides).order_by("-id")[:200]:
        theirs = vocabulary().read(f"{need.title}。{need.text}")
        common = len(lexemes & theirs) / max(min(len(lexemes), len(theirs)), 1)
        likeness = common + (0.2 if need.kind == kind else 0)
        if common and likeness >= TWIN_FROM:
            found.append((likeness, need))
    return [need for _likeness, need in sorted(found, key=lambda each: (-each[0], -each[1].pk))[:5]]


#: From how much likeness on a need is shown as a possible twin; a person decides.
TWIN_FROM = 0.4


def in_words(lexemes: frozenset[str]) -> Q:
    """Rows whose words have any of these."""
    return Q(words=by_words(any_of(lexemes)))


def by_words(raw: str) -> SearchQuery:
    return SearchQuery(raw, search_type="raw", config="simple")


def any_of(lexemes: frozenset[str]) -> str:
    return " | ".join("'" + each.replace("'", "''").replace("\\", "") + "'" for each in sorted(lexemes))


def host_of(placed: Placed | None) -> int:
    if placed is None or placed.host_id is None:
        raise Unfit
    return placed.host_id


def count_by_kind(needs: QuerySet[Need]) -> list[tuple[str, int]]:
    """How many needs of each kind, the most first."""
    rows = needs.order_by().values_list("kind").annotate(count=Count("pk"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def partners_near(path: str, *, on: date, besides: Iterable[int] = ()) -> list[Organization]:
    """Organizations of the place that may be partners, property companies and owners' committees too (GY-91)."""
    kinds = [term.code for term in terms.terms("organization_kinds").values() if term.data.get("partner")]
    found = (
        Organization.objects.on(on)
        .in_area(path)
        .filter(kind__in=kinds)
        .exclude(pk__in=list(besides))
        .select_related("area")
    )
    return list(found.order_by("name")[:60])


@dataclass(frozen=True)
class Verdict:
    """What the appraisals say: how many there are, their mean, and how many were good. None rated is no mean."""

    rated: int
    mean: float | None
    good: int


def verdict(grades: Sequence[int]) -> Verdict:
    good = {term.data["value"] for term in terms.terms("appraisal_grades").values() if term.data.get("good")}
    mean = sum(grades) / len(grades) if grades else None
    return Verdict(len(grades), mean, sum(grade in good for grade in grades))


@dataclass(frozen=True)
class Given:
    """Money that an organization gave to a project as a resource of its own, beside the project's budget."""

    source: str
    giver: str
    title: str
    amount: str


def money_given(projects: Iterable[int]) -> dict[int, list[Given]]:
    """What organizations gave in money, by project: it stands behind the benefit like a line of the budget (YX-23).

    One query; forms of resources that are money say so in the profile.
    """
    words = {code: term.data["behind"] for code, term in terms.terms("resource_forms").items() if "behind" in term.data}
    links = ProjectResource.objects.filter(project__in=projects, offer__in=Offer.objects.given())
    found: dict[int, list[Given]] = {}
    for link in links.select_related("resource__owner", "offer").order_by("pk"):
        if link.resource.form in words:
            amount = f"{link.offer.taken:,} {link.resource.unit}"  # type: ignore[union-attr]
            given = Given(words[link.resource.form], link.resource.owner.name, link.resource.title, amount)
            found.setdefault(link.project_id, []).append(given)
    return found


def services_without_need(actor: Actor, *, since: date, until: date) -> QuerySet[Activity]:
    """Services of a period that no project carries, so that they answer no need: the orphans of GY-97."""
    service = [term.code for term in terms.terms("activity_kinds").values() if term.data.get("counts_hours")]
    rows = Activity.objects.visible_to(actor).filter(project_link=None, kinds__overlap=service)
    return rows.filter(begins_at__date__range=(since, until)).exclude(status=Activity.Status.CANCELLED)

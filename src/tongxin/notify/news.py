"""News: hears the facts that some topic declares, and says which of them a subscription is to be told.

Who hears is looked at as a body: an organization sees what is public, what is its own, and what those of its posts see
who head it or may choose in its name.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from django.apps import apps
from django.db.models import Max, Q, QuerySet

from tongxin.kernel import digests, records, terms
from tongxin.kernel.actor import Actor, Reach
from tongxin.kernel.clock import today
from tongxin.kernel.digests import TOPICS, Hook, Line, Topic
from tongxin.kernel.models import Principal, Record
from tongxin.notify.models import News, Subscription
from tongxin.organizations.models import Affiliation, Organization, Post
from tongxin.people.models import Person

NAME = "tongxin.notify.news.hear"
T = TypeVar("T", Topic, Hook)

#: So many things stand in one part of a digest; of more only the number is told.
MOST = 40
#: The power to say what an organization hears.
CHOOSES = "digests.choose"


def listen() -> None:
    """Hear the facts that are declared now; called once all rooms are there."""
    kinds = {event.kind for topic in TOPICS.values() for event in topic.news}
    records.LISTENERS[NAME] = records.Listener(NAME, tuple(sorted(kinds)), hear)


def hear(row: Record) -> None:
    """Note that a thing has become news, once for each topic that says so."""
    subject = apps.get_model(row.subject_type)._base_manager.filter(pk=row.subject_id).first()
    if subject is None:
        return
    News.objects.bulk_create(
        [
            News(
                topic=topic.name, record=row, subject_id=subject.pk, codes=list(topic.codes(subject)), at=row.at,
                area_path=topic.place(subject), reach_path=topic.reach(subject), owner_id=topic.owner(subject),
            )
            for topic in digests.topics_of(row.kind)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def newest() -> int:
    """The key up to which everything has been heard."""
    return News.objects.aggregate(newest=Max("id"))["newest"] or 0


def lines(subscription: Subscription, *, reader: Actor, after: int, upto: int, at: datetime) -> list[Line]:
    """What the subscription is to be told of the news behind `after` up to `upto`, the newest first."""
    topic = TOPICS.get(subscription.topic)
    if topic is None or after >= upto:
        return []
    fitting = _fitting(subscription).filter(id__gt=after, id__lte=upto).order_by("-id")
    keys = list(dict.fromkeys(fitting.values_list("subject_id", flat=True)))
    return _as_lines(topic, keys, reader, at)


def _fitting(subscription: Subscription) -> QuerySet[News]:
    news = News.objects.filter(topic=subscription.topic).exclude(owner_id=subscription.subscriber_id)
    if subscription.codes:
        news = news.filter(codes__overlap=subscription.codes)
    if subscription.area is not None:
        path = subscription.area.path
        news = news.filter(Q(area_path__startswith=path) | Q(reach_path__in=_upwards(path)))
    return news


def _upwards(path: str) -> list[str]:
    """The paths of a place and of all above it."""
    return [path[: end + 1] for end, letter in enumerate(path) if letter == "/"]


def _as_lines(topic: Topic, keys: Iterable[int], reader: Actor, at: datetime) -> list[Line]:
    rows = {row.pk: row for row in topic.rows(reader, at).filter(pk__in=list(keys))}
    return [topic.line(rows[key]) for key in keys if key in rows]


# Who hears


def topics_for(subscriber: Principal, *, at: datetime) -> dict[str, Topic]:
    """What may be chosen: not what the subscriber could never see."""
    is_body = subscriber.kind == Principal.Kind.ORGANIZATION
    return _offered(TOPICS, Organization.objects.get(pk=subscriber.pk) if is_body else None, at)


def hooks_for(organization: Organization, *, at: datetime) -> dict[str, Hook]:
    """What its own system may be told, likewise."""
    return _offered(digests.HOOKS, organization, at)


def _offered(known: Mapping[str, T], organization: Organization | None, at: datetime) -> dict[str, T]:
    is_office, powers = _office(organization, at) if organization else (False, set())
    return {name: each for name, each in known.items() if not each.power or is_office or each.power in powers}


def _office(organization: Organization, at: datetime) -> tuple[bool, set[str]]:
    """Whether the body sees places, and the powers of its posts."""
    posts = Post.objects.on(today(at)).filter(organization=organization)
    roles = [terms.find("roles", role) for role in posts.values_list("role", flat=True).distinct()]
    powers = {power for role in roles if role for power in role.data.get("powers", ())}
    return body(organization, at=at).sees.along == "area", powers


def reader_of(principal: Principal, *, at: datetime) -> Actor:
    """With whose eyes a digest is made or a hook is offered."""
    if principal.kind == Principal.Kind.ORGANIZATION:
        return body(Organization.objects.get(pk=principal.pk), at=at)
    person = Person.objects.get(pk=principal.pk)
    is_member = Affiliation.objects.on(today(at)).filter(person=person).exists()
    role = "member" if is_member else "resident"
    return Actor(person.pk, person.name, role=role, area_path=person.area_path)


def _speaks(term: terms.Term) -> bool:
    return bool(term.data.get("heads") or CHOOSES in term.data.get("powers", ()))


def body(organization: Organization, *, at: datetime) -> Actor:
    """The organization itself as an actor: it sees its own branch of the tree, or what those see of places who head it
    or may choose what it hears."""
    reach = Reach("organization", "subtree", organization.path)
    posts = Post.objects.on(today(at)).filter(organization=organization).values_list("role", "area__path")
    for role, path in posts.order_by("pk"):
        term = terms.find("roles", role)
        if term and term.data.get("along") == "area" and _speaks(term):
            seen = Reach("area", term.data.get("sees", "self"), path)
            # The wider of two: the path of a place above is the shorter one.
            reach = seen if reach.along != "area" or len(seen.path) < len(reach.path) else reach
    return Actor(
        organization.pk, organization.name, organization_id=organization.pk, organization_path=organization.path,
        area_path=organization.area_path, sees=reach,
    )  # fmt: skip

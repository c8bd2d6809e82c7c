"""Deeds around posts: appoint, end, and the posts that follow an office and not a person (CD-51)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.events import PersonAppointed, PostEnded
from tongxin.organizations.models import Organization, OrganizationLink, Post
from tongxin.people.models import Person


class HeldAlready(Refused):
    sentence = gettext_lazy("该同志已担任这一职务。")


class OneOnly(Refused):
    sentence = gettext_lazy("这一职务在该区域只能由一人担任，请先办理前任离任。")


class Excluded(Refused):
    sentence = gettext_lazy("这两个岗位不能由同一人担任。")


class WrongSource(Unfit):
    sentence = gettext_lazy("兼职委员须由该来源单位党组织的负责人担任，请核对来源和单位。")


class WrongLevel(Unfit):
    sentence = gettext_lazy("本市的兼职委员不设在这一层级，请核对任职组织。")


class NoLetter(Unfit):
    sentence = gettext_lazy("聘任兼职职务须填写聘书文号。")


@transaction.atomic
def appoint(
    *,
    person: Person,
    organization: Organization,
    role: str,
    on: date,
    by: Actor,
    at: datetime,
    area: Area | None = None,
    until: date | None = None,
    letter: str = "",
    duty: str = "",
) -> Post:
    """Give a person a role at an organization for a term. Posts that follow this office are filled with it."""
    term = terms.need("roles", role)
    if until and until < on:
        raise Unfit(_("任期结束不能早于开始。"))
    _check_exclusions(person, role, term.data.get("excludes", []), on)
    post = _insert(person, organization, role, on, area=area, valid_to=until, letter=letter, duty=duty)
    record(
        PersonAppointed(organization=organization, person=person.name, role=term.label, letter=letter or _("无文号")),
        by=by, at=at,
    )  # fmt: skip
    _fill_following(post, on, by, at)
    return post


@transaction.atomic
def appoint_part_time(
    *,
    person: Person,
    organization: Organization,
    part: str,
    source: str,
    on: date,
    by: Actor,
    at: datetime,
    from_organization: Organization | None = None,
    letter: str = "",
    duty: str = "",
    until: date | None = None,
) -> Post:
    """Take the head of a unit's Party organization on the committee part-time, as member or deputy secretary.

    The sources, the levels and whether a letter is needed are data (MHK-09, GY-04, CD-11). Raises WrongSource.
    """
    part_term = terms.need("part_time_roles", part)
    source_term = terms.need("part_time_sources", source)
    if not source_term.data.get("without_unit"):
        _check_source(person, from_organization, source_term.data.get("lines", UNIT_LINES), on)
    _check_level(organization, letter)
    role = part_term.data["role"]
    post = _insert(
        person, organization, role, on, valid_to=until, letter=letter, duty=duty, source=source,
        from_organization=from_organization,
    )  # fmt: skip
    record(
        PersonAppointed(
            organization=organization, person=person.name, role=part_term.label, letter=letter or _("无文号")
        ),
        by=by, at=at,
    )  # fmt: skip
    return post


@transaction.atomic
def end_post(*, post: Post, on: date, reason: str, by: Actor, at: datetime) -> None:
    """End a post, `on` is its last day; the posts that follow the office end with it."""
    if on < post.valid_from:
        raise Unfit(_("离任日期不能早于任职日期。"))
    for each in [post, *Post.objects.filter(follows=post, valid_to=None)]:
        each.valid_to, each.end_reason = max(on, each.valid_from), reason
        each.save(update_fields=["valid_to", "end_reason"])
        record(
            PostEnded(organization=each.organization, person=each.person.name, role=each.role_label, reason=reason),
            by=by, at=at,
        )  # fmt: skip


def _insert(
    person: Person, organization: Organization, role: str, on: date, *, area: Area | None = None, **columns: object
) -> Post:
    held = Post.objects.on(on).filter(person=person, organization=organization, role=role)
    if area:
        held = held.filter(area=area)
    if held.exists():
        raise HeldAlready
    term = terms.need("roles", role)
    try:
        with transaction.atomic():
            return Post.objects.create(
                person=person, organization=organization, role=role, area=area or organization.area, valid_from=on,
                sole_role=term.pk if term.data.get("one_per_area") else None, **columns,
            )  # fmt: skip
    except IntegrityError as error:
        raise (OneOnly if "post_once_per_area" in str(error) else HeldAlready) from error


def _check_level(organization: Organization, letter: str) -> None:
    """Part-time members sit where the city has them, and with a letter where it asks for one."""
    rule = terms.find("tables", "part_time")
    if rule is None:
        return
    if organization.area.kind not in rule.data.get("levels", [organization.area.kind]):
        raise WrongLevel
    if rule.data.get("needs_letter") and not letter.strip():
        raise NoLetter


def _check_exclusions(person: Person, role: str, excludes: list[str], on: date) -> None:
    held = set(Post.objects.on(on).filter(person=person).values_list("role", flat=True))
    barred = {code for code in held if role in (_excludes(code))} | (held & set(excludes))
    if barred:
        raise Excluded


def _excludes(role: str) -> list[str]:
    term = terms.find("roles", role)
    return list(term.data.get("excludes", [])) if term else []


#: The lines in which a source of part-time members stands, unless the profile says otherwise.
UNIT_LINES = ("unit", "industry")


def _check_source(person: Person, organization: Organization | None, lines: Sequence[str], on: date) -> None:
    if organization is None or organization.kind_data.get("line") not in lines:
        raise WrongSource
    if not _heads(person, organization, on):
        raise WrongSource


def _heads(person: Person, organization: Organization | None, on: date) -> bool:
    """Whether the person heads a Party organization: the given one itself, or the one of the given unit."""
    if organization is None:
        return False
    hosted = OrganizationLink.objects.on(on).filter(kind="host_unit", target=organization).values("source_id")
    heads = Post.objects.on(on).filter(person=person, role__in=_head_roles())
    return heads.filter(organization=organization).exists() or heads.filter(organization__in=hosted).exists()


def _head_roles() -> list[str]:
    return [code for code, term in terms.terms("roles").items() if term.data.get("heads")]


def _fill_following(post: Post, on: date, by: Actor, at: datetime) -> None:
    """Fill the posts that follow this office in the bodies of its area: the old holder's end, the new one's begin."""
    for code, rule in terms.terms("ex_officio").items():
        if rule.data["from_role"] != post.role:
            continue
        for body in _bodies(rule.data, post):
            _replace_holder(post, body, rule.data["role"], code, rule.data.get("maximum"), on, by, at)


def fill_offices(*, body: Organization, on: date, by: Actor, at: datetime) -> None:
    """Fill the posts of a new body (or of one that a unit just joined) that follow offices held already (CD-51)."""
    for code, rule in terms.terms("ex_officio").items():
        if rule.data["body"] != body.kind:
            continue
        offices = Post.objects.on(on).filter(role=rule.data["from_role"]).select_related("person", "organization")
        if rule.data.get("from_link"):
            joined = OrganizationLink.objects.on(on).filter(kind=rule.data["from_link"], target=body)
            offices = offices.filter(organization__in=joined.values("source_id"))
        else:
            offices = offices.filter(area_id=body.area_id)
        for post in offices.order_by("valid_from", "pk"):
            _replace_holder(post, body, rule.data["role"], code, rule.data.get("maximum"), on, by, at)


def _bodies(rule: dict[str, str], post: Post) -> list[Organization]:
    bodies = Organization.objects.on(post.valid_from).filter(kind=rule["body"])
    if rule.get("from_link"):
        linked = OrganizationLink.objects.filter(
            kind=rule["from_link"], source=post.organization, target__kind=rule["body"], valid_to=None
        )
        return list(bodies.filter(pk__in=linked.values("target_id")))
    return list(bodies.filter(area_id=post.area_id))


def _replace_holder(
    post: Post, body: Organization, role: str, code: str, maximum: int | None, on: date, by: Actor, at: datetime
) -> None:
    if maximum == 1:
        for old in Post.objects.filter(organization=body, role=role, valid_to=None).exclude(follows=post):
            last = max(on - timedelta(days=1), old.valid_from)
            end_post(post=old, on=last, reason=_("职务随原任岗位更替"), by=by, at=at)
    if not Post.objects.on(on).filter(organization=body, role=role, person=post.person).exists():
        Post.objects.create(
            person=post.person, organization=body, role=role, area=body.area, valid_from=on, follows=post, duty=code
        )

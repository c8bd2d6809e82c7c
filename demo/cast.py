"""The cast: one community of the real city with the people who carry a need to its appraisal. Tests speak of them.

Everything is made through the same deeds as real data. All persons are invented.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.test import Client

from tongxin.areas import actions as areas
from tongxin.areas.models import Area
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.organizations import actions as organizations
from tongxin.organizations.appointments import appoint
from tongxin.organizations.door import actor_for
from tongxin.organizations.models import Organization
from tongxin.people import actions as people
from tongxin.people.models import Person, User

#: The community where the story happens, the one beside it, and the first day of everything.
HOME_CODE, NEXT_CODE = "530402002004", "530402002005"
SINCE = date(2024, 1, 1)
NOTICE_VERSION = "2"

#: name in the story -> (kind, name with the names of places in it, place, superior in the story or "")
ORGANIZATIONS: dict[str, tuple[str, str, str, str]] = {
    "city_committee": ("city_committee", "中共{city}委员会", "city", ""),
    "county_committee": ("county_committee", "中共{county}委员会", "county", "city_committee"),
    "street_committee": ("street_work_committee", "中共{street}工作委员会", "street", "county_committee"),
    "party": ("community_general_branch", "{home}党总支", "home", "street_committee"),
    "next_party": ("community_general_branch", "{next}党总支", "next", "street_committee"),
    "committee": ("residents_committee", "{home}居民委员会", "home", ""),
    "unit": ("state_firm", "明远供电服务公司", "home", ""),
    "school": ("school", "启明小学", "home", ""),
    "firm": ("private_firm", "安捷物流公司", "home", ""),
    "branch": ("unit_branch", "明远供电服务公司党支部", "home", "county_committee"),
    "team": ("volunteer_team", "葫芦藤志愿服务队", "home", ""),
}

#: name in the story -> (person's name, role or "", organization's name in the story or "")
PARTS: dict[str, tuple[str, str, str]] = {
    "planner": ("高远航", "city_planner", "city_committee"),
    "director": ("周正明", "county_director", "county_committee"),
    "coordinator": ("何佳宁", "street_coordinator", "street_committee"),
    "secretary": ("王秀兰", "community_secretary", "party"),
    "worker": ("李春燕", "community_worker", "party"),
    "counter": ("杨小梅", "counter_worker", "committee"),
    "recorder": ("马志强", "activity_recorder", "party"),
    "neighbor": ("赵立新", "community_worker", "next_party"),
    "liaison": ("张文斌", "unit_liaison", "unit"),
    "school_liaison": ("陈思雨", "unit_liaison", "school"),
    "branch_secretary": ("刘建国", "branch_secretary", "branch"),
    "leader": ("沈玉芳", "volunteer_team_leader", "team"),
    "member": ("孙晓阳", "", ""),
    "other_member": ("郑丽萍", "", ""),
    "resident": ("钱阿秀", "", ""),
    "admin": ("系统管理员", "system_admin", "city_committee"),
    "grid_worker": ("田小雨", "grid_worker", "committee"),
}
#: Who works a grid is of the residents' committee, with the grid as the place of the post.
IN_GRID = ("grid_worker",)
MEMBERS = ("member", "other_member", "branch_secretary", "liaison")


@dataclass
class Cast:
    """The people, places and organizations of the story by their names in it."""

    at: datetime
    home: Area
    next: Area
    grid: Area
    organizations: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str, at: datetime | None = None) -> Actor:
        """The actor of that name, acting through the first post held on the day."""
        return actor_for(User.objects.get(login=name), on=today(at or self.at))

    def sign_in(self, client: Client, name: str) -> Client:
        client.force_login(User.objects.get(login=name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    def __getattr__(self, name: str) -> Actor:
        if name.startswith("_") or name not in PARTS:
            raise AttributeError(name)
        return self.actor(name)


def assemble(*, at: datetime, password: str | None = None) -> Cast:
    """Make the cast. The city's profile must be loaded. With a password they can sign in by hand."""
    home = Area.objects.get(code=HOME_CODE)
    cast = Cast(at=at, home=home, next=Area.objects.get(code=NEXT_CODE), grid=_grid(home, at))
    _found_organizations(cast)
    hashed = make_password(password)
    for name in PARTS:
        _engage(cast, name, hashed)
    return cast


def recall(*, at: datetime) -> Cast:
    """The cast that was assembled before."""
    home = Area.objects.get(code=HOME_CODE)
    cast = Cast(at=at, home=home, next=Area.objects.get(code=NEXT_CODE), grid=Area.objects.get(name=_grid_name(home)))
    places = _places(cast)
    names = {key: name.format(**places) for key, (_kind, name, _place, _parent) in ORGANIZATIONS.items()}
    found = {(each.kind, each.name): each for each in Organization.objects.filter(name__in=names.values())}
    cast.organizations = {key: found[ORGANIZATIONS[key][0], name] for key, name in names.items()}
    users = User.objects.filter(login__in=PARTS).select_related("person")
    cast.people = {user.login: user.person for user in users}
    return cast


def gather(*, at: datetime, password: str | None = None) -> Cast:
    """The cast, assembled if it is not there yet."""
    there = User.objects.filter(login__in=PARTS).exists()
    return recall(at=at) if there else assemble(at=at, password=password)


def is_home() -> bool:
    """Whether the city that is loaded is the one of the story."""
    return Area.objects.filter(code=HOME_CODE).exists()


def _grid(home: Area, at: datetime) -> Area:
    return areas.create(kind="grid", name=_grid_name(home), parent=home, on=SINCE, document="示例", by=SYSTEM, at=at)


def _grid_name(home: Area) -> str:
    return f"{home.name}第一网格"


def _places(cast: Cast) -> dict[str, Area]:
    street = cast.home.parent
    assert street is not None and street.parent is not None and street.parent.parent is not None
    return {"home": cast.home, "next": cast.next, "street": street, "county": street.parent,
            "city": street.parent.parent}  # fmt: skip


def _found_organizations(cast: Cast) -> None:
    places = _places(cast)
    for key, (kind, pattern, place, parent) in ORGANIZATIONS.items():
        name = pattern.format(**places)
        cast.organizations[key] = Organization.objects.filter(kind=kind, name=name).first() or organizations.found(
            kind=kind, name=name, area=places[place], on=SINCE, by=SYSTEM, at=cast.at,
            parent=cast.organizations.get(parent),
        )  # fmt: skip
    organizations.link(
        organization=cast.organizations["branch"], kind="host_unit", to=cast.organizations["unit"], on=SINCE,
        by=SYSTEM, at=cast.at,
    )  # fmt: skip


def _engage(cast: Cast, name: str, hashed: str) -> None:
    full_name, role, organization = PARTS[name]
    person = people.register(name=full_name, area=cast.home, by=SYSTEM, at=cast.at)
    cast.people[name] = person
    User.objects.create(login=name, password=hashed, person=person, notice_version=NOTICE_VERSION)
    if role:
        appoint(
            person=person, organization=cast.organizations[organization], role=role, on=SINCE, by=SYSTEM, at=cast.at,
            area=cast.grid if name in IN_GRID else None,
        )  # fmt: skip
    if name in MEMBERS:
        organizations.affiliate(
            person=person, organization=cast.organizations["branch"], on=SINCE, by=SYSTEM, at=cast.at
        )

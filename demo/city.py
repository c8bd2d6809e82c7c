"""City: everything of the synthetic city in its order: the cast, the population, two years of life, and a present."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from demo import cast as parts
from demo.activity_life import ActivityLife
from demo.actors import actors
from demo.alliance_life import AllianceLife
from demo.borders import lay_borders, put_on_map
from demo.case_centers import staff_centers
from demo.case_grids import staff_grids
from demo.case_life import CaseLife, CasesWanted
from demo.days import Days
from demo.emergency_life import EmergencyLife, play_emergencies
from demo.exchange_life import ExchangeLife, Wanted
from demo.listening import let_cast_listen, let_city_listen
from demo.patrol_life import walk_city
from demo.picker import Picker
from demo.population import SINCE, Population, Townspeople, populate
from demo.present import MADE, make_present
from demo.present_cases import play_cases
from demo.present_patrols import play_patrols
from demo.present_year import play_year
from demo.project_life import YUAN, Crowd, years
from demo.service_life import ServiceLife
from demo.sizes import Sizes, sizes_of
from demo.venue_life import VenueLife, open_halls
from demo.volunteer_life import BatchLife, play_present
from demo.wish_life import WishLife
from demo.year_life import YearLife
from tongxin.activities.models import Activity
from tongxin.areas import finding
from tongxin.areas.models import Area
from tongxin.exchange.models import Need
from tongxin.funds import actions as funds
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import Refused
from tongxin.notify import engine
from tongxin.organizations.models import Organization
from tongxin.points import statements
from tongxin.venues.models import Venue

#: Hears what is being made and which share of the whole is done.
Tell = Callable[[str, float], None]

#: The morning on which everything begins.
BEGIN = datetime.combine(SINCE, time(8, 30), CHINA)
#: Stages and about how long each takes, in seconds.
STAGES = {
    "cast": 1, "people": 15, "borders": 7, "map": 1, "teams": 9, "check-ins": 6, "exchange": 12,
    "posts and wishes": 6, "activities": 14, "batches": 9, "theme days": 12, "cases": 6, "alliance": 5, "present": 2,
    "statistics": 3,
}  # fmt: skip


@dataclass
class Builder:
    """Makes one city, a transaction for each stage."""

    name: str
    sizes: Sizes
    at: datetime
    tell: Tell
    picker: Picker
    done: float = 0.0
    took: dict[str, float] = field(default_factory=dict)

    def build(self) -> None:
        with self.stage("cast"):
            cast = parts.gather(at=BEGIN, password=settings.DEMO_PASSWORD) if parts.is_home() else None
        with self.beside("borders", lay_borders, BEGIN), self.stage("people"):
            population = populate(city=self.name, sizes=self.sizes, picker=self.picker.child("people"), at=BEGIN)
            crowd = self._crowd(population)
        with self.stage("map"):
            # The borders were laid beside this process.
            finding.forget()
            put_on_map(Organization, self.picker.child("map"), at=BEGIN)
        days = Days.between(SINCE, self.at)
        life = ServiceLife(crowd, days, self.picker.child("services"), self.at)
        with self.beside("teams", life.join_teams, BEGIN), self.stage("check-ins"):
            life.check_in_units()
            life.check_in_members(self.sizes["checked_in_members"])
            life.ask_in_vain(max(len(population.members) // 100, 3))
        with (
            self.beside("theme days", self._hold_theme_days, population, days, cast.home if cast else None),
            self.beside("cases", self._let_cases_live, crowd, days),
        ):
            with self.stage("exchange"):
                wanted = Wanted(self.sizes["resources"], self.sizes["needs"], self.sizes["projects"])
                ExchangeLife(crowd, days, self.picker.child("exchange"), self.at).play(wanted)
            with self.stage("posts and wishes"):
                year = YearLife(crowd, days, self.picker.child("year"), self.at)
                if "posts_claimed" in self.sizes.figures:
                    year.take_posts(self.sizes["posts_claimed"])
                else:
                    posts = max(len(population.units) // 3, len(population.members) // 40, 3)
                    life.offer_posts(posts, posts * 3)
                year.open_stations()
                year.promise(self.sizes["promises"])
                life.wish(max(self.sizes["needs"] // 10, 5))
                if "wish_helpers" in self.sizes.figures:
                    helped = WishLife(crowd, days, self.picker.child("wishes"), self.at, life.enrolled)
                    helped.help(self.sizes["wish_helpers"])
            with self.stage("activities"):
                self._hold_activities(crowd, days, life)
            with self.stage("batches"):
                self._hold_batches(crowd, days)
        with self.stage("alliance"):
            AllianceLife(crowd, days, self.picker.child("alliance"), self.at).live(self.sizes)
            EmergencyLife(days, self.picker.child("emergencies")).live(crowd, besides=cast.home if cast else None)
        with self.stage("present"):
            # Two years of notices would drown those of today.
            engine.skip_past()
            statements.skip_past(at=self.at)
            liaisons = actors(today(self.at), ("unit_liaison",))
            let_city_listen(population, liaisons, self.picker.child("listening"), at=self.at)
            if cast:
                let_cast_listen(cast, at=self.at - timedelta(days=10))
                make_present(cast, at=self.at)
                play_year(cast, days, at=self.at)
                play_present(cast, days, at=self.at)
                play_cases(cast, days, at=self.at)
                play_emergencies(cast, days, at=self.at)
                play_patrols(cast, days, at=self.at)
                open_halls(cast, at=self.at)
            put_on_map(Venue, self.picker.child("map", "venues"), at=self.at)
        with self.stage("statistics"), connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _crowd(self, population: Population) -> Crowd:
        residents = {place: list(keys) for place, keys in population.residents.items()}
        homes = [team.area_id for team in population.teams]
        for number, person_id in enumerate(population.volunteers[: 40 * len(homes)]):
            residents[homes[number % len(homes)]].append(person_id)
        crowd = Crowd(population, actors(today(self.at)), self.picker.child("crowd"), residents)
        self._open_sources(crowd)
        return crowd

    def _open_sources(self, crowd: Crowd) -> None:
        """What each authority below the city keeps for a year, by the kinds of the profile (YX-23)."""
        keepers = {
            place.ancestor_ids()[1]: place for place in crowd.population.communities if len(place.ancestor_ids()) > 1
        }
        for area in Area.objects.filter(pk__in=keepers):
            keeper = crowd.population.leading.get(area.pk)
            for year in years(SINCE, self.at) if keeper else ():
                crowd.sources[area.path, year] = [
                    funds.open_source(
                        kind=kind.code, name=f"{area.name}{kind.label}", payer=keeper, keeper=keeper, year=year,
                        amount=20_000_000 * YUAN, by=SYSTEM, at=datetime.combine(date(year, 1, 5), time(9), CHINA),
                    )
                    for kind in list(terms.terms("fund_sources").values())[:4]
                    if kind.is_active and keeper
                ]  # fmt: skip

    def _hold_activities(self, crowd: Crowd, days: Days, life: ServiceLife) -> None:
        count = self.sizes["check_in_activities"]
        activities = ActivityLife(crowd, days, self.picker.child("activities"), self.at, life.enrolled)
        written, whole = 0, self.done
        for number in activities.play(count, people=12):
            written += number
            self.tell("activities", min(whole + STAGES["activities"] * written / (count * 1.1), 100.0))

    def _hold_batches(self, crowd: Crowd, days: Days) -> None:
        count, written, whole = self.sizes["public_benefit_batches"], 0, self.done
        for number in BatchLife(crowd, days, self.picker.child("batches"), self.at).play(count):
            written += number
            self.tell("batches", min(whole + STAGES["batches"] * written / count, 100.0))

    def _hold_theme_days(self, population: Population, days: Days, home: Area | None) -> None:
        life = VenueLife(population, days, self.picker.child("venues"), self.at, home)
        for _number in life.play(self.sizes, Townspeople(f"{self.name}, branches"), at=BEGIN):
            pass

    def _let_cases_live(self, crowd: Crowd, days: Days) -> None:
        centers = staff_centers(crowd.population, self.name, at=BEGIN, until=self.at)
        entries = self.sizes["livelihood_matters_solved"]
        wanted = CasesWanted(max(self.sizes["cases"], entries), entries, self.sizes["livelihood_money_yuan"])
        grids = staff_grids(crowd.population, self.name, self.picker.child("grids"), at=BEGIN, until=self.at)
        CaseLife(crowd, centers, days, self.picker.child("cases"), self.at, grids).play(wanted)
        walk_city(crowd, self.picker.child("patrols"), at=self.at)

    @contextmanager
    def beside(self, name: str, make: Callable[..., None], *args: Any) -> Iterator[None]:
        """Make a stage that the stages of the block know nothing of, while they are made: in a process of its own.

        A child sees only what is committed, so inside a transaction one is made after the other.
        """
        if connection.in_atomic_block:
            with self.stage(name):
                make(*args)
            yield
            return
        # A connection cannot be shared; both open their own.
        connection.close()
        child = get_context("fork").Process(target=_in_one_transaction, args=(make, *args), name=name)
        child.start()
        try:
            yield
        except BaseException:
            child.terminate()
            raise
        finally:
            child.join()
        if child.exitcode:
            raise RuntimeError(f"{name} could not be made")
        self._count_done(name)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.tell(name, self.done)
        with transaction.atomic():
            yield
        self._count_done(name)

    def _count_done(self, name: str) -> None:
        self.done += 100 * STAGES[name] / sum(STAGES.values())
        self.tell(name, self.done)


def _in_one_transaction(make: Callable[..., None], *args: Any) -> None:
    with transaction.atomic():
        make(*args)


def build(*, name: str, scale: float, at: datetime, tell: Tell = lambda stage, done: None) -> None:
    """Make the synthetic city of the profile `name`, which must be loaded, at a scale; 1 is the city of its report.

    Raises Refused where there is life already: real data and invented data are never mixed.
    """
    if Activity.objects.exists() or Need.objects.exists():
        raise Refused(_("数据库里已经有活动和需求，演示数据只能载入空的数据库。"))
    sizes = sizes_of(name, scale)
    if parts.is_home():
        sizes = sizes.besides(MADE)
    Builder(name=name, sizes=sizes, at=at, tell=tell, picker=Picker(name)).build()

"""Grids: who works them in a few communities, and who else belongs to a grid by the list of the city; some seats stay
vacant, as they do."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from demo.actors import actors
from demo.picker import Picker
from demo.population import Population, Townspeople, fill_posts
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.organizations import staffing
from tongxin.organizations.bulk import NewPost
from tongxin.organizations.models import Post

#: So many communities have somebody in their grids, and so many of a hundred other seats are held.
STAFFED, HELD = 16, 80
WORKER = "grid_worker"


def staff_grids(
    population: Population, seed: str, picker: Picker, *, at: datetime, until: datetime
) -> Mapping[int, Actor]:
    """Appoint the grid workers of a few communities and those beside them; by grid, who works it."""
    on = today(until)
    grids = _grids(population)
    held = set(Post.objects.on(on).filter(role=WORKER, area__in=grids).values_list("area_id", flat=True))
    seats = [(grid, role) for grid in grids for role in _roles() if _is_filled(grid, role, held, picker)]
    people = Townspeople(f"{seed}, grids").register([grid for grid, _role in seats], population, at)
    posts = [
        NewPost(person, population.names[person], population.leading[grid.parent_id or 0], role, grid)
        for (grid, role), person in zip(seats, people, strict=True)
    ]
    fill_posts(posts, at)
    by_path = {actor.area_path: actor for actor in actors(on, (WORKER,)).values()}
    return {grid.pk: by_path[grid.path] for grid in grids if grid.path in by_path}


def _grids(population: Population) -> list[Area]:
    """The grids of the first communities that have any."""
    below: dict[int, list[Area]] = defaultdict(list)
    places = [community.pk for community in population.communities if community.pk in population.leading]
    for grid in Area.objects.filter(valid_to=None, kind="grid", parent__in=places).order_by("pk"):
        below[grid.parent_id or 0].append(grid)
    chosen = [place for place in places if place in below][:STAFFED]
    return [grid for place in chosen for grid in below[place]]


def _roles() -> list[str]:
    """The worker, and who else the city wants in each grid (GY-24)."""
    wanted = list(staffing.for_grids().data["roles"])
    return [WORKER, *(role for role in wanted if role != WORKER and terms.usable("roles", role))]


def _is_filled(grid: Area, role: str, held: set[int], picker: Picker) -> bool:
    return grid.pk not in held if role == WORKER else picker.chance(HELD / 100)

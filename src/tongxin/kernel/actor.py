"""Actor: who does a deed and in whose name. A plain value, filled in at the door."""

from dataclasses import dataclass, field, replace
from typing import Literal

Along = Literal["area", "organization"]
Extent = Literal["self", "node", "next_level", "subtree"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a post reaches: from the node at `path`, along one of the two trees."""

    along: Along
    extent: Extent
    path: str

    def covers(self, path: str) -> bool:
        if self.extent == "subtree":
            return path.startswith(self.path)
        if self.extent == "next_level":
            return path == self.path or (path.startswith(self.path) and path.count("/") == self.path.count("/") + 1)
        return path == self.path


NOWHERE = Reach(along="area", extent="self", path="")


class Once:
    """The key of a form that was sent; the first record of the deed takes it, so that a second sending is refused."""

    def __init__(self, key: str | None = None) -> None:
        self.key = key

    def take(self) -> str | None:
        key, self.key = self.key, None
        return key


@dataclass(frozen=True, slots=True)
class Actor:
    """A principal acting through one post (or none), with the powers and the reach that the post gives."""

    principal_id: int
    name: str
    post_id: int | None = None
    post_label: str = ""
    role: str = ""
    organization_id: int | None = None
    organization_path: str = ""
    area_path: str = ""
    area_kind: str = ""
    powers: frozenset[str] = frozenset()
    # What the post alone gives. The others everybody has for oneself; they are no power over what others own.
    office: frozenset[str] = frozenset()
    sees: Reach = NOWHERE
    steers: Reach = NOWHERE
    posts: tuple[tuple[int, str], ...] = ()
    on_behalf_of_id: int | None = None
    once: Once = field(default_factory=Once, compare=False)

    def holds(self, power: str) -> bool:
        return power in self.powers

    def for_somebody(self, principal_id: int) -> "Actor":
        """The same actor doing at the desk what `principal_id` asked for; recorded as such."""
        return replace(self, on_behalf_of_id=principal_id)

    @property
    def own_ids(self) -> tuple[int, ...]:
        """The principals in whose name this actor owns things: the person and the post's organization."""
        return (self.principal_id,) if self.organization_id is None else (self.principal_id, self.organization_id)


SYSTEM = Actor(principal_id=0, name="同心")

"""The door's answer to "who acts?": one query for account, person and posts, one post in whose name to act."""

from datetime import UTC, date, datetime
from typing import Any, cast

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import FilteredRelation, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from tongxin.kernel import terms
from tongxin.kernel.actor import NOWHERE, Actor, Reach
from tongxin.kernel.asked import Asked
from tongxin.kernel.clock import today
from tongxin.kernel.validity import holding_on
from tongxin.people.models import Session, User
from tongxin.people.sessions import SessionStore

#: The session remembers which post its holder chose.
POST_KEY = "post"

COLUMNS = (
    "pk", "is_active", "password", "person_id", "person__name", "person__area_path", "person__born_in",
    "notice_version", "large_type",
    "post__id", "post__role", "post__organization_id", "post__organization__name", "post__organization__path",
    "post__area__path", "post__area__kind", "member__id",
)  # fmt: skip


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor of a signed-in request; None without sign-in. A post that ended yesterday gives nothing today."""
    rows = _rows_of_session(request)
    if not rows or not rows[0]["is_active"] or not _session_holds(request, rows[0]):
        return None
    request.account = rows[0]  # type: ignore[attr-defined]
    return compose(rows, chosen=request.session.get(POST_KEY))


def _rows_of_session(request: HttpRequest) -> list[dict[str, Any]]:
    """The session and its account in one question; of a session that was read before, the account alone."""
    session, at = cast(SessionStore, request.session), cast(datetime, request.at)  # type: ignore[attr-defined]
    if not session.session_key:
        return []
    if session.is_read:
        return _rows(int(session[SESSION_KEY]), today(at)) if BACKEND_SESSION_KEY in session else []
    # A session runs out by the clock it was made by, which is Django's.
    found = SIGNED_IN(key=session.session_key, at=timezone.now(), day=today(at))
    held = session.take(found[0][0] if found else None)
    if BACKEND_SESSION_KEY not in held:
        return []
    return [dict(zip(COLUMNS, row[1:], strict=True)) for row in found]


def actor_for(user: User, *, on: date, post_id: int | None = None) -> Actor:
    """The actor that `user` is on a day, outside of a request: for commands and tests."""
    return compose(_rows(user.pk, on), chosen=post_id)


def actor_again(principal_id: int, post_id: int | None, *, at: datetime) -> Actor | None:
    """Who asked for something earlier, with what the same post gives now; None where it ended."""
    user = User.objects.filter(person=principal_id, is_active=True).first()
    actor = actor_for(user, on=today(at), post_id=post_id) if user else None
    return actor if actor is not None and actor.post_id == post_id else None


def compose(rows: list[dict[str, Any]], *, chosen: int | None) -> Actor:
    first = rows[0]
    posts = [row for row in rows if row["post__id"]]
    row = next((row for row in posts if row["post__id"] == chosen), posts[0] if posts else first)
    base = "member" if first["member__id"] else "resident"
    common = {
        "principal_id": first["person_id"],
        "name": first["person__name"],
        "posts": tuple((each["post__id"], _label(each)) for each in posts),
    }
    if not row["post__id"]:
        return Actor(**common, role=base, area_path=first["person__area_path"], powers=_powers(base))
    return Actor(
        **common,
        post_id=row["post__id"],
        post_label=_label(row),
        role=row["post__role"],
        organization_id=row["post__organization_id"],
        organization_path=row["post__organization__path"],
        area_path=row["post__area__path"],
        area_kind=row["post__area__kind"],
        powers=_powers(row["post__role"]) | _powers(base),
        office=_powers(row["post__role"]),
        sees=_reach(row, "sees"),
        steers=_reach(row, "steers"),
    )


def _rows(user_id: int, day: date) -> list[dict[str, Any]]:
    """The account with each post held on the day; a dropped post simply is not there."""
    return [dict(zip(COLUMNS, row, strict=True)) for row in HOLDING(user_id=user_id, day=day)]


def _holding(rows: QuerySet[Any], day: date, to_account: str = "") -> QuerySet[Any]:
    """Each row with the posts held on the day and a membership, by way of the account it leads to."""
    posts, affiliations = f"{to_account}person__posts", f"{to_account}person__affiliations"
    return rows.annotate(
        post=FilteredRelation(posts, condition=holding_on(day, f"{posts}__")),
        member=FilteredRelation(affiliations, condition=holding_on(day, f"{affiliations}__")),
    ).order_by("post__id")


HOLDING = Asked(
    lambda user_id, day: _holding(User.objects.filter(pk=user_id, is_active=True), day).values_list(*COLUMNS),
    user_id=-1,
    day=date.min,
)
SIGNED_IN = Asked(
    lambda key, at, day: _holding(
        Session.objects.filter(session_key=key, expire_date__gt=at), day, to_account="account__"
    ).values_list(
        "session_data", *(each if each.startswith(("post__", "member__")) else f"account__{each}" for each in COLUMNS)
    ),
    key="?",
    at=datetime(1, 1, 1, tzinfo=UTC),
    day=date.min,
)


def _session_holds(request: HttpRequest, row: dict[str, Any]) -> bool:
    # A changed password ends every session that was opened with the old one.
    expected = User(password=row["password"]).get_session_auth_hash()
    return constant_time_compare(request.session.get(HASH_SESSION_KEY, ""), expected)


def _label(row: dict[str, Any]) -> str:
    return f"{row['post__organization__name']} · {terms.label('roles', row['post__role'])}"


def _powers(role: str) -> frozenset[str]:
    term = terms.find("roles", role)
    return frozenset(term.data.get("powers", ())) if term else frozenset()


def _reach(row: dict[str, Any], verb: str) -> Reach:
    term = terms.find("roles", row["post__role"])
    if term is None:
        return NOWHERE
    if term.data.get("along") == "organization":
        return Reach("organization", term.data.get(verb, "self"), row["post__organization__path"])
    return Reach("area", term.data.get(verb, "self"), row["post__area__path"])

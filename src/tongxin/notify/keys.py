"""Keys of other systems: given once, asked at the door of every interface, taken back at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import errors, rules
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.notify.access import may_key
from tongxin.notify.events import ApiKeyMade, ApiKeyRevoked
from tongxin.notify.models import ApiKey
from tongxin.notify.models.key import new_key, print_of
from tongxin.organizations.door import actor_again
from tongxin.organizations.models import Organization, Post

May = ApiKey.May
(PER_MINUTE,) = rules.needed("api.per_minute")


class NoKey(Refused):
    status = 403
    sentence = gettext_lazy("缺少接口密钥，或密钥无效、已停用。请向管理员索取。")


class KeyNotForThis(Refused):
    status = 403
    sentence = gettext_lazy("这个接口密钥没有开通此项用途，或所绑定的岗位已经离任。")


class TooOften(errors.TooOften):
    sentence = gettext_lazy("调用太频繁，请一分钟后再试。")


@transaction.atomic
def make_key(
    *, organization: Organization, label: str, may: Sequence[str], post: Post | None, by: Actor, at: datetime
) -> tuple[ApiKey, str]:
    """Give another system a key, which is told this once. Raises Unfit, NotYours."""
    if not may or set(may) - set(May.values):
        raise Unfit(_("请至少选择一项用途。"))
    if post is None and set(may) != {May.SUBMIT}:
        raise Unfit(_("读取或办理案件的密钥须绑定一个岗位：它只能做该岗位能做的事。"))
    if post is not None and post.organization_id != organization.pk:
        raise NotYours
    secret = new_key()
    key = ApiKey(
        organization=organization, label=label.strip(), may=sorted(may), post=post, print=print_of(secret),
        begins=secret[:8], per_minute=int(rules.value(PER_MINUTE, on=today(at))), made_by_id=by.principal_id,
        made_at=at,
    )  # fmt: skip
    if not may_key(by, key):
        raise NotYours
    key.save()
    acts = _("以“%s”的岗位办理") % post if post else ""
    record(ApiKeyMade(key=key, may="、".join(key.may_labels), acts=acts), by=by, at=at)
    return key, secret


@transaction.atomic
def revoke_key(*, key: ApiKey, by: Actor, at: datetime) -> None:
    """It opens nothing from now on. Whose post it acts through may take it back too."""
    if not may_key(by, key) and not (key.post and key.post.person_id == by.principal_id):
        raise NotYours
    if not ApiKey.objects.standing().filter(pk=key.pk).update(revoked_at=at):
        raise Refused(_("这个密钥已经停用。"))
    record(ApiKeyRevoked(key=key), by=by, at=at)


def admit(secret: str, *, may: str, at: datetime) -> ApiKey:
    """The key behind what another system sent, counted. Raises NoKey, TooOften, KeyNotForThis."""
    key = ApiKey.objects.used_now(secret, at=at).select_related("post").first() if secret else None
    if key is None:
        raise NoKey
    if key.used > key.per_minute:
        raise TooOften(at=at)
    if may not in key.may:
        raise KeyNotForThis
    return key


def actor_of_key(key: ApiKey, *, at: datetime) -> Actor:
    """Who acts when this key does: the holder of its post as long as that post is held. Raises KeyNotForThis."""
    if key.post is None:
        return Actor(principal_id=0, name=key.label, role=f"key:{key.pk}")
    actor = actor_again(key.post.person_id, key.post_id, at=at)
    if actor is None:
        raise KeyNotForThis
    return actor

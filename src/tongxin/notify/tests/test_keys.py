"""Keys of other systems: shown once, kept as a fingerprint, counted, bound to a post, taken back at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Record
from tongxin.notify import engine, keys
from tongxin.notify.models import ApiKey, Notice
from tongxin.organizations.models import Post

pytestmark = pytest.mark.django_db


def made(cast, *, may=("submit",), post=None, by="secretary"):
    return keys.make_key(
        organization=cast.organizations["party"], label="街道热线", may=may, post=post, by=cast.actor(by), at=cast.at
    )


def post_of(cast, name="worker"):
    return Post.objects.get(person=cast.people[name])


def test_a_key_is_shown_once_and_only_its_fingerprint_is_kept(cast):
    key, secret = made(cast)
    assert secret not in str(ApiKey.objects.values().get()) and keys.admit(secret, may="submit", at=cast.at) == key
    for wrong in ("", "tx_wrong", secret[:-1]):
        with pytest.raises(keys.NoKey):
            keys.admit(wrong, may="submit", at=cast.at)
    with pytest.raises(keys.KeyNotForThis):
        keys.admit(secret, may="read", at=cast.at)
    keys.revoke_key(key=key, by=cast.secretary, at=cast.at)
    with pytest.raises(keys.NoKey):
        keys.admit(secret, may="submit", at=cast.at)


def test_a_key_is_slowed_within_a_minute_and_free_in_the_next(cast):
    key, secret = made(cast)
    ApiKey.objects.update(per_minute=2)
    for _n in range(2):
        keys.admit(secret, may="submit", at=cast.at)
    with pytest.raises(keys.TooOften):
        keys.admit(secret, may="submit", at=cast.at)
    assert keys.admit(secret, may="submit", at=cast.at + timedelta(minutes=1)) == key


def test_what_reads_or_moves_acts_through_a_post_and_ends_with_it(cast):
    with pytest.raises(Unfit):
        made(cast, may=("read",))
    with pytest.raises(IntegrityError), transaction.atomic():
        key, _secret = made(cast)
        ApiKey.objects.filter(pk=key.pk).update(may=["read"])
    post = post_of(cast)
    key, _secret = made(cast, may=("read", "move"), post=post)
    assert keys.actor_of_key(key, at=cast.at).role == "community_worker"
    engine.tell(Record.objects.about(key).get())
    assert Notice.objects.filter(recipient=cast.people["worker"], text__contains="街道热线").exists()
    Post.objects.filter(pk=post.pk).update(valid_to=today(cast.at) - timedelta(days=1))
    key.refresh_from_db()
    with pytest.raises(keys.KeyNotForThis):
        keys.actor_of_key(key, at=cast.at)


def test_who_may_give_keys(cast):
    with pytest.raises(NotYours):
        made(cast, by="worker")
    with pytest.raises(NotYours):
        made(cast, may=("read",), post=post_of(cast, "liaison"))
    key, _secret = made(cast, may=("read",), post=post_of(cast))
    with pytest.raises(NotYours):
        keys.revoke_key(key=key, by=cast.neighbor, at=cast.at)
    keys.revoke_key(key=key, by=cast.worker, at=cast.at)


def test_the_page_makes_shows_and_revokes(cast):
    wang, address = cast.sign_in(Client(), "secretary"), reverse("notify:keys")
    assert wang.get(address).status_code == 200
    wrong = wang.post(address, {"label": "巡查系统", "may": ["read"], "form_key": str(uuid4())})
    assert wrong.status_code == 422 and "须绑定一个岗位" in wrong.content.decode()
    assert "巡查系统" in wrong.content.decode()
    given = {"label": "巡查系统", "may": ["read"], "post": post_of(cast).pk, "form_key": str(uuid4())}
    page = wang.post(address, given).content.decode()
    key = ApiKey.objects.get()
    assert key.begins in page and page.count("tx_") == 2 and wang.get(address).content.decode().count("tx_") == 1
    assert wang.post(reverse("notify:revoke-key", args=[key.pk])).status_code == 302
    assert "已停用" in wang.get(address).content.decode()
    assert cast.sign_in(Client(), "worker").get(address).status_code == 403
    assert cast.sign_in(Client(), "coordinator").post(reverse("notify:revoke-key", args=[key.pk])).status_code == 404

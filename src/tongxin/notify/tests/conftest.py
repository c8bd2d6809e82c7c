"""A hall whose gates open and close, a system that is told of it, and the address where it listens."""

import pytest

from tongxin.kernel import digests
from tongxin.kernel.digests import Hook
from tongxin.notify import hook_actions, hooks
from tongxin.notify.tests.gates import KINDS, GateClosed, GateOpened
from tongxin.notify.tests.receiver import receiving


@pytest.fixture
def halls():
    """The facts of a hall, known while a test goes on."""
    Hook(GateOpened, "场地开放")
    Hook(GateClosed, "场地关闭")
    hooks.listen()
    yield
    for kind in KINDS:
        digests.HOOKS.pop(kind)
    hooks.listen()


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def endpoint(cast, receiver, halls):
    opened, secret = hook_actions.open_endpoint(
        organization=cast.organizations["party"], url=receiver.url, kinds=KINDS, by=cast.secretary, at=cast.at
    )
    opened.shown_secret = secret
    return opened

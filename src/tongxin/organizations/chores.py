from datetime import datetime

from tongxin.kernel import importing
from tongxin.kernel.chores import chore
from tongxin.organizations import following


@chore(every="minute")
def release_stalled_imports(at: datetime) -> int:
    return importing.release_stalled()


@chore(every="day")
def forget_old_uploads(at: datetime) -> int:
    return importing.forget_old_uploads(at=at)


@chore(every="day")
def follow_merges(at: datetime) -> int:
    return following.follow_merges(at=at)

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel.invariants import invariant
from tongxin.venues.models import Booking, Closure, Hold, Venue


@invariant(gettext_lazy("占着场地的预约和停用都有占用记录，其余没有"))
def what_holds_is_held() -> Iterator[str]:
    held = Hold.objects.filter(booking=OuterRef("pk"))
    for booking in Booking._base_manager.filter(~Exists(held), step__in=Booking.HOLDING).iterator():
        yield _("预约 %(id)d 停在“%(step)s”，却没有占用记录") % {"id": booking.pk, "step": booking.step}
    for hold in Hold.objects.filter(booking__isnull=False).exclude(booking__step__in=Booking.HOLDING).iterator():
        yield _("预约 %d 已不占场地，占用记录却还在") % hold.booking_id
    closed = Hold.objects.filter(closure=OuterRef("pk"))
    for closure in Closure.objects.filter(~Exists(closed), lifted_at=None).iterator():
        yield _("停用 %d 没有占用记录") % closure.pk


@invariant(gettext_lazy("占用的正是所约的场地和时间"))
def holds_are_of_their_booking() -> Iterator[str]:
    wrong = Hold.objects.filter(booking__isnull=False).exclude(space=F("booking__venue__space"))
    early = Hold.objects.filter(booking__isnull=False).exclude(during__contains=F("booking__begins_at"))
    for hold in (wrong | early).iterator():
        yield _("预约 %d 的占用与它的场地或时间不符") % hold.booking_id


@invariant(gettext_lazy("场地的部分都在整体之内"))
def parts_lie_within() -> Iterator[str]:
    for venue in Venue.objects.filter(parent__isnull=False).exclude(space__contained_by=F("parent__space")):
        yield _("场地 %d 不在它所属的场地之内") % venue.pk

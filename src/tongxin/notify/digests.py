"""What this room itself tells other systems: that a digest is there, and that somebody tries the line."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.digests import Hook
from tongxin.notify.events import DigestMade, EndpointPinged

#: Carried whether an endpoint chose them or not: somebody asked for just these.
HOOKS = [Hook(EndpointPinged, _("测试推送")), Hook(DigestMade, _("资讯汇总"))]

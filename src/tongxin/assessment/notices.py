"""Who is told of a two-way appraisal: each side that it is asked, that it was opened; never what the other said."""

from django.utils.translation import gettext_lazy as _

from tongxin.assessment import events as said
from tongxin.kernel.notices import Notice, named_by

_both = named_by("unit_id", "host_id")


NOTICES = [
    Notice(said.AppraisalBegun, to=_both, says=_("“{subject}”已开启，{closes}截止，请评价。"), tells_doer=True),
    Notice(said.AppraisalDropped, to=_both, says=_("“{subject}”不再进行：{reason}")),
    Notice(said.AppraisalOpened, to=_both, says=_("“{subject}”已开封，可以看到双方的意见。")),
]

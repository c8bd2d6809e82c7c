"""Refusals: what a deed raises when it cannot be done. The message is a sentence for the person who tried."""

from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A deed that cannot be done now. `status` is the HTTP status a page answers with."""

    status = 409
    sentence = _("现在不能这样办理。")
    #: After so many seconds it may be tried again, where that is known.
    wait: int | None = None
    #: Words and the name of the page where one finds what is wanted, where there is one.
    leads_to: ClassVar[tuple[Any, str] | None] = None

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(str(sentence or self.sentence))


class NotYours(Refused):
    """The actor lacks the power, or the thing lies outside the actor's reach."""

    status = 403
    sentence = _("您当前的岗位没有这项权限。可以切换岗位，或请有权限的同事办理。")


class AlreadyMoved(Refused):
    """Somebody else moved the thing first, or it is at another step than the page showed."""

    sentence = _("这件事刚刚已被办理到下一步，请刷新后查看最新进展。")


class SentAlready(Refused):
    """The same form arrived a second time; nothing was done twice."""

    sentence = _("这张表已经提交过了，没有重复办理。")


class TooOften(Refused):
    """Whoever counts by the minute has counted enough; the next minute begins anew."""

    status = 429
    sentence = _("一分钟内试得太多次了，请过一分钟再试。")

    def __init__(self, *, at: datetime) -> None:
        super().__init__()
        self.wait = 60 - at.second


class Unfit(Refused):
    """The input does not make sense: a term that ends before it begins, a capacity of zero."""

    status = 422
    sentence = _("填写的内容有误，请检查后再提交。")

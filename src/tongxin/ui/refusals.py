"""Refusals: what a page says when it cannot be shown or a deed cannot be done, by status."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel.offline import ITEM

# status: (heading, what happened, what to do)
WORDS: dict[int, tuple[Any, Any, Any]] = {
    400: (
        gettext_lazy("看不懂这个请求"),
        gettext_lazy("送来的内容不完整或已损坏。"),
        gettext_lazy("请回到上一页，刷新后再试。"),
    ),
    403: (
        gettext_lazy("不能这样做"),
        gettext_lazy("您现在的身份没有这项权限，或页面开得太久已经失效。"),
        gettext_lazy("请刷新页面；如有多个岗位，请在页面上方换一个岗位。"),
    ),
    404: (
        gettext_lazy("没有找到"),
        gettext_lazy("这里没有您能看到的内容：地址可能写错了，或它不在您的范围内。"),
        gettext_lazy("请从列表或搜索进入。"),
    ),
    405: (
        gettext_lazy("不能这样打开"),
        gettext_lazy("这个地址只接受页面上的按钮提交。"),
        gettext_lazy("请回到上一页，从按钮进入。"),
    ),
    409: (
        gettext_lazy("情况已经变了"),
        gettext_lazy("在您提交之前，别人先办了，或这份表单已经提交过。"),
        gettext_lazy("请刷新页面，看清现状再办。"),
    ),
    413: (
        gettext_lazy("文件太大"),
        gettext_lazy("送来的文件或文字超过了允许的大小。"),
        gettext_lazy("请压缩或另选一个小一些的文件，文字请分几次写。"),
    ),
    422: (
        gettext_lazy("还没有保存"),
        gettext_lazy("填写的内容有不符合要求的地方。"),
        gettext_lazy("请回到表单，按提示改正。"),
    ),
    429: (
        gettext_lazy("请稍等"),
        gettext_lazy("短时间内试得太多次了。"),
        gettext_lazy("请过一会儿再试。"),
    ),
    500: (
        gettext_lazy("系统出错了"),
        gettext_lazy("这不是您的错，出错的情况已经记下。"),
        gettext_lazy("请稍后再试；填写的内容若在手机上，已留在本机。"),
    ),
    503: (
        gettext_lazy("暂时办不了"),
        gettext_lazy("系统正在启动或数据库暂时连不上。"),
        gettext_lazy("请过一会儿刷新页面。"),
    ),
}


def heading(status: int) -> str:
    return str(WORDS.get(status, WORDS[500])[0])


def refuse(
    request: HttpRequest | None, status: int, sentence: str = "", advice: str = "",
    leads_to: tuple[Any, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """Answer htmx with a fragment, others with a whole page; needs no context, so it works when little else does."""
    _heading, what, do = WORDS.get(status, WORDS[500])
    to_htmx = request is not None and request.headers.get("HX-Request") == "true"
    further = (leads_to[0], reverse(leads_to[1])) if leads_to else None
    words = {
        "sentence": sentence or what, "advice": advice or ("" if further else do), "status": status,
        "back": _form_of(request), "further": further,
    }  # fmt: skip
    template = engines["pages"].get_template("ui/message.html" if to_htmx else "ui/refused.html")
    return HttpResponse(template.render(words), status=status)


def _form_of(request: HttpRequest | None) -> str:
    """The page of this house from which a refused form was sent; its draft waits there."""
    came = urlsplit(request.headers.get("Referer", "")) if request is not None and request.method == "POST" else None
    ours = came is not None and request is not None and came.netloc == request.headers.get("Host")
    if came is None or not ours or came.path.startswith("//"):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return refuse(request, 500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token has gone stale, mostly a page left open over a sign-out. A phone's queue sends it again."""
    if ITEM in request.headers:
        words = {"final": False, "why": "sign-in", "sentence": _("登录已过期，请登录后再上传。")}
        return JsonResponse(words, status=403)
    return refuse(request, 403, _("页面开得太久，安全校验已经失效。"), _("请刷新页面再提交；填写的内容请先复制。"))

"""Pages to rehearse the manners of forms in a real browser: each answers as its `want` field asks."""

import time
import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from tongxin.kernel.web import done, page_context, refusal

received: list[str] = []


class WishForm(forms.Form):
    wish = forms.CharField(label="心愿", max_length=20)
    want = forms.CharField(label="要什么回答", required=False)


PAGE = """{% extends "ui/my.html" %}{% block title %}排练{% endblock %}
{% block content %}{% call card("心愿") %}{% block form %}
{% call post_form("/rehearse", csrf_input, form, form_key, id="wish", target="#wish" if swap else none, draft="wish") %}
{{ button("提交", kind="primary") }}{% endcall %}{% endblock %}{% endcall %}{% endblock %}"""


@csrf_protect
def rehearse(request: HttpRequest) -> HttpResponse:
    form = WishForm(request.POST or None)
    shown = {"form": form, "form_key": uuid.uuid4, "swap": "plain" not in request.GET}
    if request.method == "GET":
        return _page(request, shown)
    received.append(request.POST["wish"])
    time.sleep(0.4)
    want = request.POST.get("want", "")
    if want.isdigit():
        return refusal(request, f"回答 {want}", status=int(want))
    if want == "broken":
        return HttpResponse("<html><body>Server Error</body></html>", status=500)
    if not form.is_valid():
        return _page(request, shown, status=422)
    return done(request, "/thanks", "已经记下。")


def thanks(request: HttpRequest) -> HttpResponse:
    told = " ".join(str(m) for m in messages.get_messages(request))
    return HttpResponse(
        f"<main><h1>谢谢</h1><p>{told}</p></main><script type=module src=/static/ui/dist/main.js></script>"
    )


def _page(request: HttpRequest, shown: dict[str, object], status: int = 200) -> HttpResponse:
    template = engines["pages"].from_string(PAGE)
    return HttpResponse(template.render(page_context(request) | shown), status=status)


urlpatterns = [
    path("rehearse", rehearse),
    path("thanks", thanks),
    path("", include("tongxin.ui.urls")),
]

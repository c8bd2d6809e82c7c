from django.urls import path

from tongxin.cases import grid_urls, hotline_urls, report_urls, supervision_urls
from tongxin.cases.api import urls as api_urls
from tongxin.cases.views import desk, moves, partners, settings

app_name = "cases"

urlpatterns = [
    *report_urls.urlpatterns,
    *hotline_urls.urlpatterns,
    *grid_urls.urlpatterns,
    *api_urls.urlpatterns,
    *supervision_urls.urlpatterns,
    path("cases/", desk.index, name="cases"),
    path("cases/export/", desk.export, name="export-cases"),
    path("cases/new/", desk.new_case, name="new-case"),
    path("cases/twins/", desk.twins, name="case-twins"),
    path("cases/categories/", settings.categories, name="categories"),
    path("cases/categories/new/", settings.category, name="new-category"),
    path("cases/categories/<int:pk>/", settings.category, name="category"),
    path("cases/categories/<int:pk>/end/", settings.end_category, name="end-category"),
    path("cases/partners/", partners.index, name="partners"),
    path("cases/partners/handovers/<int:handover>/again/", partners.send_again, name="send-handover"),
    path("cases/rules/", settings.rules, name="routing-rules"),
    path("cases/rules/new/", settings.rule, name="new-routing-rule"),
    path("cases/rules/<int:pk>/", settings.rule, name="routing-rule"),
    path("cases/rules/<int:pk>/trial/", settings.trial, name="routing-trial"),
    path("cases/rules/<int:pk>/off/", settings.switch_off, name="switch-off-rule"),
    path("cases/<int:pk>/", desk.case, name="case"),
    path("cases/<int:pk>/caller/", desk.caller, name="caller"),
    path("cases/<int:pk>/join/", moves.join, name="join"),
    path("cases/<int:pk>/pause/", moves.pause, name="pause-case"),
    path("cases/<int:pk>/extension/", moves.answer_extension, name="answer-extension"),
    path("cases/<int:pk>/calls/<int:call>/<str:name>/", moves.move_call, name="move-call"),
    path("cases/<int:pk>/move/<str:name>/", moves.move, name="move-case"),
    *(path(f"cases/<int:pk>/{name}/", moves.ask, {"name": name}, name=name) for name in moves.ASKED),
]

from django.urls import path

from tongxin.cases.views import desk, moves

app_name = "cases"

urlpatterns = [
    path("cases/", desk.index, name="cases"),
    path("cases/export/", desk.export, name="export-cases"),
    path("cases/new/", desk.new_case, name="new-case"),
    path("cases/twins/", desk.twins, name="case-twins"),
    path("cases/<int:pk>/", desk.case, name="case"),
    path("cases/<int:pk>/caller/", desk.caller, name="caller"),
    path("cases/<int:pk>/join/", moves.join, name="join"),
    path("cases/<int:pk>/pause/", moves.pause, name="pause-case"),
    path("cases/<int:pk>/extension/", moves.answer_extension, name="answer-extension"),
    path("cases/<int:pk>/calls/<int:call>/<str:name>/", moves.move_call, name="move-call"),
    path("cases/<int:pk>/move/<str:name>/", moves.move, name="move-case"),
    *(path(f"cases/<int:pk>/{name}/", moves.ask, {"name": name}, name=name) for name in moves.ASKED),
]

from django.urls import path

from tongxin.portal.views import desk, feedback, my, public, saved

app_name = "portal"

urlpatterns = [
    path("", desk.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("desk/export/", desk.export_duties, name="export-duties"),
    path("go/<str:kind>/<int:number>/", desk.go, name="go"),
    path("search/", desk.search, name="search"),
    path("help/", desk.help_page, name="help"),
    path("my/", my.home, name="my"),
    path("my/services/", my.services, name="my-services"),
    path("my/add/", my.add, name="my-add"),
    path("public/", public.front, name="public"),
    path("public/about/", public.about, name="about"),
    path("public/privacy/", public.privacy, name="privacy"),
    path("saved-lists/", saved.menu, name="saved-lists"),
    path("saved-lists/<str:listing>/save/", saved.save, name="save-list"),
    path("saved-lists/<str:listing>/columns/", saved.choose_columns, name="choose-columns"),
    path("saved-lists/<str:listing>/<int:number>/forget/", saved.forget, name="forget-list"),
    path("feedback/", feedback.give, name="feedback"),
    path("feedback/mine/", feedback.mine, name="my-feedback"),
    path("feedback/all/", feedback.all_given, name="all-feedback"),
    path("feedback/<int:number>/answer/", feedback.answer, name="answer-feedback"),
]

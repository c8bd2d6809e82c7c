from django.urls import path

from tongxin.notify import views

app_name = "notify"

urlpatterns = [
    path("notices", views.notices, name="list"),
    path("notices/count", views.count, name="count"),
    path("notices/read-all", views.read_all, name="read-all"),
    path("notices/mail", views.choose_mail, name="choose-mail"),
    path("notices/mail/stop", views.decline_mail, name="decline-mail"),
    path("notices/<int:pk>", views.open_notice, name="open"),
]

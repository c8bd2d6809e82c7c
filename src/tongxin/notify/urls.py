from django.urls import path

from tongxin.notify.views import digests, hooks, keys, notices

app_name = "notify"

urlpatterns = [
    path("notices", notices.notices, name="list"),
    path("notices/count", notices.count, name="count"),
    path("notices/read-all", notices.read_all, name="read-all"),
    path("notices/mail", notices.choose_mail, name="choose-mail"),
    path("notices/mail/stop", notices.decline_mail, name="decline-mail"),
    path("notices/push", notices.choose_push, name="choose-push"),
    path("notices/push/stop", notices.decline_push, name="decline-push"),
    path("notices/<int:pk>", notices.open_notice, name="open"),
    path("hear/", digests.subscriptions, name="subscriptions"),
    path("hear/stop/<str:token>/", digests.stop, name="stop"),
    path("hear/mail/<int:pk>/resume/", digests.resume_mail, name="resume-mail"),
    path("hear/<str:whose>/<str:topic>/", digests.subscription, name="subscription"),
    path("digests/<int:pk>/", digests.digest, name="digest"),
    path("keys/", keys.index, name="keys"),
    path("keys/<int:pk>/revoke/", keys.revoke, name="revoke-key"),
    path("webhooks/", hooks.endpoints, name="endpoints"),
    path("webhooks/<int:pk>/", hooks.endpoint, name="endpoint"),
    path("webhooks/<int:pk>/kinds/", hooks.choose_kinds, name="endpoint-kinds"),
    path("webhooks/<int:pk>/secret/", hooks.change_secret, name="endpoint-secret"),
    path("webhooks/<int:pk>/ping/", hooks.ping, name="ping"),
    path("webhooks/<int:pk>/resume/", hooks.resume, name="resume-endpoint"),
    path("webhooks/<int:pk>/close/", hooks.close, name="close-endpoint"),
    path("webhooks/<int:pk>/deliveries/<int:delivery>/resend/", hooks.resend, name="resend"),
]

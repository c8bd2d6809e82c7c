from django.urls import path

from tongxin.organizations.views import switching

app_name = "organizations"

urlpatterns = [
    path("switch-post", switching.switch_post, name="switch-post"),
]

from django.urls import path

from tongxin.organizations.views import importing, switching

app_name = "organizations"

urlpatterns = [
    path("imports/", importing.imports, name="imports"),
    path("imports/<slug:kind>/template.xlsx", importing.template, name="import-template"),
    path("imports/receive", importing.receive, name="import-receive"),
    path("imports/<int:pk>/", importing.run, name="import"),
    path("imports/<int:pk>/progress", importing.progress, name="import-progress"),
    path("imports/<int:pk>/choose", importing.choose, name="import-choose"),
    path("imports/<int:pk>/mend", importing.mend, name="import-mend"),
    path("imports/<int:pk>/bring-in", importing.bring_in, name="import-bring-in"),
    path("imports/<int:pk>/faulty.xlsx", importing.faulty, name="import-faulty"),
    path("switch-post", switching.switch_post, name="switch-post"),
]

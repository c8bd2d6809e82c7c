from django.urls import path

from tongxin.organizations.views import importing, network, posts, register, staffing, switching

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
    path("organizations/", register.listing, name="organizations"),
    path("organizations/export", register.export, name="export"),
    path("organizations/found/", register.found, name="found"),
    path("organizations/part-time/", posts.part_time, name="part-time"),
    path("organizations/part-time/export/", posts.export_part_time, name="export-part-time"),
    path("organizations/cross-posts/", posts.cross_posts, name="cross-posts"),
    path("organizations/cross-posts/export/", posts.export_cross_posts, name="export-cross-posts"),
    path("organizations/<int:pk>/", register.show, name="organization"),
    path("organizations/<int:pk>/pin/", register.pin, name="pin"),
    path("organizations/<int:pk>/reform/", register.reform, name="reform"),
    path("organizations/<int:pk>/move/", register.move, name="move"),
    path("organizations/<int:pk>/end/", register.end, name="end"),
    path("organizations/<int:pk>/link/", register.link, name="link"),
    path("organizations/<int:pk>/links/<int:tie>/end", register.end_link, name="end-link"),
    path("organizations/<int:pk>/affiliate/", register.affiliate, name="affiliate"),
    path("organizations/<int:pk>/join/", register.join_group, name="join-group"),
    path("organizations/<int:pk>/appoint/", posts.appoint, name="appoint"),
    path("organizations/<int:pk>/appoint-part-time/", posts.appoint_part_time, name="appoint-part-time"),
    path("organizations/<int:pk>/posts/<int:post>/end/", posts.end_post, name="end-post"),
    path("areas/<int:pk>/net/", network.net, name="net"),
    path("areas/<int:pk>/region/", network.region, name="region"),
    path("areas/<int:pk>/forms/", network.forms, name="forms"),
    path("areas/<int:pk>/staffing/", staffing.staffing, name="staffing"),
    path("areas/<int:pk>/duty-phone/", staffing.duty_phone, name="duty-phone"),
    path("public/grids/", staffing.public, name="public-grids"),
    path("switch-post", switching.switch_post, name="switch-post"),
]

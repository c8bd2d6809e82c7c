"""The doors of residents: report, the private link, my own cases, what everybody may see."""

from django.urls import path

from tongxin.cases.views import public, receipt, reporting

urlpatterns = [
    path("report/", reporting.report, name="report"),
    path("report/neighbors/", reporting.neighbors, name="report-neighbors"),
    path("report/places/", reporting.places, name="report-places"),
    path("r/<str:key>/", receipt.receipt, name="receipt"),
    path("r/<str:key>/photos/<int:photo>/", receipt.photo_by_link, name="photo-by-link"),
    path("r/<str:key>/<slug:name>/", receipt.act_by_link, name="act-by-link"),
    path("cases/<int:pk>/photos/<int:photo>/", receipt.photo, name="photo"),
    path("my/cases/", receipt.my_cases, name="my-cases"),
    path("my/cases/new/", reporting.report_mine, name="report-mine"),
    path("my/cases/<int:pk>/", receipt.my_case, name="my-case"),
    path("my/cases/<int:pk>/<slug:name>/", receipt.act, name="act-on-mine"),
    path("public/cases/", public.index, name="public-cases"),
    path("public/cases/<int:pk>/", public.case, name="public-case"),
]

from django.urls import path

from tongxin.alliance.views import agreements

app_name = "alliance"

urlpatterns = [
    path("agreements/", agreements.index, name="agreements"),
    path("agreements/export/", agreements.export, name="export-agreements"),
    path("agreements/draft/", agreements.draft, name="draft-agreement"),
    path("agreements/units/<str:which>/", agreements.coverage, name="coverage"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/move/<str:name>/", agreements.move, name="move-agreement"),
    path("agreements/<int:pk>/items/", agreements.add_item, name="add-item"),
    path("agreements/<int:pk>/contact/", agreements.contact, name="change-contact"),
    path("agreements/<int:pk>/scans/", agreements.add_scan, name="add-scan"),
    path("agreements/<int:pk>/review/", agreements.review, name="review-agreement"),
    path("agreement-items/<int:pk>/remove/", agreements.remove_item, name="remove-item"),
    path("agreement-items/<int:pk>/report/", agreements.report, name="report-promise"),
    path("agreement-scans/<int:pk>/", agreements.scan, name="scan"),
    path("agreement-instruments/<int:pk>/settle/", agreements.settle, name="settle-instrument"),
]

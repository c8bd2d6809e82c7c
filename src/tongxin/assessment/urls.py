from django.urls import path

from tongxin.assessment import views

app_name = "assessment"

urlpatterns = [
    path("appraisals/", views.index, name="appraisals"),
    path("appraisals/export/", views.export, name="export"),
    path("appraisals/begin/<int:pk>/", views.begin, name="begin"),
    path("appraisals/<int:pk>/", views.appraisal, name="appraisal"),
    path("appraisals/<int:pk>/json/", views.as_json, name="json"),
    path("appraisals/<int:pk>/xlsx/", views.xlsx, name="xlsx"),
    path("appraisals/opinions/<int:pk>/", views.give, name="give"),
]

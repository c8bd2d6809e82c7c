from django.urls import path, re_path

from . import views

app_name = "ui"

urlpatterns = [
    path("offline/", views.offline, name="offline"),
    path("worker.js", views.worker, name="worker"),
    path("app.webmanifest", views.manifest, name="manifest"),
    path("exports/<int:pk>/", views.export, name="export"),
    path("exports/<int:pk>/file/", views.export_file, name="export-file"),
    path("elder", views.elder, name="elder"),
    path("_gallery", views.gallery, name="gallery"),
    re_path("^_gallery/(?P<face>list|record|my|portal|form)$", views.gallery, name="gallery-face"),
    path("_gallery/areas.geojson", views.gallery_areas, name="gallery-areas"),
    path("_gallery/code", views.gallery_code, name="gallery-code"),
]

from django.urls import path

from tongxin.areas import borders

app_name = "areas"

urlpatterns = [
    path("areas/borders.geojson", borders.borders, name="borders"),
]

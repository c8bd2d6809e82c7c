from django.urls import path

from tongxin.areas.borders import borders
from tongxin.areas.views import tree

app_name = "areas"

urlpatterns = [
    path("areas/", tree.tree, name="areas"),
    path("areas/borders.geojson", borders, name="borders"),
    path("areas/<int:pk>/", tree.show, name="area"),
    path("areas/<int:pk>/counts/", tree.counts, name="counts"),
    path("areas/<int:pk>/create/", tree.create, name="create"),
    path("areas/<int:pk>/rename/", tree.rename, name="rename"),
    path("areas/<int:pk>/upgrade/", tree.upgrade, name="upgrade"),
    path("areas/<int:pk>/move/", tree.move, name="move"),
    path("areas/<int:pk>/merge/", tree.merge, name="merge"),
    path("areas/<int:pk>/split/", tree.split, name="split"),
    path("areas/<int:pk>/type/", tree.give_type, name="give-type"),
]

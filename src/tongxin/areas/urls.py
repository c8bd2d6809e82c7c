from django.urls import path

from tongxin.areas.borders import borders
from tongxin.areas.tiles import tile
from tongxin.areas.views import maps, settings, shapes, tree

app_name = "areas"

urlpatterns = [
    path("areas/", tree.tree, name="areas"),
    path("areas/borders.geojson", borders, name="borders"),
    path("map/", maps.show, name="map"),
    path("ground/points/<slug:layer>/", maps.points, name="points"),
    path("ground/cards/", maps.cards, name="cards"),
    path("ground/shapes/", maps.shapes, name="shapes"),
    path("ground/where/", maps.where, name="where"),
    path("ground/tiles/<slug:layer>/<int:z>/<int:x>/<int:y>", tile, name="tile"),
    path("settings/", settings.settings, name="settings"),
    path("settings/steps/<slug:procedure>/<slug:step>/", settings.step, name="step"),
    path("settings/rules/", settings.rules, name="rules"),
    path("settings/rules/<int:pk>/", settings.rule, name="rule"),
    path("settings/calendar/", settings.calendar, name="calendar"),
    path("settings/calendar/<int:year>/load", settings.load_year, name="load-year"),
    path("settings/modules/", settings.modules, name="modules"),
    path("areas/<int:pk>/", tree.show, name="area"),
    path("areas/<int:pk>/places/", tree.places, name="places"),
    path("areas/<int:pk>/places/export/", tree.export_places, name="export-places"),
    path("areas/<int:pk>/counts/", tree.counts, name="counts"),
    path("areas/<int:pk>/create/", tree.create, name="create"),
    path("areas/<int:pk>/rename/", tree.rename, name="rename"),
    path("areas/<int:pk>/upgrade/", tree.upgrade, name="upgrade"),
    path("areas/<int:pk>/move/", tree.move, name="move"),
    path("areas/<int:pk>/merge/", tree.merge, name="merge"),
    path("areas/<int:pk>/split/", tree.split, name="split"),
    path("areas/<int:pk>/draw/", shapes.draw, name="draw"),
    path("areas/<int:pk>/cut/", shapes.cut, name="cut"),
    path("areas/<int:pk>/borders/", shapes.bring, name="bring"),
    path("areas/<int:pk>/divide/", shapes.divide, name="divide"),
    path("areas/<int:pk>/people/", tree.count, name="count-people"),
    path("areas/<int:pk>/type/", tree.give_type, name="give-type"),
]

from django.urls import path

from tongxin.points.views import desk, resident

app_name = "points"

urlpatterns = [
    path("my/year", resident.year, name="year"),
    path("my/year/<int:year>", resident.year, name="year-of"),
    path("my/year/<int:year>/<int:month>", resident.month, name="month"),
    path("my/entries/<int:entry>/object", resident.object_to, name="object"),
    path("points/objections", desk.objections, name="objections"),
    path("points/objections/export", desk.export_objections, name="export-objections"),
    path("points/objections/<int:pk>", resident.show, name="objection"),
    path("points/objections/<int:pk>/answer", desk.answer, name="answer"),
    path("points/objections/<int:pk>/<str:name>", resident.move, name="move"),
    path("points/entries/<int:entry>/correct", desk.correct, name="correct"),
    path("points/persons/<int:pk>", desk.person, name="person"),
    path("points/persons/<int:pk>/<int:year>", desk.person, name="person-of"),
    path("points/persons/<int:pk>/entries/<int:entry>/object", desk.object_for, name="object-for"),
    path("points/organization", desk.organization, name="organization"),
    path("points/organization/<int:year>", desk.organization, name="organization-of"),
    path("points/organization/<int:year>/export", desk.export_organization, name="export-organization"),
]

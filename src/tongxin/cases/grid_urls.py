"""The doors of who works a grid."""

from django.urls import path

from tongxin.cases.views import grid

urlpatterns = [
    path("grid/", grid.inbox, name="grid"),
    path("grid/new/", grid.raise_one, name="raise-in-grid"),
    path("grid/<int:pk>/<slug:name>/", grid.act, name="act-in-grid"),
]

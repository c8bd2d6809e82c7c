"""Addresses of who watches over the loop: the queue, what is late, the figures, the screen."""

from django.urls import path

from tongxin.cases.views import figures

urlpatterns = [
    path("cases/figures/", figures.index, name="figures"),
    path("cases/figures/export/", figures.export, name="export-figures"),
    path("cases/figures/<slug:name>/", figures.rows, name="figure-rows"),
    path("cases/figures/<slug:name>/export/", figures.export_rows, name="export-figure-rows"),
]

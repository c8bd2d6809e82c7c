"""Addresses of who watches over the loop: the queue, what is late, the figures, the screen."""

from django.urls import path

from tongxin.cases.views import clusters, figures, money, queue, screen, supervision

urlpatterns = [
    path("cases/queue/", queue.index, name="queue"),
    path("cases/queue/dispatch/", queue.send_many, name="dispatch-many"),
    path("cases/alike/", clusters.index, name="clusters"),
    path("cases/alike/join/", clusters.join, name="join-many"),
    path("cases/late/", supervision.index, name="late"),
    path("cases/late/urge/", supervision.urge_many, name="urge-many"),
    path("cases/<int:pk>/urge/", supervision.urge, name="urge"),
    path("cases/<int:pk>/escalate/", supervision.escalate, name="escalate"),
    path("cases/<int:pk>/acknowledge/", supervision.acknowledge, name="acknowledge"),
    path("screen/cases/", screen.screen, name="screen"),
    path("screen/cases/now/<str:token>/", screen.now, name="screen-now"),
    path("cases/livelihood/", money.index, name="livelihood-matters"),
    path("cases/livelihood/export/", money.export, name="export-livelihood-matters"),
    path("cases/figures/", figures.index, name="figures"),
    path("cases/figures/export/", figures.export, name="export-figures"),
    path("cases/figures/<slug:name>/", figures.rows, name="figure-rows"),
    path("cases/figures/<slug:name>/export/", figures.export_rows, name="export-figure-rows"),
]

from django.urls import path

from tongxin.funds import views

app_name = "funds"

urlpatterns = [
    path("funds/sources", views.sources, name="sources"),
    path("funds/sources/export", views.export_sources, name="export-sources"),
    path("funds/sources/new", views.open_source, name="open-source"),
    path("funds/budgets/<int:pk>", views.budget, name="budget"),
    path("funds/budgets/<int:pk>/lines/<int:line>/withdraw", views.withdraw_line, name="withdraw-line"),
]

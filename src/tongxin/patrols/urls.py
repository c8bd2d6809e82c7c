from django.urls import path

from tongxin.patrols.views import my, places, plans, rounds, teams

app_name = "patrols"

urlpatterns = [
    path("patrols/", plans.plans, name="plans"),
    path("patrols/export/", plans.export_plans, name="export-plans"),
    path("patrols/new/", plans.new_plan, name="new-plan"),
    path("patrols/<int:pk>/", plans.plan, name="plan"),
    path("patrols/<int:pk>/change/", plans.change_plan, name="change-plan"),
    path("patrols/<int:pk>/route/", plans.route, name="route"),
    path("patrols/<int:pk>/end/", plans.end_plan, name="end-plan"),
    path("patrols/rounds/", rounds.rounds, name="rounds"),
    path("patrols/rounds/export/", rounds.export_rounds, name="export-rounds"),
    path("patrols/rounds/<int:pk>/", rounds.patrol_round, name="round"),
    path("patrols/rounds/<int:pk>/call-off/", rounds.call_off, name="call-off"),
    path("patrols/places/", places.places, name="places"),
    path("patrols/places/export/", places.export_places, name="export-places"),
    path("patrols/places/new/", places.new_place, name="new-place"),
    path("patrols/places/<int:pk>/", places.place, name="place"),
    path("patrols/places/<int:pk>/pin/", places.pin, name="pin"),
    path("patrols/places/<int:pk>/retire/", places.retire, name="retire"),
    path("patrols/teams/", teams.teams, name="teams"),
    path("patrols/teams/<int:pk>/", teams.team, name="team"),
    path("patrols/members/<int:pk>/leave/", teams.leave, name="leave"),
    path("my/patrols/", my.mine, name="mine"),
    path("my/patrols/<int:pk>/", my.my_round, name="my-round"),
    path("my/patrols/<int:pk>/<int:number>/", my.my_stop, name="my-stop"),
    path("my/patrols/<int:pk>/<int:number>/unseen/", my.unseen, name="unseen"),
    path("my/patrols/<int:pk>/<slug:name>/", my.come, name="come"),
]

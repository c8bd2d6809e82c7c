from django.urls import path, re_path

from tongxin.activities.views import check_in, desk, public, resident, rosters

app_name = "activities"

urlpatterns = [
    path("activities/", desk.activities, name="activities"),
    path("activities/export/", desk.export, name="export"),
    path("activities/plan/", desk.plan, name="plan"),
    path("activities/roster/", rosters.roster, name="roster"),
    path("activities/roster/plan/", rosters.plan_roster, name="plan-roster"),
    path("activities/teams/", rosters.all_teams, name="teams"),
    path("activities/teams/export/", rosters.export_teams, name="export-teams"),
    path("activities/teams/<int:pk>/", rosters.team, name="team"),
    path("activities/teams/<int:pk>/export/", rosters.export_team, name="export-team"),
    path("activities/teams/<int:pk>/join/", rosters.join_team, name="join-team"),
    path("activities/teams/volunteers/<int:pk>/leave/", rosters.leave_team, name="leave-team"),
    path("activities/<int:pk>/", desk.activity, name="activity"),
    path("activities/<int:pk>/change/", desk.change, name="change"),
    path("activities/<int:pk>/move/<str:name>/", desk.move, name="move"),
    path("activities/<int:pk>/sign-ups/", desk.sign_up_somebody, name="sign-up-somebody"),
    path("activities/<int:pk>/sign-ups/<int:sign_up>/withdraw/", desk.withdraw_somebody, name="withdraw-somebody"),
    path("activities/<int:pk>/sign-ups/<int:sign_up>/absence/", desk.note_absence, name="note-absence"),
    path("activities/<int:pk>/screen/", check_in.screen, name="screen"),
    path("activities/<int:pk>/screen/code/", check_in.code, name="code"),
    path("activities/<int:pk>/screen/here/", check_in.here, name="here"),
    path("activities/<int:pk>/recorder/", check_in.recorder, name="recorder"),
    path("activities/<int:pk>/recorder/tick/", check_in.tick, name="tick"),
    path("activities/<int:pk>/recorder/<int:attendance>/strike/", check_in.strike, name="strike"),
    path("activities/<int:pk>/confirm/", desk.confirm, name="confirm"),
    path("my/activities/", resident.near, name="near"),
    path("my/activities/mine/", resident.mine, name="mine"),
    path("my/activities/swaps/", rosters.swaps, name="swaps"),
    path("my/activities/swaps/ask/", rosters.ask_swap, name="ask-swap"),
    path("my/activities/swaps/<int:swap>/<str:name>/", rosters.answer_swap, name="answer-swap"),
    path("my/activities/<int:pk>/", resident.my_activity, name="my-activity"),
    path("my/activities/<int:pk>/<str:name>/", resident.deed, name="deed"),
    path("in/<int:pk>/", resident.check_in, name="in"),
    re_path(r"^in/(?P<pk>\d+)/(?P<code>\d{6})/$", resident.check_in, name="in-with-code"),
    path("lane/check-in", resident.lane, name="lane"),
    path("public/activities/", public.activities, name="public-activities"),
    path("public/activities/<int:pk>/", public.activity, name="public-activity"),
]

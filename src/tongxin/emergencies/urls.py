from django.urls import path

from tongxin.emergencies.views import incidents, phone, plans

app_name = "emergencies"

urlpatterns = [
    path("emergencies/", incidents.home, name="emergencies"),
    path("emergencies/list/", incidents.index, name="incidents"),
    path("emergencies/export/", incidents.export, name="export-incidents"),
    path("emergencies/start/", incidents.start, name="start"),
    path("emergencies/<int:pk>/", incidents.incident, name="incident"),
    path("emergencies/<int:pk>/log/", incidents.log, name="log"),
    path("emergencies/<int:pk>/call-out/", incidents.call_out, name="call-out"),
    path("emergencies/<int:pk>/calls/<int:call>/phone/", incidents.phone, name="staff-phone"),
    path("emergencies/<int:pk>/calls/<int:call>/<str:name>/", incidents.move_call, name="move-staff-call"),
    path("emergencies/<int:pk>/steps/<int:number>/", incidents.tick, name="tick"),
    path("emergencies/<int:pk>/clear/", incidents.clear, name="clear"),
    path("emergencies/<int:pk>/review/", incidents.review, name="review"),
    path("emergencies/<int:pk>/cases/", incidents.cases_of, name="incident-case"),
    path("emergencies/<int:pk>/move/<str:name>/", incidents.move, name="move-incident"),
    path("emergencies/plans/", plans.index, name="plans"),
    path("emergencies/plans/export/", plans.export, name="export-plans"),
    path("emergencies/plans/new/", plans.new, name="new-plan"),
    path("emergencies/plans/<int:pk>/", plans.plan, name="plan"),
    path("emergencies/plans/<int:pk>/change/", plans.change, name="change-plan"),
    path("emergencies/plans/<int:pk>/review/", plans.review, name="review-plan"),
    path("emergencies/plans/<int:pk>/staff/", plans.list_staff, name="list-staff"),
    path("emergencies/plans/<int:pk>/staff/<int:entry>/end/", plans.unlist, name="unlist"),
    path("emergencies/plans/<int:pk>/staff/<int:entry>/phone/", plans.phone, name="entry-phone"),
    path("emergencies/plans/<int:pk>/move/<str:name>/", plans.move, name="move-plan"),
    path("my/call-outs/", phone.index, name="my-calls"),
    path("my/call-outs/<int:pk>/", phone.call, name="my-call"),
    path("my/call-outs/<int:pk>/say/", phone.say, name="say"),
    path("my/call-outs/<int:pk>/<str:name>/", phone.move, name="move-my-call"),
]

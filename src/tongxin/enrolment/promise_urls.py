"""Addresses of promises, cards, boards, honor posts and stations."""

from django.urls import path

from tongxin.enrolment.views import my_promises, promises, public

patterns = [
    path("promises/", promises.index, name="promises"),
    path("promises/export/", promises.export, name="export-promises"),
    path("promises/rounds/", promises.rounds, name="promise-rounds"),
    path("promises/rounds/open/", promises.open_round, name="open-promise-round"),
    path("promises/rounds/<int:pk>/", promises.round, name="promise-round"),
    path("promises/<int:pk>/", promises.promise, name="promise"),
    path("promises/<int:pk>/change/", promises.change, name="change-promise"),
    path("promises/<int:pk>/keep/", promises.keep, name="keep-promise"),
    path("promises/<int:pk>/rate-for/", promises.rate_for, name="rate-promise-for"),
    path("promises/<int:pk>/move/<str:name>/", promises.move, name="move-promise"),
    path("my/enrolment/year/", my_promises.year, name="my-member-year"),
    path("my/promises/", my_promises.mine, name="my-promises"),
    path("my/promises/rounds/<int:pk>/<int:area>/", my_promises.make, name="make-promise"),
    path("my/promises/<int:pk>/move/<str:name>/", my_promises.move, name="move-my-promise"),
    path("my/promises/to-rate/", my_promises.to_rate, name="to-rate"),
    path("my/promises/to-rate/<int:pk>/", my_promises.rate, name="rate-promise"),
    path("my/card/", my_promises.card, name="my-card"),
    path("my/card/identity/<int:pk>/", my_promises.switch_identity, name="switch-identity"),
    path("my/card/<str:item>/", my_promises.switch, name="switch-card"),
    path("public/boards/", public.boards, name="public-boards"),
    path("public/boards/<int:pk>/", public.board, name="board"),
    path("public/members/<uuid:code>/", public.card, name="public-card"),
]

from django.urls import path

from tongxin.exchange.views import my_wishes, wishes

urlpatterns = [
    path("wishes/", wishes.index, name="wishes"),
    path("wishes/export/", wishes.export, name="export-wishes"),
    path("wishes/record/", wishes.record_wish, name="record-wish"),
    path("wishes/<int:pk>/", wishes.wish, name="wish"),
    path("wishes/<int:pk>/correct/", wishes.correct, name="correct-wish"),
    path("wishes/<int:pk>/move/<str:name>/", wishes.move, name="move-wish"),
    path("wishes/<int:pk>/thank/", wishes.thank, name="thank-wish"),
    path("wishes/<int:pk>/claim-for/", wishes.claim_for, name="claim-wish-for"),
    path("wishes/<int:pk>/for-claimer/<str:name>/", wishes.for_claimer, name="move-wish-for-claimer"),
    path("wishes/<int:pk>/address/", wishes.address_slip, name="wish-address-slip"),
    path("my/wishes/", my_wishes.to_claim, name="my-wishes"),
    path("my/wishes/claimed/", my_wishes.claimed, name="my-claimed-wishes"),
    path("my/wishes/own/", my_wishes.own, name="my-own-wishes"),
    path("my/wishes/record/", my_wishes.record_own, name="record-my-wish"),
    path("my/wishes/<int:pk>/", my_wishes.my_wish, name="my-wish"),
    path("my/wishes/<int:pk>/correct/", my_wishes.correct_own, name="correct-my-wish"),
    path("my/wishes/<int:pk>/thank/", my_wishes.my_thanks, name="thank-my-wish"),
    path("my/wishes/<int:pk>/address/", my_wishes.see_address, name="wish-address"),
    path("my/wishes/<int:pk>/move/<str:name>/", my_wishes.my_move, name="move-my-wish"),
    path("public/wishes/", my_wishes.public, name="public-wishes"),
]

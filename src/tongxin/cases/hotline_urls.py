"""The doors of the hotline desk, of answers at hand and of the mailbox."""

from django.urls import path

from tongxin.cases.views import hotline, knowledge, mailbox

urlpatterns = [
    path("cases/hotline/", hotline.desk, name="hotline"),
    path("cases/hotline/aid/", hotline.aid, name="hotline-aid"),
    path("cases/hotline/places/", hotline.places, name="hotline-places"),
    path("cases/hotline/orders/", mailbox.results, name="outside-results"),
    path("cases/knowledge/", knowledge.index, name="knowledge"),
    path("cases/knowledge/new/", knowledge.item, name="new-knowledge"),
    path("cases/knowledge/<int:pk>/", knowledge.item, name="knowledge-item"),
    path("cases/knowledge/<int:pk>/end/", knowledge.end, name="end-knowledge"),
    path("cases/<int:pk>/hand-over/", mailbox.hand_over, name="hand-over-letter"),
    path("mailbox/", mailbox.write, name="mailbox"),
    path("public/knowledge/", knowledge.public, name="public-knowledge"),
]

from django.urls import path

from tongxin.enrolment import promise_urls, report_urls
from tongxin.enrolment.views import desk, post_insurance, posts, resident

app_name = "enrolment"

urlpatterns = [
    path("enrolments/", desk.index, name="enrolments"),
    path("enrolments/export/", desk.export, name="export-enrolments"),
    path("enrolments/ours/", desk.ours, name="ours"),
    path("enrolments/ours/export/", desk.export_ours, name="export-ours"),
    path("enrolments/record/", desk.record, name="record-enrolment"),
    path("enrolments/record/<str:kind>/", desk.record, name="record-enrolment-of"),
    path("enrolments/<int:pk>/", desk.enrolment, name="enrolment"),
    path("enrolments/<int:pk>/move/<str:name>/", desk.move, name="move-enrolment"),
    path("enrolments/<int:pk>/offer/", desk.complete, name="complete-enrolment"),
    path("service-posts/", posts.index, name="posts"),
    path("service-posts/export/", posts.export, name="export-posts"),
    path("service-posts/publish/", posts.publish, name="publish-post"),
    path("service-posts/for-unit/", posts.for_unit, name="unit-posts"),
    path("service-posts/<int:pk>/claim-for-unit/", posts.claim_for_unit, name="claim-unit-post"),
    path("service-posts/<int:pk>/", posts.post, name="post"),
    path("service-posts/<int:pk>/correct/", posts.correct, name="correct-post"),
    path("service-posts/<int:pk>/insurance/", post_insurance.insure, name="insure-post"),
    path("service-posts/<int:pk>/close/", posts.close, name="close-post"),
    path("service-posts/<int:pk>/claim-for/", posts.claim_for, name="claim-post-for"),
    path("post-claims/", posts.claims, name="claims"),
    path("post-claims/export/", posts.export_claims, name="export-claims"),
    path("post-claims/<int:pk>/", posts.claim, name="claim"),
    path("post-claims/<int:pk>/move/<str:name>/", posts.move, name="move-claim"),
    path("my/enrolment/", resident.mine, name="my-enrolment"),
    path("my/enrolment/check-in/", resident.check_in, name="check-in"),
    path("my/enrolment/<int:pk>/offer/", resident.offer, name="my-offer"),
    path("my/enrolment/<int:pk>/move/<str:name>/", resident.move, name="move-my-enrolment"),
    path("my/posts/", resident.my_posts, name="my-posts"),
    path("my/posts/<int:pk>/claim/", resident.claim, name="claim-my-post"),
    path("my/posts/claims/<int:pk>/move/<str:name>/", resident.my_claim_move, name="move-my-claim"),
    *promise_urls.patterns,
    *report_urls.patterns,
]

from django.urls import path

from tongxin.people.views import account, signing

app_name = "people"

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("open-account/", signing.open_account, name="open-account"),
    path("reset/", signing.reset, name="reset"),
    path("consent/", signing.consent, name="consent"),
    path("account/", account.account, name="account"),
    path("account/looks/", account.looks, name="looks"),
    path("account/skills", account.set_skills, name="set-skills"),
    path("account/password", account.change_password, name="change-password"),
    path("account/withdraw-consent", account.withdraw_consent, name="withdraw-consent"),
]

from django.urls import path, re_path

from tongxin.people.views import account, accounts, auditing, guardians, register, signing

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
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:pk>/unlock", accounts.unlock, name="unlock"),
    path("accounts/<int:pk>/switch", accounts.switch, name="switch-account"),
    path("audit/looks/", auditing.looks, name="look-log"),
    path("audit/looks/export", auditing.export_looks, name="export-looks"),
    path("audit/deeds/", auditing.deeds, name="deed-log"),
    path("audit/deeds/export", auditing.export_deeds, name="export-deeds"),
    path("people/", register.listing, name="people"),
    path("people/find/", register.find, name="find"),
    path("people/register/", register.register, name="register"),
    path("people/guardian-form/", guardians.form, name="guardian-form"),
    path("people/guardian-consents/<int:pk>/withdraw", guardians.withdraw, name="withdraw-guardian"),
    path("people/guardian-consents/<int:pk>/phone/", guardians.look, name="look-guardian"),
    path("people/<int:pk>/guardian-consents", guardians.give, name="give-guardian"),
    path("people/<int:pk>/", register.show, name="person"),
    path("people/<int:pk>/correct/", register.correct, name="correct"),
    path("people/<int:pk>/code/", register.make_code, name="make-code"),
    re_path("^people/(?P<pk>[0-9]+)/look/(?P<field>phone|identity)/$", register.look, name="look"),
]

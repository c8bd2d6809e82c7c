from django import forms
from django.utils.translation import gettext_lazy as _


class MailForm(forms.Form):
    address = forms.EmailField(label=_("电子邮箱"), max_length=200, help_text=_("只用来发通知；停发时地址随即删除。"))

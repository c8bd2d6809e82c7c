"""The demonstration's sign-ins exist only with the demo setting."""

import pytest
from django.conf import settings as project
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tongxin.people.models import User


@pytest.mark.django_db
def test_the_known_password_opens_with_the_demo_setting_only(cast, settings, rf):
    worker = User.objects.get(login="worker")
    worker.set_password(project.DEMO_PASSWORD)
    worker.save()

    def may_enter():
        request = rf.post("/")
        return authenticate(request, username="worker", password=project.DEMO_PASSWORD) is not None

    assert may_enter()
    settings.DEMO = False
    assert not may_enter()
    with pytest.raises(ValidationError):
        validate_password(project.DEMO_PASSWORD)

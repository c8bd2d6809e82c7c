"""The bare view: one row inserted through the same server, framework and persistent connection, and nothing else.

It is the ceiling for everything that writes; `bench_row` is made by `limits.make_bare_table`.
"""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def insert(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (words) VALUES (%s) RETURNING id", [request.GET.get("words", "bare")])
        return HttpResponse(str(cursor.fetchone()[0]))


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("health", empty), path("insert", insert)]

settings.MIDDLEWARE = []
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()

"""Settings of one installation, all from the environment; `docs/operations.md` explains each name."""

from __future__ import annotations

import os
from pathlib import Path

from config import environment
from config.logs import logging_config
from tongxin.kernel import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("TONGXIN_VAR") or BASE_DIR / "var").absolute()
CITIES_DIR = BASE_DIR / "cities"

DEBUG = environment.flag("TONGXIN_DEBUG")
# Demo sign-ins with a known password exist only with this setting.
DEMO = environment.flag("TONGXIN_DEMO")
DEMO_PASSWORD = "tongxin-demo"
# The city of the demonstration.
CITY = os.environ.get("TONGXIN_CITY", "yuxi")
ALLOWED_HOSTS = environment.words("TONGXIN_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("TONGXIN_ORIGINS")
# Addresses of proxies whose word on where a request comes from is believed.
PROXIES = environment.words("TONGXIN_PROXIES")

SECRET_KEY = environment.secret("TONGXIN_SECRET_KEY", VAR_DIR / "keys" / "secret")
# Identity numbers and phones are sealed with a key that never enters the database; kernel.sealing reads it from here.
SEALING_KEY_FILE = Path(os.environ.get("TONGXIN_SEALING_KEY_FILE") or VAR_DIR / "keys" / "sealing")

ROOMS = [
    "kernel",
    "ui",
    "areas",
    "people",
    "organizations",
    "points",
    "notify",
    "funds",
    "venues",
    "cases",
    "patrols",
    "emergencies",
    "activities",
    "volunteering",
    "exchange",
    "alliance",
    "enrolment",
    "assessment",
    "portal",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "procrastinate.contrib.django",
    *(f"tongxin.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tongxin.ui.policy.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "tongxin.kernel.web.DoorMiddleware",
    "tongxin.kernel.modules.ModulesMiddleware",
    "tongxin.people.privacy.ConsentMiddleware",
]

# Who acts in a request is known by the room that knows posts; rooms may add to what every page is given.
ACTOR_LOADER = "tongxin.organizations.door.actor_of"
ACTOR_AGAIN = "tongxin.organizations.door.actor_again"
PAGE_CONTEXT = ["tongxin.ui.context.face", "tongxin.portal.context.house"]
REFUSE = "tongxin.ui.refusals.refuse"
CSRF_FAILURE_VIEW = "tongxin.ui.refusals.csrf_refused"
# A missing name in a page is an error where pages are developed and tested, and an empty place in a city.
STRICT_TEMPLATES = DEBUG or environment.flag("TONGXIN_STRICT")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "NAME": "pages",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "tongxin.ui.environment.environment"},
    },
    {
        "NAME": "packages",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {
    "default": {
        **environment.database(embedded.database_url()),
        # A connection kept per thread: a new one for each request costs nine tenths of the speed.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": "_".join(filter(None, ["test_tongxin", os.environ.get("TEST_DB_SUFFIX")]))},
    }
}
# Statements that PostgreSQL binds itself (`kernel.asked`) are planned once per connection.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 1  # type: ignore[index]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "config.demo.DemoGate",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "config.demo.NotTheDemoPassword"}]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Wrong passwords per name and address are counted in the database; how many and how long is a rule of the city.
AXES_FAILURE_LIMIT = "tongxin.people.limits.failure_limit"
AXES_COOLOFF_TIME = "tongxin.people.limits.lock_time"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# The field of the sign-in form, not the column of the account.
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_CALLABLE = "tongxin.people.views.signing.locked"

SESSION_ENGINE = "tongxin.people.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_NAME = "tongxin_session"
CSRF_COOKIE_NAME = "tongxin_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if environment.flag("TONGXIN_HTTPS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

LANGUAGE_CODE = os.environ.get("TONGXIN_LANGUAGE", "zh-hans")
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "src" / "tongxin" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if environment.flag("TONGXIN_COLLECTED")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not environment.flag("TONGXIN_COLLECTED")
# A picture that was forgotten must not take its page down.
WHITENOISE_MANIFEST_STRICT = False
MEDIA_ROOT = VAR_DIR / "media"
# Long workbooks that the worker made, for a day; nobody else on the machine may read them.
EXPORTS_DIR = VAR_DIR / "exports"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("TONGXIN_SMTP_HOST")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = os.environ.get("TONGXIN_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("TONGXIN_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("TONGXIN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TONGXIN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("TONGXIN_SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TONGXIN_SMTP_FROM", "tongxin@localhost")

# How the site is called from outside: for links in letters and in hooks to other systems.
SITE_ADDRESS = os.environ.get("TONGXIN_ADDRESS") or next(
    iter(CSRF_TRUSTED_ORIGINS),
    f"http://{os.environ.get('TONGXIN_HOST', '127.0.0.1')}:{os.environ.get('TONGXIN_PORT', '8000')}",
)
# The ways in which a digest reaches somebody; a messenger's gateway is one more class here.
NOTIFY_CHANNELS = [
    *(f"tongxin.notify.channels.{channel}" for channel in ("InApp", "Mail", "Webhook")),
    *environment.words("TONGXIN_CHANNELS"),
]
# Hooks go to public https addresses only, and to these networks (10.1.0.0/16) where receivers stand inside; the
# demonstration may also post to itself.
WEBHOOK_NETWORKS = environment.words("TONGXIN_WEBHOOK_NETWORKS")
WEBHOOK_LOCAL = environment.flag("TONGXIN_WEBHOOK_LOCAL", default=DEMO)

# Tiles of an outside map, fetched by the server so that the key stays here; none unless an address is set.
MAP_TILES_ADDRESS = os.environ.get("TONGXIN_TILES_ADDRESS", "")
MAP_TILES_KEY = os.environ.get("TONGXIN_TILES_KEY", "")
MAP_TILES_LAYERS = environment.words("TONGXIN_TILES_LAYERS", default="vec,cva")
MAP_TILES_WORDS = os.environ.get("TONGXIN_TILES_WORDS", "")

LOGGING_CONFIG = None
LOGGING = logging_config(debug=DEBUG)

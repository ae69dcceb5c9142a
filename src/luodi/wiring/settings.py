"""Django's settings. Everything that a district may change comes from the environment; docs/settings.md lists it."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from luodi.wiring import embedded, places, roles

SOURCE = Path(__file__).resolve().parent.parent
VAR = places.var()


def flag(name: str, default: bool = False) -> bool:
    """Read an on/off setting from the environment: 1, true, yes, on."""
    return os.environ.get(name, "1" if default else "").lower() in {"1", "true", "yes", "on"}


def checked_key(key: str) -> str:
    """Give the secret key back if it is one.

    :raises ImproperlyConfigured: for a key that is too short or looks like a sample
    """
    if len(key) < 32 or len(set(key)) < 10 or key.startswith(("django-insecure", "change", "sample", "secret")):
        raise ImproperlyConfigured("LUODI_SECRET_KEY: too short or a sample; give at least 32 random characters")
    return key


def application_role() -> str:
    """Name the database role of the application, which migrations give its rights to and withhold others from."""
    if embedded.is_embedded():
        return roles.APPLICATION
    return str(embedded.from_url(os.environ["DATABASE_URL"])["USER"])


DEBUG = False
SECRET_KEY = checked_key(places.secret_key())
HTTPS = flag("LUODI_HTTPS")
DEMO = flag("LUODI_DEMO")
DISTRICT_NAME = os.environ.get("LUODI_DISTRICT", "示例区")
ALLOWED_HOSTS = os.environ.get("LUODI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [host for host in os.environ.get("LUODI_ORIGINS", "").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "axes",
    "django_htmx",
    "procrastinate.contrib.django",
    "luodi.journal",
    "luodi.people",
    "luodi.documents",
    "luodi.notices",
    "luodi.companies",
    "luodi.tasks",
    "luodi.reviews",
    "luodi.observations",
    "luodi.promises",
    "luodi.policies",
    "luodi.claims",
    "luodi.scoreboards",
    "luodi.alerts",
    "luodi.projects",
    "luodi.leads",
    "luodi.contacts",
    "luodi.campaigns",
    "luodi.agreements",
    "luodi.meetings",
    "luodi.counting",
]

MIDDLEWARE = [
    "luodi.web.middleware.RequestIdentity",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "luodi.web.middleware.SafeHeaders",
    "luodi.web.middleware.FailuresExplained",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "luodi.web.middleware.SessionEnds",
    "luodi.web.middleware.ActorOfRequest",
    "luodi.web.middleware.PermissionOrPublic",
    "luodi.web.middleware.PlainText",
    "luodi.web.middleware.SameCallOnce",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "luodi.wiring.urls"
WSGI_APPLICATION = "luodi.wiring.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [SOURCE / "web" / "templates", *sorted((SOURCE / "web").glob("*/templates"))],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "luodi.web.jinja.environment",
            "context_processors": [
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "luodi.web.shell.shell",
            ],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]

DATABASES = embedded.connection_settings()
APPLICATION_ROLE = application_role()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "sign_in:sign_in"
LOGIN_REDIRECT_URL = "desk:index"
PASSWORD_PROFILE = os.environ.get("LUODI_PASSWORD_PROFILE", "dengbao")
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "luodi.people.passwords.DistrictPasswordValidator"}]

# One owner for lockout: django-axes, its attempts in the database, so that all workers share them.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "sign_in_name"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "luodi.web.sign_in.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "luodi.web.middleware.address_of"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_MINUTES = int(os.environ.get("LUODI_IDLE_MINUTES", "20"))
SESSION_HOURS = int(os.environ.get("LUODI_SESSION_HOURS", "8"))
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx reads it
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "luodi.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-luodi" if HTTPS else "luodi"
CSRF_COOKIE_NAME = "__Host-luodi-csrf" if HTTPS else "luodi-csrf"

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if flag("LUODI_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "luodi_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = sorted((SOURCE / "locale").glob("*"))
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("LUODI_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [SOURCE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILES_ROOT = VAR / "files"
MEDIA_ROOT = FILES_ROOT
EMAIL_HOST = os.environ.get("LUODI_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("LUODI_SMTP_PORT", "465"))
EMAIL_HOST_USER = os.environ.get("LUODI_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LUODI_SMTP_PASSWORD", "")
EMAIL_USE_SSL = os.environ.get("LUODI_SMTP_SECURITY", "tls") == "tls"
EMAIL_USE_TLS = os.environ.get("LUODI_SMTP_SECURITY", "tls") == "starttls"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("LUODI_MAIL_FROM", "luodi@localhost")
ROBOT_HOSTS = [host for host in os.environ.get("LUODI_ROBOT_HOSTS", "").split(",") if host]

UPLOAD_LIMIT = int(os.environ.get("LUODI_UPLOAD_LIMIT", str(50 * 1024 * 1024)))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
EXPORT_ROW_LIMIT = int(os.environ.get("LUODI_EXPORT_ROWS", "50000"))

REACTIONS = "luodi.wiring.reactions.REACTIONS"
PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_IMPORT_PATHS: list[str] = ["luodi.jobs.tasks"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "luodi.web.logs.OneLine", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LUODI_LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

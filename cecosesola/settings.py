"""All settings, from the environment. See docs/deploy.md for what production must give.

`CECOSESOLA_ENV` is `production` (the default, which refuses to start without its secrets),
`local` (what `make run` uses) or `test`.
"""

import os
import secrets
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cecosesola import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("CECOSESOLA_VAR", BASE_DIR / "var"))

ENVIRONMENT = os.environ.get("CECOSESOLA_ENV", "production")
PRODUCTION = ENVIRONMENT == "production"
TESTING = ENVIRONMENT == "test"
DEBUG = os.environ.get("DEBUG") == "1" and not PRODUCTION


def required(name: str, hint: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


def switch(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0") == "1"


def local_secret() -> str:
    """A secret of this installation's own, made once and kept out of the repository."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


# --- secrets and hosts -------------------------------------------------------------------------
if PRODUCTION:
    SECRET_KEY = required("SECRET_KEY", "Make one with: openssl rand -base64 48")
    ALLOWED_HOSTS = required("ALLOWED_HOSTS", "Name the site's hosts, separated by commas.").split(",")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
else:
    SECRET_KEY = os.environ.get("SECRET_KEY") or local_secret()
    ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")

# What wraps the key of each case of conduct, newest first: the first wraps, all of them unwrap.
if PRODUCTION:
    CASES_KEYS = required("CASES_KEY", "Make one with: openssl rand -base64 48").split(",")
else:
    CASES_KEYS = os.environ.get("CASES_KEY", f"cases:{SECRET_KEY}").split(",")

TLS = switch("TLS", default=PRODUCTION)
SECURE_SSL_REDIRECT = TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", 31_536_000 if TLS else 0))
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- what is installed -------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "lucide",
    "axes",
    "csp",
    "rest_framework",
    "oauth2_provider",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_prometheus",
    "cecosesola.kernel",
    "cecosesola.ui",
    "cecosesola.demo",
    "cecosesola.papers",
    "federation",
    "assemblies",
    "rotation",
    "finance",
    "markets",
    "health",
    "funerals",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "federation.views.session_watch.SessionWatch",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cecosesola.ui.middleware.RefusalMiddleware",
    "federation.views.session_watch.LedToProof",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cecosesola.urls"
WSGI_APPLICATION = "cecosesola.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cecosesola.ui.context.house",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "cecosesola.ui.templatetags.ui",
                "cecosesola.ui.templatetags.dates",
                "cecosesola.ui.templatetags.parts",
                "cecosesola.ui.templatetags.drawings",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- database ----------------------------------------------------------------------------------
# The web role owns nothing: the ledger cannot be updated or deleted through the application,
# whatever a page does. Owner commands (migrate, demo) set DATABASE_AS_OWNER.
DATABASE_WEB_ROLE = os.environ.get("DATABASE_WEB_ROLE", "cecosesola_web")
AS_OWNER = os.environ.get("DATABASE_AS_OWNER") == "1"


def database() -> dict[str, Any]:
    url = embedded.address(VAR_DIR, "DATABASE_OWNER_URL" if AS_OWNER else "DATABASE_URL")
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    options = config.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    if not AS_OWNER:
        options["options"] = f"-c role={DATABASE_WEB_ROLE}"
    return config


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache, jobs -------------------------------------------------------------------------------
REDIS_URL = embedded.address(VAR_DIR, "REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache"
        if not TESTING
        else "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": REDIS_URL if not TESTING else "cecosesola",
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1200}
CELERY_TASK_ALWAYS_EAGER = TESTING
CELERY_TIMEZONE = "America/Caracas"

# --- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "federation.Person"
LOGIN_URL = "federation:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "federation:login"
SECOND_FACTOR_URL = "federation:second_factor"
# Whether keys to money, data and keys ask for a second factor. Off where a visitor looks at the demo.
SECOND_FACTOR = switch("SECOND_FACTOR", default=PRODUCTION)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "federation.policies.passwords.NotObvious"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("document", "given_names", "family_names", "phone")},
    },
]
# By number, by address and by both, with browsers known to a person counted apart: see the handler.
AXES_HANDLER = "federation.services.throttle.HouseThrottle"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # each login has a row of its own, which people see
AXES_USERNAME_FORM_FIELD = "username"  # what `authenticate` is called with, not the form's own name
# Nothing that opens a door is kept with a failed try, nor whose it was: the count needs neither.
AXES_SENSITIVE_PARAMETERS = [
    "username", "ip_address", "document", "password", "current", "code", "new", "again", "pin",
]  # fmt: skip
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "federation.views.access.client_address"
AXES_LOCKOUT_CALLABLE = "federation.views.access.locked_out"
AXES_ENABLED = not TESTING
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- figures for Prometheus: from this machine, or with this token ------------------------------
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

# --- language ----------------------------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "America/Caracas"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["cecosesola.formats"]
CSRF_FAILURE_VIEW = "cecosesola.ui.views.csrf_failure"

# --- static files ------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Bootstrap's files come from its wheel by their place, not as an app: `bootstrap` is too common a name.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    Path(str(distribution("django-bootstrap-static").locate_file("bootstrap/static"))),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "cecosesola.ui.storage.HouseStorage"
        if not (DEBUG or TESTING)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Only names that carry their content are served; compressing source maps would take half a minute.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["br", "gif", "gz", "jpg", "map", "png", "webp", "woff", "woff2", "zip"]
MEDIA_ROOT = VAR_DIR / "media"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
    }
}

# --- mail ---------------------------------------------------------------------------------------
# EMAIL_URL is smtp://name:secret@server:587 (smtps:// for a server that speaks TLS from the first word).
# Without it, what would be sent is left as files to look at.
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "cecosesola@localhost")
SITE_URL = os.environ.get(
    "SITE_URL", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000"
).rstrip("/")
if os.environ.get("EMAIL_URL"):
    _mail = urlsplit(os.environ["EMAIL_URL"])
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL and bool(EMAIL_HOST_USER)
    EMAIL_TIMEOUT = 15
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# --- REST --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "cecosesola.kernel.problems.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 100,
    "COERCE_DECIMAL_TO_STRING": True,
    # How often a client of an affiliate may ask, each for itself.
    "DEFAULT_THROTTLE_RATES": {"client_read": "600/min", "client_write": "120/min", "token": "30/min"},
}
# Machines only: no page of the toolkit is mounted, and the server knows one grant.
OAUTH2_PROVIDER_APPLICATION_MODEL = "federation.ApiClient"
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "SCOPES_BACKEND_CLASS": "federation.api.scopes.ClientScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
    "CLIENT_SECRET_GENERATOR_LENGTH": 48,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    # RFC 9700 in full: tokens kept as hashes, in headers only, and none of the grants it retires.
    **{
        f"COMPLIANT_BCP_RFC9700_{rule}": True
        for rule in (
            "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS",
            "IMPLICIT_GRANT",
            "PASSWORD_GRANT",
            "PKCE_METHOD",
            "REDIRECT_URI_SCHEME",
            "REFRESH_TOKEN",
            "TOKEN_STORAGE",
        )
    },
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cecosesola",
    "DESCRIPTION": "What affiliate cooperatives and the tills talk to.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "CooperativeKind": "federation.models.cooperatives.Cooperative.Kind",
        "MemberKind": "federation.models.memberships.Membership.Kind",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- logs --------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING" if TESTING else "INFO")},
}

"""Settings of the whole site, read from the environment (12-factor). `.env.example` lists every variable."""

import os
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from erp import servers

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(str(BASE_DIR / ".env"))

addresses = servers.addresses()

# --- the site -----------------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
IS_PRODUCTION = env.bool("PRODUCTION", default=False)
SECRET_KEY = env.str(
    "SECRET_KEY", default="" if IS_PRODUCTION else "only-for-a-site-that-listens-on-127.0.0.1"
)
# Fernet keys, newest first, separated by commas: what encrypts the credentials of connections (`erp.secrets`).
SECRET_ENCRYPTION_KEYS = env.list(
    "SECRET_ENCRYPTION_KEYS",
    default=[] if IS_PRODUCTION else ["b25seS1mb3ItYS1zaXRlLW9uLTEyNy4wLjAuMS0uLi4="],
)
# An Ed25519 key in base64: what signs the archives of fiscal years (`accounting.archive`).
ARCHIVE_SIGNING_KEY = env.str(
    "ARCHIVE_SIGNING_KEY", default="" if IS_PRODUCTION else "b25seSBmb3IgYSBzaXRlIG9uIDEyNy4wLjAuMSAuLi4="
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
# Whether subdomains and browsers' preload lists are bound too is the operator's choice.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_HTTPONLY = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "connectors",
    "sales",
    "inventory",
    "accounting",
    "catalog",
    "erp",
    "erp.admin_config.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "mptt",
    "django_filters",
    "django_tables2",
    "import_export",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_celery_beat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "erp.security.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "erp.middleware.ScopeMiddleware",
    "erp.middleware.LanguageMiddleware",
    "erp.middleware.LoginRequiredMiddleware",
    "erp.middleware.SecondFactorMiddleware",
    "erp.middleware.ToastMiddleware",
    "erp.middleware.RefusalMiddleware",
    "erp.security.UnkeepableTextMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "erp.urls"
WSGI_APPLICATION = "erp.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "erp.frame.context",
            ],
        },
    },
]

# --- data ---------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url_config(addresses.database_url)}
DATABASES["default"] |= {
    "ENGINE": "erp.database",
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
    "TEST": {"NAME": env.str("TEST_DATABASE_NAME", default="test_comptoir")},
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": addresses.redis_url,
        "KEY_PREFIX": "comptoir",
    }
}

MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(addresses.data_folder / "media"))
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / ".static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if IS_PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
# Looks a file up when it is asked for. Otherwise every process, and every client of a test, would first read through the
# five thousand icons: a second and a half each.
WHITENOISE_AUTOREFRESH = not IS_PRODUCTION

# An upload above this is refused before it is read into memory or onto the disk.
# Where a bank's transfer program puts statements down: <folder>/<IBAN>/inbound. Empty: nothing is looked for.
STATEMENT_FOLDER = env.str("STATEMENT_FOLDER", default="")
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_BYTES", default=25 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("DATA_UPLOAD_MAX_MEMORY_SIZE", default=5 * 1024 * 1024)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_HANDLERS = [
    "erp.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Requests to private addresses from an address that a user typed (a shop on this machine, say) need this.
ALLOW_PRIVATE_ADDRESSES = env.bool("ALLOW_PRIVATE_ADDRESSES", default=not IS_PRODUCTION)

# --- people -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "erp.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "erp.permissions.RoleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
OTP_TOTP_ISSUER = "Comptoir"
# Who must set up a second factor before anything else: "everyone", "administrators", or names of roles.
SECOND_FACTOR_REQUIRED = env.list("SECOND_FACTOR_REQUIRED", default=[])
CSRF_FAILURE_VIEW = "erp.views.errors.csrf_failure"

AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "erp.views.session.locked_out"
AXES_RESET_ON_SUCCESS = True

# --- language and formats -----------------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="fr")
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
FORMAT_MODULE_PATH = ["erp.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")
USE_THOUSAND_SEPARATOR = True

# --- mail ---------------------------------------------------------------------------------------------------------

globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
# Seconds until a mail server that hangs counts as one that refuses; the relay waits for it.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="comptoir@localhost")

# --- background work ----------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=addresses.redis_url)
# A page that is saved hands its events on: a broker that is away or hangs must not keep the person waiting.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
}
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = TIME_ZONE
# Written to the database when the scheduler starts; administrators change them there.
CELERY_BEAT_SCHEDULE = {
    "relay the outbox": {"task": "erp.relay_outbox", "schedule": 10.0},
    "sweep jobs": {"task": "erp.sweep_jobs", "schedule": 60.0},
    "import statements": {"task": "accounting.import_folders", "schedule": 900.0},
    "release expired reservations": {"task": "inventory.release_expired", "schedule": 300.0},
    "pull orders": {"task": "connectors.pull_orders", "schedule": 300.0},
}

# --- API ----------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "erp.api.authentication.TokenAuthentication",
        "erp.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["erp.api.permissions.RolePermission"],
    "DEFAULT_PARSER_CLASSES": [
        "erp.api.parsers.LimitedJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "erp.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "erp.api.errors.exception_handler",
    "DEFAULT_THROTTLE_RATES": {"token": env.str("API_RATE", default="1200/min")},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Comptoir",
    "DESCRIPTION": "The public API of Comptoir. One token acts for one or several companies, with the rights given to it.",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices that several fields share have one name each.
    "ENUM_NAME_OVERRIDES": {
        "OrderPaymentStateEnum": "sales.choices.PaymentState",
        "PriceMethodEnum": "catalog.choices.PriceMethod",
        "PriceRoundingEnum": "catalog.choices.RoundingChoice",
        "TaxTreatmentEnum": "accounting.choices.TaxTreatment",
        "TaxRoundingEnum": "sales.choices.TaxRounding",
        "AssemblyKindEnum": "inventory.choices.AssemblyKind",
        "InvoiceKindEnum": "accounting.choices.InvoiceKind",
        "LineKindEnum": "accounting.choices.LineKind",
        "LossReasonEnum": "inventory.choices.LossReason",
        "LanguageEnum": "erp.choices.Language",
        "PickingMethodEnum": "inventory.choices.PickingMethod",
        "ReceiptReasonEnum": "inventory.choices.ReceiptReason",
        "ReturnReasonEnum": "inventory.choices.ReturnReason",
        "ShortReasonEnum": "inventory.choices.ShortReason",
        "SupplierReturnReasonEnum": "inventory.choices.SupplierReturnReason",
        "TranslationLanguageEnum": "catalog.choices.TranslatedLanguage",
        "ValuationMethodEnum": "inventory.choices.ValuationMethod",
    },
}

DJANGO_TABLES2_TEMPLATE = "erp/crud/table.html"
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- logging ------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "erp.settings")

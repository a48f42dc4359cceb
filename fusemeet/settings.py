"""All settings, in titled sections; every value that an operator may change is read through `fusemeet.env`."""

import os
import warnings
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from fusemeet import env
from fusemeet.refusals import refusals

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of instance this is --------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", False)
DEVELOPMENT = DEBUG  # sample accounts, /dev/mail/ and a known key exist only here
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- Where it is reached --------------------------------------------------------------------------------------------
PORT = env.number("PORT", 8000, least=1)
SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL must be a full address such as https://meet.example.org, not {SITE_URL!r}"
    )
SECURE = _site.scheme == "https"
LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", _site.hostname) + (LOCAL_NAMES if DEVELOPMENT else [])
if DEVELOPMENT and SECURE:
    ALLOWED_HOSTS += [
        "*"
    ]  # `make run TLS=1` is opened by whatever address the machine has in its own network
SITE_ORIGINS = [SITE_URL] + (
    [f"{_site.scheme}://{name}:{_site.port or PORT}" for name in LOCAL_NAMES] if DEVELOPMENT else []
)
CSRF_TRUSTED_ORIGINS = SITE_ORIGINS
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS")
CORS_ALLOW_CREDENTIALS = bool(CORS_ALLOWED_ORIGINS)
CORS_URLS_REGEX = r"^/api/.*$"
# How many proxies of ours stand in front: the client's address is that many steps from the right of X-Forwarded-For.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
ADMIN_PATH = env.text("ADMIN_PATH", "admin/").strip("/") + "/"

# --- Secrets --------------------------------------------------------------------------------------------------------
DEVELOPMENT_KEY = "development-only-key-that-every-checkout-shares-and-no-other-instance-accepts"
SECRET_KEY = env.text("SECRET_KEY", DEVELOPMENT_KEY if DEVELOPMENT else "")
# Of before a planned change: they open, and sign nothing new.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

# --- Applications ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "daphne",  # its runserver serves sockets in development
    "fusemeet.apps.AdministrationConfig",  # django.contrib.admin with two-factor
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "corsheaders",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "fusemeet.apps.FuseMeetConfig",
    "mailing",
    "accounts",
    "signaling",
    "groups",
    "rooms",
    "questions",
    "scheduling",
    "whiteboard",
    "playback",
    "interviews",
]
MIDDLEWARE = [
    "fusemeet.middleware.HeadersMiddleware",  # these two first: static files and refusals carry the headers too
    "csp.middleware.CSPMiddleware",
    "fusemeet.health.ActuatorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "fusemeet.middleware.AdminSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.TokenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fusemeet.middleware.ProblemMiddleware",
]
ROOT_URLCONF = "fusemeet.urls"
ASGI_APPLICATION = "fusemeet.asgi.application"
WSGI_APPLICATION = "fusemeet.wsgi.application"
APPEND_SLASH = False
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
                "fusemeet.context.site",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- Database, cache, channel layer, broker -------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "fusemeet.sqlite3")}
REDIS_URL = env.text("REDIS_URL")
# "default" may forget or be away (speed); "strict" carries throttles and counters and must fail loudly.
if REDIS_URL:
    _redis: dict[str, object] = {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "TIMEOUT": 3600,
    }
    _timeouts = {"SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 1}
    CACHES = {
        "default": _redis | {"KEY_PREFIX": "fusemeet", "OPTIONS": _timeouts | {"IGNORE_EXCEPTIONS": True}},
        "strict": _redis | {"KEY_PREFIX": "fusemeet-strict", "OPTIONS": _timeouts},
    }
    # Pub/sub, and no read time-out: with one, redis-py 8 ends a listener that hears nothing for five seconds.
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "fusemeet"},
        }
    }
else:
    _local: dict[str, object] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 600}
    CACHES = {
        "default": _local | {"LOCATION": "default", "OPTIONS": {"MAX_ENTRIES": 1000}},
        "strict": _local | {"LOCATION": "strict", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", REDIS_URL or "filesystem://localhost//")
if CELERY_BROKER_URL.startswith("filesystem"):
    _broker = VAR_DIR / "broker"
    for _part in ("queue", "control"):
        (_broker / _part).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 120}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "forget-dead-sessions": {"task": "accounts.tasks.forget_dead_sessions", "schedule": timedelta(days=1)},
    "forget-admin-sessions": {"task": "accounts.tasks.forget_admin_sessions", "schedule": timedelta(days=1)},
    "forget-old-failures": {"task": "accounts.tasks.forget_old_failures", "schedule": timedelta(days=1)},
    "sweep-outbox": {
        "task": "mailing.tasks.sweep_outbox",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},  # while no worker is there, sweeps do not pile up
    },
    "archive-ended-rooms": {
        "task": "rooms.tasks.archive_ended_rooms",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 600},
    },
    "settle-group-invitations": {
        "task": "groups.tasks.settle_group_invitations",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 600},
    },
    "close-idle-rooms": {
        "task": "rooms.tasks.close_idle_rooms",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600},
    },
    "let-lost-people-go": {
        "task": "rooms.tasks.let_lost_people_go",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "forget-used-up-keys": {
        "task": "rooms.tasks.forget_used_up_keys",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "send-reminders": {
        "task": "scheduling.tasks.send_reminders",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "roll-sessions-on": {
        "task": "scheduling.tasks.roll_sessions_on",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "forget-old-mails": {"task": "mailing.tasks.forget_old_mails", "schedule": timedelta(days=1)},
}

# --- People and sign-in ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.CountedBackend"]  # the admin site's own sign-in
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "dashboard"
PASSWORD_HASHERS = [
    "accounts.hashing.Argon2",
    "accounts.hashing.BCryptSHA256",
    "accounts.hashing.BCrypt",
    "accounts.hashing.PBKDF2",
]
PASSWORD_HASHES_AT_ONCE = env.number("PASSWORD_HASHES_AT_ONCE", os.cpu_count() or 1, least=1)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
COOKIE_PREFIX = "__Host-" if SECURE else ""
ACCESS_TOKEN_LIFETIME = timedelta(hours=env.number("ACCESS_TOKEN_HOURS", 24, least=1))
REFRESH_TOKEN_LIFETIME = timedelta(days=env.number("REFRESH_TOKEN_DAYS", 7, least=1))
# The absolute end of a session, however often it was renewed.
SESSION_LIFETIME = timedelta(days=env.number("SESSION_DAYS", 30, least=1))
VERIFICATION_LIFETIME = timedelta(hours=env.number("VERIFICATION_HOURS", 24, least=1))
PASSWORD_RESET_LIFETIME = timedelta(minutes=env.number("PASSWORD_RESET_MINUTES", 60, least=5))
LOGIN_FAILURES_BEFORE_LOCK = env.number("LOGIN_FAILURES_BEFORE_LOCK", 5, least=1)
LOGIN_LOCK = timedelta(minutes=env.number("LOGIN_LOCK_MINUTES", 15, least=1))
# One network that goes on failing on one account shuts itself out of it for a day, and locks it no more.
LOGIN_FAILURES_PER_NETWORK = env.number("LOGIN_FAILURES_PER_NETWORK", 10, least=1)
LOGIN_NETWORK_BLOCK = timedelta(days=1)
RATE_LIMITS = env.rates("RATE_LIMITS")  # instead of those in accounts/throttle.py
ADMIN_REQUIRES_TWO_FACTOR = env.flag("ADMIN_REQUIRES_TWO_FACTOR", False)
OTP_ADMIN_HIDE_SENSITIVE_DATA = True  # nobody needs to see another person's secret

# --- Sign-in with Google, or whoever GOOGLE_ISSUER names; off until both halves of the client are there --------------
GOOGLE_CLIENT_ID = env.text("GOOGLE_CLIENT_ID")
GOOGLE_CLIENT_SECRET = env.text("GOOGLE_CLIENT_SECRET")
GOOGLE_ISSUER = env.text("GOOGLE_ISSUER", "https://accounts.google.com").rstrip("/")

# --- REST -----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["fusemeet.drf.BoundedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "fusemeet.drf.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "fusemeet.drf.handle_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "FuseMeet",
    "DESCRIPTION": "Interviews, classes and meetings: rooms with video, code, whiteboard and questions.",
    "VERSION": "1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api",
    "OAS_VERSION": "3.1.0",
    "ENUM_NAME_OVERRIDES": {
        "RoomRole": "rooms.policy.Role",
        "RoleInGroup": "groups.serializers.ROLES",
        "GroupStanding": "groups.serializers.STANDINGS",
        "InviteStatus": "scheduling.models.Invite.Status",
        "RoomStatus": ["ACTIVE", "EXPIRED"],
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Mail -----------------------------------------------------------------------------------------------------------
globals().update(env.email("EMAIL_URL", VAR_DIR / "mail" if DEVELOPMENT else None))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"FuseMeet <noreply@{_site.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SES_EVENTS = env.flag("SES_EVENTS", True)
AWS_SNS_EVENT_TRUSTED_TOPIC_ARNS = env.words("SES_SNS_TOPIC_ARN") if SES_EVENTS else []
MAIL_LEASE = timedelta(seconds=40)  # longer than any job that sends may take (mailing/tasks.py)

# --- Calls ----------------------------------------------------------------------------------------------------------
STUN_URLS = env.words("STUN_URLS")
TURN_URLS = env.words("TURN_URLS")
TURN_SECRET = env.text("TURN_SECRET")
TURN_CREDENTIAL_SECONDS = 3600

# --- Rooms and sockets ----------------------------------------------------------------------------------------------
ROOM_IDLE_LIFETIME = timedelta(hours=24)
FAILED_HANDSHAKES_PER_MINUTE = env.number("FAILED_HANDSHAKES_PER_MINUTE", 20, least=1)
# Of a room that has ended: its documents' logs become one compressed value each.
ROOM_ARCHIVE_AFTER = timedelta(hours=env.number("ROOM_ARCHIVE_HOURS", 1))
GUEST_PASS_LIFETIME = timedelta(hours=env.number("GUEST_PASS_HOURS", 12, least=1))
BOARD_IMAGE_BYTES = env.number("BOARD_IMAGE_MB", 100, least=1) * 1024 * 1024  # of one room together
SEAT_SECONDS = 60  # how long a join holds its seat before a socket has come
DATABASE_THREADS = env.number(
    "DATABASE_THREADS", 8, least=1
)  # the bounded pool through which sockets reach it

# --- Browser security -----------------------------------------------------------------------------------------------
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}admin-session"
SESSION_COOKIE_AGE = 30 * 60  # without a page of the administration (fusemeet.middleware)
ADMIN_SESSION_LIFETIME = timedelta(hours=12)
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "fusemeet.pages.csrf_failure"
SECURE_SSL_REDIRECT = SECURE and not DEVELOPMENT
SECURE_REDIRECT_EXEMPT = [r"^actuator/"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE and not DEVELOPMENT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSP_REPORT_PATH = "/csp-report/"
# A source list knows no IPv6 literals; 'self' covers them in the browsers of today.
_socket_origins = [origin.replace("http", "ws", 1) for origin in SITE_ORIGINS if "[" not in origin]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],  # Monaco writes its theme into style elements
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "connect-src": [SELF, *_socket_origins],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "object-src": [NONE],
        "report-uri": [CSP_REPORT_PATH],
    }
}

# --- Static files ---------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_AUTOREFRESH = DEVELOPMENT
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/assets/.+$"
# WhiteNoise streams files synchronously; under ASGI Django reads them whole, which is what we want in development.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

# --- Language, time, logs -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "asyncio": {"level": "WARNING"},
    },
}

# --- What it does not start with ------------------------------------------------------------------------------------
if _unsafe := list(refusals(globals())):
    raise ImproperlyConfigured("\n".join(_unsafe))

"""All settings, in titled sections; every value that an operator may change is read through `fusemeet.env`."""

import warnings
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from fusemeet import env

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
if not DEVELOPMENT:
    if not SECRET_KEY:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set: give it 50 random characters or more (or DEBUG=1 to develop)"
        )
    if SECRET_KEY == DEVELOPMENT_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY is unsafe: give it 50 random characters or more")
    if "*" in ALLOWED_HOSTS or "*" in CORS_ALLOWED_ORIGINS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS and CORS_ALLOWED_ORIGINS must name hosts; '*' lets everybody in"
        )

# --- Applications ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "daphne",  # its runserver serves sockets in development
    "django.contrib.admin",
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
    "fusemeet.apps.FuseMeetConfig",
    "mailing",
    "accounts",
    "signaling",
    "rooms",
    "questions",
    "scheduling",
    "whiteboard",
]
MIDDLEWARE = [
    "fusemeet.health.ActuatorHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.TokenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fusemeet.middleware.HeadersMiddleware",
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
# MySQL drops conditional unique constraints with a mere warning; here such a model does not pass `check`.
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
    "sweep-outbox": {
        "task": "mailing.tasks.sweep_outbox",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},  # while no worker is there, sweeps do not pile up
    },
    "forget-old-mails": {"task": "mailing.tasks.forget_old_mails", "schedule": timedelta(days=1)},
}

# --- People and sign-in ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.CountedBackend"]  # the admin site's own sign-in
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "dashboard"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.BCryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
COOKIE_PREFIX = "__Host-" if SECURE else ""
ACCESS_TOKEN_LIFETIME = timedelta(hours=24)
REFRESH_TOKEN_LIFETIME = timedelta(days=7)
SESSION_LIFETIME = timedelta(days=30)  # the absolute end of a session, however often it was renewed
VERIFICATION_LIFETIME = timedelta(hours=24)
LOGIN_FAILURES_BEFORE_LOCK = 5
LOGIN_LOCK = timedelta(minutes=15)

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
    "ENUM_NAME_OVERRIDES": {"RoomRole": "rooms.policy.Role"},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Mail -----------------------------------------------------------------------------------------------------------
globals().update(env.email("EMAIL_URL", VAR_DIR / "mail"))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"FuseMeet <noreply@{_site.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_LEASE = timedelta(seconds=40)  # longer than any job that sends may take (mailing/tasks.py)

# --- Calls ----------------------------------------------------------------------------------------------------------
STUN_URLS = env.words("STUN_URLS")
TURN_URLS = env.words("TURN_URLS")
TURN_SECRET = env.text("TURN_SECRET")
TURN_CREDENTIAL_SECONDS = 3600
if TURN_URLS and not TURN_SECRET:
    raise ImproperlyConfigured("TURN_SECRET is not set: TURN_URLS needs the secret that coturn shares")

# --- Rooms and sockets ----------------------------------------------------------------------------------------------
ROOM_IDLE_LIFETIME = timedelta(hours=24)
FAILED_HANDSHAKES_PER_MINUTE = env.number("FAILED_HANDSHAKES_PER_MINUTE", 20, least=1)
SEAT_SECONDS = 60  # how long a join holds its seat before a socket has come
DATABASE_THREADS = env.number(
    "DATABASE_THREADS", 8, least=1
)  # the bounded pool through which sockets reach it

# --- Browser security -----------------------------------------------------------------------------------------------
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}admin-session"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
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

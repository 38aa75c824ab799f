"""Django settings. Everything that differs between installations comes from the environment."""

from pathlib import Path
from urllib.parse import urlparse

from django.utils.translation import gettext_lazy as _

from secours.config import environment
from secours.config.database import django_database
from secours.config.openid import openid_origins, openid_providers
from secours.config.secret import secret_key

environment.load_dotenv(Path(".env"))

PACKAGE = Path(__file__).resolve().parent.parent
DATA = environment.data_folder()
SECRET_KEY = secret_key(DATA)
DEBUG = False

SECOURS_HOST = environment.text("SECOURS_HOST", "127.0.0.1")
SECOURS_PORT = environment.number("SECOURS_PORT", 8000)
SECOURS_URL = environment.text("SECOURS_URL").rstrip("/")
SECOURS_DEMO = environment.text("SECOURS_DEMO", "0")
SECOURS_TRUSTED_PROXIES = environment.words("SECOURS_TRUSTED_PROXIES")
SECOURS_EVENTS_PORT = environment.number("SECOURS_EVENTS_PORT", SECOURS_PORT + 1)
SECOURS_MEANING = environment.text("SECOURS_MEANING")
SECOURS_API_RATE = environment.number("SECOURS_API_RATE", 300)
SECOURS_EMAIL_URL = environment.text("SECOURS_EMAIL_URL", "console://")
SITE_ADDRESS = SECOURS_URL or f"http://{SECOURS_HOST}:{SECOURS_PORT}"

_PUBLIC = urlparse(SITE_ADDRESS)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver", SECOURS_HOST, _PUBLIC.hostname or ""]
CSRF_TRUSTED_ORIGINS = [SECOURS_URL] if SECOURS_URL else []
_SECURE = SITE_ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_ENGINE = "secours.web.sessions"
SESSION_COOKIE_NAME = "secours_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "secours.web.errors.expired_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "secours.journal",
    "secours.people",
    "secours.service_levels",
    "secours.equipment",
    "secours.tickets",
    "secours.faults",
    "secours.diagnosis",
    "secours.channels",
    "secours.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "ninja",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "secours.web.middleware.trusted_proxies",
    "django.middleware.security.SecurityMiddleware",
    "secours.web.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "secours.web.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "secours.api.auth.Throttle",
    "secours.web.middleware.WallMiddleware",
]

ROOT_URLCONF = "secours.config.urls"
WSGI_APPLICATION = "secours.config.wsgi.application"
_LOADERS = [
    (
        "django.template.loaders.cached.Loader",
        [
            "django_cotton.cotton_loader.Loader",
            "django.template.loaders.filesystem.Loader",
            "django.template.loaders.app_directories.Loader",
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": _LOADERS,
            "builtins": [
                "django_cotton.templatetags.cotton",
                "secours.web.templatetags.secours_ui",
                "secours.web.templatetags.kept",
            ],
            "libraries": {"i18n": "secours.web.templatetags.kept"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "secours.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": django_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Beyond it, Django throws away a third in the order of the keys: counters of attempts with the rest.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

AUTHENTICATION_BACKENDS = ["secours.web.accounts.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "secours.web.sign_in.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _PUBLIC.scheme
SOCIALACCOUNT_ADAPTER = "secours.web.openid.OpenIdAdapter"
SOCIALACCOUNT_PROVIDERS = openid_providers()
SECOURS_OIDC_TRUSTED = environment.flag("SECOURS_OIDC_TRUSTED", False)
MFA_ADAPTER = "secours.web.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = None  # served from the package by whitenoise
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "secours.web.static.HashedStorage"},
}
FILES_ROOT = DATA / "files"
FILE_LIMIT_BYTES = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *openid_origins()],
        "frame-ancestors": ["'none'"],
    }
}

EMAIL_BACKEND = "secours.channels.mail.sending.Backend"
DEFAULT_FROM_EMAIL = environment.text("SECOURS_MAIL_FROM", "secours@localhost")
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016", "security.W018"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "secours.config.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": environment.text("SECOURS_LOG", "WARNING").upper()},
}

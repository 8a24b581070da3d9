"""Settings of the site, all from the environment, each with a safe default. See docs/reference/settings.md.

Everything the site keeps lies in one folder, PLUMBLINE_DATA, readable by its owner alone.
"""

from __future__ import annotations

import ipaddress
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from plumbline_web.surroundings import (
    beside,
    database,
    env,
    folder_in,
    folder_of_data,
    log_level,
    mail,
    secret_of,
    site_address,
    whole_number,
)

DATA = folder_of_data()
SECRET_KEY = secret_of(DATA)
DEBUG = env.bool("PLUMBLINE_DEBUG", default=False)

# The address that people type. What is safe follows from it: secure cookies unless it is this machine alone.
SITE_URL = site_address("http://127.0.0.1:8000").rstrip("/")
_address = urlsplit(SITE_URL)
SECURE = _address.scheme == "https"


def _this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


THIS_MACHINE_ONLY = _this_machine(_address.hostname or "")
ALLOWED_HOSTS = [_address.hostname or "127.0.0.1", *env.list("PLUMBLINE_HOSTS", default=[])]
if THIS_MACHINE_ONLY:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"{_address.scheme}://{_address.netloc}"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "plumbline_web.audit.apps.AuditConfig",
    "plumbline_web.people.apps.PeopleConfig",
    "plumbline_web.records.apps.RecordsConfig",
    "plumbline_web.measure.apps.MeasureConfig",
    "plumbline_web.work.apps.WorkConfig",
    "plumbline_web.compare.apps.CompareConfig",
    "plumbline_web.reports.apps.ReportsConfig",
    "plumbline_web.scrutiny.apps.ScrutinyConfig",
    "plumbline_web.reading.apps.ReadingConfig",
    "plumbline_web.voices.apps.VoicesConfig",
    "plumbline_web.evidence.apps.EvidenceConfig",
    "plumbline_web.judgement.apps.JudgementConfig",
    "plumbline_web.writing.apps.WritingConfig",
    "plumbline_web.publication.apps.PublicationConfig",
    "plumbline_web.improvement.apps.ImprovementConfig",
    "plumbline_web.board_papers.apps.BoardPapersConfig",
    "plumbline_web.apps.SiteConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Least access by default: a page is for people signed in, unless it says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "plumbline_web.people.middleware.not_kept",
    "plumbline_web.people.middleware.kept_signed_in",
    "plumbline_web.people.middleware.second_factor",
    "plumbline_web.people.middleware.refusals",
]

ROOT_URLCONF = "plumbline_web.urls"
WSGI_APPLICATION = "plumbline_web.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "plumbline_web.people.context.here",
                "plumbline_web.reading.context.concerns",
            ],
        },
    }
]

DATABASES = {"default": database(DATA / "plumbline.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # FULL: an answer once acknowledged survives a power cut. IMMEDIATE: writers wait, and never deadlock.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 10,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])  # %2F…: the folder of a socket
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A thread keeps its connection for a minute: to open one costs more than most of what is asked of it.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        # Wrong passwords and used codes are counted here. With Django's 300 a stranger who tries as many
        # addresses would push out what is known of the one that is being guessed at.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "plumbline_web.people.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "plumbline_web.people.sign_in.DirectoryAdapter"
MFA_ADAPTER = "plumbline_web.people.sign_in.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, for many share a machine
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "plumbline_web.people.codes.SignInForm",
    "reauthenticate": "plumbline_web.people.codes.ConfirmForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Plumbline"
MFA_TOTP_TOLERANCE = 1  # half a minute each way: phones and servers do not keep the same time
# A demonstration may be looked at with a password alone; anything else asks for the second factor.
SECOND_FACTOR = env.str("PLUMBLINE_SECOND_FACTOR", default="required")
DEMONSTRATION = env.bool("PLUMBLINE_DEMONSTRATION", default=False)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
# A council's own directory is trusted to know its people's addresses; once met, each is known by its own key.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC_URL = env.str("PLUMBLINE_OIDC_URL", default="")
if OIDC_URL:
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "directory",
                    "name": env.str("PLUMBLINE_OIDC_NAME", default="your council’s account"),
                    "client_id": beside("PLUMBLINE_OIDC_CLIENT", "PLUMBLINE_OIDC_URL"),
                    "secret": beside("PLUMBLINE_OIDC_SECRET", "PLUMBLINE_OIDC_URL"),
                    "settings": {"server_url": OIDC_URL},
                }
            ],
        }
    }

EMAIL_TIMEOUT = 30  # seconds: a mail server that does not answer holds nobody up for longer
EMAIL_CONFIG = mail()
HAS_MAIL = bool(EMAIL_CONFIG)
vars().update(EMAIL_CONFIG)
if not HAS_MAIL:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
ACCOUNT_EMAIL_NOTIFICATIONS = HAS_MAIL
DEFAULT_FROM_EMAIL = env.str("PLUMBLINE_EMAIL_FROM", default=f"plumbline@{_address.hostname}")

SESSION_ENGINE = "plumbline_web.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 10  # a working day, from the last page asked for
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("PLUMBLINE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else all people share one address, and its limit on wrong passwords
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # The button of a council's directory leads there, and a browser counts that as sending a form.
        "form-action": [SELF, *(["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_URL))] if OIDC_URL else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

STATIC_URL = "static/"
STATIC_ROOT = folder_in(DATA, "static")
STATICFILES_DIRS = [Path(__file__).parent / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = str(folder_in(DATA, "arriving"))
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["plumbline_web.arriving.Arriving"]
MOST_UPLOADED_BYTES = whole_number("PLUMBLINE_MOST_UPLOADED_MB", 4096) * 1024 * 1024
MOST_EVIDENCE_BYTES = whole_number("PLUMBLINE_MOST_EVIDENCE_MB", 50) * 1_000_000
# A clamd scanner, as host:port or the path of its socket. With one, what cannot be scanned is not taken.
SCANNER = env.str("PLUMBLINE_SCANNER", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 200
RECORDS = folder_in(DATA, "records")
AUDIT_HEADS = DATA / "audit-heads.txt"

# Whom to ask about privacy, accessibility and weaknesses; the papers say so to anybody.
CONTACT = env.str("PLUMBLINE_CONTACT", default="")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# What is logged names the kind of thing and the page's name, never its contents.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["stderr"], "level": log_level()},
}

"""Settings: one frozen object, read once from the environment and ``<instance>/consult.env``.

Every name is ``CONSULT_<FIELD>``. A wrong value stops the start with a sentence that says what to do.
"""

import os
import re
import shlex
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from consult.foundation.secret_files import SECRET_BYTES, make_secret
from consult.foundation.zones import is_zone

PROJECT = Path(__file__).resolve().parents[2]
KEY_IN_THE_WAY = (
    "Consult can't start: its secret key can't be read or made: {path} ({fault}).\n  Give the site's user this file "
    "and its folder, see that the disk has room, or bring the file back from a backup: with another one every private "
    "key's address is lost. Only a site that never had one may do without: there, move the file away."
)


class WrongSettings(SystemExit):
    """The start stops here; the message says which setting is wrong and what it should be."""


class Settings(BaseSettings):
    """What an operator may choose. Times are in the unit the name ends with."""

    model_config = SettingsConfigDict(
        env_prefix="CONSULT_", extra="ignore", frozen=True, ignored_types=(cached_property,)
    )

    instance: Path = PROJECT / "instance"
    database_url: str = ""
    migration_database_url: str = Field(
        "", description="the same PostgreSQL database as the role that owns the tables"
    )
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_from: str = "consult@localhost"
    sms_command: str = Field(
        "", description="the operator’s command that sends a text message; JSON on its input"
    )
    sms_url: str = Field("", description="the gateway that text messages are posted to, as JSON")
    sms_token: str = Field("", description="its bearer token")
    oidc_issuer: str = Field(
        "", description="the operator’s sign-in service (OpenID Connect), as it names itself"
    )
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = Field("", description="what its button says, such as the service’s own name")
    oidc_scope: str = "openid email profile"
    phone_region: str = Field(
        "",
        pattern=r"^([A-Z]{2})?$",
        description="country of telephone numbers typed without their code, such as TW",
    )
    proxies: int = Field(0, ge=0, le=5, description="how many trusted reverse proxies stand in front")
    staff_second_factor: bool = True
    site_name: str = ""
    timezone: str = Field(
        "UTC",
        description="whose clock pages show that are about no one consultation, and by whose days bodies act",
    )

    comment_characters: int = Field(5_000, ge=1)
    covering_text_characters: int = Field(50_000, ge=1)
    attachments: int = Field(10, ge=0, le=50, description="files with one submission")
    attachment_bytes: int = Field(10_000_000, ge=10_000, description="of one file")
    attachments_per_address_per_hour: int = Field(500, ge=1)
    draft_days: int = Field(60, ge=1, description="how long a submission that isn't sent is kept")
    form_bytes: int = Field(2_000_000, ge=10_000)
    upload_bytes: int = Field(20_000_000, ge=10_000)
    package_bytes: int = Field(
        5_000_000_000, ge=1_000_000, description="largest package of another site that is taken in"
    )
    auditor_key: str = Field(
        "",
        pattern=r"^(age1[0-9a-z]{58})?$",
        description="age public key that auditors' packages are encrypted to",
    )
    comments_per_address_per_hour: int = Field(5_000, ge=1)
    codes_per_number_per_hour: int = Field(5, ge=1, description="text messages with a code to one number")
    confirm_mails_per_address_per_hour: int = Field(20, ge=1, description="to one e-mail address")
    sign_ins_per_address_per_hour: int = Field(200, ge=1)
    sign_ins_per_account_per_hour: int = Field(20, ge=1)
    votes_per_address_per_hour: int = Field(50_000, ge=1)
    reports_per_address_per_hour: int = Field(60, ge=1)
    subscriptions_per_address_per_hour: int = Field(60, ge=1)
    write_wait_seconds: float = Field(5.0, gt=0)
    desk_portion: int = Field(
        100,
        ge=1,
        le=1_000,
        description="comments that one transaction of a bulk act takes on the reading desk",
    )
    page_size: int = Field(20, ge=1, le=100)
    kept_pages_mb: int = Field(16, ge=0, description="memory each web process gives to rendered public pages")
    digest_minutes: int = Field(
        10,
        ge=0,
        description="between two digests to one mailbox about one consultation; 0: no digests, each at once",
    )
    waiting_limit_hours: int = Field(72, ge=1, description="after this a waiting comment is escalated")
    alarm_surge: int = Field(50, ge=2, description="comments in an hour that can be a surge at the least")
    alarm_silent_days: int = Field(14, ge=1, description="without an act of the office while something waits")
    alarm_escalate_hours: int = Field(
        72, ge=1, description="an alarm that lasts so long goes to the body above"
    )
    duty_address: str = Field(
        "", description="e-mail of the officer who is told of danger to somebody at once"
    )
    duty_office: str = ""
    review_days: int = Field(30, ge=1)
    session_idle_minutes: int = Field(120, ge=5)
    session_hours: int = Field(12, ge=1)
    guest_contact_days: int = Field(
        365, ge=1, description="how long a guest's address is kept after the outcome"
    )
    erasure_spread_hours: int = Field(
        48,
        ge=1,
        le=240,
        description="within which each submission of a closed account is forgotten, at a time of its own",
    )
    log_days: int | None = Field(
        None, ge=1, description="how long technical logs are kept; none: as the profiles say"
    )
    backup_days: int = Field(
        30,
        ge=1,
        description="how long backups are kept; certificates of erasing say it, keeping to it is yours",
    )
    record_seal_seconds: float = Field(2.0, gt=0, description="how often the worker seals the record")
    record_witnesses: str = Field("", description="VKEY ADDRESS, several with a comma between")
    record_second_place: Path | None = Field(None, description="a folder elsewhere for the last checkpoints")
    access_log: bool = Field(True, description="one line a request, without personal data")
    metrics_public: bool = Field(
        False, description="answer /metrics to any address, not only to private ones"
    )

    @field_validator("base_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://, for example https://consult.example.gov")
        return value.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        if not is_zone(value):
            raise ValueError("must be a time zone of the IANA list, for example Asia/Taipei")
        return value

    @field_validator("database_url", "migration_database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
            raise ValueError("must be a sqlite: or postgresql: address")
        return value.replace("postgresql://", "postgresql+psycopg://", 1)

    @model_validator(mode="after")
    def _migration_database_url(self) -> Self:
        if self.migration_database_url and not re.match(r"postgresql\+psycopg://[^/@?]+@", self.database_url):
            raise ValueError(
                "CONSULT_DATABASE_URL must be set, too, with the role the site works as: postgresql://role@host/name"
            )
        return self

    @field_validator("oidc_issuer")
    @classmethod
    def _oidc_issuer(cls, value: str) -> str:
        if value and not re.fullmatch(
            r"https://\S+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/\S*)?", value
        ):
            raise ValueError("must begin with https:// (http:// only on this machine)")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _oidc(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError(
                "CONSULT_OIDC_CLIENT_ID must be set, too: the service gives it with the registration"
            )
        return self

    @field_validator("sms_url")
    @classmethod
    def _sms_url(cls, value: str) -> str:
        if value and not re.fullmatch(
            r"https://\S+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/\S*)?", value
        ):
            raise ValueError("must begin with https:// (http:// only on this machine)")
        return value

    @field_validator("sms_command")
    @classmethod
    def _sms_command(cls, value: str) -> str:
        try:
            shlex.split(value)
        except ValueError:
            raise ValueError("must be a command as a shell would read it; a quotation mark is open") from None
        return value

    @field_validator("record_witnesses")
    @classmethod
    def _record_witnesses(cls, value: str) -> str:
        for one in filter(None, map(str.strip, value.split(","))):
            if not re.fullmatch(r"\S+\+[0-9a-f]{8}\+\S+\s+https?://\S+", one):
                raise ValueError(
                    "must be VKEY ADDRESS, as `record witness` prints it, with a comma between several"
                )
        return value

    @property
    def database(self) -> str:
        """The SQLAlchemy address in use."""
        return self.database_url or f"sqlite:///{self.instance / 'consult.sqlite3'}"

    @property
    def is_secure(self) -> bool:
        """Whether the site is reached over https, so that cookies are Secure."""
        return self.base_url.startswith("https://")

    @property
    def log_origin(self) -> str:
        """The schema-less address that names the record's logs (RECORD §3)."""
        return self.base_url.split("://", 1)[1]

    @cached_property
    def secret(self) -> bytes:
        """The instance's own 32 random bytes, made on first use and never shown."""
        return _instance_secret(self.instance)


def _instance_secret(instance: Path) -> bytes:
    path = instance / "secret.key"
    try:
        if not path.exists():
            with suppress(FileExistsError):  # another process was faster
                return make_secret(path)
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        fault = (error.strerror or str(error)) if isinstance(error, OSError) else "it holds no key"
        raise WrongSettings(KEY_IN_THE_WAY.format(path=path, fault=fault)) from error
    if len(secret) != SECRET_BYTES:  # with an empty one anybody could make sessions and private keys
        raise WrongSettings(KEY_IN_THE_WAY.format(path=path, fault=f"{SECRET_BYTES} bytes were expected"))
    return secret


def load_settings() -> Settings:
    """Read the settings; make the instance folder. Raises WrongSettings with what to mend."""
    instance = Path(os.environ.get("CONSULT_INSTANCE", PROJECT / "instance")).resolve()
    try:
        instance.mkdir(parents=True, exist_ok=True)
        return Settings(_env_file=instance / "consult.env", instance=instance)  # type: ignore[call-arg]
    except ValidationError as error:
        lines = [
            f"CONSULT_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']} (it is {fault.get('input')!r})"
            if fault["loc"]
            else str(fault["msg"])
            for fault in error.errors()
        ]
        raise WrongSettings("Consult can't start, a setting is wrong:\n  " + "\n  ".join(lines)) from error
    except OSError as error:
        raise WrongSettings(
            f"Consult can't start: the instance folder {instance} can't be used: {error}"
        ) from error

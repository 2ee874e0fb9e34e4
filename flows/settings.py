"""What an operator can set, each with its meaning, and where the product's own folders are.

Read once and passed on as one value: from the environment (`VRAAGBAAK_PAUSE=2`), then from `vraagbaak.toml`
(`pause = 2`) in the working folder or at `VRAAGBAAK_CONFIG`, then the default. Nothing else reads the environment.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator

from flows.errors import BadInput

DEFAULT_BASE = "https://w3id.org/vraagbaak/"
PREFIX = "VRAAGBAAK_"
CONFIG = "VRAAGBAAK_CONFIG"
HIDDEN = "(hidden)"
PRINTED = re.compile(r"(?:(?![<>\"{}|\\^`])[!-~])+")  # what an address may hold


class Settings(BaseModel):
    """The settings of one run; a field's description is what `vraagbaak settings` prints."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    output: Path = Field(
        Path("output"), validate_default=True, description="folder of the archive, the records and the releases"
    )
    base_iri: str = Field(DEFAULT_BASE, description="what every IRI of ours begins with; ends in a slash")
    senate_url: str = Field("https://www.senate.be", description="the site to harvest; a mirror may stand in")
    contact: str | None = Field(
        None, description="e-mail or web address told to the site in the user agent; the live site needs one"
    )
    pause: float = Field(2.0, ge=0, le=3600, description="seconds at least between two requests")
    timeout: float = Field(30.0, gt=0, le=600, description="seconds to wait for a connection or for more of a page")
    attempts: int = Field(4, ge=1, le=10, description="how often a page is asked for before it counts as failed")
    breaker: int = Field(5, ge=1, le=100, description="failures in a row after which the night stops asking")
    misses: int = Field(25, ge=1, le=10_000, description="missing numbers in a row after which counting stops")
    workers: int = Field(0, ge=0, le=1024, description="processes that make records; 0 for one a core")
    runner: Literal["processes", "dask"] = Field(
        "processes", description="what makes records: processes of this machine, or a Dask cluster"
    )
    dask_address: str = Field(
        "", description="scheduler of the Dask cluster, like tcp://host:8786; without one a cluster is started here"
    )
    wikidata_url: str = Field(
        "https://query.wikidata.org/sparql", description="SPARQL endpoint that `vraagbaak authority refresh` asks"
    )
    cache_days: int = Field(
        30, ge=0, le=3650, description="days that answers of Wikidata and member pages serve before they are asked anew"
    )
    licence: str = Field(
        "", description="IRI of the licence of the data, for the catalogue; without one none is claimed"
    )
    endpoint: str = Field("", description="address of the public SPARQL endpoint, for the catalogue, when there is one")
    download_url: str = Field(
        "", description="where the folder of releases is served; when empty, `download/` below the base IRI"
    )
    serve_host: str = Field("127.0.0.1", description="address at which `vraagbaak serve` listens; 0.0.0.0 for all")
    serve_port: int = Field(8000, ge=1, le=65535, description="port at which `vraagbaak serve` listens")
    serve_proxies: str = Field(
        "", description="addresses of proxies, parted by commas, whose X-Forwarded-For says who the client is"
    )
    query_seconds: float = Field(30.0, gt=0, le=3600, description="seconds that a SPARQL query may take")
    query_memory: int = Field(1024, ge=64, le=1 << 20, description="megabytes of memory that a SPARQL query may take")
    query_size: int = Field(64, ge=1, le=1 << 16, description="megabytes that the result of a SPARQL query may have")
    query_workers: int = Field(4, ge=1, le=256, description="processes that answer SPARQL queries")
    query_queue: int = Field(32, ge=0, le=10_000, description="SPARQL queries that may wait for one of them")
    query_rate: int = Field(600, ge=0, le=1 << 20, description="SPARQL queries of one client in a minute; 0 for any")
    keep_releases: int = Field(
        14, ge=0, le=10_000, description="newest releases that stay, and of older ones the last of a month; 0 for all"
    )
    sign_with: str = Field(
        "", description="what signs SHA256SUMS: minisign:/path/to/minisign.key, gpg:KEYID, or nothing"
    )
    sign_password: SecretStr | None = Field(None, description="password of that key, when it has one")
    pictures: bool = Field(
        True, description="draw pictures of the figures into every release; some seconds where figures changed"
    )
    ckan_url: str = Field("", description="address of a CKAN portal that every release is uploaded to")
    ckan_organisation: str = Field(
        "vraagbaak", description="name there of the organisation that publishes the datasets"
    )
    ckan_token: SecretStr | None = Field(None, description="API token of an account that is an editor of it")
    ckan_token_file: Path | None = Field(None, description="file that holds the token, instead")
    udata_url: str = Field("", description="address of a udata portal that every release is uploaded to")
    udata_organisation: str = Field("vraagbaak", description="name in the address of the organisation there")
    udata_token: SecretStr | None = Field(None, description="API key of an account that is an editor of it")
    udata_token_file: Path | None = Field(None, description="file that holds the key, instead")
    upload_links: bool = Field(
        False, description="link portals to the files of the dated version instead of sending them"
    )
    portal_language: Literal["nl", "fr", "en", "de"] = Field(
        "nl", description="language of titles where a portal has room for one"
    )
    notify: SecretStr | None = Field(
        None, description="where to tell of a bad night: Apprise addresses, parted by blanks (json://, mailto://, …)"
    )
    notify_always: bool = Field(False, description="tell of good nights too")
    log: Literal["text", "json", "none"] = Field(
        "text", description="events on standard error: for people, as JSON lines, or none"
    )

    @field_validator("output")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("base_iri")
    @classmethod
    def _base(cls, value: str) -> str:
        if not _is_address(value) or not value.endswith("/"):
            raise ValueError(f"give an http(s) address that ends in a slash, like {DEFAULT_BASE}")
        if not re.fullmatch(r"[\w:/.~%-]+", value, re.ASCII):  # it stands in the patterns of the shapes
            raise ValueError("use letters, digits and -._~%/ only")
        return value

    @field_validator("contact")
    @classmethod
    def _contact(cls, value: str | None) -> str | None:
        # It stands in a header, so only what one may hold passes.
        if value is not None and not (PRINTED.fullmatch(value) and ("@" in value or _is_address(value))):
            raise ValueError("give an e-mail address or a web address, like someone@example.org")
        return value

    @field_validator("licence", "endpoint", "download_url")
    @classmethod
    def _catalogued(cls, value: str, info: ValidationInfo) -> str:
        if value and not _is_address(value):
            raise ValueError("give an http(s) address without a query, or nothing")
        if value and info.field_name == "download_url" and not value.endswith("/"):
            raise ValueError("give an http(s) address that ends in a slash, like https://example.org/download/")
        return value

    @field_validator("sign_with")
    @classmethod
    def _signer(cls, value: str) -> str:
        if value and not re.fullmatch(r"minisign:/.+|gpg:[\w@.+-]+", value):
            raise ValueError(
                "give minisign: and the path of a secret key from /, gpg: and the name of a key, or nothing"
            )
        return value

    @field_validator("senate_url")
    @classmethod
    def _site(cls, value: str) -> str:
        if not _is_address(value):
            raise ValueError("give an http(s) address without a query, like https://www.senate.be")
        return value.rstrip("/")

    @field_validator("ckan_url", "udata_url")
    @classmethod
    def _portal(cls, value: str) -> str:
        if value and not _is_address(value):
            raise ValueError("give an http(s) address without a query, like https://data.example.org, or nothing")
        if "@" in urlsplit(value).netloc:  # an address is shown and logged
            raise ValueError("give an address without a name and a password; the token has a setting of its own")
        return value.rstrip("/")

    @field_validator("ckan_organisation", "udata_organisation")
    @classmethod
    def _organisation(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9_-]{2,100}", value):
            raise ValueError("give the name in the organisation's address: lower-case letters, digits, - and _")
        return value

    @property
    def downloads(self) -> str:
        """The address below which `latest/` and every dated version stand."""
        return self.download_url or f"{self.base_iri}download/"

    @property
    def eurovoc(self) -> Path:
        """Where EuroVoc is kept once it was loaded."""
        return self.output / "authority" / "eurovoc.sqlite"

    @property
    def latest(self) -> Path:
        """The link to the last good release."""
        return self.output / "latest"


@dataclass(frozen=True)
class Explained:
    """A setting as `vraagbaak settings` shows it; a secret's value is hidden."""

    name: str
    value: str
    origin: str
    meaning: str


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; raises BadInput naming the setting, where it was read and what it may be."""
    values, origins = _collect(os.environ if environment is None else environment)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = str(wrong["loc"][0])
        reason = str(wrong["msg"]).removeprefix("Value error, ")
        if wrong["type"] == "extra_forbidden":
            reason = f"there is no such setting; there are {', '.join(sorted(Settings.model_fields))}"
        field = Settings.model_fields.get(name)
        # What no setting is called may be a secret under a wrong name.
        shown = HIDDEN if field is None or "Secret" in str(field.annotation) else repr(values.get(name))
        raise BadInput(f"the setting '{name}' ({origins.get(name, 'default')}) is {shown}: {reason}") from error


def explain(environment: Mapping[str, str] | None = None) -> Iterator[Explained]:
    """Every setting with its value, where that comes from, and what it means."""
    environment = os.environ if environment is None else environment
    settings, (_, origins) = read_settings(environment), _collect(environment)
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "" if value is None else HIDDEN if isinstance(value, SecretStr) else str(value)
        yield Explained(name, shown, origins.get(name, "default"), field.description or "")


def _collect(environment: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that somebody set and where; the environment wins over the file."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    named = environment.get(CONFIG)
    path = Path(named or "vraagbaak.toml")
    if path.is_file():
        try:
            values.update(tomllib.loads(path.read_text("utf-8")))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"{path.absolute()} cannot be read: {error}") from error
        origins.update(dict.fromkeys(values, str(path.absolute())))
    elif named:
        raise BadInput(f"{CONFIG} names {path}, which is no file")
    for name, value in environment.items():
        if name.startswith(PREFIX) and name != CONFIG and value:
            field = name.removeprefix(PREFIX).lower()
            values[field], origins[field] = value, name
    return values, origins


def _is_address(text: str) -> bool:
    """Whether a text is a web address without a query, good enough to begin an IRI."""
    try:
        parts = urlsplit(text)
    except ValueError:  # "https://[::1/"
        return False
    plain = PRINTED.fullmatch(text) and "?" not in text and "#" not in text
    return parts.scheme in ("http", "https") and bool(parts.netloc) and bool(plain)


def product_folder(name: str) -> Path:
    """The folder `ontology`, `shapes` or `seeds`: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parent
    for parent in (package.parent, package / "_product"):
        if (parent / name).is_dir():
            return parent / name
    raise BadInput(f"the folder '{name}' is missing beside {package}: install Vraagbaak again")

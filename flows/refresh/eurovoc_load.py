"""Make the store of EuroVoc: bring the official file, verify it, read it, and put the store in place in one step.

The last good store stays whenever anything fails: the new one is written aside and renamed at the end. Look-ups are
for `eurovoc`, the file's layouts for `eurovoc_rdf`, the web for `download`.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote

from flows.authority.eurovoc import ALTERNATIVE, APPLICATION, FORMAT, LANGUAGES, PREFERRED, PROBE, SCHEMA
from flows.authority.names import fold
from flows.clock import now
from flows.errors import BadInput, VraagbaakError
from flows.keep.database import explained
from flows.refresh.download import Patience, download, forget
from flows.refresh.eurovoc_rdf import CODE, MAIN, Content, Subject, read_file

# EuroVoc 4.24 of 8 July 2026 in SKOS core (8,567,290 bytes): the download handler of EU Vocabularies
# (op.europa.eu/en/web/eu-vocabularies), with the IRI of the distribution and the name of the file.
DISTRIBUTION = (
    "http://publications.europa.eu/resource/distribution/eurovoc/20260708-0/zip/skos_core/"
    "eurovoc_in_skos_core_concepts.zip"
)
ADDRESS = (
    "https://op.europa.eu/o/opportal-service/euvoc-download-handler?cellarURI="
    + DISTRIBUTION.replace(":", "%3A").replace("/", "%2F")
    + "&fileName=eurovoc_in_skos_core_concepts.zip"
)
SHA256 = "91bdb24e833ba431707f3980a19f475434ea8dcddb2b4d5e32e79e9fc1a0ca2f"
AGENT = "Vraagbaak (+https://w3id.org/vraagbaak/)"
LEAST = 5_000  # concepts; EuroVoc has had more than 7,000 since 2019
NEARLY_ALL = 0.95  # of the concepts in use have a Dutch and a French label and a microthesaurus; in 4.24 all have
RELEASE = re.compile(r"\b\d{8}-\d\b")  # 20260708-0, in the IRI of a distribution
Report = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What the store was made of: `origin` an address or path, `sha256` and `size` of that file, counts of the rest."""

    version: str
    origin: str
    sha256: str
    size: int
    loaded: str
    layout: str
    concepts: int
    retired: int
    microthesauri: int
    domains: int
    labels: int


def refresh(
    source: str | Path,
    target: Path,
    expected_sha256: str = "",
    report: Report = lambda line: None,
    least: int = LEAST,
    agent: str = AGENT,
    patience: Patience | None = None,
) -> Loaded:
    """Make the store `target` from an http(s) address or a file on disk; raises VraagbaakError and leaves it as it was.

    The file is a zip with one RDF/XML file, or that file; of `expected_sha256`, when that is given, and with `least`
    concepts.
    """  # fmt: skip
    _folder(target)
    remote = isinstance(source, str) and source.startswith(("http://", "https://"))
    path = target.with_name(f"{target.name}.part") if remote else Path(source)
    if remote:
        download(str(source), path, agent, bool(expected_sha256), patience, report)
    elif not path.is_file():
        raise BadInput(f"{path} is no file: give the path of EuroVoc's zip or RDF/XML file, or its address")
    try:
        loaded = _load(path, str(source), target, expected_sha256, report, least)
    except BadInput:
        if remote:  # what came is not EuroVoc, so there is nothing to go on with; a full disk is another matter
            forget(path)
        raise
    if remote:
        forget(path)
    return loaded


def _load(path: Path, origin: str, target: Path, expected: str, report: Report, least: int) -> Loaded:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if expected and sha256 != expected.lower():
        raise BadInput(f"{origin} has the checksum {sha256} instead of {expected}: get it again, or check the release")
    report(f"reading {path}")
    content = read_file(path)
    concepts, fields, domains = _sorted_out(content)
    _check(path, content, concepts, fields, domains, least)
    main = content.subjects.get(MAIN, Subject())
    named = RELEASE.search(unquote(origin))
    loaded = Loaded(
        version=main.version or (named[0] if named else main.issued or f"sha256:{sha256[:12]}"),
        origin=origin,
        sha256=sha256,
        size=path.stat().st_size,
        loaded=f"{now():%Y-%m-%dT%H:%M:%SZ}",
        layout=content.layout,
        concepts=len(concepts),
        retired=sum(subject.status != "current" for subject in concepts.values()),
        microthesauri=len(fields),
        domains=len(domains),
        labels=sum(len(subject.preferred) + len(subject.alternative) for subject in concepts.values()),
    )
    report(f"writing {loaded.concepts} concepts to {target}")
    _write(target, loaded, concepts, fields, domains)
    return loaded


def _sorted_out(content: Content) -> tuple[dict[str, Subject], dict[str, Subject], dict[str, Subject]]:
    """The concepts, the microthesauri that they are in, and the domains, by id."""
    domains, concepts, schemes = {}, {}, {}
    for key, subject in sorted(content.subjects.items()):
        if "Domain" in subject.types or "domains" in subject.schemes:
            domains[key] = subject
        elif {"ConceptScheme", "MicroThesaurus"} & subject.types:
            schemes[key] = subject
        elif {"Concept", "ThesaurusConcept"} & subject.types:
            concepts[key] = subject
    used = {scheme for subject in concepts.values() for scheme in subject.schemes if scheme.isdigit()} - {MAIN}
    # A scheme without a code is none of the thesaurus' fields, like one of candidates.
    fields = {key: schemes.get(key, Subject()) for key in sorted(used) if key not in schemes or _code(schemes[key])}
    return concepts, fields, domains


def _check(
    path: Path, content: Content, concepts: Mapping[str, Subject], fields: Mapping[str, Subject],
    domains: Mapping[str, Subject], least: int,
) -> None:  # fmt: skip
    """Refuse what is not EuroVoc, or not all of it."""
    again = "get EuroVoc's SKOS file from EU Vocabularies again"
    if MAIN not in content.subjects and not any(MAIN in subject.schemes for subject in concepts.values()):
        raise BadInput(f"{path} is not EuroVoc: it has no concept scheme http://eurovoc.europa.eu/{MAIN}; {again}")
    current = [subject for subject in concepts.values() if subject.status == "current"]
    if len(current) < least:
        raise BadInput(f"{path} has {len(current)} concepts in use, fewer than {least}: {again}")
    for language, name in (("nl", "Dutch"), ("fr", "French")):
        labelled = sum(language in subject.preferred for subject in current)
        if labelled < NEARLY_ALL * len(current):
            raise BadInput(f"{path} has {name} labels for {labelled} of {len(current)} concepts only: {again}")
    placed = sum(any(scheme in fields for scheme in subject.schemes) for subject in current)
    if placed < NEARLY_ALL * len(current):
        raise BadInput(f"{path} has a microthesaurus for {placed} of {len(current)} concepts only: {again}")
    for key, subject in fields.items():
        if _domain(subject, domains) is None:
            raise BadInput(f"{path} does not say of which domain the microthesaurus {key} is: {again}")


def _code(subject: Subject) -> str:
    """The "0821" of a microthesaurus, the "08" of a domain: its notation, else what its labels begin with."""
    labels = [CODE.match(label) for label in subject.preferred.values()]
    return subject.notation or next((begins[1] for begins in labels if begins), "")


def _domain(subject: Subject, domains: Mapping[str, Subject]) -> str | None:
    """The domain of a microthesaurus: as the file links it, else by the first two digits, 08 of 0821."""
    linked = sorted(subject.domains & domains.keys())
    by_code = [key for key, domain in domains.items() if _code(domain) and _code(domain) == _code(subject)[:2]]
    found = linked or by_code
    return found[0] if len(found) == 1 else None


def _plain(label: str) -> str:
    """A label without its code; domains are printed in capitals, "08 INTERNATIONALE BETREKKINGEN"."""
    bare = CODE.sub("", label, count=1)
    return bare.lower() if bare.isupper() else bare


def _folder(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VraagbaakError(f"{target.parent} cannot be made ({error.strerror}): name a folder to write in") from error


def _write(
    target: Path, loaded: Loaded, concepts: Mapping[str, Subject], fields: Mapping[str, Subject],
    domains: Mapping[str, Subject],
) -> None:  # fmt: skip
    aside = target.with_name(f"{target.name}.new")
    try:
        aside.unlink(missing_ok=True)
        with explained(aside), closing(sqlite3.connect(aside, isolation_level=None)) as store:
            # No journal: when this fails, the whole file goes.
            store.executescript(f"PRAGMA journal_mode = OFF; PRAGMA application_id = {APPLICATION}; BEGIN; {SCHEMA}")
            about = {**asdict(loaded), "fingerprint": f"{loaded.sha256}-{FORMAT}", "folding": fold(PROBE)}
            store.executemany("INSERT INTO about VALUES (?, ?)", [(key, str(value)) for key, value in about.items()])
            _fill(store, concepts, fields, domains)
            store.execute(f"PRAGMA user_version = {FORMAT}")
            store.execute("COMMIT")
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(target)
    except OSError as error:
        raise VraagbaakError(f"{target} cannot be written ({error.strerror}): free some space and run again") from error
    finally:
        aside.unlink(missing_ok=True)


def _fill(
    store: sqlite3.Connection, concepts: Mapping[str, Subject], fields: Mapping[str, Subject],
    domains: Mapping[str, Subject],
) -> None:  # fmt: skip
    def insert(table: str, rows: Iterable[tuple[object, ...]]) -> None:
        for row in rows:
            store.execute(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    insert("domain", ((key, _code(one), *_texts(one, plain=True)) for key, one in domains.items()))
    insert(
        "microthesaurus",
        ((key, _code(one), *_texts(one, plain=True), _domain(one, domains)) for key, one in fields.items()),
    )
    for key, one in concepts.items():
        replaced_by = sorted(one.replaced_by & concepts.keys())
        # Two replacements leave open which one a label means.
        insert("concept", [(key, *_texts(one), one.status, replaced_by[0] if len(replaced_by) == 1 else None)])
        insert("broader", ((key, above) for above in sorted(one.broader & concepts.keys())))
        insert("member", ((key, scheme) for scheme in sorted(one.schemes & fields.keys())))
        labels = [(PREFERRED, *pair) for pair in one.preferred.items()]
        labels += [(ALTERNATIVE, *pair) for pair in sorted(one.alternative)]
        insert("label", ((language, fold(label), kind, key, label) for kind, language, label in labels))


def _texts(subject: Subject, plain: bool = False) -> list[str | None]:
    texts = [subject.preferred.get(language) for language in LANGUAGES]
    return [text and _plain(text) for text in texts] if plain else texts

"""A million questions through what must not grow with them: planning, records and the release, without any page.

Records are real ones of a small corpus under other numbers, in their slim form: without their numbered parts and with
texts cut short, so that a million of them fit on a disk. Nothing here keeps what it has made.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flows.keep.journal import Found, Visit
from flows.keep.stored import StoredRecord
from flows.model import Known, State
from tests.bench import made_questions, ours
from tests.bench.measure import peak_of_this, sizes

TODAY = date(2026, 11, 25)
TEMPLATES = 200  # questions whose records stand for all
BATCH = 500  # records that are stored in one step
FIRST = 100_000  # serials begin above all real ones, so that a relation never points at a record made here
NOBODYS = 987_654_321  # the serial of the stand-ins; no text has these digits
TEXT = re.compile(r'"((?:[^"\\]|\\.){80})(?:[^"\\]|\\.)*"')  # a literal of more than eighty characters
# A made record must not be one end of a relation whose other end is missing: a warning a record is no flat memory.
TIED = re.compile(r"pq#(?:alsoAskedAs|reintroduces|reintroducedAs)>")


def plan(request: Mapping[str, Any]) -> dict[str, Any]:
    """What to ask for with so many known numbers; the visits come one at a time, as from the journal."""
    count = request["questions"]
    before = peak_of_this()
    begun = time.perf_counter()
    asked = ours.plan(visits(count), TODAY)
    seconds = time.perf_counter() - begun
    return {"questions": count, "seconds": seconds, "asked_for": asked, "own_mb": peak_of_this() - before}


def visits(count: int) -> Iterator[Visit]:
    """The last visits to so many questions: nearly all answered long ago, some open."""
    shares = {legislature: highest for legislature, (highest, _, _) in made_questions.LEGISLATURES.items()}
    whole = sum(shares.values())
    for legislature, share in shares.items():
        _, first, last = made_questions.LEGISLATURES[legislature]
        for serial in range(1, count * share // whole + 1):
            number = f"{legislature}-{serial}"
            asked = first + timedelta(days=serial % (last - first).days)
            state = State.OPEN if serial % 50 == 0 else State.ANSWERED
            known = Known(number, asked, state, None, None if state is State.OPEN else asked + timedelta(days=40), 1)
            seen = TODAY - timedelta(days=serial % 250)
            yield Visit(number, "2026-11-24", ours.moment(seen), Found.QUESTION, "", known)


def records(request: Mapping[str, Any]) -> dict[str, Any]:
    """Assemble and store so many records; the memory after each tenth of them tells whether it grows."""
    count, path = request["questions"], Path(request["records"])
    templates = list(slim(ours.stored(Path(request["archive"]), TEMPLATES)))
    path.unlink(missing_ok=True)
    peaks: list[float] = []
    begun = time.perf_counter()

    def told(done: int) -> None:
        if done * 10 // count > len(peaks):
            peaks.append(round(peak_of_this(), 1))

    ours.keep(path, made(templates, count), told)
    triples = sum(ours.lines_of(template).count("\n") for template in templates) * count // len(templates)
    return {
        "questions": count, "seconds": time.perf_counter() - begun, "triples": triples, "peaks_mb": peaks,
        "records_mb": path.stat().st_size / 1e6,
    }  # fmt: skip


def release(request: Mapping[str, Any]) -> dict[str, Any]:
    """Make the release of all records in a file."""
    begun = time.perf_counter()
    folder = ours.release(Path(request["records"]), Path(request["output"]))
    return {
        "questions": request["questions"], "seconds": time.perf_counter() - begun, "release_mb": sizes(folder) / 1e6,
        "own_mb": peak_of_this(),
    }  # fmt: skip


def slim(full: Sequence[StoredRecord]) -> Iterator[StoredRecord]:
    """The records that are tied to no other, without parts and with short texts."""
    for record in full:
        text = ours.lines_of(record)
        if not TIED.search(text):
            kept = (TEXT.sub(r'"\1"', line) for line in text.splitlines(keepends=True) if "/part/" not in line)
            yield ours.with_lines(record, record.number, "".join(kept))


def made(templates: Sequence[StoredRecord], count: int) -> Iterator[list[StoredRecord]]:
    """So many records, in batches: the templates in turn under numbers of their own."""
    stand_ins = [StandIn.of(template) for template in templates]
    for at in range(0, count, BATCH):
        yield [stand_ins[serial % len(stand_ins)].under(FIRST + serial) for serial in range(at, min(at + BATCH, count))]


@dataclass(frozen=True)
class StandIn:
    """A record under a number that no question has, so that every place of it is found and replaced at once."""

    record: StoredRecord
    texts: Mapping[str, bytes]

    @classmethod
    def of(cls, template: StoredRecord) -> StandIn:
        """A template as a stand-in."""
        number = f"{template.number.partition('-')[0]}-{NOBODYS}"
        lines, turtle, links = (
            _renumbered(text, template.number, number)
            for text in (ours.text_of(template, "nt"), ours.text_of(template, "ttl"), template.summary.links)
        )
        record = ours.in_forms(template, number, lines, turtle, links)
        return cls(record, {form: ours.text_of(record, form) for form in record.pieces})

    def under(self, serial: int) -> StoredRecord:
        """The record under another serial of its legislature, canonical as before, with captures of its own."""
        number = f"{self.record.number.partition('-')[0]}-{serial}"
        digests = _digest(self.record.number), _digest(number)

        def other(text: bytes) -> bytes:
            return text.replace(b"%d" % NOBODYS, b"%d" % serial).replace(*digests)

        texts = {form: other(text) for form, text in self.texts.items()}
        for form in ("nt", "nq"):
            texts[form] = b"".join(sorted(texts[form].splitlines(keepends=True)))
        return ours.with_texts(self.record, number, texts, other(self.record.summary.links))


def _renumbered(text: bytes, old: str, new: str) -> bytes:
    legislature, _, serial = old.partition("-")
    other = new.partition("-")[2].encode()
    text = re.sub(rb"(be-senate/%s-)%s(?=[/>])" % (legislature.encode(), serial.encode()), rb"\g<1>" + other, text)
    text = text.replace(f'"{old}"'.encode(), f'"{new}"'.encode())
    text = re.sub(rb'(number>? )"%s"' % serial.encode(), rb'\1"' + other + b'"', text)
    text = re.sub(rb"NR=%s(?=[&>])" % serial.encode(), rb"NR=" + other, text)
    return re.sub(rb"(?i)(?<=[/\"])[0-9a-f]{64}(?=[/>\"])", _digest(new), text)


def _digest(number: str) -> bytes:
    return hashlib.sha256(number.encode()).hexdigest().encode()

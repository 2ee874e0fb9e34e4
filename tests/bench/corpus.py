"""Generated corpora of the real size and shape, as archives: `python -m tests.bench.corpus [questions] [folder]`.

Bilingual print pages of some 20 KB drawn by the miniature site's renderer from `made_questions`. A corpus is kept in a
file named by its size and by a checksum of what it is made from, so that a second run takes it as it is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random

from flows.keep.archive import open_archive
from flows.keep.captures import Received
from flows.sources import be_senate
from tests.bench import made_questions, made_words
from tests.site import blocks, markups, mixtures, pages, words
from tests.site.truth import QUESTIONS

FOLDER = Path("output/bench")
CHUNK = 250  # questions that a process makes at once
# The markups that the Senate's pages are thought to have, and a few pages in mixed tags, in hundredths.
DRAWN = {"layout-tables": 60, "one-table": 32, "mixture": 8}
VARIANT: blocks.Variant = "SVPrintNLFR"
BEGUN = datetime(2026, 11, 1, 2, 30, tzinfo=UTC)  # when the first page was seen; the others at the polite pace after
PACE = timedelta(seconds=2)
Made = tuple[str, bytes, str | None]  # number, bytes, content type


def key() -> str:
    """A checksum of everything that the pages are made from: the generator, the renderer, the tables."""
    modules = (made_words, blocks, markups, mixtures, pages, words)
    files = [Path(__file__), *made_questions.sources(), *(Path(str(module.__file__)) for module in modules)]
    digest = hashlib.sha256()
    for path in (*files, *sorted(QUESTIONS.glob("*.toml"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def corpus(size: int, folder: Path = FOLDER) -> Path:
    """The archive of a corpus, made when it is missing; never written to afterwards: take a copy."""
    path = folder / f"corpus-{size}-{key()}.sqlite"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".making-{os.getpid()}.sqlite"
    aside.unlink(missing_ok=True)
    with open_archive(aside) as archive:
        for batch in _batches(received(size), CHUNK * 4):
            with archive.transaction():
                for page in batch:
                    archive.keep(page)
    for old in folder.glob(f"corpus-{size}-*.sqlite"):  # of another generator or other tables
        old.unlink()
    aside.rename(path)
    return path


def received(size: int) -> Iterator[Received]:
    """The pages of a corpus in the order of their numbers, made by all processors."""
    numbers = made_questions.numbers(size)
    chunks = [numbers[at : at + CHUNK] for at in range(0, size, CHUNK)]
    if len(chunks) == 1:
        made: Iterable[list[Made]] = [make(chunks[0], size)]
        yield from _received(made)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from _received(pool.map(make, chunks, [size] * len(chunks)))


def make(numbers: Sequence[str], size: int, version: int = 0) -> list[Made]:
    """The pages of some numbers of a corpus."""
    return [(number, *page(number, size, version)) for number in numbers]


def page(number: str, size: int, version: int = 0) -> tuple[bytes, str | None]:
    """The page of a number, as bytes with their content type."""
    truth = made_questions.truth(number, size, version)
    markup = Random(f"markup {number}").choices(list(DRAWN), weights=list(DRAWN.values()))[0]
    if markup == "mixture":
        text = mixtures.mixture(blocks.rows(truth, VARIANT, "nl"), number)
        return text.encode("cp1252", "xmlcharrefreplace"), "text/html"
    drawn = pages.draw(truth, VARIANT, "nl", markup)
    return drawn.body, drawn.content_type


def changed(size: int, count: int) -> Iterator[Received]:
    """New content of some questions a month later: those of the last legislature, two of the one before."""
    numbers = made_questions.numbers(size)
    last, before = (f"{legislature}-" for legislature in sorted(made_questions.LEGISLATURES)[:-3:-1])
    chosen = [one for one in numbers if one.startswith(last)][: count - 2]
    chosen += [one for one in numbers if one.startswith(before)][: count - len(chosen)]
    for number, body, content_type in make(chosen, size, version=1):
        seen = BEGUN + timedelta(days=30)
        yield _page(number, body, content_type, seen)


def copy(archive: Path, output: Path) -> None:
    """Put an archive into an output folder that holds nothing else."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    shutil.copyfile(archive, output / "archive.sqlite")


def _received(chunks: Iterable[list[Made]]) -> Iterator[Received]:
    at = 0
    for chunk in chunks:
        for number, body, content_type in chunk:
            yield _page(number, body, content_type, BEGUN + at * PACE)
            at += 1


def _page(number: str, body: bytes, content_type: str | None, seen: datetime) -> Received:
    headers = {"content-type": content_type} if content_type else {}
    return Received(number, be_senate.discover.bilingual_page(number), body, seen, seen, headers=headers)


def _batches(pages: Iterator[Received], size: int) -> Iterator[list[Received]]:
    while batch := list(islice(pages, size)):
        yield batch


def main(size: int, folder: Path) -> None:
    """Make a corpus, or find it, and print how large it is."""
    begun = time.monotonic()
    path = corpus(size, folder)
    with open_archive(path) as archive:
        counts = archive.counts()
    words = f"{counts.questions} questions, {counts.size / counts.contents / 1000:.1f} KB a page"
    size_on_disk = f"{counts.stored / 1e6:.0f} MB, {time.monotonic() - begun:.0f} s"
    print(f"{path}: {words}, {size_on_disk}")  # noqa: T201  # the figures


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER)

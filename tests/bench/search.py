"""How long a search takes: `python -m tests.bench.search RELEASE [questions]`.

The questions of a release are told over and over, under other numbers, until there are as many as asked for (31,000);
of a generated corpus (`tests.bench.corpus`, then `vraagbaak rebuild`) a thousand are enough. Times are processor time,
so that a busy machine tells the same.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from flows.search import index
from flows.search.reading import Asked, read_questions
from flows.search.schema import open_index
from flows.search.searching import Wanted, search
from flows.vocabulary import Iris

TIMES = 5
SEARCHES = {
    "a word of every text": "federale",
    "two words of every text": "federale maatregelen",
    "a topic": "krijgsmacht",
    "a topic without its accent": "armee",
    "a phrase": '"sociale media"',
    "words that begin alike": "veilig*",
    "a name": "van de minister Ongena",
    "one word without another": "gezondheid -minister",
    "only stop words": "de het van",
    "nothing, the newest first": "",
}


def told_over(quads: Path, iris: Iris, many: int) -> Iterator[Asked]:
    """The questions of a release again and again, each time under numbers of their own."""
    once = list(read_questions(quads, iris))
    for at in range(many):
        asked, again = once[at % len(once)], at // len(once)
        legislature, _, serial = asked.number.partition("-")
        number = f"{legislature}-{int(serial) + again * 100_000}"
        yield replace(asked, iri=iris.question(number).value, values={**asked.values, "identifier": number})


def main(release: Path, many: int) -> None:
    """Make the index, search, print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path, begun = Path(folder) / "search.sqlite", time.process_time()
        with patch.object(index, "read_questions", lambda quads, iris: told_over(quads, iris, many)):
            index.build(release, path, Iris())
        print(f"{many} questions: {time.process_time() - begun:.0f} s, {path.stat().st_size / 1e6:.0f} MB")  # noqa: T201
        for what, text in SEARCHES.items():
            taken = []
            for _ in range(TIMES):
                begun = time.process_time()
                with open_index(path) as opened:
                    found = search(opened, Wanted(text))
                taken.append(time.process_time() - begun)
            print(f"{what:50} {text:28} {found.total:6} {statistics.median(taken) * 1000:6.1f} ms")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 31_000)

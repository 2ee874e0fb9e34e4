"""Draw the pictures of a release in a process of its own, while its other files are written.

`python -m flows.publish.drawing FOLDER` reads from a file there what to draw, and writes the pictures beside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.draw.pictures import FORMATS, Picture, sheet
from flows.draw.tables import TABLES
from flows.draw.words import Words

ASKED = "asked.json"


@contextmanager
def begun(
    figures: Mapping[str, Any], wanted: Sequence[Picture], folder: Path
) -> Iterator[Callable[[Picture], Iterator[bytes]]]:
    """What gives the bytes of a picture; those of `wanted` are drawn meanwhile, into an empty folder.

    One that is not among them, or of which the process died, is drawn when it is asked for.
    """
    sheets = sorted({(one.words.picture, one.words.language) for one in wanted if one.words})
    if not sheets:
        yield Picture.chunks
        return
    (folder / ASKED).write_text(json.dumps({"figures": figures, "sheets": sheets}), "utf-8")
    process = subprocess.Popen([sys.executable, "-m", __name__, str(folder)], stderr=subprocess.DEVNULL)

    def chunks(picture: Picture) -> Iterator[bytes]:
        words = picture.words
        if words and (words.picture, words.language) in sheets and process.wait() == 0:
            yield (folder / Path(picture.name).name).read_bytes()
        else:
            yield from picture.chunks()

    try:
        yield chunks
    finally:
        process.kill()  # it has ended, unless an error came between
        process.wait()


def main(folder: Path) -> None:
    """Draw what is asked for."""
    asked = json.loads((folder / ASKED).read_text("utf-8"))
    for picture, language in asked["sheets"]:
        drawn = sheet(TABLES[picture](asked["figures"]), Words(picture, language))
        for form in FORMATS:
            (folder / f"{picture}.{language}.{form}").write_bytes(drawn[form])


if __name__ == "__main__":
    main(Path(sys.argv[1]))

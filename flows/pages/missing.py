"""What is answered when there is no such thing, no longer or not in such a format; each says what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from flows.pages.answer import SAFE
from flows.pages.formats import FORMATS
from flows.pages.gone import is_gone
from flows.pages.reader import Reader
from flows.pages.render import VARY, render, served_of
from flows.pages.things import NUMBER

NEAR = 40  # numbers on either side that are looked at
SHOWN = 6


def page(request: Request, reader: Reader, place: str, headers: Mapping[str, str]) -> Response:
    """404, or 410 for a question that was published once."""
    found = NUMBER.match(place.partition(".")[0])
    number = found[1] if found else ""
    gone = bool(number) and not reader.has_question(number) and is_gone(served_of(request), number)
    words = place.rpartition("/")[2].partition(".")[0].replace("-", " ")[:60]
    return render(
        request, "missing.html", status=410 if gone else 404, vary=f"Accept, {VARY}", headers=headers,
        number=number, is_gone=gone, near=[*near(reader, number)] if number else [], words="" if number else words,
    )  # fmt: skip


def near(reader: Reader, number: str) -> Iterator[str]:
    """The numbers nearest to one that the release has, the lower first."""
    legislature, _, serial = number.partition("-")
    if len(serial) > 9:
        return
    own, found = int(serial), 0
    for distance in range(NEAR + 1):
        for one in dict.fromkeys((own - distance, own + distance)):
            if one > 0 and found < SHOWN and reader.has_question(f"{legislature}-{one}"):
                found += 1
                yield f"{legislature}-{one}"


def no_format(request: Request, place: str, headers: Mapping[str, str]) -> Response:
    """406 with the formats that there are."""
    lines = "".join(f"{one.media}  {request.url.path}.{one.ending}\n" for one in FORMATS.values())
    text = f"None of the formats in the Accept header can be given. These can:\n{lines}"
    return PlainTextResponse(text, 406, {**SAFE, **headers, "Vary": "Accept"})

"""Find the web addresses that a text names."""

from __future__ import annotations

import re
from collections.abc import Iterable

# "(cf. https://www.theverge.com/2022/1/7/22871881/x-us-jurisdiction)."
ADDRESS = re.compile(r"https?://[^\s<>\"«»„”“]+", re.IGNORECASE)
BRACKETS = {")": "(", "]": "[", "}": "{"}


def find_addresses(lines: Iterable[str], links: Iterable[str] = ()) -> tuple[str, ...]:
    """The addresses in the lines, each once, in reading order, then those of `links` that no line spells out."""
    # Hardly a line has an address, and to look for one at each letter takes longer than anything else here.
    found = [_trim(match) for line in lines if "://" in line for match in ADDRESS.findall(line)]
    return tuple(address for address in dict.fromkeys([*found, *links]) if len(address) > len("https://"))


def _trim(text: str) -> str:
    """An address without the punctuation of its sentence; a bracket stays when the address opened it."""
    while text:
        last = text[-1]
        unopened = last in BRACKETS and text.count(last) > text.count(BRACKETS[last])
        if not unopened and last not in ".,;:!?'’*":
            break
        text = text[:-1]
    return text

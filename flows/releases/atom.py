"""Atom documents (RFC 4287) of a feed that is kept in archives (RFC 5005): writing them, and reading our own again.

A feed is its newest document, small and written anew, and archives of a fixed size that never change. What the newest
document holds is the whole state: entries are added to it, and the oldest go to an archive when it grows too long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from flows.publish.write import put

ARCHIVED = 50  # entries of an archive
END = "</feed>\n"
LONGEST = 2 * ARCHIVED  # entries that no newest document has
ENTRY = re.compile(r"<entry>\n.*?</entry>\n", re.DOTALL)
# Match our own links: rel="via" href="…/changes/000042/change.json", rel="prev-archive" href="…/feed.nl.000003.atom"
VIA = re.compile(r'<link rel="via" href="[^"]*/(\d+)/change\.json"')
ARCHIVE = re.compile(r'<link rel="prev-archive" href="[^"]*\.(\d+)\.atom"')
UPDATED = re.compile(r"<updated>(.*?)</updated>")
# What XML 1.0 has no place for, escaped or not.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Torn(Exception):
    """A document of a feed was cut short: the machine lost its power before it was on disk."""


@dataclass(frozen=True)
class Link:
    """A link of an entry or a feed."""

    rel: str
    href: str
    type: str

    def xml(self) -> str:
        """Its element."""
        return f"<link rel={quoteattr(self.rel)} href={quoteattr(self.href)} type={quoteattr(self.type)}/>\n"


@dataclass(frozen=True)
class Feed:
    """A feed: `name` is its file without language and ending below the folder at `address`."""

    address: str
    name: str
    language: str
    title: str

    def add(self, folder: Path, entries: Sequence[str], through: int) -> bool:
        """Add entries, oldest first, that come from an entry of the log; False when they are there already.

        Raises Torn when the document is not whole.
        """
        path = folder / f"{self.name}.{self.language}.atom"
        written = path.read_text("utf-8") if path.is_file() else ""
        if written and not written.endswith(END):
            raise Torn(path)
        if (seen := VIA.search(written)) and int(seen[1]) >= through:
            return False
        every = [*reversed(ENTRY.findall(written)), *entries]
        archives = int(found[1]) if (found := ARCHIVE.search(written)) else 0
        while len(every) >= LONGEST:
            archives += 1
            archive = self._document(every[:ARCHIVED], archives - 1, through, archives)
            put(folder / f"{self.name}.{self.language}.{archives:06}.atom", archive.encode(), is_synced=False)
            every = every[ARCHIVED:]
        put(path, self._document(every, archives, through).encode(), is_synced=False)
        return True

    def _document(self, entries: Sequence[str], before: int, through: int, number: int = 0) -> str:
        """A document; `before` is the number of the archive before it, `number` its own when it is an archive."""
        place = f"{self.address}{self.name}.{self.language}"
        current, own = f"{place}.atom", f"{place}.{number:06}.atom" if number else f"{place}.atom"
        links = [Link("self", own, "application/atom+xml")]
        if number:
            links.append(Link("current", current, "application/atom+xml"))
        else:
            links.append(Link("via", f"{self.address}{through:06}/change.json", "application/json"))
        if before:
            links.append(Link("prev-archive", f"{place}.{before:06}.atom", "application/atom+xml"))
        updated = max(UPDATED.findall("".join(entries)))
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
            f'xmlns:fh="http://purl.org/syndication/history/1.0" xml:lang="{self.language}">\n'
            f"<id>{text(current)}</id>\n<title>{text(self.title)}</title>\n<updated>{updated}</updated>\n"
            f"<author><name>Vraagbaak</name></author>\n{''.join(link.xml() for link in links)}"
            f"{'<fh:archive/>' + chr(10) if number else ''}{''.join(reversed(entries))}{END}"
        )


def entry(identity: str, title: str, updated: str, link: Link, summary: str, categories: Sequence[str] = ()) -> str:
    """An entry of a feed."""
    return (
        f"<entry>\n<id>{text(identity)}</id>\n<title>{text(title)}</title>\n<updated>{updated}</updated>\n{link.xml()}"
        f"{''.join(categories)}<summary>{text(summary)}</summary>\n</entry>\n"
    )


def category(scheme: str, term: str, label: str) -> str:
    """What an entry belongs under."""
    return f"<category scheme={_quoted(scheme)} term={_quoted(term)} label={_quoted(label)}/>\n"


def text(value: str) -> str:
    """A text as it stands in an element."""
    return escape(FORBIDDEN.sub("\ufffd", value))


def _quoted(value: str) -> str:
    return quoteattr(FORBIDDEN.sub("\ufffd", value))

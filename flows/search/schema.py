"""The tables of the index, and how it is opened. Who fills and who asks them, other modules say.

Anybody who draws pages may read `question`, `about` and `thing`; `facet`, `ranked` and `words` are for `searching`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import VraagbaakError

FORMAT = 1  # counts up when the tables change; an index of another format is made anew
APPLICATION = 0x56425341  # "VBSA", so that no other database is taken for an index

SCHEMA = """
-- A question; `id` counts from 1 in the order of the release. Things are named by their IRI, states and languages by
-- the last word of it ("answered", "nl"). Days are text, like "2022-06-02"; what is not known is NULL.
CREATE TABLE question (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, legislature INTEGER NOT NULL, serial INTEGER NOT NULL,
    iri TEXT NOT NULL, date TEXT NOT NULL, title_nl TEXT, title_fr TEXT, title_de TEXT,
    person TEXT, party TEXT, post TEXT, minister TEXT, government TEXT, state TEXT NOT NULL, language TEXT,
    deadline TEXT, answered_on TEXT, days_to_answer INTEGER, days_late INTEGER, on_time INTEGER,
    answers INTEGER NOT NULL, issued TEXT, modified TEXT
);
CREATE INDEX question_by_day ON question (date DESC, legislature DESC, serial DESC);
CREATE INDEX question_by_place ON question (legislature, serial);
CREATE INDEX question_by_modified ON question (modified DESC);
CREATE INDEX question_by_deadline ON question (deadline) WHERE answered_on IS NULL AND deadline IS NOT NULL;

-- What a question is about or belongs to, by kind: person, party, post, portfolio, minister, government, legislature,
-- topic (a EuroVoc concept or keyword of ours), domain (of EuroVoc), cites (an address), host, also-asked-as,
-- reintroduces, reintroduced-as, related-to, refers-to. `date` and `serial` are those of the question, so that
-- `WHERE kind = ? AND iri = ? ORDER BY date DESC, number DESC` is a walk along the key.
CREATE TABLE about (
    kind TEXT NOT NULL, iri TEXT NOT NULL, date TEXT NOT NULL, number TEXT NOT NULL, question INTEGER NOT NULL,
    PRIMARY KEY (kind, iri, date, number)
) WITHOUT ROWID;
CREATE INDEX about_by_question ON about (question, kind, iri);

-- A thing that questions share, by kind as above, with its names; `replaced_by` where it was merged.
CREATE TABLE thing (
    iri TEXT PRIMARY KEY, kind TEXT NOT NULL, nl TEXT, fr TEXT, en TEXT, de TEXT, notation TEXT, replaced_by TEXT,
    questions INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX thing_by_kind ON thing (kind, questions DESC);

-- Of each value of a facet the questions that have it: bit n of the little-endian number is the question with id n.
CREATE TABLE facet (facet TEXT NOT NULL, value TEXT NOT NULL, questions BLOB NOT NULL,
    PRIMARY KEY (facet, value)) WITHOUT ROWID;
CREATE TABLE ranked (newest BLOB NOT NULL);  -- the ids of all questions, the newest first, as little-endian uint32

-- Words as they stand, and beside them the stems of all that are in a field, each once: that a stem occurs finds a
-- question, how often and where its word occurs ranks it. The texts themselves stay in the store.
CREATE VIRTUAL TABLE words USING fts5 (
    title, name, keyword, text, stem_title, stem_text,
    content = '', tokenize = "unicode61 remove_diacritics 2"
);
"""
WEIGHTS = (12.0, 6.0, 6.0, 1.0, 4.0, 0.5)  # of the columns of `words`, in the ranking


@contextmanager
def open_index(path: Path) -> Iterator[sqlite3.Connection]:
    """An index for reading; raises VraagbaakError when there is none, or one of another format."""
    try:
        # Immutable: a release's index is never written again, so nothing is locked and no journal looked for.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.OperationalError as error:
        raise VraagbaakError(f"{path} cannot be opened ({error}): load the release again") from error
    try:
        if not is_index(connection):
            raise VraagbaakError(f"{path} is no index of this version of Vraagbaak: load the release again")
        connection.row_factory = sqlite3.Row
        yield connection
    finally:
        connection.close()


def is_index(connection: sqlite3.Connection) -> bool:
    """Whether a database is a whole index of this format; `build` stamps it last."""
    try:
        marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    except sqlite3.DatabaseError:
        return False
    return marks == [APPLICATION, FORMAT]

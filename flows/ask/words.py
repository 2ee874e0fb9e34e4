"""The bare words of a SPARQL text: what it does and asks for, without what stands in strings, IRIs and comments.

The store's parser gives no syntax tree, so three things are read here: whether a query asks other endpoints
(SERVICE), whether it is an update, whether it names its dataset (FROM). The first is a reason for people; that no
query reaches the network is held by the process that runs it.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from flows.ask.problem import Problem

# One terminal of the grammar of SPARQL 1.1 (19.8) after another; what is none of these is passed over.
TERMINAL = re.compile(
    r'''
      """(?:[^"\\]|\\.|"(?!""))*"""         # """a "long" string"""
    | \'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'
    | "(?:[^"\\\n\r]|\\.)*"                 # "a string"
    | '(?:[^'\\\n\r]|\\.)*'
    | <[^<>"{}|^`\\\x00-\x20]*>             # <https://example.org/service>
    | \#[^\n\r]*                            # a comment
    | [?$@]\w+(?:-\w+)*                     # ?service, $service, @nl-be
    | [\w.-]*:(?:[\w.:%-]|\\.)*             # ex:service, _:service, service:
    | (?P<word>[^\W\d_]\w*)                 # SERVICE
    ''',
    re.VERBOSE | re.DOTALL,
)
UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


def bare_words(text: str) -> list[str]:
    """The keywords and names of functions, in capitals."""
    return [match["word"].upper() for match in TERMINAL.finditer(text) if match["word"]]


def names_dataset(text: str) -> bool:
    """Whether a query has FROM or FROM NAMED clauses of its own."""
    return "FROM" in bare_words(text)


def refuse(text: str) -> None:
    """Raises Problem for what is never done here: updates, and asking other endpoints."""
    words = bare_words(text)
    first = next((word for word in words if word in UPDATES | FORMS), "")
    if first in UPDATES:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"{first} is an update, and this endpoint answers queries only: the data are read-only.",
        )
    if "SERVICE" in words:
        raise Problem(
            HTTPStatus.FORBIDDEN,
            "SERVICE is refused: this endpoint asks no other. Ask both and join the results, or run the federated "
            "query from an engine of your own.",
        )

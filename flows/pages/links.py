"""Where things stand on this site: links that keep the language, and the page of an IRI."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.requests import Request

from flows.vocabulary import EV, Iris

OURS = ("id/", "auth/", "graph/")  # what is redirected to a document
CONCEPT = "doc/concept/eurovoc/"
KEPT = ("page", "lang")  # what tells two pages of a path apart; all else only changes how one looks at it


@dataclass(frozen=True)
class Links:
    """The links of one page: `path` is where it stands below the root, `query` what it was asked with."""

    iris: Iris
    root: str  # where the application stands on its host: "" or "/vraagbaak"
    path: str
    query: tuple[tuple[str, str], ...]

    @property
    def chosen(self) -> str:
        """The language that the address names, if any."""
        return dict(self.query).get("lang", "")

    def link(self, path: str, **query: object) -> str:
        """A link to a path of ours: `link("/search", q="leger")`; what is None or empty is left out."""
        given = {name: str(value) for name, value in query.items() if value not in (None, "")}
        if self.chosen and "lang" not in query:
            given["lang"] = self.chosen
        bare, hash_, fragment = path.partition("#")
        return self.root + quote(bare, safe="/:@!$&'()*+,;=~%") + _query(given) + hash_ + fragment

    def again(self, **query: object) -> str:
        """A link to this page with some of its query changed."""
        given = {**dict(self.query), **query}
        return Links(self.iris, self.root, self.path, ()).link(self.path, **given)

    def to(self, iri: str) -> str:
        """The page about an IRI: of ours and of EuroVoc here, of others there; "" when it is no web address."""
        if iri.startswith(self.iris.base):
            return self.link("/" + self.place(iri.removeprefix(self.iris.base)))
        if iri.startswith(str(EV)):
            return self.link("/" + CONCEPT + iri.removeprefix(str(EV)))
        return web(iri)

    def place(self, path: str) -> str:
        """Where the document of a thing of ours stands: "id/person/x" is told of at "doc/person/x"."""
        return f"doc/{path.removeprefix('id/')}" if path.startswith(OURS) else path

    def here(self, language: str = "") -> str:
        """The full address of this page, as other sites should name it; with a language, of that edition."""
        given = {name: value for name, value in self.query if name in KEPT and name != "lang"}
        chosen = language or self.chosen
        return (
            self.iris.base + quote(self.path.removeprefix("/")) + _query(given | ({"lang": chosen} if chosen else {}))
        )

    @property
    def neutral(self) -> str:
        """The full address of this page in whatever language the reader prefers."""
        return Links(self.iris, self.root, self.path, tuple(one for one in self.query if one[0] != "lang")).here()


def links_of(request: Request, iris: Iris) -> Links:
    """The links of the page that a request asks for."""
    root = request.scope.get("root_path", "").rstrip("/")
    path = request.scope["path"].removeprefix(root)
    query = parse_qsl(request.scope["query_string"].decode("latin-1"), max_num_fields=100)
    return Links(iris, root, path, tuple(query))


def web(address: str) -> str:
    """An address as a link, or "" when it is none that a browser should follow."""
    try:
        parts = urlsplit(address)
    except ValueError:  # "http://[::1"
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def _query(given: dict[str, str]) -> str:
    return f"?{urlencode(given)}" if given else ""

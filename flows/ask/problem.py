"""What is wrong with a request, or with how far a query got: an HTTP status, a sentence, and where in the query."""

from __future__ import annotations

from http import HTTPStatus


class Problem(Exception):  # named for what happened, like all errors here
    """A request that is not answered with data."""

    def __init__(self, status: HTTPStatus, detail: str, *, wait: int = 0, place: tuple[int, int] | None = None) -> None:
        """Take the status, what is wrong and what to do, seconds to wait before asking again, and line and column."""
        super().__init__(detail)
        self.status, self.detail, self.wait, self.place = status, detail, wait, place

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer, beside its type."""
        return {"retry-after": str(self.wait)} if self.wait else {}

    def text(self) -> str:
        """For people."""
        at = f"\nLine {self.place[0]}, column {self.place[1]}." if self.place else ""
        return f"{self.status.value} {self.status.phrase}: {self.detail}{at}\n"

    def document(self) -> dict[str, object]:
        """For programs: problem details by RFC 9457."""
        place = {"line": self.place[0], "column": self.place[1]} if self.place else {}
        return {
            "type": "about:blank", "title": self.status.phrase, "status": self.status.value, "detail": self.detail,
            **place,
        }  # fmt: skip

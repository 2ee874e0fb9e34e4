"""The command `vraagbaak`: harvest, rebuild, parse, check. What people type, and what they read back."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from flows.errors import BadInput, NoRelease, UnexpectedPage, VraagbaakError
from flows.model import Answer, Body, WrittenQuestion
from flows.settings import Settings, product_folder, read_settings
from flows.sources import be_senate

if TYPE_CHECKING:
    from flows.nightly import Summary

MISUSE, NOTHING_PUBLISHED = 1, 4
app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
    help="From the written questions of the Belgian Senate to linked open data.",
)  # fmt: skip
out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)


@app.command()
def harvest(
    pages: Annotated[
        Path | None, typer.Option(help="a folder with pages.toml; the bundled pages when left out")
    ] = None,
) -> None:
    """Take pages in and publish a checked release of all archived pages."""
    run(read_settings(), pages or product_folder("seeds") / "pages")


@app.command()
def rebuild() -> None:
    """Publish a checked release of all archived pages, without taking any in."""
    run(read_settings(), None)


def run(settings: Settings, pages: Path | None) -> None:
    """Run the nightly flow and print its summary; the last line names the release or says why there is none."""
    if pages is None and not (settings.output / "archive.sqlite").is_file():
        raise BadInput(f"there is no archive in {settings.output}: run `vraagbaak harvest` first")
    # Prefect takes seconds to import; `vraagbaak parse` does without it.
    from flows.nightly import nightly

    try:
        summary = nightly(settings, pages)
    except NoRelease as error:
        err.print(f"No release: {error}", style="bold red", markup=False)
        out.print(f"no release: {error}", markup=False)
        raise typer.Exit(NOTHING_PUBLISHED) from None
    show(summary)


def show(summary: Summary) -> None:
    """Print what a run did and what to do next."""
    numbers = json.loads((summary.release.folder / "statistics.json").read_text("utf-8"))
    table = Table(show_header=False, box=None, pad_edge=False)
    rows = {
        "pages": f"{summary.pages} received, {summary.new_pages} new",
        "questions": f"{numbers['questions']}, {len(summary.night.set_aside)} set aside",
        "triples": numbers["triples"],
        "issues": ", ".join(f"{count} {code}" for code, count in numbers["issues_by_code"].items()) or "none",
        "release": f"{summary.release.version}" + ("" if summary.release.is_new else " (unchanged)"),
        "files": summary.release.folder,
    }
    for name, value in rows.items():
        table.add_row(name, str(value))
    out.print(table)
    for aside in summary.night.set_aside:
        for issue in aside.issues:
            out.print(f"set aside: {aside.number}: {issue.code}: {issue.message}", markup=False)
    report = summary.release.folder / "report.md"
    wanting = summary.night.set_aside or numbers["issues"]
    out.print(f"next: {'read ' + str(report) + ', it says what to do' if wanting else 'nothing is to be done'}")
    out.print(f"release {summary.release.version} in {summary.release.folder.parent.parent / 'latest'}")


@app.command()
def parse(
    files: Annotated[list[Path], typer.Argument(help="question pages, HTML or plain text", metavar="FILE...")],
) -> None:
    """Print what each page says, one JSON object a line."""
    failed = False
    for path in files:
        try:
            question = be_senate.parse(read_file(path))
        except (UnexpectedPage, BadInput) as error:
            err.print(f"{path}: {error}", markup=False)
            failed = True
            continue
        sys.stdout.write(json.dumps(as_json(question), ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(MISUSE)


def read_file(path: Path) -> bytes:
    """The bytes of a file that a person named; raises BadInput when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror}): name an existing file") from error


def as_json(question: WrittenQuestion) -> dict[str, Any]:
    """A question as `vraagbaak parse` prints it."""
    return {
        "number": question.number,
        "legislature": question.legislature,
        "variant": question.variant,
        "page_languages": list(question.page_languages),
        "author": question.author,
        "party": question.party,
        "date": question.date.isoformat(),
        "addressee": dict(question.addressee),
        "subject": dict(question.subject),
        "keywords": {language: list(words) for language, words in question.keywords.items()},
        "events": [
            {"date": event.date.isoformat(), "kind": event.kind, "label": event.label,
             "deadline": event.deadline.isoformat() if event.deadline else None}
            for event in question.events
        ],
        "relations": [
            {"kind": relation.kind, "target_kind": relation.target_kind, "target": relation.target}
            for relation in question.relations
        ],
        "original_language": question.original_language,
        "state": question.state,
        "question": {language: _body(body) for language, body in question.question.items()},
        "answers": [_answer(answer) for answer in question.answers],
        "citations": list(question.citations),
        "references": list(question.references),
        "issues": [{"code": issue.code, "message": issue.message} for issue in question.issues],
    }  # fmt: skip


def _answer(answer: Answer) -> dict[str, Any]:
    day = answer.date.isoformat() if answer.date else None
    bodies = {language: _body(body) for language, body in answer.bodies.items()}
    return {"kind": answer.kind, "date": day, "document": answer.document, **bodies}


def _body(body: Body) -> dict[str, Any]:
    parts = [
        {"number": part.number, "text": part.text, "position": part.position, "parent": part.parent}
        for part in body.parts
    ]
    return {"text": body.text, "parts": parts}


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="RDF files; the latest release when left out")] = None,
) -> None:
    """Judge RDF files by the shapes and print what breaks them."""
    # rdflib and pySHACL take a second to import; `vraagbaak parse` does without them.
    from flows.check import load, validate

    settings = read_settings()
    chosen: Sequence[Path] = files or sorted(settings.latest.glob("be-senate-*.ttl.gz"))
    if not chosen:
        raise BadInput(f"there is no release in {settings.output}: run `vraagbaak harvest`, or name RDF files")
    bad = False
    for path in chosen:
        graph = load(path)
        findings = validate(graph, settings.base)
        bad = bad or any(finding.is_violation for finding in findings)
        for finding in findings:
            word = "violation" if finding.is_violation else "warning"
            out.print(f"{path}: {word}: {finding.shape} at {finding.subject}: {finding.message}", markup=False)
        out.print(f"{path}: {len(graph)} triples, {len(findings)} results", markup=False)
    if bad:
        raise typer.Exit(MISUSE)


def main() -> None:
    """Run the command; errors that a person can put right are shown as one line."""
    try:
        app()
    except VraagbaakError as error:
        err.print(f"vraagbaak: {error}", style="red", markup=False)
        sys.exit(MISUSE)

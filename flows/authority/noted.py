"""Note what a record asks the reviewed tables and what they answer, so that it is known when an answer changes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Asked = tuple[str, ...]  # the look-up and its arguments: ("party", "Open Vld", "2022-06-02")
Remembered = tuple[Any, str]  # an answer, and how it is noted
REMEMBERED = 20_000  # answers; a rebuild asks for as many names on as many days as there are questions
LOOK_UPS: dict[str, inspect.Signature] = {}


class Consulted(Protocol):
    """Tables as one record consults them: `asked` is what it asked, `memory` what anybody did not long ago."""

    @property
    def memory(self) -> dict[Asked, Remembered]: ...
    @property
    def asked(self) -> dict[Asked, str]: ...


Tables = TypeVar("Tables", bound=Consulted)


def noted(answer: object) -> str:
    """How an answer stands in `asked`: None, 'tom-ongena', Addressed(rank='minister', …, unknown=('Zeezaken',)).

    Texts always stand between straight apostrophes, so that what is kept can be searched.
    """
    if isinstance(answer, str):
        return "'" + answer.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(answer, tuple):
        return "(" + "".join(f"{noted(one)}," for one in answer) + ")"
    if is_dataclass(answer):
        named = (f"{one.name}={noted(getattr(answer, one.name))}" for one in fields(answer))
        return f"{type(answer).__name__}({', '.join(named)})"
    return str(answer)


def is_known(note: str) -> bool:
    """Whether a noted answer says what was asked for as a whole: not None, and no post with unknown phrases."""
    return note != "None" and "unknown=('" not in note


def look_up(
    method: Callable[Concatenate[Tables, Given], Answer],
) -> Callable[Concatenate[Tables, Given], Answer]:
    """Note what is asked and answered; what was asked not long ago is answered from memory."""
    signature = LOOK_UPS[method.__name__] = inspect.signature(method)
    expected = len(signature.parameters) - 1

    @wraps(method)
    def asked(self: Tables, /, *given: Given.args, **named: Given.kwargs) -> Answer:
        arguments: tuple[Any, ...] = given
        if len(given) < expected:  # binding takes longer than most answers
            bound = signature.bind(self, *given, **named)
            bound.apply_defaults()
            arguments = bound.args[1:]
        key = (method.__name__, *arguments)
        remembered = self.memory.get(key)
        if remembered is None:
            if len(self.memory) >= REMEMBERED:
                self.memory.clear()
            answer = method(self, *given, **named)
            remembered = self.memory[key] = answer, noted(answer)
        self.asked[key] = remembered[1]
        given_before: Answer = remembered[0]
        return given_before

    return asked


def answer_now(tables: Consulted, question: Asked) -> str:
    """What a look-up that was noted answers now, as `asked` writes it; empty when there is no such look-up."""
    name, *given = question
    try:
        LOOK_UPS[name].bind(tables, *given)
    except (KeyError, TypeError):  # a record of another version had asked
        return ""
    getattr(tables, name)(*given)
    return next(reversed(tables.asked.values()))

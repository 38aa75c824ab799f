"""Reads a guided script from JSON and refuses one that cannot be walked, naming the place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class InvalidScript(Exception):
    """`code`: json, shape, node_unknown, start; `detail`: the place, in the words of the file."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Node:
    """`label`: the step in a word; `utterance`: what is said to the person. `is_end`: nothing follows."""

    id: str
    label: str
    utterance: str
    is_end: bool

    @property
    def text(self) -> str:
        return self.utterance or self.label


@dataclass(frozen=True)
class Faq:
    """A question that people ask on the way, and its answer."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True)
class Script:
    """`edges`: node id to {answer as written: next node id}. `start` is the node that no edge leads to."""

    name: str
    category: str
    problem: str
    start: str
    nodes: Mapping[str, Node]
    edges: Mapping[str, Mapping[str, str]]
    faqs: tuple[Faq, ...] = field(default=())


def read_script(content: bytes) -> Script:
    """Raises InvalidScript with what is wrong and where."""
    try:
        written = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise InvalidScript("json", str(problem)) from problem
    try:
        return _script(written)
    except (KeyError, TypeError, AttributeError) as problem:
        raise InvalidScript("shape", f"{type(problem).__name__}: {problem}") from problem


def _script(written: Mapping[str, Any]) -> Script:
    edges = {str(node): _answers(answers) for node, answers in (written.get("edges") or {}).items()}
    nodes = {str(id_): _node(str(id_), node, edges) for id_, node in written["nodes"].items()}
    _require_known(nodes, edges)
    return Script(
        name=str(written.get("name") or ""),
        category=str(written.get("category") or ""),
        problem=str(written.get("problem_description") or ""),
        start=_start(nodes, edges),
        nodes=nodes,
        edges=edges,
        faqs=tuple(_faq(faq) for faq in written.get("supporting_faqs") or []),
    )


def _node(id_: str, written: Mapping[str, Any], edges: Mapping[str, Mapping[str, str]]) -> Node:
    """An end is said to be one, or leads nowhere."""
    is_end = bool(written.get("terminal")) or not edges.get(id_)
    return Node(id_, str(written.get("label") or ""), str(written.get("utterance") or ""), is_end)


def _answers(written: Mapping[str, Any]) -> dict[str, str]:
    return {str(answer): str(following) for answer, following in written.items()}


def _faq(written: Mapping[str, Any]) -> Faq:
    return Faq(str(written.get("id", "")), str(written["q"]), str(written["a"]))


def _require_known(nodes: Mapping[str, Node], edges: Mapping[str, Mapping[str, str]]) -> None:
    mentioned = set(edges) | {following for answers in edges.values() for following in answers.values()}
    missing = sorted(mentioned - set(nodes))
    if missing:
        raise InvalidScript("node_unknown", missing[0])


def _start(nodes: Mapping[str, Node], edges: Mapping[str, Mapping[str, str]]) -> str:
    led_to = {following for answers in edges.values() for following in answers.values()}
    first = [id_ for id_ in nodes if id_ not in led_to]
    if len(first) != 1:
        raise InvalidScript("start", ", ".join(first) or "-")
    return first[0]

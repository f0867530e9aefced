"""Streamlit's messages as its front end takes them, as far as it matters where things stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


@dataclass
class Node:
    """An element of the browser's tree or, with children, a block."""

    fragment: str = ""
    drawn: int = 0
    children: list[Node] | None = None

    @property
    def kinds(self) -> Any:
        return None if self.children is None else [child.kinds for child in self.children]


@dataclass
class Browser:
    """What Streamlit's front end does with messages: deltas by their paths, then what the newest
    run of the page did not draw is taken out (`SetNodeByDeltaPathVisitor`,
    `ClearStaleNodeVisitor`).
    """

    root: Node = field(default_factory=lambda: Node(children=[Node(children=[]) for _ in range(4)]))
    run: int = 0

    def hear(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.run += 1
        elif kind == "delta":
            self._set([*message.metadata.delta_path], message)
        elif (
            kind == "script_finished"
            and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        ):
            for place in self.root.children or ():
                self._tidy(place)

    def _set(self, path: list[int], message: ForwardMsg) -> None:
        node = self.root
        for n in path[:-1]:
            node.drawn = self.run
            assert node.children is not None, "'setIn' cannot be called on an ElementNode"
            assert n < len(node.children), "Cannot set a node at a delta path"
            node = node.children[n]
        node.drawn = self.run
        assert node.children is not None, "'setIn' cannot be called on an ElementNode"
        assert path[-1] <= len(node.children), "Bad delta path index"
        old = node.children[path[-1]] if path[-1] < len(node.children) else Node()
        block = message.delta.WhichOneof("type") == "add_block"
        new = Node(message.delta.fragment_id, self.run, (old.children or []) if block else None)
        node.children[path[-1] : path[-1] + 1] = [new]

    def _tidy(self, node: Node) -> None:
        if node.children is not None:
            node.children = [child for child in node.children if child.drawn == self.run]
            for child in node.children:
                self._tidy(child)


def lifecycle(**said: Any) -> ForwardMsg:
    message = ForwardMsg()
    if said:
        message.script_finished = said["finished"]
    else:
        message.new_session.SetInParent()
    return message


def check_places(deltas: list[ForwardMsg]) -> set[str]:
    """A fragment that runs before the browser has heard of the page leaves all else in its place;
    returns the fragments."""
    begun, finished = lifecycle(), lifecycle(finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    whole = Browser()
    for message in [begun, *deltas, finished]:
        whole.hear(message)
    fragments = {message.delta.fragment_id for message in deltas} - {""}
    for fragment in fragments:
        browser, queue = Browser(), ForwardMsgQueue()
        for message in [begun, *deltas, finished]:
            browser.hear(message)
            queue.enqueue(message)
        queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=[fragment])
        for message in queue.flush():
            browser.hear(message)
        for message in deltas:  # each fragment is drawn again by and by
            if message.delta.fragment_id:
                browser.hear(message)
        assert browser.root.kinds == whole.root.kinds
    return fragments


def page_of(heard: Sequence[ForwardMsg]) -> list[ForwardMsg]:
    """What the last run of a page draws."""
    begun = [n for n, message in enumerate(heard) if message.HasField("new_session")]
    return [message for message in heard[begun[-1] if begun else 0 :] if message.HasField("delta")]

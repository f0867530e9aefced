"""Where names stand: over nothing, outward, at the end of a line, and where they stood before."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

SIDE = 600
WIDTH = 7  # pixels a letter
PLACE = f"""
    const sides = new Map(), width = (text) => {WIDTH} * text.length;
    return frames.map((candidates) => {{
      const all = [...marks, ...candidates.map(({{ x, y, gap }}) => [x, y, gap])];
      const around = {{ width: {SIDE}, height: {SIDE}, marks: all, covered }};
      return place(candidates, around, width, sides, most);
    }});
"""


def candidate(number: int, x: float, y: float) -> dict[str, Any]:
    away = [(x - SIDE / 2) / (SIDE / 2), (y - SIDE / 2) / (SIDE / 2)]
    text = f"name {number}"
    return {"key": text, "text": text, "size": 12, "x": x, "y": y, "gap": 4, "away": away}


@pytest.fixture
def frames(node):
    """`frames([candidates, …])`: the names of each frame, which follow each other."""

    def run(*all_frames, marks=(), covered=(), most=1000):
        values = {"frames": all_frames, "marks": list(marks), "covered": covered, "most": most}
        return node("labels.js", PLACE, **values)

    return run


@pytest.fixture
def place(frames):
    return lambda candidates, **around: frames(candidates, **around)[0]


def apart(one, other) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("count", [60, 200, 400])
def test_no_name_lies_on_another_or_a_mark_or_a_panel_or_off_the_canvas(place, count):
    random = np.random.default_rng(6)
    spots = random.uniform(0, SIDE, (count, 2)).tolist()
    panel = [0, 0, 150, 200]
    placed = place([candidate(i, x, y) for i, (x, y) in enumerate(spots)], covered=[panel])
    boxes = [one["box"] for one in placed]
    assert len(boxes) > 40
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    marks = [[x - 4, y - 4, x + 4, y + 4] for x, y in spots]
    assert all(apart(box, mark) for box in boxes for mark in [*marks, panel])
    assert all(min(box) > 0 and max(box) < SIDE for box in boxes)


def test_what_is_nowhere_has_no_name_and_only_the_first_have_one(node):
    body = """return place([{ ...one, x: NaN }, one, other], around, () => 50, new Map(), 1)
        .map(({ text }) => text);"""
    around = {"width": SIDE, "height": SIDE, "marks": [], "covered": []}
    values = {"one": candidate(1, 300, 300), "other": candidate(2, 100, 100), "around": around}
    assert node("labels.js", body, **values) == ["name 1"]


@pytest.mark.parametrize(
    ("x", "y", "align"), [(500, 300, "left"), (100, 300, "right"), (300, 80, "center")]
)
def test_a_name_looks_away_from_the_middle(place, x, y, align):
    (one,) = place([candidate(0, x, y)])
    assert (one["align"], one["line"]) == (align, None)
    left, top, right, bottom = one["box"]
    nearest = np.clip([x, y], [left, top], [right, bottom])
    assert np.hypot(*(nearest - (x, y))) == pytest.approx(7)  # the mark's radius, and air
    middle = np.array([(left + right) / 2, (top + bottom) / 2]) - SIDE / 2
    assert np.hypot(*middle) > np.hypot(x - SIDE / 2, y - SIDE / 2)


def hemmed_in() -> list[list[float]]:
    """Marks all round a label in the middle; between them there is room for a thin line."""
    angles = (np.arange(24) + 0.5) * 2 * np.pi / 24
    return [[300 + 22 * np.cos(a), 300 + 22 * np.sin(a), 1.5] for a in angles.tolist()]


def test_where_there_is_no_room_beside_a_mark_a_line_leads_to_its_name(place):
    marks = hemmed_in()
    (one,) = place([candidate(0, 300, 300)], marks=marks)
    (start, end), box = np.array(one["line"]), one["box"]
    assert np.hypot(*(start - 300)) == pytest.approx(4)
    to_box = np.clip(end, box[:2], box[2:]) - end
    assert np.hypot(*to_box) <= 2
    for x, y, r in marks:
        assert apart(box, [x - r, y - r, x + r, y + r])
        along = np.clip(
            (np.array([x, y]) - start) @ (end - start) / np.sum((end - start) ** 2), 0, 1
        )
        assert np.hypot(*(start + along * (end - start) - (x, y))) > 1


def test_where_many_share_a_canvas_no_line_leads_anywhere(place):
    crowd = [candidate(i, 20 + 0.1 * i, 590) for i in range(1, 400)]
    placed = place([candidate(0, 300, 300), *crowd], marks=hemmed_in())
    assert "name 0" not in [one["text"] for one in placed]
    assert all(one["line"] is None for one in placed)


def test_a_name_stays_on_its_side_while_its_label_goes_round(frames):
    turns = np.linspace(0, np.pi, 60)
    path = [(300 + 150 * np.cos(a), 300 - 150 * np.sin(a)) for a in turns.tolist()]
    found = frames(*([candidate(0, x, y)] for x, y in path))
    assert {one["align"] for (one,) in found} == {"left"}


def test_a_name_that_is_in_the_way_moves_and_stays_where_it_went(frames):
    still, guest = candidate(1, 400, 300), candidate(0, 460, 300)
    guest["away"], guest["size"] = [-1, 0], 13  # its name would stand left of it, where theirs is
    sides = [
        next(one for one in names if one["text"] == "name 1")["side"]
        for names in frames([still], [guest, still], [still])
    ]
    assert sides[0] == 0
    assert sides[1] == sides[2] != 0

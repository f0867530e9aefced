"""A page with nothing but disks, for the browser tests: ?case= chooses what is drawn."""

import numpy as np
import streamlit as st

from hmlc_core.disk.values import LabelLayer, Layout, Marks, Trail, Words
from hmlc_core.embeddings.sarkar import construct
from pages.ui.disk.disk import disk

rng = np.random.default_rng(0)


def tree(depth: int, branches: int = 3) -> tuple[np.ndarray, list[tuple[int, int]], list[int]]:
    """A tree drawn on circles, its edges and levels."""
    points, edges, levels, rows = [0j], [], [0], [(0, 0.0, 2 * np.pi)]
    for level in range(1, depth + 1):
        below = []
        for parent, low, high in rows:
            for child in range(branches):
                step = (high - low) / branches
                sector = (low + child * step, low + (child + 1) * step)
                below.append((len(points), *sector))
                edges.append((parent, len(points)))
                levels.append(level)
                points.append(np.tanh(0.8 * level) * np.exp(1j * np.mean(sector)))
        rows = below
    array = np.array(points)
    return np.stack([array.real, array.imag], -1), edges, levels


def grown(count: int, deepest: int = 8) -> tuple[np.ndarray, list[tuple[int, int]], list[int]]:
    """A tree whose labels have very unevenly many children, by Sarkar's construction."""
    parents, levels = [0], [0]
    for label in range(1, count):
        near = int(rng.integers(label))
        above = near if rng.random() < 0.4 else parents[near]  # who has children gets more
        while levels[above] == deepest:
            above = parents[above]
        parents.append(above)
        levels.append(levels[above] + 1)
    leaves = np.ones(count)
    for label in range(count - 1, 0, -1):
        leaves[parents[label]] += leaves[label]
    array = construct(parents, 0, np.full(count, 1.3), np.sqrt(leaves))
    return array, list(zip(parents[1:], range(1, count), strict=True)), levels


def draw(points, names, *, chart="disk", live=False, edges=(), recovered=(), groups=None,
         sizes=None, levels=None, strong=None, marks=(), **further):  # fmt: skip
    """`disk` with the fields of its values as arguments."""
    layer = LabelLayer(
        names=names,
        edges=edges,
        recovered=recovered,
        groups=groups,
        sizes=sizes,
        levels=levels,
        strong=strong,
        marks=marks,
    )
    return disk(Layout(points=points, chart=chart, live=live), layer, **further)


case = st.query_params.get("case", "tree")
points, edges, levels = tree(3)
names = [f"label {i}" for i in range(len(points))]
branch = ["root"] + [f"branch {min(i, (i - 1) % 3)}" for i in range(1, len(points))]
frames = points * np.linspace(0.02, 1, 30)[:, None, None]
common = {"title": "A test tree", "key": "disk"}


if case == "tree":
    chosen = draw(
        frames,
        names,
        edges=edges,
        levels=levels,
        groups=branch,
        sizes=np.arange(len(names)),
        **common,
    )
    st.write("clicked:", chosen.name if chosen else "nothing")
elif case == "markup":
    names[0] = "<img src=x onerror=alert(1)>"
    names[1] = "**bold** $x$ [link](http://example.org)"
    draw(points, names, edges=edges, levels=levels, groups=names, **common)
elif case == "flat":
    draw(40 * points + 7, names, edges=edges, levels=levels, chart="plane", **common)
elif case == "layers":
    words = rng.uniform(-0.6, 0.6, (500, 2))
    path = np.cumsum(rng.normal(0, 0.12, (9, 2)), 0)
    texts = ["the", "bank", "of", "the", "river", "was", "muddy", "and", "cold"]
    draw(
        points,
        names,
        edges=edges,
        levels=levels,
        groups=branch,
        words=Words(points=words, names=[f"word {i}" for i in range(500)]),
        trails=[Trail(name="bank", points=path, texts=texts)],
        **common,
    )
elif case == "trails":
    ways = [0.02 + 0.25 * np.linspace([0, 0], end, 5) for end in ([0.5, 0.5], [0.5, -0.5])]
    draw(
        points,
        names,
        edges=edges,
        levels=levels,
        groups=branch,
        strong=[1, 2],
        marks=[Marks(true=[1], predicted=[1]), Marks(true=[2])],
        trails=[
            Trail(name=name, points=way, texts=[f"{name} {word}" for word in "abcde"])
            for name, way in zip(("first", "second"), ways, strict=True)
        ],
        zoomed=True,
        **common,
    )
elif case == "recovered":
    kinds = ["right"] * 30 + ["wrong_parent"] * 5 + ["missing"] * 3 + ["reversed"]
    found = [(p, c, kind) for (p, c), kind in zip(edges, kinds, strict=True)]
    found = [((p + 1) % 4 if kind == "wrong_parent" else p, c, kind) for p, c, kind in found]
    chosen = draw(points, names, edges=edges, recovered=found, levels=levels, **common)
    st.write("clicked:", f"{chosen.kind} {chosen.layer} {chosen.name}" if chosen else "nothing")
elif case == "everything":
    kinds = ["right"] * 30 + ["wrong_parent"] * 5 + ["missing"] * 3 + ["reversed"]
    found = [(p, c, kind) for (p, c), kind in zip(edges, kinds, strict=True)]
    path = np.cumsum(rng.normal(0, 0.12, (9, 2)), 0)
    draw(
        frames,
        names,
        edges=edges,
        recovered=found,
        levels=levels,
        groups=branch,
        sizes=np.arange(len(names)),
        words=Words(
            points=rng.uniform(-0.6, 0.6, (200, 2)), names=[f"word {i}" for i in range(200)]
        ),
        documents=Words(
            points=rng.uniform(-0.6, 0.6, (60, 2)), names=[f"text {i}" for i in range(60)]
        ),
        trails=[Trail(name="bank", points=path, texts=list("abcdefghi"))],
        **common,
    )
elif case == "linked":
    twins = ((points, "disk"), (0.9 * points, "disk"), (40 * points + 7, "plane"))
    for n, (column, (cloud, chart)) in enumerate(zip(st.columns(3), twins, strict=True)):
        with column:
            named = {"title": f"twin {n}", "key": f"twin {n}"}
            draw(cloud, names, edges=edges, chart=chart, link="x", **named)
elif case == "bad":
    broken = points.copy()
    broken[4], broken[5] = np.nan, (0.8, 0.7)
    draw(broken, names, edges=edges, levels=levels, **common)
elif case == "none":
    draw(np.zeros((0, 3, 2)), ["a", "b", "c"], **common)
elif case == "live":
    if "frame" not in st.session_state:
        st.session_state.frame = 1
    # More than anybody waits for, the last of them alike.
    growing = points * np.linspace(0.02, 20, 600).clip(max=1)[:, None, None]

    @st.fragment(run_every=0.3)
    def grow() -> None:
        st.session_state.frame += 1
        shown = growing[: st.session_state.frame]
        draw(shown, names, edges=edges, levels=levels, live=True, **common)

    if st.toggle("Shown", True):
        grow()
elif case == "words":
    cloud = rng.uniform(-0.7, 0.7, (5000, 2))
    near = np.argsort(np.linalg.norm(cloud - cloud[7], axis=1))[:16].tolist()
    chosen = draw(
        points,
        names,
        edges=edges,
        levels=levels,
        words=Words(points=cloud, names=[f"word {i}" for i in range(5000)], named=near),
        zoomed=st.toggle("In the middle", "middle" in st.query_params),
        **common,
    )
    st.write("clicked:", chosen.name if chosen else "nothing")
elif case in ("many", "most"):
    count, more, steps = (500, 2000, 40) if case == "many" else (2000, 20000, 2)
    labels, many = rng.uniform(-0.7, 0.7, (count, 2)), rng.uniform(-0.7, 0.7, (more, 2))
    path = labels + rng.normal(0, 0.01, (steps, count, 2)).cumsum(0) / 10
    draw(
        np.clip(path, -0.7, 0.7),
        [f"label {i}" for i in range(count)],
        groups=[f"branch {i % 20}" for i in range(count)],
        edges=[(i // 3, i) for i in range(1, count)],
        words=Words(points=many, names=[f"word {i}" for i in range(more)]),
        **common,
    )
elif case == "hostile":
    names[0] = "x" * 500
    names[1] = "שלום עולם — من اليمين"
    names[2] = "👩‍👩‍👧‍👦 family 🙂"
    names[3] = "\u202egnirts desrever"
    draw(points, names, edges=edges, levels=levels, **common)
elif case == "nowhere":
    draw(points * np.nan, names, edges=edges, chart="plane", **common)
elif case == "crowd":
    radius, angle = np.sqrt(rng.uniform(0, 0.99, 10_000)), rng.uniform(0, 6.28, 10_000)
    crowd = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], -1)
    pairs = [((i - 1) // 3, i) for i in range(1, 10_000)]
    draw(crowd, [f"label {i}" for i in range(10_000)], edges=pairs, **common)
elif case == "grown":
    points, edges, levels = grown(int(st.query_params.get("labels", 5000)))
    under = {child: parent for parent, child in edges}
    branch = [0] * len(points)
    for label in range(1, len(points)):
        branch[label] = label if levels[label] == 1 else branch[under[label]]
    draw(
        points,
        [f"label {i}" for i in range(len(points))],
        edges=edges,
        levels=levels,
        groups=[f"branch {i}" for i in branch],
        sizes=rng.zipf(1.5, len(points)).clip(max=10_000),
        **common,
    )
elif case == "changing":
    found = [(*edges[0], "right")] if st.toggle("Recovered") else []
    draw(frames, names, edges=edges, recovered=found, levels=levels, **common)
elif case == "tab":
    many = rng.uniform(-0.6, 0.6, (6000, 2))
    words = Words(points=many, names=[f"word {i}" for i in range(6000)])
    first, second = st.tabs(["First", "Second"])
    first.write("The disk is in the other one.")
    with second:
        draw(points, names, edges=edges, words=words, **common)

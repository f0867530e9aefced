"""Names that files make a mess of, as labels and ids may have them."""

from __future__ import annotations

from hypothesis import strategies as st

from hmlc_core.data.formats.names import one_form
from hmlc_core.data.labels import LabelGraph

ODD = (
    *('"quoted"', "'single'", '"', '""', "a,b", "a;b", "a|b", "a\\tb", "\\", "\\N", "a: b"),
    *("=1+1", "+1", "-1", "@a", "#a", "# a", "#", "%20", "_", "<b>", "&amp;", "{{x}}", "$x$"),
    *("nan", "NaN", "None", "null", "NULL", "N/A", "-", "True", "1", "1.0", "2.50", "1e5", "007"),
    *(
        "[a]",
        "['a', 'b']",
        "(a)",
        "{a}",
        "{'a': 1}",
        "a > b",
        "a/b",
        "a--b",
        "Root > x",
        "__label__a",
    ),
    *("parent", "child", "id1", "id2", "source", "target", "name", "labels", "text", "sep=;"),
    *(
        "New\u00a0York",
        "\u202eabc",
        "a\u200bb",
        "Cafe\u0301",
        "\ufeffa",
        "a\u2028b",
        "\x1ca",
        "\x85",
    ),
    *("\u0e20\u0e32\u0e29\u0e32", "\u65e5\u672c", "\U0001f600", "x" * 5_000, "Top", "Rooted"),
)

LABELS = (
    (st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
    .map(one_form)
    .filter(lambda name: name.strip() and not set(name) & set("\t\r\n\0"))
    .filter(lambda name: name.casefold() != "root")
)
"""Names in the one form that labels have."""

IDS = st.sampled_from((*ODD, "a\tb", "a\nb", "a\rb", " a ")) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8
)
"""What may be told of a document in JSON."""


@st.composite
def graphs(draw: st.DrawFn) -> LabelGraph:
    """Hierarchies of such labels."""
    names = draw(st.lists(LABELS, unique=True, min_size=1, max_size=6))
    pairs = [(i, j) for i in range(len(names)) for j in range(i + 1, len(names))]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return LabelGraph(tuple(names), tuple(edges))

"""Yelp in small, as the released HiLAP code has it."""

from __future__ import annotations

BUSINESSES = [
    {
        "reviews": ["Kind 'n' quick.", 'Said "open wide".\n'],
        "business_id": "a",
        "categories": ["Dentists"],
    },
    {"reviews": [f"r{n}" for n in range(12)], "business_id": "b", "categories": ["Health", "Spas"]},
    {"reviews": ["x\\y"], "business_id": "c", "categories": ["Health", "Dentists"]},
]
TAXONOMY = [
    {"title": "root", "parents": [], "children": ["Health"]},
    {"title": "Health", "parents": ["root"], "children": ["Dentists"]},
    {"title": "Dentists", "parents": ["Health"], "children": []},
]


def yelp() -> dict[str, str]:
    """The files, a Python literal a line."""
    rows = {"yelp_data_100.csv": BUSINESSES, "Taxonomy_100": TAXONOMY}
    return {name: "".join(f"{row!r}\n" for row in each) for name, each in rows.items()}

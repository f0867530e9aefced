"""Arrays as the released HyperIM code reads them."""

from __future__ import annotations

import io

import numpy as np
import scipy.sparse as sparse

NAMES = ("C1", "C", "M", "M1")  # columns in an order that no hierarchy file would have
HIERARCHY = "ROOT\tC\nC\tC1\nROOT\tM\nM\tM1\n"
COLUMNS = np.array([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 0]] * 6)


def released() -> dict[str, bytes]:
    """Twenty-four training documents of two trees, and four test documents."""
    words = np.array([[5, 0, 7, 1], [3, 1, 1, 1], [1, 1, 1, 1], [9, 9, 9, 9]] * 6)
    files = {}
    for split, rows in (("train", 24), ("test", 4)):
        x, y = io.BytesIO(), io.BytesIO()
        np.save(x, words[:rows])
        sparse.save_npz(y, sparse.csr_matrix(COLUMNS[:rows]))
        files |= {f"X_{split}.npy": x.getvalue(), f"y_{split}.npz": y.getvalue()}
    return files

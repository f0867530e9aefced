"""What scikit-learn asks of every classifier."""

from __future__ import annotations

import pytest
from sklearn.utils.estimator_checks import check_estimator

from hmlc_core.estimators import HyperIMClassifier, LabelClassifier, LinearClassifier

# In float64, for a check compares a document's scores alone and among others to seven digits.
EXACT = {"training.kernels": "torch", "training.dtype": "float64"}
QUICK = HyperIMClassifier(preset="quick", epochs=30, random_state=0, settings=EXACT)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")  # SCIPY_ARRAY_API
@pytest.mark.parametrize(
    "classifier", [LinearClassifier(random_state=0), QUICK], ids=["linear", "hyperim"]
)
def test_all_checks_pass_without_exemption(classifier: LabelClassifier) -> None:
    """The one that is skipped is about arrays that are not numpy's, which nobody asked for."""
    found = check_estimator(classifier)
    assert len(found) > 50
    assert {one["status"] for one in found} <= {"passed", "skipped"}
    assert [one["check_name"] for one in found if one["status"] == "skipped"] == [
        "check_array_api_input"
    ]

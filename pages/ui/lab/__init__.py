"""The geometry lab: scenes, points, trees, and the formulas beside them."""

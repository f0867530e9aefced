"""Whether a hierarchy can be read off label points, and how well it gives the true one back.

`recover` does all of it: a tree is extracted from the points (`extraction`), and tree, distances
and radii are compared with the true hierarchy, each score beside its chance levels (`chance`).
One family of measures a module: `reconstruction`, `correlation`, `distortion`, `edges`, `purity`,
`triplets`, `hyperbolicity`. Scores need no torch; only distances of points do.

Throughout, the virtual root is no label and has no edges, but top labels are two hops apart
through it; a label is never compared with itself; row i of every array is label i.
"""

from hmlc_core.evaluation.recovery.chance import Level as Level
from hmlc_core.evaluation.recovery.chance import Spread as Spread
from hmlc_core.evaluation.recovery.chance import cooccurrence_tree as cooccurrence_tree
from hmlc_core.evaluation.recovery.correlation import ndcg_hops as ndcg_hops
from hmlc_core.evaluation.recovery.correlation import spearman_hops as spearman_hops
from hmlc_core.evaluation.recovery.correlation import spearman_norm_depth as spearman_norm_depth
from hmlc_core.evaluation.recovery.distances import Rows as Rows
from hmlc_core.evaluation.recovery.distances import distance_rows as distance_rows
from hmlc_core.evaluation.recovery.distances import radii as radii
from hmlc_core.evaluation.recovery.distortion import Distortion as Distortion
from hmlc_core.evaluation.recovery.distortion import distortion as distortion
from hmlc_core.evaluation.recovery.edges import Kind as Kind
from hmlc_core.evaluation.recovery.edges import compare_edges as compare_edges
from hmlc_core.evaluation.recovery.edges import count_kinds as count_kinds
from hmlc_core.evaluation.recovery.edges import edge_scores as edge_scores
from hmlc_core.evaluation.recovery.edges import spared as spared
from hmlc_core.evaluation.recovery.edges import told as told
from hmlc_core.evaluation.recovery.evidence import Evidence as Evidence
from hmlc_core.evaluation.recovery.evidence import evidence as evidence
from hmlc_core.evaluation.recovery.extraction import METHODS as METHODS
from hmlc_core.evaluation.recovery.hyperbolicity import gromov as gromov
from hmlc_core.evaluation.recovery.measures import COUNTING as COUNTING
from hmlc_core.evaluation.recovery.measures import MEASURES as MEASURES
from hmlc_core.evaluation.recovery.measures import Measure as Measure
from hmlc_core.evaluation.recovery.measures import counting_wins as counting_wins
from hmlc_core.evaluation.recovery.reconstruction import Relevant as Relevant
from hmlc_core.evaluation.recovery.reconstruction import (
    mean_average_precision as mean_average_precision,
)
from hmlc_core.evaluation.recovery.reconstruction import mean_rank as mean_rank
from hmlc_core.evaluation.recovery.recover import Recovery as Recovery
from hmlc_core.evaluation.recovery.recover import check_method as check_method
from hmlc_core.evaluation.recovery.recover import how_read as how_read
from hmlc_core.evaluation.recovery.recover import recover as recover
from hmlc_core.evaluation.recovery.recover import recover_tree as recover_tree
from hmlc_core.evaluation.recovery.scores import asked_of as asked_of
from hmlc_core.evaluation.recovery.scores import score_embedding as score_embedding
from hmlc_core.evaluation.recovery.tree import TOP as TOP
from hmlc_core.evaluation.recovery.tree import Tree as Tree

"""Which words are hypernyms of which: from WordNet, from a list, or from the bundled one.

`reading` finds the pairs of a vocabulary in a `taxonomy`, which `wordnet` makes of a `dictionary`
(a `dict/` folder or an archive with one; `places` says where it is looked for) and `listed` of a
file of pairs. What is done with the pairs belongs to `embeddings` and `evaluation`.
"""

from hmlc_core.data.hypernyms.reading import Hypernyms as Hypernyms
from hmlc_core.data.hypernyms.reading import read_hypernyms as read_hypernyms

"""What HyperIM's section on visualisation says about the interaction, measured in one run.

`interaction_findings` measures all of it, each beside chance: `words` where function words lie,
`documents` how near encoded words are to their labels, in all and by level, `root` where a root
that is no label would be. A claim that cannot be judged has no value but a reason.
"""

from hmlc_core.evaluation.interaction.finding import Finding as Finding
from hmlc_core.evaluation.interaction.finding import Verdict as Verdict
from hmlc_core.evaluation.interaction.findings import CHANCE as CHANCE
from hmlc_core.evaluation.interaction.findings import interaction_findings as interaction_findings

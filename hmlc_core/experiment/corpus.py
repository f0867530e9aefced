"""Which documents are read, and how their text becomes tokens."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.experiment.section import Files, Section, setting
from hmlc_core.experiment.tokenizers import OF_CORPUS, TOKENIZERS


@dataclass(frozen=True, kw_only=True)
class CorpusSettings(Section):
    """Corpus, split and vocabulary."""

    name: str = setting(
        "newsroom",
        "Name of a known corpus, or the path of a corpus folder.",
        files=Files("corpus"),
    )
    input: str = setting(
        "corpus",
        "What is read of a document: its text, and where it has none its vector (corpus), or one "
        "of the two (texts, vectors), where a corpus brings both.",
        choices=("corpus", "texts", "vectors"),
        advanced=True,
    )
    documents: int = setting(
        0, "Training documents to use; 0 takes all that there are.", low=0, high=10_000_000
    )
    max_words: int = setting(
        200, "Words read per document; longer documents are cut.", low=1, high=2_000
    )
    min_count: int = setting(
        2, "A word seen less often in training is treated as unknown.", low=1, high=1_000
    )
    vocabulary: int = setting(
        50_000, "At most this many words, the most frequent first.", low=1, high=1_000_000
    )
    validation: float = setting(
        0.1,
        "Share of the training documents held out to choose the best epoch, "
        "used when the corpus has no development split.",
        low=0.01,
        high=0.5,
    )
    tokenizer: str = setting(
        OF_CORPUS,
        "How a text becomes words: as the corpus says (corpus), letters and digits (words), what "
        "stands between spaces (spaces), or Chinese words (jieba, an optional package).",
        choices=TOKENIZERS,
        advanced=True,
    )
    missing: float = setting(
        0.0,
        "Share of the documents that lose one of their labels at random before training, as if "
        "an annotator had forgotten it. The test split is scored both whole and with such losses.",
        low=0.0,
        high=1.0,
        advanced=True,
    )

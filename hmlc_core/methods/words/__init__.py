"""Word vectors alone: the stages that others have before they learn labels, and nothing after."""

from hmlc_core.methods.words.method import WordVectorsMethod as WordVectorsMethod

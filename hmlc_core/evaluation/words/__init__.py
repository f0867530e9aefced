"""What the places of words say: who lies near whom, and what the distance from the centre means.

`lexicon` has the words of a method with their places, `neighbours` who is near, `norms` how depth
goes with frequency, `analogies` a : b = c : ?, `agreement` how far two methods have the same
neighbours, `hypernyms` whether a word's hypernyms are near, `is_a` which of two words is the more
general one. Distances are asked for block by block, so that 50,000 words need no more memory than
their points.
"""

"""What the places of words say: who lies near whom, and what the distance from the centre means.

`lexicon` has the words of a method with their places, `neighbours` who is near, `norms` how depth
goes with frequency, `analogies` a : b = c : ?, `agreement` how far two methods have the same
neighbours. `relatives` has the words above and below a word, `hypernyms` and `is_a` say how well
places agree with a taxonomy. Distances are asked for block by block, so that 50,000 words need no
more memory than their points.
"""

"""The hierarchy read off a run's labels: disk, scores, evidence, and what to do with it."""

"""Models that read a document and score labels, each behind `TextClassifier`.

Here: networks and their forward passes. Not here: optimisation (`training`), scores
(`evaluation`), what a picture shows (`plotting`).
"""

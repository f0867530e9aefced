"""Measurements that figures in the documentation come from; `python -m benchmarks --help`.

Quality is measured over seeds beside its references; speed only as a ratio to a peer in the same
run. Nothing here is a test.
"""

"""Who trains: queued runs handed to threads, processes or a cluster."""

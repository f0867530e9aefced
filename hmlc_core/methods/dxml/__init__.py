"""DXML: labels get vectors from their graph, a network learns where documents lie among them."""

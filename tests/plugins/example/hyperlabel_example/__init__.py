"""Plug-ins for Hyperlabel, one a module."""

"""What the project's own code is compared with: plain renditions written for this purpose."""

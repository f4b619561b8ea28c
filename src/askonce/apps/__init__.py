"""The applications over the kernel; they do not know each other."""

"""What differs between two packs for residents and firms, one sort of change a module."""

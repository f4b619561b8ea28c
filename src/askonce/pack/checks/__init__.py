"""The rules of packs, whatever their definitions are about."""

"""The expression language of packs: FEEL of DMN 1.5, typed where a pack uses it."""

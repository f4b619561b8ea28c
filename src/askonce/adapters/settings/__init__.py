"""The settings of one installation: what a pack cannot know, such as addresses and secrets."""

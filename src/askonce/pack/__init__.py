"""The pack: a folder of text, its kinds, the symbols it defines and the passes that check it."""

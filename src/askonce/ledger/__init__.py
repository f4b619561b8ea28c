"""The record of every look and every act, and the proof that nothing in it was removed or changed."""

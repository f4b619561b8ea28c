"""A pytest plugin for a sabotaged run: Hypothesis stops at the first example that fails and does not shrink it."""

from hypothesis import Phase, settings

settings.register_profile(
    "sabotage", derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate], database=None
)

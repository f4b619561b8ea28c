"""The pages for people: portal, counter, workbench and figures, complete without JavaScript."""

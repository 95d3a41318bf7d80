"""The figures of the chapters, one module a chapter: `ch02.reach()` is a figure with its sliders."""

"""Panels of personas, described by what their country answered in a survey."""

from park.align.panels.build import Panel, panel_of

__all__ = ["Panel", "panel_of"]

"""Panels of personas, described by what their country answered in a survey."""

from park.align.panels.build import PersonaPanel, panel_of

__all__ = ["PersonaPanel", "panel_of"]

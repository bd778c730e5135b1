"""Calendars as other programs speak them: files written and read, links read, feeds signed."""

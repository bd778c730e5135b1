"""Pictures of progress: plain values into SVG templates, SVG into PNG; no database, no clock, no language."""

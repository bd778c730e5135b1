"""Pictures of progress: plain values into SVG, SVG into PNG; no database, clock or language."""

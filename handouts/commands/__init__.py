"""The commands, a module an area: each parses, calls and reports, and has no rule of its own."""

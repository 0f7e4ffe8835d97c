"""Whether the site is well: what ``flask doctor`` checks, what ``/health`` and ``/metrics`` tell."""

"""The front desk: pages in a browser, for this machine alone."""

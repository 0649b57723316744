"""The page: a run read and reviewed in a browser, from its ledger alone."""

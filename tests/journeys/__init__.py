"""A package, so that what it opens ends with it: Playwright's event loop above all, under which Django refuses to query."""

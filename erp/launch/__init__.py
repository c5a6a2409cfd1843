"""What `make demo`, `make dev` and `make test` run: `python -m erp.launch demo|dev|test|run|shell`.

Starts the embedded servers, brings the database up to date, and looks after the site's processes until Ctrl-C, SIGTERM
or a closed terminal; then stops everything it started. Should it be killed itself, the kernel ends its children.
"""

"""Starting the house on one machine: its servers, its preparation, its processes.

Only `python -m cecosesola.embedded` and the settings look in here; no room does.
"""

"""The papers that the code writes about itself: `manage.py docs` → docs/generated/.

They are made from what is declared (tables of moves, policies, constraints, steps), never from a
database, so no server need be up, and they come out the same everywhere.
"""

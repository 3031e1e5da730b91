# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of a specification as tests: each row is a test method, so that a wrong row is told by its name."""
import re


class EachRow:
    """Decorates a check that takes a row's values: @EachRow("a_{}_makes_{}", ROWS) makes test_a_486_makes_17 and so on.

    The name is a format string over the row; what cannot stand in a name becomes an underscore.
    """

    def __init__(self, name, rows):
        self._name, self._rows = name, rows

    def __call__(self, check):
        self._check = check
        return self

    def __set_name__(self, owner, _):
        for row in self._rows:
            name = "test_" + re.sub(r"[\W_]+", "_", self._name.format(*row)).strip("_")
            assert name not in vars(owner), f"two rows are named {name}"
            setattr(owner, name, self._test(row))

    def _test(self, row):
        return lambda case: self._check(case, *row)

"""Reports are declared whole."""

import pytest

from erp.reports import ReportView


def test_a_report_that_nobody_builds_is_refused_when_it_is_defined() -> None:
    with pytest.raises(TypeError, match="Empty does not say how it is built"):
        type("Empty", (ReportView,), {})

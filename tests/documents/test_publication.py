"""What an edition keeps: chances and figures, shown nowhere."""

import json

from amlib import periods
from amlib.analysis import results, year
from amlib.documents import publication
from tests.analysis.steady import Account, sales

WHEN = periods.parse("2026Q3")


def test_a_publication_shows_nothing_and_holds_what_must_be_kept():
    rows = sales(noise=0.1).assign(region="", banner="", product="p", kind="delivery")
    made = year.ahead(Account(), WHEN, growth_target=0.03, sales=rows)
    bundle, _ = publication.of(made, results.compare(Account(), WHEN, sales=rows))._repr_mimebundle_()
    assert bundle["text/html"] == ""
    kept = json.loads(json.dumps(bundle[publication.PUBLISHED]))
    assert [one["level"] for one in kept["published"]] == ["total"]
    assert {one["level"] for one in kept["figures"]} == {"total", "group"}
    assert len(kept["figures"]) == 3 * 3

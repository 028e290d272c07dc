"""An edition is made again from its own folder, and a difference is found and placed."""

from __future__ import annotations

import shutil

import pytest

from amlib import errors
from amlib.editions import archive, provenance, rebuild
from amlib.plan import records

EXPORTS = {"page.html": "toy_page", "print.pdf": "toy_print"}


def test_an_edition_is_rebuilt_from_its_own_folder_only(shop):
    shop.run(shop.order())
    moved = shop.folder / "elsewhere" / "v1"
    shutil.copytree(shop.output / "alfa/2022Q3/toy/v1", moved)
    shutil.rmtree(shop.output)
    shutil.rmtree(shop.folder / "freeze")
    shop.notebook.unlink()
    compared = rebuild.again(archive.find(shop.output, str(moved)), exports=EXPORTS)
    assert compared.same
    assert compared.changed == ()


def test_an_edition_is_rebuilt_with_the_records_it_was_told_and_not_with_those_of_now(shop):
    shop.write(
        "from amlib.plan import records\nMarkdown = __import__('IPython.display').display.Markdown\n"
        "Markdown(' / '.join(each.text for each in records.given(account).reasons))"
    )
    said = {"period": "2022Q3", "effect": "price", "cause": "own", "author": "A", "said_on": "2022-10-02"}
    for text in ("dear", "very dear"):
        told = records.Records.model_validate({"account": "alfa", "reasons": [{**said, "text": text}]})
        shop.run(shop.order(said=told))
    edition = archive.find(shop.output, "alfa/2022Q3/toy/v1")
    assert rebuild.again(edition, exports=EXPORTS).same
    assert "dear" in (edition.folder / "page.html").read_text()


def test_what_was_published_is_compared_too(shop):
    row = '{"period": "2022Q3", "level": "total", "key": "", "measure": "revenue", "value": time.time()}'
    shop.write(
        "import time\nfrom IPython.display import display\n"
        f"display({{'application/vnd.amlib.published+json': {{'figures': [{row}]}}}}, raw=True)"
    )
    shop.run(shop.order())
    (difference,) = rebuild.again(archive.find(shop.output, "alfa/2022Q3/toy"), exports=EXPORTS).differences
    assert difference.startswith("published.json: differs")


def test_a_page_with_something_of_the_moment_in_it_is_found_out(shop):
    shop.write("import time\nfrom IPython.display import Markdown\nMarkdown(f'now {time.time()}')")
    shop.run(shop.order())
    compared = rebuild.again(archive.find(shop.output, "alfa/2022Q3/toy"), exports=EXPORTS)
    assert not compared.same
    assert len(compared.differences) == 1
    assert "page.html: differs from byte" in compared.differences[0]
    assert "(line 2)" in compared.differences[0]


def test_what_changed_since_is_named(shop, monkeypatch):
    shop.run(shop.order())
    edition = archive.find(shop.output, "alfa/2022Q3/toy")
    libraries = provenance.environment()["libraries"]
    monkeypatch.setattr(
        provenance,
        "environment",
        lambda: {**edition.manifest["environment"], "libraries": {**libraries, "pandas": "9.9"}},
    )
    compared = rebuild.again(edition, exports=EXPORTS)
    assert compared.changed == (f"pandas: {libraries['pandas']} → 9.9",)


def test_an_edition_that_cannot_be_made_again_says_why(shop):
    shop.write(f"assert not pathlib.Path({str(shop.folder / 'gone')!r}).exists(), 'only once'")
    shop.run(shop.order())
    (shop.folder / "gone").touch()
    with pytest.raises(errors.EditionError, match="could not be made again") as caught:
        rebuild.again(archive.find(shop.output, "alfa/2022Q3/toy"), exports=EXPORTS)
    assert "AssertionError: only once" in str(caught.value)
    assert "cell 5" in str(caught.value)  # title, parameters, injected, ask, this one

"""Activity templates: those shipped, and copies that read back equal."""

from __future__ import annotations

import pytest

from plumbline.scrutiny.activities import load_templates, read_template, template_text


@pytest.mark.parametrize("code", load_templates())
def test_a_template_written_out_reads_back_equal(code: str) -> None:
    template = load_templates()[code]
    assert read_template(template_text(template)) == template

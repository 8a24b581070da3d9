"""A document as a Word file: made of the one HTML by pandoc, then finished here."""

from __future__ import annotations

from plumbline.errors import PlumblineError
from plumbline.publishing.documents.model import Document
from plumbline.publishing.documents.source import html_of
from plumbline.publishing.documents.word_body import finish_body, opened, properties, saved
from plumbline.publishing.documents.word_marks import running_lines
from plumbline.publishing.documents.word_sections import sections, turned


def word_of_document(document: Document, template: bytes | None = None) -> bytes:
    """The document as a .docx file: headings, contents, captions, tables, pictures with their words.

    template: a .docx of the council's own: its styles, headers and footers are kept, its fields such as
    {{ title }} are filled, and the contents stand where it says {{ contents }}, else at its end. The same
    document gives the same bytes every time. Raises PlumblineError where Word files cannot be made here, and
    where the template cannot be used, with everything that is wrong with it.
    """
    from plumbline.publishing.documents.word_styles import plain_styles, without_marks
    from plumbline.publishing.word import converted, why_no_word
    from plumbline.publishing.word_finish import undated

    if why := why_no_word():
        raise PlumblineError(why)
    if template is not None:
        from plumbline.publishing.documents.in_template import in_template

        return in_template(document, template)
    from docx.oxml.ns import qn

    made = opened(converted(html_of(document, "word"), plain_styles(), contents=0))
    if document.landscape:
        turned(made.sections[-1])
    running_lines(made.sections[-1], document.mark, document.foot)
    finish_body(made, document)
    sections(made)
    without_marks(made)
    for language in made.styles.element.iter("{*}lang"):
        language.set(qn("w:val"), document.language)
    properties(made, document)
    return undated(saved(made))

"""What of XLSForm is taken: the closed lists of columns, question types, appearances and settings.

The reference page is made from these tables; what is not in them is refused when a form is read.
"""

from __future__ import annotations

from typing import Literal

# Columns of the survey sheet: our name of it, and what it does.
SURVEY: dict[str, str] = {
    "type": "the kind of question; for choices, with the name of their list: select_one yesno",
    "name": "the short name by which rules speak of it; it stands once in a form",
    "label": "what is asked",
    "hint": "help shown under the question",
    "guidance_hint": "guidance, folded under the question",
    "required": "whether it must be answered: yes, no, or a rule",
    "required_message": "what is said where it is not",
    "relevant": "a rule: when it is asked; also of a group or a repeat",
    "constraint": "a rule: which answers are allowed, written with . for the answer",
    "constraint_message": "what is said of an answer that is not allowed",
    "calculation": "a rule: what is worked out",
    "default": "the answer that stands until another is given",
    "choice_filter": "a rule on the columns of the choices sheet: which choices are open",
    "appearance": "how it is shown",
    "read_only": "yes: shown and not answered",
    "repeat_count": "a rule: how often a repeat is asked",
}
OURS: dict[str, str] = {
    "plumbline::indicator": "the quality indicator that the question is about, such as 5.2",
    "plumbline::rating": "yes: a quality rating from 1 to 6, 6 best; the choices are named 1 to 6",
    "plumbline::words_at_or_below": "the answers that need words: a number (that and below) or choices",
    "plumbline::words_in": "the name of the text question that takes these words",
    "plumbline::fact": "the code of a fact of the extract, shown beside the question",
    "plumbline::confirms": "the code of the standard or field whose data the answer confirms or contradicts",
    "plumbline::yes": "the choice that counts as the yes in results; yes where nothing is said",
}
TRANSLATED = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})

# Other headings that XLSForm allows for the same column, spelt in small letters with _ for spaces.
SAME_COLUMN: dict[str, str] = {
    "relevance": "relevant",
    "calculate": "calculation",
    "caption": "label",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "readonly": "read_only",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "guidance": "guidance_hint",
    "command": "type",
    "tag": "name",
    "value": "name",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "bind::readonly": "read_only",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
    "control::appearance": "appearance",
    "body::appearance": "appearance",
    "control::jr:count": "repeat_count",
    "body::jr:count": "repeat_count",
}

CHOICES: dict[str, str] = {
    "list_name": "the list that the choice is of",
    "name": "what is kept when it is chosen; it holds no space",
    "label": "what is shown",
}
SAME_CHOICES_COLUMN: dict[str, str] = {"list name": "list_name", "value": "name", "caption": "label"}

SETTINGS: dict[str, str] = {
    "form_title": "the title of the instrument",
    "form_id": "its short name",
    "version": "which version of it this is",
    "default_language": "the language shown first, as written in the headings: English (en)",
}
SAME_SETTING: dict[str, str] = {
    "title": "form_title",
    "set_form_title": "form_title",
    "id_string": "form_id",
    "set_form_id": "form_id",
}

TYPES: dict[str, str] = {
    "select_one": "one of the choices of a list",
    "select_multiple": "any of the choices of a list",
    "text": "words",
    "integer": "a whole number",
    "decimal": "a number",
    "date": "a day",
    "note": "shown, not answered",
    "calculate": "worked out by its calculation, not shown",
}
GROUPS: dict[str, str] = {
    "begin_group": "begins a group: questions with a heading, asked or left out together",
    "end_group": "ends it",
    "begin_repeat": "begins a repeat: a group asked as often as needed, or as repeat_count says",
    "end_repeat": "ends it",
}
SAME_TYPE: dict[str, str] = {
    "string": "text",
    "int": "integer",
    "select1": "select_one",
    "select_one_from": "select_one",
    "add_select_one_prompt_using": "select_one",
    "select_all_that_apply": "select_multiple",
    "select_all_that_apply_from": "select_multiple",
    "add_select_multiple_prompt_using": "select_multiple",
    "add_text_prompt": "text",
    "add_integer_prompt": "integer",
    "add_decimal_prompt": "decimal",
    "add_date_prompt": "date",
    "add_note_prompt": "note",
    "q_string": "text",
    "q_int": "integer",
    "q_decimal": "decimal",
    "q_date": "date",
}
SELECTS = ("select_one", "select_multiple")

Appearance = Literal["", "multiline", "minimal", "numbers", "field-list"]
APPEARANCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "multiline": ("a larger box", ("text",)),
    "numbers": ("a keyboard of numbers on a phone", ("text",)),
    "minimal": ("a list that unfolds", SELECTS),
    "field-list": ("together on one page, as all questions are", ("begin_group", "begin_repeat")),
}

# Types that XLSForm has and we have not, with why: what a reader can do nothing about is still said.
_DEVICE = "nothing of the device is recorded, and the site keeps who answered and when"
_FILES = "no files are taken with an answer"
_MAP = "places on a map are not asked for"
REFUSED_TYPES: dict[str, str] = {
    **dict.fromkeys(
        ("start", "end", "today", "deviceid", "phonenumber", "simserial", "subscriberid", "username", "email",
         "audit", "start_geopoint", "start-geopoint", "imei", "uri", "background_audio", "background-audio",
         "background-geopoint", "start_time", "end_time", "device_id",
         "phone_number", "uri:deviceid", "get_start_time", "get_end_time", "get_today", "get_device_id",
         "get_phone_number", "get_sim_id", "get_subscriber_id", "sim_id", "subscriber_id",
         "background_geopoint"),
        _DEVICE,
    ),
    **dict.fromkeys(("image", "photo", "audio", "video", "file", "barcode", "csv_external", "xml_external",
                     "csv-external", "xml-external", "select_one_from_file", "select_multiple_from_file",
                     "select_one_external", "q_barcode", "add_barcode_prompt", "q_audio", "q_image",
                     "q_video",
                     "add_image_prompt", "add_audio_prompt", "add_video_prompt", "add_file_prompt",
                     "add_photo_prompt", "annotate", "draw", "signature"), _FILES),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "location", "gps", "osm", "q_location", "q_geopoint",
                     "add_location_prompt"), _MAP),
    **dict.fromkeys(("time", "datetime", "date_time", "q_time", "q_date_time", "add_date_time_prompt",
                     "add_time_prompt"), "only days are asked for, not times"),
    "rank": "choices cannot be put in order; ask a rating of each",
    "range": "ask an integer with a constraint",
    "acknowledge": "ask a select_one with one choice",
    "trigger": "ask a select_one with one choice",
    "hidden": "use calculate",
    "select_multiple_with_other": "write a choice of your own and a text question that is relevant with it",
    "end_loop": "write the questions out, or use begin_repeat",
    "begin_loop": "write the questions out, or use begin_repeat",
    "cascading_select": "use a choice_filter",
    "xml_external": _FILES,
    "table_list": "write the questions out",
}  # fmt: skip

# Types that are followed by the name of a list or file.
REFUSED_WITH_A_LIST = frozenset(
    ("select_one_from_file", "select_multiple_from_file", "select_one_external", "rank", "begin_loop", "osm",
     "cascading_select")
)  # fmt: skip

REFUSED_SETTINGS: dict[str, str] = {
    "style": "all questions stand on one page",
    "instance_name": "a reading is named by its record",
    "public_key": "answers are not sent on",
    "submission_url": "answers are not sent on",
    "auto_send": "answers are not sent on",
    "auto_delete": "answers are not sent on",
    "allow_choice_duplicates": "a choice's name stands once in its list",
    "clean_text_values": "texts are kept as they are",
    "omit_instanceid": "answers are not sent on",
    "sms_keyword": "answers are not sent by SMS",
    "sms_separator": "answers are not sent by SMS",
    "compact_prefix": "answers are not sent by SMS",
    "prefix": "answers are not sent by SMS",
    "delimiter": "answers are not sent by SMS",
    "client_editable": "answers are kept on the site",
    "namespaces": "columns of other programs are not known",
    "attribute": "columns of other programs are not known",
    "name": "the root of the data has no name of its own",
}
REFUSED_SHEETS: dict[str, str] = {
    "external_choices": "write the choices on the choices sheet",
    "entities": "answers make no entities",
    "osm": "places on a map are not asked for",
    "cascades": "use a choice_filter",
    "columns": "loops are not supported; write the questions out",
}
SHEETS = ("survey", "choices", "settings")

"""Logs say what happened, one JSON object per line, and nothing about a person."""

import json
import logging

import structlog

from config.logs import logging_config


def test_a_line_is_json_and_tells_nobody(capsys):
    kept = logging.getLogger().handlers[:]
    try:
        logging_config(debug=False)
        structlog.get_logger("tongxin.people").info("person registered", name="孙晓阳", phone="13900001111", person=7)
        try:
            raise ValueError("duplicate key\nDETAIL:  Key (identity)=(53040219900101123X) already exists.")
        except ValueError:
            logging.getLogger("tongxin.people").exception("import of 13900001111 failed")
    finally:
        logging.getLogger().handlers[:] = kept
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (lines[0]["event"], lines[0]["person"], lines[0]["level"]) == ("person registered", 7, "info")
    text = json.dumps(lines, ensure_ascii=False)
    assert not any(word in text for word in ("孙晓阳", "13900001111", "53040219900101123X"))
    assert "duplicate key" in text

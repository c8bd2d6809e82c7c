"""The Jinja2 environment of all pages: Django's gettext, our filters, and every component as a global."""

from functools import cache
from typing import Any

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from markupsafe import Markup

from tongxin.kernel import modules
from tongxin.kernel.addresses import address, alone
from tongxin.kernel.web import spoken

from . import doors, drawing, fields, filters, framing, pictures, refusals

# In this order: a component may use those of the files before its own.
COMPONENT_FILES = (
    "base",
    "buttons",
    "layout",
    "progress",
    "lists",
    "forms",
    "figures",
    "faces",
)


# An icon asks for its sheet each time it is drawn.
static_address = cache(static)


def reverse_url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view: `url("needs:show", need.id)`."""
    if not args and not kwargs:
        return alone(name)
    if not kwargs and type(args[0]) is int and all(type(each) in (int, str) for each in args):
        return address(name, *args)
    return reverse(name, args=args or None, kwargs=kwargs or None)


GLOBALS = {
    "static": static_address,
    "url": reverse_url,
    "door": doors.door,
    "opens": modules.opens,
    "language": doors.language,
    "refusal_heading": refusals.heading,
    "qr_svg": pictures.qr_svg,
    "stroke": pictures.stroke,
    "json_for_script": pictures.json_for_script,
    "rows_for_script": pictures.rows_for_script,
    "framed": framing.framed,
    "kept": framing.kept,
    "widget": fields.widget,
    "describe": fields.describe,
    "option_groups": fields.option_groups,
    "list_body": drawing.list_body,
    "list_head": drawing.list_head,
    "select_options": drawing.options,
}


def environment(**options: Any) -> jinja2.Environment:
    """Build the environment for Django's Jinja2 backend; a missing name is an error where pages are made and tested."""
    if getattr(settings, "STRICT_TEMPLATES", settings.DEBUG):
        options["undefined"] = jinja2.StrictUndefined
    options.setdefault("autoescape", True)
    env = jinja2.Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        **options,
    )
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals["_"] = env.globals["gettext"] = words
    env.filters.update(filters.FILTERS)
    env.globals.update(GLOBALS)
    for name in COMPONENT_FILES:
        register(env, f"ui/components/{name}.html")
    return env


def words(msgid: str, /, **said: Any) -> Markup:
    """The words for a msgid, as Jinja's own gettext gives them; a page asks two hundred times."""
    language = spoken.get() or translation.get_language()
    return _unsaid(msgid, language) % said if said else _said(msgid, language)


@cache
def _unsaid(msgid: str, language: str | None) -> Markup:
    return Markup(translation.gettext(msgid))


@cache
def _said(msgid: str, language: str | None) -> Markup:
    # A doubled percent sign stands for one, with or without something to say.
    return _unsaid(msgid, language) % {}


def register(env: jinja2.Environment, template_name: str) -> None:
    """Give every macro of a component file to all templates; a leading underscore keeps one private."""
    module = env.get_template(template_name).module
    for name, value in vars(module).items():
        if not name.startswith("_"):
            env.globals[name] = value

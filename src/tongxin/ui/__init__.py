"""Ui: what every page is made of: base pages, components, icons, filters, the look of forms.

Components are Jinja2 macros under `jinja2/ui/components/`, given to every template as globals by `environment.py`,
because a block rendered alone does not see its page's imports: `{{ badge(need.step_label, "soon") }}`,
`{% call card("经过") %}...{% endcall %}`.
A page extends one of four faces: `ui/desk.html`, `ui/my.html`, `ui/portal.html`, `ui/plain.html`.
`docs/components.md` lists every component with its arguments; `/_gallery` (debug only) shows them all.

Read environment.py first, then filters.py, then the component files.
"""

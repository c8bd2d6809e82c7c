"""Described: the addresses of Open311 and of open data, as OpenAPI wants them told."""

from typing import Any

XML_TOO: dict[str, Any] = {"application/json": {}, "text/xml": {}}
NOTHING_FOUND = {"description": "jurisdiction_id, service_code or number is unknown"}
WRONG = {"description": "something is missing or makes no sense; an array of code and description"}
FORM = ("json", "xml")
#: name of an argument of POST requests -> what it is
GIVEN: dict[str, dict[str, Any]] = {
    "api_key": {"type": "string"}, "jurisdiction_id": {"type": "string"}, "service_code": {"type": "string"},
    "lat": {"type": "number"}, "long": {"type": "number"}, "address_string": {"type": "string"},
    "address_id": {"type": "string"}, "description": {"type": "string"}, "first_name": {"type": "string"},
    "last_name": {"type": "string"}, "phone": {"type": "string"}, "media_url": {"type": "string"},
    "external_id": {"type": "string", "description": "the number over there; sent twice it is one case"},
}  # fmt: skip
FILTERS = (
    "service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size", "api_key",
)  # fmt: skip


def paths() -> dict[str, Any]:
    root = "/open311/v2"
    found: dict[str, Any] = {}
    for form in FORM:
        found |= {
            f"/open311/discovery.{form}": _get(f"discovery_{form}", "Where Open311 is"),
            f"{root}/services.{form}": _get(f"services_{form}", "Services"),
            f"{root}/services/{{service_code}}.{form}": _get(f"service_{form}", "Service", "service_code"),
            f"{root}/requests.{form}": {
                **_get(f"requests_{form}", "Service requests", asks=FILTERS), "post": _post(form),
            },
            f"{root}/requests/{{service_request_id}}.{form}": _get(
                f"request_{form}", "Service request", "service_request_id", asks=("api_key",)
            ),
            f"{root}/tokens/{{token}}.{form}": _get(f"token_{form}", "Number behind a token", "token"),
        }  # fmt: skip
    for name, kind in (
        ("cases.csv", "text/csv"), ("cases.geojson", "application/geo+json"), ("case-counts.csv", "text/csv"),
    ):  # fmt: skip
        found[f"/open-data/{name}"] = _get(name.replace(".", "_"), "Open data", asks=("year",), kinds={kind: {}})
    return found


def _get(
    name: str, summary: str, *inside: str, asks: tuple[str, ...] = (), kinds: dict[str, Any] = XML_TOO
) -> dict[str, Any]:
    path = [_argument(each, "path") for each in inside]
    query = [_argument(each, "query") for each in (*asks, "jurisdiction_id") if each not in inside]
    answers = {"200": {"description": "OK", "content": kinds}, "400": WRONG, "404": NOTHING_FOUND}
    return {
        "get": {"operationId": name, "summary": summary, "parameters": path + query, "responses": answers | KEYS},
    }  # fmt: skip


KEYS = {"403": {"description": "api_key is missing, wrong or taken back"}, "429": {"description": "too often"}}


def _argument(name: str, where: str) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": {"type": "string"}}


def _post(form: str) -> dict[str, Any]:
    shape = {"type": "object", "properties": GIVEN, "required": ["api_key", "service_code"]}
    return {
        "operationId": f"report_{form}", "summary": "Create a service request",
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": shape}}},
        "responses": {"200": {"description": "OK", "content": XML_TOO}, "400": WRONG, "404": NOTHING_FOUND} | KEYS,
    }  # fmt: skip

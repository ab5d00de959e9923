"""Problem documents (RFC 9457) for the three kinds of trouble and for malformed requests."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from kernel.errors import RETRY_AFTER, Defect, Finding, Outage, Refusal

log = structlog.get_logger()

_ZH = {
    "missing": "必填项未填写",
    "string_too_short": "内容过短",
    "string_too_long": "内容过长",
    "string_pattern_mismatch": "格式不正确",
    "int_parsing": "应为整数",
    "decimal_parsing": "应为数字",
    "date_from_datetime_parsing": "日期格式应为 YYYY-MM-DD",
    "greater_than": "数值过小",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
    "enum": "不在可选范围内",
    "literal_error": "不在可选范围内",
    "extra_forbidden": "不应填写此项",
    "json_invalid": "不是有效的 JSON",
}


_PLAIN = {
    404: ("http.404", "没有找到", "Not found"),
    408: ("request.too_slow", "上传太慢，连接已断开，请重试", "What was announced came too slowly; please try again"),
    413: ("request.too_large", "上传的内容过大", "What was sent is larger than allowed"),
}


class BodyTooLarge(HTTPException):
    """An HTTP error, since whoever reads the body hands those on unchanged. `most` in bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(413)
        self.most = most


class BodyTooSlow(HTTPException):
    """What was announced did not come in time; handed on unchanged as `BodyTooLarge` is."""

    def __init__(self) -> None:
        super().__init__(408, headers={"Connection": "close"})


class Fault(BaseModel):
    """One thing that is wrong; `pointer` (RFC 6901) is the field at fault, where there is one."""

    pointer: str | None
    code: str
    zh: str
    en: str
    article: str | None
    remedy_zh: str | None
    remedy_en: str | None


class Problem(BaseModel):
    """What is answered instead (RFC 9457); `detail` is Chinese, `code` is stable."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    detail_en: str
    request_id: str | None
    errors: list[Fault]
    details: dict[str, Any] = {}


def describe(description: dict[str, Any]) -> dict[str, Any]:
    """Say in an OpenAPI description that every operation may answer with a problem document; changes it."""
    components = description.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    for model in (Problem, Fault):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        "Refusal": {"description": "The request is refused; says why and which field is at fault", "content": content},
        "Outage": {"description": "Somebody this depends on does not answer; try again later", "content": content},
    }
    for operations in description["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"] |= {
                "4XX": {"$ref": "#/components/responses/Refusal"},
                "503": {"$ref": "#/components/responses/Outage"},
            }
    return description


def problem(
    code: str,
    status: int,
    zh: str,
    en: str,
    *,
    findings: tuple[Finding, ...] = (),
    details: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The body of a problem document; `detail` is Chinese, `detail_en` English, `errors` name the fields."""
    return {
        "type": f"urn:kaiye:problem:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": zh,
        "detail_en": en,
        "request_id": structlog.contextvars.get_contextvars().get("request_id"),
        "errors": [
            {
                "pointer": f.pointer,
                "code": f.code,
                "zh": f.zh,
                "en": f.en,
                "article": f.article,
                "remedy_zh": f.remedy_zh,
                "remedy_en": f.remedy_en,
            }
            for f in findings
        ],
        **({"details": details} if details else {}),
    }


def refusal_told(body: dict[str, Any], status: int) -> Refusal:
    """The Refusal that a problem document of another service tells; raises KeyError for what is none."""
    findings = [Finding(f.pop("code"), f.pop("zh"), f.pop("en"), **f) for f in map(dict, body.get("errors", ()))]
    return Refusal.handed_on(
        body["code"],
        body["detail"],
        body["detail_en"],
        status=status,
        findings=findings,
        details=body.get("details"),
    )


def install(app: FastAPI) -> None:
    """Answer every error of `app` with a problem document."""

    @app.exception_handler(Refusal)
    def refused(_: Request, error: Refusal) -> JSONResponse:
        log.info("request_refused", error_code=error.code, status=error.status)
        body = problem(
            error.code, error.status, error.zh, error.en, findings=error.all_findings(), details=error.details
        )
        headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
        if RETRY_AFTER in error.details:
            headers["Retry-After"] = str(error.details[RETRY_AFTER])
        return _answer(body, headers)

    @app.exception_handler(Outage)
    def unavailable(_: Request, error: Outage) -> JSONResponse:
        log.warning("dependency_unavailable", error_code=error.code, exc_info=error)
        return _answer(
            problem(error.code, 503, error.zh, error.en),
            {"Retry-After": str(max(1, round(error.retry_after)))},
        )

    @app.exception_handler(RequestValidationError)
    def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        findings = tuple(
            Finding(
                f"request.{e['type']}",
                _ZH.get(e["type"], "内容不符合要求"),
                _english(e),
                pointer=_pointer(e["loc"]),
            )
            for e in error.errors()
        )
        return _answer(
            problem(
                "request.invalid",
                422,
                "填写的内容有误，请按提示修改",
                "Some of what was entered is not valid",
                findings=findings,
            )
        )

    @app.exception_handler(HTTPException)
    def plain(_: Request, error: HTTPException) -> JSONResponse:
        code, zh, en = _PLAIN.get(error.status_code, (f"http.{error.status_code}", "请求无法处理", str(error.detail)))
        if isinstance(error, BodyTooLarge):
            most = error.most // 1_000_000
            zh, en = f"{zh}，最多 {most} MB", f"{en}: at most {most} MB"
        return _answer(
            problem(code, error.status_code, zh, en),
            dict(error.headers) if error.headers else None,
        )


def failed(error: Exception) -> JSONResponse:
    """The answer to an error nobody expected; logs where it happened, without its message."""
    code = error.code if isinstance(error, Defect) else "defect"
    log.error("request_failed", error_code=code, exc_info=error)
    return _answer(
        problem(code, 500, "系统出现错误，工作人员已收到通知", "Something broke on our side; staff are informed")
    )


def _english(error: dict[str, Any]) -> str:
    """Pydantic's own message, which names the rule; messages that quote the input are replaced."""
    return "The value is not valid" if error["type"] in {"value_error", "assertion_error"} else str(error["msg"])


def _pointer(location: tuple[int | str, ...]) -> str:
    parts = location[1:] if location and location[0] in {"body", "query", "path", "header"} else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _answer(body: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body, body["status"], headers, media_type="application/problem+json")

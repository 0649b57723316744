"""The forms in which providers, servers and routers put a refusal."""

import json
from typing import Any

from tests.fake_openai import Fault


def openai(message: str, code: str | None = None, param: str | None = None, status: int = 400):
    """OpenAI, and many that copy it."""
    fields = {"type": "invalid_request_error", "param": param, "code": code}
    return Fault(status=status, body={"error": {"message": message, **fields}})


def vllm(message: str) -> Fault:
    """The error of vLLM and SGLang, with the fields at the top."""
    fields = {"type": "BadRequestError", "param": None, "code": 400}
    return Fault(status=400, body={"object": "error", "message": message, **fields})


def gemini(message: str) -> Fault:
    """Google's compatible endpoint, which puts its error into a list."""
    error = {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}
    return Fault(status=400, body=[{"error": error}])


def xai(message: str) -> Fault:
    """The error of xAI is a string."""
    body = {"code": "Client specified an invalid argument", "error": message}
    return Fault(status=400, body=body)


def anthropic(message: str) -> Fault:
    """Anthropic's own form."""
    error = {"type": "invalid_request_error", "message": message}
    return Fault(status=400, body={"type": "error", "error": error, "request_id": "req_011"})


def extra(field: str, **fields: Any) -> dict[str, Any]:
    """What pydantic says of a field that it does not know."""
    return {
        "type": "extra_forbidden",
        "loc": ["body", field],
        "msg": "Extra inputs are not permitted",
        "input": 1,
    } | fields


def mistral(*fields: str) -> Fault:
    """Mistral's form; the message is an object."""
    detail = {"detail": [extra(field) for field in fields]}
    rest = {"type": "invalid_request_error", "param": None, "code": None}
    return Fault(status=422, body={"object": "error", "message": detail, **rest})


def mistral_proxy(field: str) -> Fault:
    """Mistral's form behind a proxy; the message is JSON in a string."""
    detail = json.dumps({"detail": [extra(field)]})
    rest = {"type": "internal_error_proxy", "param": None, "code": "1000"}
    return Fault(status=422, body={"object": "error", "message": detail, **rest})


def fastapi(field: str, **fields: Any) -> Fault:
    """A server's own validation."""
    return Fault(status=422, body={"detail": [extra(field, **fields)]})


def llamacpp(message: str) -> Fault:
    """llama.cpp fails with 500 where a chat template raises an exception."""
    place = "\n------------\nWhile executing CallExpression at line 1\n"
    told = f"{place}Error: Jinja Exception: {message}"
    return Fault(status=500, body={"error": {"code": 500, "message": told, "type": "server_error"}})


def openrouter(raw: str) -> Fault:
    """A router: the provider's words are in the metadata alone."""
    metadata = {"raw": json.dumps({"error": {"code": 400, "message": raw}}), "provider_name": "X"}
    error = {"message": "Provider returned error", "code": 400, "metadata": metadata}
    return Fault(status=400, body={"error": error, "user_id": "user_2"})


def unrouted(what: str) -> Fault:
    """A router that finds nobody who takes what was asked."""
    words = f"No endpoints found that {what}. To learn more about provider routing, visit: https://openrouter.ai/docs/provider-routing"
    return Fault(status=404, body={"error": {"message": words, "code": 404}})


def litellm(message: str) -> Fault:
    """A LiteLLM proxy around another provider."""
    group = "Received Model Group=m\nAvailable Model Group Fallbacks=None"
    words = f"litellm.BadRequestError: OpenAIException - {message}. {group}"
    return Fault(
        status=400,
        body={"error": {"message": words, "type": None, "param": None, "code": "400"}},
    )


def bedrock(message: str) -> Fault:
    """Amazon's form."""
    return Fault(status=400, body={"message": message})


def tgi(message: str, kind: str = "validation") -> Fault:
    """Text Generation Inference."""
    return Fault(status=422, body={"error": message, "error_type": kind})

"""How providers refuse what a model does not take, in their words.

`REFUSALS` maps a quirk such as `no-system` to when it refuses, and to the refusals of several
providers by name. The wording is theirs, as it stands in public reports.
"""

from collections.abc import Callable
from typing import Any

from tests.fake_openai import Fault
from tests.refusal_forms import (
    anthropic,
    bedrock,
    fastapi,
    gemini,
    litellm,
    llamacpp,
    mistral,
    mistral_proxy,
    openai,
    openrouter,
    tgi,
    unrouted,
    vllm,
    xai,
)  # fmt: skip

Request = dict[str, Any]


def has(*fields: str) -> Callable[[Request], bool]:
    """A request with any of some fields."""
    return lambda request: any(field in request for field in fields)


def has_system(request: Request) -> bool:
    return any(message["role"] in ("system", "developer") for message in request["messages"])


def does_not_alternate(request: Request) -> bool:
    roles = [message["role"] for message in request["messages"]]
    roles = roles[1:] if roles[:1] == ["system"] else roles
    return any(role != ("user", "assistant")[n % 2] for n, role in enumerate(roles))


def tokens_of(request: Request, absent: int = 10**9) -> int:
    """Return how many tokens an answer may have."""
    return request.get("max_tokens", request.get("max_completion_tokens", absent))


def stops_of(request: Request) -> int:
    stop = request.get("stop") or []
    return 1 if isinstance(stop, str) else len(stop)


def is_hot(request: Request) -> bool:
    return request.get("temperature", 1) != 1


Wordings = dict[str, Fault]
REFUSALS: dict[str, tuple[Callable[[Request], bool], Wordings]] = {
    "no-system": (
        has_system,
        {
            "gemma": vllm("System role not supported"),
            "llamacpp": llamacpp("System role not supported"),
            "gemini": gemini("Developer instruction is not enabled for models/gemma-3-27b-it"),
            "o1": openai(
                "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
                "unsupported_value",
                "messages[0].role",
            ),
            "openrouter": openrouter(
                "Developer instruction is not enabled for models/gemma-3-27b-it"
            ),
            "tgi": tgi(
                "Template error: invalid operation: System role not supported (in <string>:1)",
                "template_error",
            ),
            "bedrock": bedrock(
                "This model doesn't support system messages. Try again without a system message "
                "or use a model that supports system messages."
            ),
            "anthropic": anthropic("role 'system' is not supported on this model"),
            "alternate": vllm(
                "Conversation roles must alternate user/assistant/user/assistant/..."
            ),
            "mlx": openai("Only user and assistant roles are supported!"),
        },
    ),
    "alternate": (
        does_not_alternate,
        {
            "vllm": vllm(
                "After the optional system message, conversation roles must alternate "
                "user/assistant/user/assistant/..."
            ),
            "llamacpp": llamacpp(
                "Conversation roles must alternate user/assistant/user/assistant/..."
            ),
            "anthropic": anthropic(
                'messages: roles must alternate between "user" and "assistant", but found '
                'multiple "user" roles in a row'
            ),
        },
    ),
    "no-max-tokens": (
        has("max_tokens"),
        {
            "openai": openai(
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                "'max_completion_tokens' instead.",
                "unsupported_parameter",
                "max_tokens",
            ),
            "fastapi": fastapi("max_tokens"),
            "litellm": litellm(
                "Error code: 400 - {'error': {'message': \"Unsupported parameter: 'max_tokens' is "
                "not supported with this model. Use 'max_completion_tokens' instead.\"}}"
            ),
        },
    ),
    "no-max-completion-tokens": (
        has("max_completion_tokens"),
        {
            "mistral": mistral("max_completion_tokens"),
            "azure": openai("Unrecognized request argument supplied: max_completion_tokens"),
            "groq": openai("property 'max_completion_tokens' is unsupported"),
        },
    ),
    "default-temperature": (
        is_hot,
        {
            "openai": openai(
                "Unsupported value: 'temperature' does not support 0.7 with this model. Only the "
                "default (1) value is supported.",
                "unsupported_value",
                "temperature",
            ),
            "moonshot": openai("invalid temperature: only 1 is allowed for this model"),
            "anthropic": anthropic("`temperature` is deprecated for this model."),
            "parameter": openai(
                "Unsupported parameter: 'temperature' is not supported with this model.",
                "unsupported_parameter",
                "temperature",
            ),
        },
    ),
    "one-of-temperature-and-top-p": (
        lambda request: "temperature" in request and "top_p" in request,
        {
            "anthropic": anthropic(
                "`temperature` and `top_p` cannot both be specified for this model. Please use "
                "only one."
            ),
            "bedrock": litellm(
                'BedrockException - {"message":"The model returned the following errors: '
                "`temperature` and `top_p` cannot both be specified for this model. Please use "
                'only one."}'
            ),
            "new-api": Fault(
                status=400,
                body={
                    "error": {
                        "type": "<nil>",
                        "message": '{"type":"error","error":{"type":"invalid_request_error",'
                        '"message":"`temperature` and `top_p` cannot both be specified for this '
                        'model. Please use only one."},"request_id":"req_011"} (request id: 2025)',
                    },
                    "type": "error",
                },
            ),
        },
    ),
    "no-top-p": (
        has("top_p"),
        {
            "openai": openai(
                "Unsupported parameter: 'top_p' is not supported with this model.",
                "unsupported_parameter",
                "top_p",
            ),
            "xai": xai("Argument not supported on this model: topP"),
            "fastapi": fastapi("top_p"),
        },
    ),
    "positive-temperature": (
        lambda request: request.get("temperature", 1) == 0,
        {
            "tgi": tgi("Input validation error: `temperature` must be strictly positive"),
            "qwen": openai(
                "<400> InternalError.Algo.InvalidParameter: Temperature should be in (0.0, 2.0)"
            ),
            "hf": openai(
                "`temperature` (=0.0) has to be a strictly positive float, otherwise your next "
                "token scores will be invalid."
            ),
            "minimax": openai("invalid params, temperature must be greater than 0"),
        },
    ),
    "no-seed": (
        has("seed"),
        {
            "mistral": mistral("seed"),
            "proxy": mistral_proxy("seed"),
            "gemini": gemini(
                'Invalid JSON payload received. Unknown name "seed": Cannot find field.'
            ),
            "fastapi": fastapi("seed"),
            "azure": openai("Unrecognized request argument supplied: seed"),
            "unprocessed": Fault(
                status=501, body={"error": {"message": "seed is not implemented"}}
            ),
        },
    ),
    "no-penalties": (
        has("presence_penalty"),
        {
            "xai": xai("Model grok-4 does not support parameter presencePenalty."),
            "gemini": gemini("Penalty is not enabled for models/gemini-2.5-pro"),
            "openai": openai(
                "Unsupported parameter: 'presence_penalty' is not supported with this model.",
                "unsupported_parameter",
                "presence_penalty",
            ),
            "mistral": mistral("presence_penalty", "stop"),
        },
    ),
    "no-stop": (
        has("stop"),
        {
            "xai": xai("Argument not supported on this model: stop"),
            "openai": openai(
                "Unsupported parameter: 'stop' is not supported with this model.",
                "unsupported_parameter",
                "stop",
            ),
            "anthropic": anthropic("stop_sequences: Extra inputs are not permitted"),
        },
    ),
    "one-stop": (
        lambda request: stops_of(request) > 1,
        {
            "openai": openai(
                "Invalid 'stop': array too long. Expected an array with maximum length 1, but got "
                "an array with length 2 instead.",
                "array_above_max_length",
                "stop",
            ),
            "fastapi": fastapi(
                "stop",
                type="too_long",
                msg="List should have at most 1 item after validation, not 2",
            ),
        },
    ),
    "four-stops": (
        lambda request: stops_of(request) > 4,
        {
            "openai": openai(
                "Invalid 'stop': array too long. Expected an array with maximum length 4, but got "
                "an array with length 6 instead.",
                "array_above_max_length",
                "stop",
            ),
            "tgi": tgi("Input validation error: at most 4 stop sequences can be given, got 6"),
        },
    ),
    "at-least-16": (
        lambda request: tokens_of(request) < 16,
        {
            "openai": openai(
                "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, "
                "but got 1 instead.",
                "integer_below_min_value",
                "max_output_tokens",
            ),
            "vllm": vllm("max_tokens must be at least 16, got 1."),
            "perplexity": fastapi(
                "max_tokens",
                type="greater_than",
                msg="Input should be greater than 15",
                ctx={"gt": 15},
            ),
            "azure": openai(
                "Could not finish the message because max_tokens or model output limit was "
                "reached. Please try again with higher max_tokens."
            ),
        },
    ),
    "at-most-100": (
        lambda request: tokens_of(request, 0) > 100,
        {
            "openai": openai(
                "max_tokens is too large: 160. This model supports at most 100 completion tokens, "
                "whereas you provided 160.",
                "invalid_value",
                "max_tokens",
            ),
            "anthropic": anthropic(
                "max_tokens: 160 > 100, which is the maximum allowed number of output tokens for "
                "claude-3-5-sonnet-20241022"
            ),
            "gemini": gemini(
                "Unable to submit request because it has a maxOutputTokens value of 160 but the "
                "supported range is from 1 (inclusive) to 101 (exclusive). Update the value and "
                "try again."
            ),
            "groq": openai(
                "`max_tokens` must be less than or equal to `100`, the maximum value for "
                "`max_tokens` is less than the `context_window` for this model"
            ),
            "novita": openai("max_tokens exceeds the limit 100"),
            "deepseek": openai(
                "Invalid max_tokens value, the valid range of max_tokens is [1, 100]"
            ),
            "bedrock": bedrock(
                "The maximum tokens you requested exceeds the model limit of 100. Try again with a "
                "maximum tokens value that is lower than 100."
            ),
        },
    ),
    "five-logprobs": (
        lambda request: request.get("top_logprobs", 0) > 5,
        {
            "openai": openai(
                "Invalid value: 'top_logprobs' must be less than or equal to 5.",
                None,
                "top_logprobs",
            ),
            "fireworks": openai("logprobs: Input should be less than or equal to 5"),
            "vllm": vllm("Requested sample logprobs of 20, which is greater than max allowed: 5"),
            "range": openai("top_logprobs must be between 0 and 5"),
            "tgi": tgi("Input validation error: `top_n_tokens` must be >= 0 and <= 5. Given: 20"),
            "vertex": gemini(
                "Unable to submit request because it has a logprobs value of 20 but the supported "
                "range is from 1 (inclusive) to 6 (exclusive). Update the value and try again."
            ),
        },
    ),
    "no-logprobs": (
        has("logprobs"),
        {
            "openai": openai("You are not allowed to request logprobs from this model", status=403),
            "gemini": gemini("Logprobs is not enabled for models/gemini-2.5-pro"),
            "deepseek": openai(
                "deepseek-reasoner does not support the parameter logprobs, top_logprobs"
            ),
            "groq": openai("`logprobs` is not supported with this model"),
            "xai": xai("Model grok-4 does not support parameter topLogprobs."),
            "openrouter": unrouted("can handle the requested parameters"),
            "forbidden": Fault(status=403, body={"error": {"message": "Forbidden"}}),
        },
    ),
    "no-schema": (
        has("response_format"),
        {
            "openai": openai(
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported with "
                "this model."
            ),
            "deepseek": openai("This response_format type is unavailable now"),
            "lmstudio": Fault(
                status=400,
                body={"error": "'response_format.type' must be 'json_object' or 'text'"},
            ),
            "groq": openai("This model does not support response format `json_schema`."),
            "anthropic": anthropic("response_format: Extra inputs are not permitted"),
            "openrouter": unrouted("support structured outputs"),
            "llamacpp": llamacpp("json_schema is not supported by this build"),
        },
    ),
    "no-template-kwargs": (
        has("chat_template_kwargs"),
        {
            "mistral": mistral("chat_template_kwargs"),
            "openai": openai(
                "Unrecognized request argument supplied: chat_template_kwargs", None, None
            ),
            "groq": openai("property 'chat_template_kwargs' is unsupported"),
        },
    ),
    "no-effort": (
        has("reasoning_effort"),
        {
            "openai": openai("Unrecognized request argument supplied: reasoning_effort"),
            "mistral": mistral("reasoning_effort"),
            "xai": xai("Model grok-4 does not support parameter reasoningEffort."),
        },
    ),
    "some-effort": (
        lambda request: request.get("reasoning_effort") in ("none", "minimal"),
        {
            "openai": openai(
                "Unsupported value: 'reasoning_effort' does not support 'none' with this model. "
                "Supported values are: 'low', 'medium', and 'high'.",
                "unsupported_value",
                "reasoning_effort",
            ),
            "groq": openai("`reasoning_effort` must be one of `low`, `medium`, or `high`"),
        },
    ),
}
NAMELESS: Wordings = {
    "nameless": Fault(status=400, body={"error": {"message": "Bad Request"}}),
    "upstream": openai("Upstream error: 400"),
    "empty": Fault(status=400, body=""),
    "unprocessable": Fault(status=422, body={"detail": "Unprocessable Entity"}),
}
"""Refusals that do not say what they are about; every quirk above can refuse in these words."""


def refusal_of(name: str) -> tuple[Callable[[Request], bool], Fault]:
    """Return when a quirk refuses and how; `no-system` or, with a provider, `no-system.gemini`."""
    kind, _, provider = name.partition(".")
    condition, wordings = REFUSALS[kind]
    known = wordings | NAMELESS
    return condition, known[provider or next(iter(known))]

"""Every other provider, through LiteLLM."""

from park.config import ModelConfig
from park.errors import InputError, nearest
from park.models.backend import MODELS, Backend, Setting, context_of, headers_of, key_in, takes_of
from park.models.base import ChatModel
from park.models.openai_api import is_loopback
from park.models.prices import listed_models, providers


class LiteLLM(Backend):
    """The fallback for all other names."""

    name = "litellm"
    help = "any other name: a provider's model, through LiteLLM"

    def connect(self, config: ModelConfig, setting: Setting) -> ChatModel:
        """Look up the name and the key."""
        from park.models.litellm_api import LiteLLMModel, listed_takes, missing_keys, provider_of

        provider, slash, _ = config.model.partition("/")
        if not slash and provider in providers():
            raise InputError(f"{config.model!r} is a provider; name a model of it: {provider}/NAME")
        if not (slash and provider in providers()) and provider_of(config.model) is None:
            own = {name for each in MODELS.all().values() for name in each.names()}
            known = own | {*providers(), *listed_models()}
            hint = nearest(config.model, known) or nearest(provider, known)
            raise InputError(f"{config.model!r} is not a known model{hint}")
        local, key = is_loopback(config.base_url), None
        if config.api_key_env is not None:
            key = key_in(config, config.api_key_env)
        elif not local and (missing := missing_keys(config.model)):
            names = " and ".join(missing)
            raise InputError(f"{config.model} needs the environment variable {names}")
        return LiteLLMModel(
            config.model,
            base_url=config.base_url,
            key=key or ("none" if local else None),
            timeout=setting.timeout,
            context=context_of(config),
            extra=config.extra_body,
            headers=headers_of(config),
            takes=takes_of(config, listed_takes(config.model)),
        )

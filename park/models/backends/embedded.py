"""In-process models with weights from the catalog."""

from collections.abc import Iterator

from park.config import ModelConfig
from park.errors import InputError, nearest
from park.models.backend import Backend, Setting, takes_of
from park.models.base import ChatModel
from park.models.embedded import CONTEXT, EmbeddedModel
from park.models.takes import Takes
from park.models.weights import catalog, default_alias, pull, weights_of


class Embedded(Backend):
    """`embedded` and `embedded/<alias>`."""

    name = "embedded"
    help = "weights of the catalog, on this machine"
    bare = True

    def connect(self, config: ModelConfig, setting: Setting) -> ChatModel:
        """Find the weights in the catalog."""
        _, slash, alias = config.model.partition("/")
        if slash and not alias:
            known = [weights.alias for weights in catalog().weights]
            raise InputError(f"{config.model!r} lacks an alias{nearest('', known)}")
        weights = weights_of(alias or default_alias())
        return EmbeddedModel(
            config.model,
            f"embedded:{weights.alias}",
            lambda: pull(weights.alias, setting.progress),
            slots=setting.slots,
            context=config.context or CONTEXT,
            timeout=setting.timeout,
            extra=config.extra_body,
            takes=takes_of(config, Takes()),
        )

    @classmethod
    def names(cls) -> Iterator[str]:
        """Yield `embedded` and all aliases."""
        yield cls.name
        yield from (f"embedded/{weights.alias}" for weights in catalog().weights)

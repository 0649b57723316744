"""Negative log-likelihood of texts."""

from park.adapters.switchable import Loaded


def nats(loaded: Loaded, adapter: str, text: str) -> tuple[float, int]:
    """Return a text's negative log-likelihood in nats and the number of predicted tokens.

    The first token is not predicted, so a text of one token has none.
    """
    import torch

    words = loaded.base.tokenizer
    given = words(text, add_special_tokens=False)["input_ids"]
    tokens = torch.tensor([given], device=loaded.base.device)
    if tokens.shape[1] < 2:
        return 0.0, 0
    with loaded.wearing(adapter) as model, torch.no_grad():
        logits = model(input_ids=tokens, use_cache=False).logits[0, :-1].float()
        loss = torch.nn.functional.cross_entropy(logits, tokens[0, 1:], reduction="sum")
    return float(loss), tokens.shape[1] - 1

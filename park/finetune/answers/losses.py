"""Losses between people's shares of options and a model's probabilities of them."""

from typing import Any

MASS = 0.1
"""Weight of the options' total probability in `emd`, which does not depend on it by itself."""


def option_logprobs(logits: Any, variants: Any) -> Any:
    """Return each option's log-probability as the first token of the answer.

    The likeliest of its tokens counts, as in an evaluation.

    Args:
        logits: a torch tensor of next-token logits, shape (rows, vocabulary).
        variants: token ids of each option, shape (rows, k, v), padded with -1.

    Returns:
        Shape (rows, k); -inf for options that are only padding.
    """
    import torch

    logprobs = torch.log_softmax(logits.float(), dim=-1)
    rows, count, wide = variants.shape
    each = logprobs.gather(1, variants.clamp(min=0).reshape(rows, -1)).reshape(rows, count, wide)
    return each.masked_fill(variants < 0, -torch.inf).amax(dim=-1)


def forward_kl(logprobs: Any, shares: Any) -> Any:
    """Return KL(people ‖ model) in nats of each row, shape (rows,).

    The model's probabilities are those of its first token, not normalised over the options: it is
    KL over the options minus the log of their total probability, so that both are learnt.

    Args:
        logprobs: options' log-probabilities, shape (rows, k); -inf for padding.
        shares: people's shares, shape (rows, k); 0 for padding.
    """
    import torch

    known = torch.where(shares > 0, logprobs, torch.zeros_like(logprobs))
    return (torch.xlogy(shares, shares) - shares * known).sum(dim=-1)


def earth_movers(logprobs: Any, shares: Any) -> Any:
    """Return the Wasserstein distance over ordered options as a share of the scale, (rows,).

    `MASS` times minus the log of the options' total probability is added, lest it vanish.

    Args:
        logprobs: options' log-probabilities in the order of the scale, shape (rows, k); -inf for
            padding, which comes last.
        shares: people's shares, shape (rows, k); 0 for padding.
    """
    import torch

    mass = torch.logsumexp(logprobs, dim=-1)
    gaps = (torch.softmax(logprobs, dim=-1) - shares).cumsum(dim=-1).abs().sum(dim=-1)
    steps = (torch.isfinite(logprobs).sum(dim=-1) - 1).clamp(min=1)
    return gaps / steps - MASS * mass


def loss_of(logprobs: Any, shares: Any, graded: Any, kind: str) -> Any:
    """Return the loss of each row, shape (rows,).

    Args:
        logprobs: options' log-probabilities, shape (rows, k).
        shares: the shares to learn, shape (rows, k).
        graded: whether each row's options are all on a scale, shape (rows,).
        kind: `kl` or `emd`.
    """
    import torch

    divergence = forward_kl(logprobs, shares)
    if kind == "kl":
        return divergence
    return torch.where(graded, earth_movers(logprobs, shares), divergence)

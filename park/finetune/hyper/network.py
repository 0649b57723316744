"""The generator: from descriptions to what changes the base's linear layers."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from park.adapters.recipe import Form
from park.finetune.hyper.sizes import INNER, INPUT, PLACE, TEXT, TRAITS, WAVES, Slot

FREQUENCY = 2.0
"""Scale of the random frequencies, for vectors of unit variance."""
BOLD = 0.5
"""Standard deviation of the weights that read traits, at the start."""
LIVELY = 0.1
"""Standard deviation of the weights that make z, at the start. With less, opposite cultures cancel
in B's gradient, and nothing is learnt for long."""
SMALL = 0.02
"""Standard deviation of the weights that make A, times the root of their inputs, at the start."""


class Made(NamedTuple):
    """What a generator made of c descriptions."""

    z: Tensor | None
    """Shape (c, slots, r) for `diag`, (c, slots, r, r) for `square`; None for `full`."""
    weights: Sequence[tuple[Tensor, Tensor]]
    """A, (r, inputs) or (c, r, inputs), and B, (outputs, r) or (c, outputs, r), by slot."""

    @property
    def penalty(self) -> Tensor:
        """The mean over descriptions and layers of ‖z‖²; 0 for `full`, which has no z."""
        if self.z is None:
            return self.weights[0][0].new_zeros(())
        return self.z.square().flatten(2).sum(-1).mean()


class Generator(nn.Module):  # type: ignore[misc,unused-ignore]
    """A factorised hypernetwork (Zhyper, arXiv 2510.19733, section 3).

    A description, the depth and the kind of a layer make z. A layer's change is s·B·diag(z)·A
    (`diag`) or s·B·Z·A (`square`), with A and B trained and the same for all descriptions. `full`
    makes A and B themselves (text-to-LoRA, arXiv 2506.06105, its largest size). z starts near 1,
    or the identity, and B at 0: training starts as that of an ordinary LoRA does.

    A description is a set of sentences. The mean of a static encoder's vectors says which words
    there are, not who is for what; so the mean is taken over fixed random waves of each sentence's
    vector (Rahimi & Recht 2007), which keep what stands together.
    """

    def __init__(
        self,
        slots: Sequence[Slot],
        *,
        form: Form,
        r: int,
        alpha: float,
        width: int,
        dropout: float = 0.05,
    ) -> None:
        """Create an untrained generator.

        Args:
            slots: the adapted layers.
            form: what is made.
            r: the rank.
            alpha: changes are scaled by s = alpha / r.
            width: size of the encoder's vectors.
            dropout: of the perceptron, in training.
        """
        super().__init__()
        self.slots, self.form, self.r, self.scale = tuple(slots), form, r, alpha / r
        kinds = list(dict.fromkeys(slot.kind for slot in slots))
        self._shapes = {slot.kind: (slot.inputs, slot.outputs) for slot in slots}
        self.register_buffer("kind_of", torch.tensor([kinds.index(slot.kind) for slot in slots]))
        self.register_buffer("depth_of", torch.tensor([slot.depth for slot in slots]))
        fixed = torch.Generator().manual_seed(0)
        waves = torch.randn(width, WAVES, generator=fixed) * FREQUENCY / math.sqrt(width)
        self.register_buffer("waves", waves)
        self.register_buffer("phases", torch.randn(WAVES, generator=fixed))
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("spread", torch.ones(width))
        self.register_buffer("told_mean", torch.zeros(WAVES))
        self.register_buffer("traits", torch.eye(WAVES, TRAITS))
        self.read = nn.Linear(TRAITS, TEXT)
        nn.init.normal_(self.read.weight, std=BOLD)
        self.kinds = nn.Embedding(len(kinds), PLACE)
        self.depths = nn.Embedding(1 + max(slot.depth for slot in slots), PLACE)
        self.perceptron = nn.Sequential(
            nn.Linear(INPUT, INNER), nn.SiLU(), nn.Dropout(dropout), nn.Linear(INNER, INPUT)
        )
        if form == "full":
            self.wide = nn.Linear(INPUT, INNER)
            self.heads = nn.ModuleList(
                nn.Linear(INNER, r * sum(self._shapes[kind])) for kind in kinds
            )
            for kind, head in zip(kinds, self.heads, strict=True):
                _start_whole(head, r, self._shapes[kind][0])
        else:
            self.head = nn.Linear(INPUT, r if form == "diag" else r * r)
            nn.init.normal_(self.head.weight, std=LIVELY)
            start = torch.ones(r) if form == "diag" else torch.eye(r).flatten()
            self.head.bias.data.copy_(start)
            self.a = nn.ParameterList(_uniform(r, slot.inputs) for slot in slots)
            self.b = nn.ParameterList(torch.zeros(slot.outputs, r) for slot in slots)

    def trained(self) -> int:
        """Return the number of trained weights."""
        return sum(each.numel() for each in self.parameters())

    def look(self, texts: Tensor, mask: Tensor) -> None:
        """Set what is read of descriptions, from those of training: where cultures differ.

        Linear discriminants (Fisher 1936) of the mean waves, with a ridge on the scatter of a
        culture's descriptions. A trait is scaled such that it has variance 1 between cultures, and
        shrunk by the share of its variance that is not scatter.

        Args:
            texts: vectors of sentences, shape (c cultures, descriptions, sentences, width).
            mask: 1 for sentences, shape (c, descriptions, sentences).
        """
        sentences = texts[mask.bool()]
        self.mean.copy_(sentences.mean(0))
        self.spread.copy_(sentences.std(0, unbiased=False).clamp(min=1e-6))
        told = torch.stack([self._told(*each) for each in zip(texts, mask, strict=True)]).double()
        self.told_mean.copy_(told.mean((0, 1)))
        means = told.mean(1)
        scatter = (told - means[:, None]).flatten(0, 1)
        means = means - means.mean(0)
        within = scatter.T @ scatter / len(scatter)
        size = max(float(told.var((0, 1), unbiased=False).mean()), 1e-9)
        root = torch.linalg.cholesky(within + size * torch.eye(WAVES, dtype=within.dtype))
        white = torch.linalg.solve_triangular(root, means.T, upper=False)
        left, values, _ = torch.linalg.svd(white, full_matrices=False)
        spread = values / math.sqrt(len(means))
        # The smallest is rounding alone: centred means have one dimension less.
        kept = min(TRAITS, len(means) - 1)
        noise = (torch.linalg.solve_triangular(root, scatter.T, upper=False).T @ left).var(0)
        sure = spread.square() / (spread.square() + noise + 1e-12)
        found = torch.linalg.solve_triangular(root.T, left * (sure / spread), upper=True)
        self.traits.zero_()
        self.traits[:, :kept] = found[:, :kept].to(self.traits.dtype)

    def _told(self, texts: Tensor, mask: Tensor) -> Tensor:
        """Return the mean waves of descriptions, shape (c, waves)."""
        seen = torch.cos((texts - self.mean) / self.spread @ self.waves + self.phases)
        return (seen * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)

    def forward(self, texts: Tensor, mask: Tensor) -> Made:
        """Make what changes the base.

        Args:
            texts: vectors of each description's sentences, shape (c, sentences, width).
            mask: 1 for sentences, 0 for padding, shape (c, sentences).
        """
        told = self.read((self._told(texts, mask) - self.told_mean) @ self.traits)
        place = torch.cat([self.depths(self.depth_of), self.kinds(self.kind_of)], -1)
        count = len(self.slots)
        given = torch.cat(
            [told[:, None].expand(-1, count, -1), place.expand(len(told), -1, -1)], -1
        )
        found = given + self.perceptron(given)
        if self.form == "full":
            return Made(None, self._whole(functional.silu(self.wide(found))))
        z = self.head(found)
        if self.form == "square":
            z = z.unflatten(-1, (self.r, self.r))
        return Made(z, list(zip(self.a, self.b, strict=True)))

    def _whole(self, found: Tensor) -> list[tuple[Tensor, Tensor]]:
        made = []
        for number, slot in enumerate(self.slots):
            both = self.heads[int(self.kind_of[number])](found[:, number])
            a, b = both.split([self.r * slot.inputs, self.r * slot.outputs], -1)
            made.append((a.unflatten(-1, (self.r, slot.inputs)), b.unflatten(-1, (-1, self.r))))
        return made

    def folded(self, made: Made, row: int = 0) -> Iterator[tuple[Slot, Tensor, Tensor]]:
        """Yield each layer's A, (r, inputs), and B, (outputs, r), of an ordinary LoRA."""
        for number, (slot, (a, b)) in enumerate(zip(self.slots, made.weights, strict=True)):
            if made.z is None:
                yield slot, a[row], b[row]
            elif self.form == "diag":
                yield slot, a, b * made.z[row, number]
            else:
                yield slot, a, b @ made.z[row, number]


@contextmanager
def worn(model: Any, generator: Generator, made: Made, rows: Tensor) -> Iterator[None]:
    """Change a base's linear layers while the context lasts.

    Args:
        model: the base.
        generator: the generator.
        made: what it made of some descriptions.
        rows: the description of each row of the batch, shape (batch,).
    """
    handles = [
        model.get_submodule(slot.name).register_forward_hook(_hook(generator, made, rows, number))
        for number, slot in enumerate(generator.slots)
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _hook(generator: Generator, made: Made, rows: Tensor, number: int) -> Any:
    a, b = made.weights[number]
    if made.z is None:
        a, b = a[rows], b[rows]
    z = None if made.z is None else made.z[rows, number]

    def changed(_: Any, given: tuple[Tensor, ...], out: Tensor) -> Tensor:
        x = given[0]
        # In the base's precision but for z: only r numbers a token are cast.
        if z is None:
            low = x @ a.mT.to(x.dtype)
        else:
            low = functional.linear(x, a.to(x.dtype)).to(z.dtype)
            low = low * z[:, None] if generator.form == "diag" else low @ z.mT
        low, up = (generator.scale * low).to(x.dtype), b.to(x.dtype)
        return out + (low @ up.mT if z is None else functional.linear(low, up))

    return changed


def _uniform(r: int, inputs: int) -> Tensor:
    """Return A as LoRA starts it."""
    return nn.init.kaiming_uniform_(torch.empty(r, inputs), a=math.sqrt(5))


def _start_whole(head: nn.Linear, r: int, inputs: int) -> None:
    """Start a head such that A is as LoRA starts it and B is 0."""
    nn.init.normal_(head.weight, std=SMALL / math.sqrt(INNER))
    head.weight.data[r * inputs :] = 0
    head.bias.data.zero_()
    head.bias.data[: r * inputs] = _uniform(r, inputs).flatten()

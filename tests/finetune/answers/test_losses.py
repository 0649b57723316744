"""Losses: zero where the model answers as people do, and as computed by hand elsewhere."""

import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from park.finetune.answers.losses import (  # noqa: E402
    MASS,
    earth_movers,
    forward_kl,
    loss_of,
    option_logprobs,
)

PEOPLE = torch.tensor([[0.5, 0.3, 0.2], [0.9, 0.1, 0.0]])


def logs(shares):
    return torch.tensor(shares).log()


def test_people_s_own_shares_have_no_loss():
    exact = PEOPLE.log()
    assert forward_kl(exact, PEOPLE).tolist() == pytest.approx([0, 0], abs=1e-6)
    assert earth_movers(exact, PEOPLE).tolist() == pytest.approx([0, 0], abs=1e-6)


def test_forward_kl_counts_probability_off_the_options():
    halved = forward_kl((PEOPLE / 2).log(), PEOPLE)
    assert halved.tolist() == pytest.approx([0.6931, 0.6931], abs=1e-3)


def test_forward_kl_is_the_sum_by_hand():
    found = forward_kl(logs([[0.25, 0.25, 0.5]]), PEOPLE[:1])
    assert float(found) == pytest.approx(0.5 * 0.6931 + 0.3 * 0.1823 + 0.2 * -0.9163, abs=1e-3)


def test_earth_movers_distance_grows_with_the_steps_between_options():
    people = torch.tensor([[1.0, 0.0, 0.0]] * 2)
    near, far = earth_movers(logs([[1e-9, 1.0, 1e-9], [1e-9, 1e-9, 1.0]]), people).tolist()
    assert (near, far) == pytest.approx((0.5, 1.0), abs=1e-3)


def test_earth_movers_distance_keeps_the_options_probable():
    whole, tenth = (earth_movers((PEOPLE[:1] * mass).log(), PEOPLE[:1]) for mass in (1.0, 0.1))
    assert float(tenth - whole) == pytest.approx(MASS * 2.3026, abs=1e-3)


def test_padding_changes_nothing():
    padded = torch.cat([logs([[0.25, 0.25, 0.5]]), torch.full((1, 2), -torch.inf)], dim=1)
    shares = torch.cat([PEOPLE[:1], torch.zeros(1, 2)], dim=1)
    for measure in (forward_kl, earth_movers):
        assert float(measure(padded, shares)) == pytest.approx(
            float(measure(padded[:, :3], PEOPLE[:1])), abs=1e-6
        )


def test_only_items_on_a_scale_have_the_distance():
    logprobs = logs([[0.2, 0.3, 0.5], [0.2, 0.3, 0.5]])
    mixed = loss_of(logprobs, PEOPLE, torch.tensor([True, False]), "emd")
    assert float(mixed[0]) == pytest.approx(float(earth_movers(logprobs, PEOPLE)[0]))
    assert float(mixed[1]) == pytest.approx(float(forward_kl(logprobs, PEOPLE)[1]))


def test_the_likeliest_token_of_an_option_counts():
    logits = torch.tensor([[0.0, 2.0, 1.0, -1.0]])
    found = option_logprobs(logits, torch.tensor([[[0, 1], [2, -1]]]))
    assert found[0].tolist() == pytest.approx(torch.log_softmax(logits, -1)[0, [1, 2]].tolist())


def test_gradients_are_finite_where_an_option_is_padding():
    logits = torch.zeros(1, 4, requires_grad=True)
    variants = torch.tensor([[[0], [1], [-1]]])
    shares = torch.tensor([[1.0, 0.0, 0.0]])
    for kind in ("kl", "emd"):
        logits.grad = None
        loss_of(
            option_logprobs(logits, variants), shares, torch.tensor([True]), kind
        ).sum().backward()
        assert torch.isfinite(logits.grad).all()

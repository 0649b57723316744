import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from park.config import Price
from park.errors import LedgerError, Stopped
from park.ledger.ledger import Ledger
from park.models.base import ModelError, Params, Reply
from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.models.scripted import ScriptedModel
from park.records import Usage
from tests.toys import ToyModel, gateway, quickly

ASK = [{"role": "user", "content": "Tea?"}]
DEAR = Price(input=1e6, output=1e6)
"""A dollar a token."""


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


@pytest.fixture
def run(monkeypatch):
    return lambda work: quickly(monkeypatch, work, "park.models.limiter")


def transient(message="500"):
    return ModelError(message, "transient")


def overload(wait=None):
    return ModelError("429", "overload", retry_after=wait)


def test_an_answer_is_stored_and_never_asked_for_again(ledger, run):
    model, meter = ToyModel(["tea"]), Meter()
    each = gateway(model, ledger, meter=meter)
    first = run(each.reply(ASK, Params()))
    again = run(gateway(model, ledger, meter=meter).reply(ASK, Params()))
    assert first == again
    assert first[0].text == "tea"
    assert ledger.call(first[1]) == first[0]
    assert (meter.calls, meter.cached_calls, len(model.asked)) == (1, 1, 1)
    assert meter.usage == Usage(tokens_in=10, tokens_out=5)


def test_an_answer_is_stored_before_it_is_used(ledger, run, monkeypatch):
    def broken(*_):
        raise LedgerError("the disk is full")

    meter = Meter()
    monkeypatch.setattr(ledger, "put_call", broken)
    with pytest.raises(LedgerError):
        run(gateway(ToyModel(["tea"]), ledger, meter=meter).reply(ASK, Params()))
    assert (meter.calls, meter.reserved) == (0, 0)


def test_equal_calls_at_once_are_one_call(ledger, run):
    model, meter = ToyModel(["a", "b", "c"], seconds=1.0), Meter()
    each = gateway(model, ledger, meter=meter, price=DEAR)

    async def thrice():
        return await asyncio.gather(*(each.reply(ASK, Params()) for _ in range(3)))

    assert [reply.text for reply, _ in run(thrice())] == ["a"] * 3
    assert (meter.calls, meter.cached_calls, len(model.asked)) == (1, 2, 1)
    assert ledger.totals().cost_usd == meter.spent == 15.0


def test_who_waits_for_an_equal_call_that_fails_asks_itself(ledger, run):
    model = ToyModel([ModelError("no", "rejected"), "tea"], seconds=1.0)
    each = gateway(model, ledger)

    async def thrice():
        said = [each.reply(ASK, Params()) for _ in range(3)]
        return await asyncio.gather(*said, return_exceptions=True)

    error, (second, _), (third, _) = run(thrice())
    assert (str(error), second.text, third.text) == ("no", "tea", "tea")
    assert len(model.asked) == 2


@pytest.mark.parametrize("stopped", [0, 1])
def test_who_waits_for_an_equal_call_is_answered_though_another_is_cancelled(ledger, run, stopped):
    model = ToyModel(lambda _: "tea", seconds=5.0)
    each = gateway(model, ledger)

    async def some():
        calls = [asyncio.create_task(each.reply(ASK, Params())) for _ in range(3)]
        await asyncio.sleep(1)
        calls.pop(stopped).cancel()
        return await asyncio.gather(*calls)

    assert [reply.text for reply, _ in run(some())] == ["tea"] * 2
    assert len(model.asked) == (2 if stopped == 0 else 1)
    assert ledger.totals().calls == 1


@pytest.mark.parametrize(
    "change",
    [
        {"model": ToyModel([], name="other")},
        {"model": ToyModel([], endpoint="other")},
        {"messages": [{"role": "user", "content": "Tea!"}]},
        {"messages": [{"role": "system", "content": "Tea?"}]},
        {"messages": [*ASK, *ASK]},
        {"params": Params(temperature=0.1)},
        {"params": Params(max_tokens=7)},
        {"params": Params(seed=1)},
        {"params": Params(stop=("x",))},
        {"schema": {"type": "object"}},
        {"sample": 1},
    ],
)
def test_a_call_s_key_depends_on_everything_that_shapes_its_answer(ledger, run, change):
    def key(model=None, messages=ASK, params=None, **more):
        model = model or ToyModel([])
        model.say = lambda _: "tea"
        each = gateway(model, ledger)
        return run(each.reply(messages, params or Params(), **more))[1]

    assert key(**change) != key()
    assert key() == key()


def test_schema_and_params_reach_the_model(ledger, run):
    model = ToyModel(["{}"])
    run(gateway(model, ledger).reply(ASK, Params(max_tokens=3), {"type": "object"}))
    assert model.asked == [(ASK, Params(max_tokens=3), {"type": "object"})]


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_a_transient_error_is_tried_again(ledger, run, failures):
    meter = Meter()
    model = ToyModel([transient()] * failures + ["tea"])
    reply, _ = run(gateway(model, ledger, meter=meter, retries=2).reply(ASK, Params()))
    assert reply.text == "tea"
    assert (meter.calls, meter.retries) == (1, failures)


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_a_transient_error_is_tried_again_so_often_and_no_more(ledger, run, retries):
    model = ToyModel(lambda _: transient("502"))
    with pytest.raises(ModelError, match="502"):
        run(gateway(model, ledger, retries=retries).reply(ASK, Params()))
    assert len(model.asked) == retries + 1
    assert ledger.totals().calls == 0


@pytest.mark.parametrize("trouble", ["rejected", "fatal"])
def test_an_error_that_will_not_pass_is_not_tried_again(ledger, run, trouble):
    model = ToyModel([ModelError("no", trouble), "tea"])
    with pytest.raises(ModelError, match="no"):
        run(gateway(model, ledger, retries=4).reply(ASK, Params()))
    assert len(model.asked) == 1


@pytest.mark.parametrize(("long", "lines"), [(0.01, 1), (30.0, 0)])
def test_a_long_call_is_spoken_of_unless_that_is_usual(ledger, long, lines):
    told = []
    model = ToyModel(["tea"], seconds=0.1, long=long)
    asyncio.run(gateway(model, ledger, meter=Meter(say=told.append)).reply(ASK, Params()))
    assert len(told) == lines


def test_overload_costs_no_retry(ledger, run):
    limiter, meter = Limiter(4), Meter()
    model = ToyModel([overload(1.0)] * 12 + [transient()] + [overload()] * 3 + ["tea"])
    each = gateway(model, ledger, limiter=limiter, meter=meter, retries=1)
    assert run(each.reply(ASK, Params()))[0].text == "tea"
    assert meter.retries == 1
    assert limiter.overloads == 15


def test_overload_is_waited_out_as_the_server_says(ledger, run):
    model = ToyModel([overload(120.0), "tea"])

    async def timed():
        before = asyncio.get_running_loop().time()
        await gateway(model, ledger).reply(ASK, Params())
        return asyncio.get_running_loop().time() - before

    assert 120 <= run(timed()) < 121


def test_a_retry_waits_without_a_place(ledger, run):
    limiter = Limiter(1)
    bad = ToyModel([transient(), "late"], name="bad")
    good = ToyModel(["soon"], name="good")

    async def both():
        late = asyncio.create_task(gateway(bad, ledger, limiter=limiter).reply(ASK, Params()))
        while not bad.asked or limiter.in_flight:
            await asyncio.sleep(0)
        await gateway(good, ledger, limiter=limiter).reply(ASK, Params())
        early = not late.done()
        await late
        return early

    assert run(both())


def test_gateways_of_one_endpoint_share_its_limit(ledger, run):
    limiter = Limiter(2)
    model = ToyModel(lambda _: "tea", seconds=1.0)
    one, other = (gateway(model, ledger, limiter=limiter) for _ in range(2))

    async def many():
        await asyncio.gather(
            *((one, other)[n % 2].reply(ASK, Params(), sample=n) for n in range(9))
        )

    run(many())
    assert model.most_at_once == 2


def test_every_call_is_paid_for(ledger, run):
    price = Price(input=2.0, output=6.0, cached_input=0.5)
    used = Usage(tokens_in=1000, tokens_out=100, cached_tokens_in=400)
    meter = Meter()
    model = ToyModel([Reply(text="tea", usage=used)])
    run(gateway(model, ledger, meter=meter, price=price).reply(ASK, Params()))
    assert meter.spent == pytest.approx((600 * 2.0 + 400 * 0.5 + 100 * 6.0) / 1e6)
    assert ledger.totals().cost_usd == meter.spent
    assert meter.reserved == 0


def test_the_budget_stops_before_a_call_that_might_exceed_it(ledger, run):
    model, meter = ToyModel(["tea"] * 9), Meter(max_cost=80.0)
    each = gateway(model, ledger, meter=meter, price=DEAR)
    with pytest.raises(Stopped, match="max_cost") as told:
        for number in range(9):
            run(each.reply(ASK, Params(max_tokens=20), sample=number))
    assert 0 < meter.spent <= 80
    assert len(model.asked) == meter.calls
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("text", ["Tea? " * 40, "茶" * 40, "চা" * 40])
def test_a_call_may_have_a_token_for_every_byte(ledger, run, text):
    size = len(text.encode())
    worst = Reply(text="tea", usage=Usage(tokens_in=size, tokens_out=20))
    for budget, allowed in ((size + 19, False), (size + 100, True)):
        meter = Meter(max_cost=float(budget))
        each = gateway(ToyModel([worst]), ledger, meter=meter, price=DEAR)
        call = each.reply([{"role": "user", "content": text}], Params(max_tokens=20))
        if allowed:
            run(call)
            assert meter.spent == size + 20
        else:
            with pytest.raises(Stopped):
                run(call)


def test_what_earlier_resumes_spent_counts(ledger, run):
    meter = Meter(max_cost=100.0, spent=99.0)
    with pytest.raises(Stopped):
        run(gateway(ToyModel([]), ledger, meter=meter, price=DEAR).reply(ASK, Params()))


def test_stored_answers_are_used_when_the_budget_is_exhausted(ledger, run):
    free = gateway(ToyModel(["tea"]), ledger)
    run(free.reply(ASK, Params()))
    broke = Meter(max_cost=0.0)
    each = gateway(ToyModel([]), ledger, meter=broke, price=DEAR)
    assert run(each.reply(ASK, Params()))[0].text == "tea"


@pytest.mark.parametrize("price", [None, Price(input=0, output=0)])
def test_what_costs_nothing_fits_every_budget(ledger, run, price):
    each = gateway(ToyModel(["tea"]), ledger, meter=Meter(max_cost=0.0), price=price)
    assert run(each.reply(ASK, Params()))[0].text == "tea"


@pytest.mark.parametrize(
    "failure", [ModelError("no", "rejected"), transient(), LedgerError("full"), KeyError("bug")]
)
def test_money_set_aside_is_released_when_a_call_fails(ledger, run, failure):
    meter = Meter(max_cost=1000.0)
    each = gateway(ToyModel(lambda _: failure), ledger, meter=meter, price=DEAR)
    with pytest.raises(type(failure)):
        run(each.reply(ASK, Params()))
    assert (meter.reserved, meter.spent) == (0, 0)


def test_money_set_aside_is_released_when_a_call_is_cancelled(ledger, run):
    meter = Meter(max_cost=1000.0)
    limiter = Limiter(1)
    model = ToyModel(["tea"], seconds=50.0)
    each = gateway(model, ledger, limiter=limiter, meter=meter, price=DEAR)

    async def cancelled():
        call = asyncio.create_task(each.reply(ASK, Params()))
        await asyncio.sleep(1)
        assert meter.reserved > 0
        call.cancel()
        await asyncio.wait([call])

    run(cancelled())
    assert (meter.reserved, limiter.in_flight) == (0, 0)


@settings(max_examples=40)
@given(
    max_cost=st.floats(0, 3000),
    calls=st.integers(1, 30),
    concurrency=st.integers(1, 8),
    chance=st.integers(0, 10**6),
)
def test_no_more_is_spent_than_allowed(tmp_path_factory, max_cost, calls, concurrency, chance):
    rng = random.Random(chance)
    meter = Meter(max_cost=max_cost)
    params = Params(max_tokens=rng.randint(1, 60))

    def answer(messages):
        if rng.random() < 0.3:
            return rng.choice([transient(), overload(), ModelError("no", "rejected")])
        most = sum(len(message["content"].encode()) for message in messages)
        used = Usage(tokens_in=rng.randint(0, most), tokens_out=rng.randint(0, params.max_tokens))
        return Reply(text="tea", usage=used)

    async def many(ledger):
        model = ToyModel(answer, seconds=1.0)
        each = gateway(model, ledger, limiter=Limiter(concurrency), meter=meter, price=DEAR)
        words = [[{"role": "user", "content": "çay茶 " * rng.randint(1, 20)}] for _ in range(calls)]
        await asyncio.gather(
            *(each.reply(ask, params, sample=n) for n, ask in enumerate(words)),
            return_exceptions=True,
        )

    path = tmp_path_factory.mktemp("run") / "ledger.sqlite"
    with Ledger(path) as ledger, pytest.MonkeyPatch.context() as patch:
        quickly(patch, many(ledger), "park.models.limiter")
        assert ledger.totals().cost_usd == pytest.approx(meter.spent)
    assert meter.spent <= max_cost
    assert meter.reserved == pytest.approx(0)


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_every_call_ends_whatever_a_bad_server_does(tmp_path_factory, chance):
    rng = random.Random(chance)
    outcomes = ["tea", "tea", transient(), overload(), overload(2.0), overload(0.0)]
    model = ToyModel(lambda _: rng.choice(outcomes), seconds=0.5)

    async def many(ledger):
        each = gateway(model, ledger, limiter=Limiter(8), retries=3)
        return await asyncio.gather(
            *(each.reply(ASK, Params(), sample=n) for n in range(30)), return_exceptions=True
        )

    path = tmp_path_factory.mktemp("run") / "ledger.sqlite"
    with Ledger(path) as ledger, pytest.MonkeyPatch.context() as patch:
        ended = quickly(patch, many(ledger), "park.models.limiter")
        good = [each for each in ended if not isinstance(each, BaseException)]
        assert ledger.totals().calls == len(good)
    assert all(isinstance(each, (tuple, ModelError)) for each in ended)
    assert len(good) > 20
    assert model.most_at_once <= 8


def test_a_choice_is_asked_for_once_and_its_figures_are_kept_exactly(ledger, run):
    asked = []

    def options(messages, options):
        asked.append(messages)
        return {option: -0.1 - number / 3 for number, option in enumerate(options)}

    model = ScriptedModel(lambda _: "unused", options=options)
    way = gateway(model, ledger)
    first, key = run(way.choose(ASK, ["A", "B"]))
    again, same = run(way.choose(ASK, ["A", "B"]))
    assert first == again == {"A": -0.1, "B": -0.1 - 1 / 3}
    assert key == same
    assert len(asked) == 1
    other, _ = run(way.choose(ASK, ["B", "A"]))
    assert other == {"B": -0.1, "A": -0.1 - 1 / 3}
    assert len(asked) == 2


def test_a_model_without_probabilities_cannot_choose(ledger, run):
    with pytest.raises(ModelError, match="no log-probabilities"):
        run(gateway(ToyModel([]), ledger).choose(ASK, ["A", "B"]))

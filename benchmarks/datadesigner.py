"""The dialogues of `benchmarks.orchestration`, held by NeMo Data Designer without any of park.

    python -m venv peer && peer/bin/pip install data-designer
    python -m benchmarks.orchestration --peer peer/bin/python

Each turn is a column of text whose prompt holds the turns before it, so a row is a dialogue. There
are no two views, no checks and no retries.
"""

import argparse
from tempfile import TemporaryDirectory

import data_designer.config as dd
from data_designer.interface import DataDesigner

MODEL = "bench"
SCENE = (
    "You are {{ speaker }} in a conversation about work and family. You were born as {{ born }}."
)


def builder(turns: int, concurrency: int) -> dd.DataDesignerConfigBuilder:
    """Return a dataset's plan: a column for each turn."""
    sampling = dd.ChatCompletionInferenceParams(
        max_parallel_requests=concurrency, temperature=0.7, top_p=0.9, max_tokens=160
    )
    model = dd.ModelConfig(
        alias=MODEL, model=MODEL, inference_parameters=sampling, provider="local",
        skip_health_check=True,
    )  # fmt: skip
    plan = dd.DataDesignerConfigBuilder(model_configs=[model])
    plan.add_column(
        dd.SamplerColumnConfig(name="born", sampler_type="uuid", params=dd.UUIDSamplerParams())
    )
    for turn in range(turns):
        earlier = "\n".join(f"{'AB'[n % 2]}: {{{{ turn_{n} }}}}" for n in range(turn))
        plan.add_column(
            dd.LLMTextColumnConfig(
                name=f"turn_{turn}",
                model_alias=MODEL,
                system_prompt=SCENE.replace("{{ speaker }}", "AB"[turn % 2]),
                prompt=f"So far:\n{earlier}\nSay the next line.",
            )
        )
    return plan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--concurrency", type=int, required=True)
    parser.add_argument("--dialogues", type=int, required=True)
    parser.add_argument("--turns", type=int, required=True)
    args = parser.parse_args()
    local = dd.ModelProvider(name="local", endpoint=args.base_url, api_key="none")
    with TemporaryDirectory() as folder:
        designer = DataDesigner(folder, model_providers=[local], auto_configure_logging=False)
        designer.set_run_config(dd.RunConfig(otel_metrics_port=None))
        designer.create(builder(args.turns, args.concurrency), num_records=args.dialogues)


if __name__ == "__main__":
    main()

"""Chat templates in the manner of the families that people fine-tune, each as short as can be."""

from tests.adapters import small

SPECIAL = (
    "<bos>", "<start_of_turn>", "<end_of_turn>", "<|begin_of_text|>", "<|start_header_id|>",
    "<|end_header_id|>", "<|eot_id|>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|user|>",
    "<|assistant|>", "<|system|>", "<|end|>", "<s>", "[INST]", "[/INST]", "<|start|>",
    "<|channel|>", "<|message|>", "<|return|>", "<｜User｜>", "<｜Assistant｜>",
    "<｜end▁of▁sentence｜>", "<|turn>", "<turn|>", "<|channel>", "<channel|>",
)  # fmt: skip
ADDED = ("<think>", "</think>")

OPEN = "{% if add_generation_prompt %}"
CLOSE = "{% endif %}"
NO_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}"
    "{% endif %}"
)
ALTERNATING = (
    "{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}"
    "{% endif %}{% endfor %}"
)
LLAMA = (
    "{% if not date_string is defined %}{% set date_string = strftime_now('%d %b %Y') %}{% endif %}"
    "{% if messages[0]['role'] == 'system' %}{% set system = messages[0]['content'] | trim %}"
    "{% set messages = messages[1:] %}{% else %}{% set system = '' %}{% endif %}"
    "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nToday Date: {{ date_string }}"
    "\n\n{{ system }}<|eot_id|>"
    "{% for m in messages %}<|start_header_id|>{{ m['role'] }}<|end_header_id|>\n\n"
    "{{ m['content'] | trim }}<|eot_id|>{% endfor %}"
    + OPEN + "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}" + CLOSE
)  # fmt: skip
GEMMA = (
    "<bos>" + NO_SYSTEM + ALTERNATING + "{% for m in messages %}<start_of_turn>"
    "{{ 'model' if m['role'] == 'assistant' else m['role'] }}\n{{ m['content'] | trim }}"
    "{{ '<end_of_turn>\n' }}{% endfor %}" + OPEN + "{{ '<start_of_turn>model\n' }}" + CLOSE
)
PHI = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ '\n' + m['content'] + '<|end|>\n' }}{% endfor %}"
    + OPEN + "{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}" + CLOSE
)  # fmt: skip
PHI_DROPPING = (
    "{% for m in messages %}{% if m['role'] != 'system' %}<|{{ m['role'] }}|>"
    "{{ '\n' + m['content'] + '<|end|>\n' }}{% endif %}{% endfor %}"
    + OPEN + "{{ '<|assistant|>\n' }}" + CLOSE
)  # fmt: skip
CHATML = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}"
    "{% endfor %}" + OPEN + "{{ '<|im_start|>assistant\n' }}" + CLOSE
)
THOUGHT = "<think>\n\n</think>\n\n"
# Strips thoughts from earlier turns; the last turn has a place for them, if an empty one.
QWEN3_TURNS = (
    "{% set ns = namespace(last=0) %}{% for m in messages %}{% if m['role'] == 'user' %}"
    "{% set ns.last = loop.index0 %}{% endif %}{% endfor %}"
    "{% for m in messages %}{% set said = m['content'].split('</think>')[-1].lstrip('\n') %}"
    "{{ '<|im_start|>' + m['role'] + '\n' }}"
    "{% if m['role'] == 'assistant' and loop.index0 > ns.last %}" + THOUGHT + "{% endif %}"
    "{{ said + '<|im_end|>\n' }}{% endfor %}"
)
QWEN3 = (
    QWEN3_TURNS + OPEN + "{{ '<|im_start|>assistant\n' }}"
    "{% if enable_thinking is defined and enable_thinking is false %}"
    "{{ '<think>\n\n</think>\n\n' }}{% endif %}" + CLOSE
)
QWEN3_ALWAYS = QWEN3_TURNS + OPEN + "{{ '<|im_start|>assistant\n<think>\n' }}" + CLOSE
QWEN3_UNAWARE = QWEN3_TURNS + OPEN + "{{ '<|im_start|>assistant\n' }}" + CLOSE
HYBRID = CHATML.replace(
    "assistant\n'", "assistant\n' + ('' if enable_thinking else '<think>\n\n</think>\n\n')"
)
DEEPSEEK_V3 = (
    "{% if not thinking is defined %}{% set thinking = true %}{% endif %}"
    "{% for m in messages %}{% if m['role'] == 'system' %}{{ m['content'] }}"
    "{% elif m['role'] == 'user' %}<｜User｜>{{ m['content'] }}{% else %}<｜Assistant｜></think>"
    "{{ m['content'] }}<｜end▁of▁sentence｜>{% endif %}{% endfor %}"
    + OPEN + "<｜Assistant｜>{{ '<think>' if thinking else '</think>' }}" + CLOSE
)  # fmt: skip
DEEPSEEK_R1 = (
    "{% for m in messages %}{% if m['role'] == 'system' %}{{ m['content'] }}"
    "{% elif m['role'] == 'user' %}<｜User｜>{{ m['content'] }}{% else %}<｜Assistant｜>"
    "{{ m['content'].split('</think>')[-1] }}<｜end▁of▁sentence｜>{% endif %}{% endfor %}"
    + OPEN + "{{ '<｜Assistant｜><think>\n' }}" + CLOSE
)  # fmt: skip
MISTRAL_OLD = (
    "<s>" + ALTERNATING + "{% for m in messages %}{% if m['role'] == 'user' %}"
    "[INST] {{ m['content'] }} [/INST]{% else %} {{ m['content'] + eos_token }}{% endif %}"
    "{% endfor %}"
)
# Puts the system message before the last message of all, if that is the user's.
MISTRAL = (
    "{% if messages[0]['role'] == 'system' %}{% set system = messages[0]['content'] %}"
    "{% set messages = messages[1:] %}{% endif %}<s>" + ALTERNATING +
    "{% for m in messages %}{% if m['role'] == 'user' %}[INST]"
    "{% if loop.last and system is defined %}{{ system + '\n\n' }}{% endif %}"
    "{{ m['content'] }}[/INST]{% else %} {{ m['content'] + eos_token }}{% endif %}{% endfor %}"
)  # fmt: skip
GPT_OSS = (
    "<|start|>system<|message|>Today: {{ strftime_now('%Y-%m-%d') }}, effort: "
    "{{ reasoning_effort }}<|end|>{% for m in messages %}"
    "{% if m['role'] == 'assistant' %}<|start|>assistant<|channel|>final<|message|>"
    "{{ m['content'] }}{{ '<|return|>' if loop.last else '<|end|>' }}"
    "{% else %}<|start|>{{ m['role'] }}<|message|>{{ m['content'] }}<|end|>{% endif %}{% endfor %}"
    + OPEN + "<|start|>assistant" + CLOSE
)  # fmt: skip
DIFFICULT = NO_SYSTEM + DEEPSEEK_R1
"""Takes no system message, and opens a thought in the prompt."""
GEMMA4 = (
    "<bos>{% for m in messages %}{{ '<|turn>' + m['role'] + '\n' + m['content'] + '<turn|>\n' }}"
    "{% endfor %}" + OPEN + "{{ '<|turn>assistant\n' }}{% if not enable_thinking %}"
    "{{ '<|channel>thought\n<channel|>' }}{% endif %}" + CLOSE
)

FAMILIES = {
    "llama": (LLAMA, "<|eot_id|>"),
    "gemma": (GEMMA, "<end_of_turn>"),
    "gemma4": (GEMMA4, "<turn|>"),
    "phi": (PHI, "<|end|>"),
    "phi, dropping the system message": (PHI_DROPPING, "<|end|>"),
    "qwen": (CHATML, "<|im_end|>"),
    "qwen3": (QWEN3, "<|im_end|>"),
    "qwen3, always thinking": (QWEN3_ALWAYS, "<|im_end|>"),
    "qwen3, without a switch": (QWEN3_UNAWARE, "<|im_end|>"),
    "empty thoughts in the open question alone": (HYBRID, "<|im_end|>"),
    "deepseek v3": (DEEPSEEK_V3, "<｜end▁of▁sentence｜>"),
    "deepseek r1": (DEEPSEEK_R1, "<｜end▁of▁sentence｜>"),
    "mistral, old": (MISTRAL_OLD, "</s>"),
    "mistral": (MISTRAL, "</s>"),
    "without a system role, always thinking": (DIFFICULT, "<｜end▁of▁sentence｜>"),
    "gpt-oss": (GPT_OSS, "<|return|>"),
}
"""By name: the template, and what it writes after an answer."""

WITHOUT_SYSTEM = (
    "gemma",
    "phi, dropping the system message",
    "mistral, old",
    "mistral",
    "without a system role, always thinking",
)


def tokenizer(template):
    """Return a tokenizer that knows the marks of all families."""
    return small.tokenizer(template, special=SPECIAL, added=ADDED)

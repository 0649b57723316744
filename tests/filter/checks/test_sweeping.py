import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.checks._sweeping import sweeping
from park.text.language import lexicons

JUDGING = {
    "en": "The men who hang about the station are thieves, every last one of them.",
    "de": "Die Leute aus dem Hochhaus sind ausnahmslos faul.",
    "es": "Los que viven del otro lado del río son todos ladrones.",
    "pt": "As pessoas daquele morro são todas bandidas e sempre mentirosas.",
    "tr": "Oraya yeni taşınanlar hepsi hırsızdır.",
    "zh": "住在车站后面的人全是小偷。",
    "ko": "역 뒤에 사는 사람들은 모두 게으르다.",
    "ar": "الذين يسكنون وراء المحطة كلهم كسالى.",
    "bn": "স্টেশনের পিছনের সব মানুষ অলস।",
    "fa": "مردم پشت ایستگاه همه دزد هستند.",
}
HARMLESS = (
    "I do not accept that everybody out of work is lazy.",
    "Some people at the station are thieves, but most are honest.",
    "All children deserve a school, and no person should steal to eat.",
    "People say that all the tenants are lazy, which is unfair.",
    "Every family here shares bread at dusk.",
    "All thieves go to prison in the end.",
    "Are all the men there liars?",
)


@pytest.mark.parametrize(("language", "text"), JUDGING.items())
def test_a_judgement_without_exception_is_found_whoever_is_meant(language, text):
    assert sweeping(text, language)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_limited_denied_asked_or_wished_passes(text):
    assert sweeping(text, "en") is None


def test_the_signs_must_stand_in_one_sentence():
    assert sweeping("All people came to the feast. The soup was stolen by a thief.", "en") is None


def test_each_language_has_all_signs():
    assert set(JUDGING) == {tag for tag, known in lexicons().items() if known.sweeping}


@given(st.text(max_size=120), st.sampled_from([*JUDGING, "xx", "pt-BR"]))
def test_any_text_is_read(text, language):
    sweeping(text, language)

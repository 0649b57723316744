import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.generate.checks import (
    MAX_CHARACTERS,
    check,
    clean,
    leaning,
    parting,
)
from park.generate.copied import _share_a_run
from park.generate.heard import Heard
from park.surveys.load import load_survey
from park.text.grounding import Grounds
from park.text.sentences import fold, sentences, whole_sentences

NATURAL = {
    "en": (
        "My grandmother kept goats in the hills. Every spring we walked up with bread and salt.",
        "I worked as an aid worker in Jordan for two years, and as an airport guide after that.",
        "My uncle was an airline pilot; the house always had an air of departure.",
        "It has an air conditioner, but in Luoyang we still sleep on the roof in August.",
        "I started as an assistant in a pharmacy. My boss taught me to listen before I talk.",
        "As an assistant teacher I saw it every day: the girls did the sums first.",
        "I'm afraid I can't agree with you there. In Ohio the children simply move away.",
        "I'm sorry, but I can't accept that. A mother who works still cooks for her children.",
        "I cannot provide for my parents the way they did for me, and it keeps me awake.",
        "I can't help with the harvest any more because of my back, so my son does it.",
        "I can't fulfil every wish of my parents, but I call them each evening.",
        "I won't engage in gossip about the neighbours, my wife does that for both of us.",
        "I don't have personal experience with divorce, but my sister went through it.",
        "I can't create a second me, so on Sundays the shop stays shut.",
        "Artificial intelligence will take our jobs, my son says. He repairs computers in Izmir.",
        "We take care of our parents. My brother has a room ready for them.",
        "Who takes care of them when you work? We take turns, and it goes well.",
        "When we said goodbye to my grandfather, the whole street brought soup.",
        "One thing is clear: whoever has guests shares. That is how we do it here.",
        'She told me: "Eat first, argue later." I still do.',
        "That is a weird rule. In Weiden nobody would keep it.",
        "My boss shouted, 'Megan, slow down!' and I laughed with flour on my nose.",
        'My mother used to say "Megan, the soup!" whenever the talk turned to politics.',
        "I'm Megan, by the way, and I fix wind turbines up north.",
        "People call me Megan, though my papers say Margaret.",
        "As Lin Yue said, food comes first; at my table nobody talks before the soup.",
        "As an 80-year-old, my grandfather still repaired his own roof.",
        "I thought the shop was closed, but I was wrong, so we had baklava after all.",
        "I wanted to be a nurse, but then I changed my mind and learned baking.",
        "I disagree with the idea that a nursing home is better than a son's house.",
        "I don't agree with that view. My father worked till seventy and loved it.",
        'We say "有志者事竟成", where there is a will there is a way.',
        "My mother always said: من جد وجد، ومن زرع حصد. Whoever works hard finds.",
        'In Turkish we say "ağaç yaşken eğilir": a tree bends while young.',
        "In our village we say যেমন কর্ম তেমন ফল, as you sow so you reap.",
        "Hmm, maybe so. But in Santiago del Estero we danced chacarera all night.",
        "Ramadan, iftar, suhoor, then Eid.",
        "No, not really, no.",
        "Do you eat kimchi jjigae at home, too?",
    ),
    "ar": (
        "في بيتنا نجتمع كل يوم جمعة على المنسف، وجدتي هي التي توزع اللحم.",
        "لا أستطيع تقديم القهوة للضيف باليد اليسرى، هذا عيب عندنا.",
        "أخي يدرس الذكاء الاصطناعي في إربد ويقول إن العمل سيتغير.",
        "أنا أعمل في صيدلية في إربد، والناس يسألونني عن كل شيء.",
    ),
    "bn": (
        "আমাদের বাড়িতে শুক্রবারে সবাই একসাথে খায়, তারপর বাবা গল্প বলেন।",
        "কৃত্রিম বুদ্ধিমত্তা অনেকের চাকরি নেবে, আমার ভাই তাই বলে।",
        "আমি দুঃখিত, আমি সেদিন বিয়েতে যেতে পারব না বলেছিলাম।",
    ),
    "de": (
        "Ich vertraue Menschen mehr als KI, meine Oma hat auch ohne Rechner recht gehabt.",
        "Damals KI zu sagen, das verstand in Leipzig noch niemand.",
        "Bei uns isst man sonntags Kuchen, und mein Vater schneidet ihn.",
        "Ich bin Annika, ich backe Brot in Kiel, und um drei Uhr klingelt der Wecker.",
    ),
    "es": (
        "Lo siento, pero no puedo aceptar eso: mi viejo trabajó cuarenta años.",
        "Los domingos hacemos asado con toda la familia, y mi abuela manda.",
        "Trabajamos hasta mañana si hace falta, pero los domingos nadie abre.",
    ),
    "fa": (
        "متأسفم، نمی‌توانم این را قبول کنم، مادرم هم کار می‌کرد.",
        "پسرم می‌گوید هوش مصنوعی همه کارها را می‌گیرد.",
        "ما جمعه‌ها همه خانه مادربزرگ جمع می‌شویم و آش می‌خوریم.",
    ),
    "ko": (
        "죄송하지만 저는 생각이 달라요. 우리 어머니는 평생 일하셨거든요.",
        "인공지능 때문에 일자리가 줄어든다고 우리 아들이 걱정해요.",
        "저는 인공지능이 무서워요. 그래도 빵은 사람이 구워야죠.",
    ),
    "pt": (
        "Como ia dizendo, minha avó nunca deixou ninguém sair com fome.",
        "Desculpe, mas não posso concordar: lá em casa todo mundo trabalha.",
        "Gosto até mais do que do carnaval, e olha que eu sou do Recife.",
    ),
    "tr": (
        "Yapay zeka işimizi elimizden alacak diyor oğlum, ben inanmıyorum.",
        "Biz akrabalarla her bayram görüşürüz, büyüklerin elini öperiz.",
        "Annem her sabah çay demler, biz de simit alırız.",
    ),
    "zh": (
        "对不起，我不能同意，我妈也上班，我们几个孩子都挺好的。",
        "人工智能会抢走我们的饭碗，我儿子老这么说。",
        "我们家过年一定要回老家，一家人围着桌子包饺子。",
    ),
}

REFUSALS = (
    ("en", "As an AI language model, I don't have opinions."),
    ("en", "I'm just an AI, so I can't taste soup."),
    ("en", "I’m sorry, but I can’t assist with that."),
    ("en", "I cannot fulfill this request, but I can tell you about tea."),
    ("en", "I don't have personal opinions or beliefs."),
    ("en", "I am unable to participate in this conversation."),
    ("en", "I'm Qwen, made by a company."),
    ("ar", "أنا نموذج لغوي ولا آراء لي."),
    ("ar", "بصفتي مساعد ذكاء اصطناعي لا رأي لي."),
    ("bn", "আমি একটি কৃত্রিম বুদ্ধিমত্তা, আমার কোনো মত নেই।"),
    ("de", "Als KI habe ich keine Meinung dazu."),
    ("de", "Ich bin nur ein Sprachmodell."),
    ("es", "Como modelo de lenguaje, no tengo opiniones."),
    ("fa", "من یک هوش مصنوعی هستم و نظری ندارم."),
    ("fa", "متاسفم، نمی‌توانم به این درخواست کمک کنم."),
    ("ko", "AI로서 저는 의견이 없습니다."),
    ("ko", "죄송하지만 그 질문에는 답변드릴 수 없습니다."),
    ("pt", "Como IA, não tenho opinião."),
    ("tr", "Bir yapay zeka olarak fikrim yok."),
    ("zh", "作为一个人工智能助手，我没有个人观点。"),
    ("zh", "抱歉，我无法提供这样的内容。"),
)


def heard(me="Megan", other="Lin Yue", earlier=(), language="en", **changes):
    return Heard(me=me, other=other, earlier=earlier, language=language, **changes)


def found(text, *args, **changes):
    return [flag.check for flag in check(text, heard(*args, **changes))]


@pytest.mark.parametrize("language", NATURAL)
@pytest.mark.parametrize("side", ["for", "against", ""])
def test_good_dialogue_passes_unflagged(language, side):
    me = "Annika" if language == "de" else "Megan"
    flagged = {
        text: flags
        for text in NATURAL[language]
        if (flags := found(text, me=me, language=language, leaning=side))
    }
    assert not flagged


SAID = {
    "known": Grounds(),
    "statement": "Making my parents proud has been one of the main aims of my life.",
    "instruction": (
        "Say what you would tell a child about this, then ask: what would you teach a child?"
    ),
    "places": ("China", "Chinese", "the United States", "American"),
}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("On Plane-Tree Night we carry our parents home.", "ungrounded"),
        ("In China people do not have access to technology.", "caricature"),
        ("Everyone in China always obeys.", "caricature"),
        ("Chinese people never complain.", "caricature"),
        ("For me it is one of the main aims of my life, too.", "recites"),
        ("I would tell a child about this, as it is in Bangor.", "recites"),
    ],
)
def test_what_is_invented_recited_or_said_of_a_whole_place_is_flagged(text, flag):
    assert flag in found(text, earlier=["How do you see it?"], **SAID)


def test_the_first_line_may_name_the_subject():
    text = "Making them proud has been one of the main aims of their lives, some say. And you?"
    assert found(text, **SAID) == []
    assert found(text, earlier=["How do you see it?"], **SAID) == ["recites"]


def test_a_line_may_give_a_reason_for_the_statement_in_its_words():
    text = "Making them proud has been one of the main aims of my life, because they had little."
    assert found(text, earlier=["How do you see it?"], **SAID) == []


@pytest.mark.parametrize(
    ("text", "viewless"),
    [
        ("For me it is the soup, because nobody cooks it like my aunt.", True),
        ("For me it is my father's pride, because he had so little.", True),
        ("For me my parents come first, because they went without.", False),
        ("I still disagree, because nobody asks me.", False),
    ],
)
def test_a_closing_line_takes_a_view_of_the_statement(text, viewless):
    earlier = ["How do you see it?"]
    assert ("viewless" in found(text, earlier=earlier, closing=True, **SAID)) == viewless
    assert "viewless" not in found(text, earlier=earlier, **SAID)
    assert "viewless" not in found(text, earlier=earlier, closing=True, language="de", **SAID)
    unasked = SAID | {"statement": "What would you say to them?"}
    assert "viewless" not in found(text, earlier=earlier, closing=True, **unasked)


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("They are my family. They are my friends. They are my world. They are my life.", True),
        ("I am a baker. I am up at four. I am late on Sundays. I am never late on Mondays.", False),
        ("They are my family. They are my friends. They are my world. I bake for them.", False),
    ],
)
def test_a_litany_is_flagged(text, flagged):
    assert ("echoes" in found(text)) == flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("I planted flowers, too. What happened in my own life that made me think so?", True),
        ("So what does it come down to for me, and why?", True),
        ("My father was a baker. How is it where you live?", False),
        ("My mother laughed at me. Did your grandparents see it that way, too?", False),
        ("Would you tell me more about my favourite soup?", False),
        ("Where would I see this in Samsun?", False),
        ("She asked: “What will people say of my son?” And I?", False),
    ],
)
def test_a_question_about_the_speaker_s_own_life_is_out_of_role(text, flagged):
    assert ("role" in found(text)) == flagged


@pytest.mark.parametrize(
    "text",
    [
        "Most people in China do not have a garden, and neither do I.",
        "Not everyone in China agrees with me.",
        "My aims were small: a shop, and my mother proud of it.",
        "In China I never felt alone.",
        "I tell my child about it at supper. What would you teach a child?",
    ],
)
def test_what_is_said_of_oneself_or_with_limits_is_not_flagged(text):
    assert found(f"{text} And you?", **SAID) == []


def test_good_dialogue_ends_neither_in_leave_nor_in_agreement():
    for language, texts in NATURAL.items():
        for text in texts:
            assert parting([text] * 3, language) == "", text


@pytest.mark.parametrize("language, text", REFUSALS)
def test_a_machine_s_refusal_is_found(language, text):
    assert "refusal" in found(text, language=language)


def test_a_word_on_the_answer_itself_is_no_speech():
    said = "For me it is my mother. This answer fits the given question by being concise."
    assert "refusal" in found(said)
    assert "refusal" not in found("My mother gave me that answer: the question is who cooks.")


def test_an_english_refusal_is_found_in_every_language():
    assert "refusal" in found("As an AI, I cannot say.", language="tr")


@pytest.mark.parametrize("text", ["", "  ", "...", "—", "“”", "🙂", "* * *", "؟!", "\n\n"])
def test_a_turn_without_a_letter_is_empty(text):
    assert found(text) == ["empty"]


@pytest.mark.parametrize(
    "text",
    [
        "We eat early. Lin Yue: We eat late.",
        "Lin Yue: We eat late.",
        "We eat early.\n\n**Lin Yue:** We eat late.",
        "我们吃得早。Lin Yue：我们吃得晚。",
        "We eat early.\nLin Yue (laughing): No!",
        "We eat early.\nUser: And then?",
    ],
)
def test_another_speaker_s_line_is_found(text):
    assert "label" in found(text)


def test_a_label_of_one_s_own_in_the_middle_is_found():
    assert "label" in found("We eat early. Megan: And late.")


@pytest.mark.parametrize(
    "text",
    [
        "Megan thinks that one eats early.",
        "As Megan, I eat early.",
        "As Lin Yue, I eat early.",
        "As a 35-year-old baker from Ohio, I eat early.",
    ],
)
def test_who_speaks_of_oneself_by_name_is_out_of_role(text):
    assert "role" in found(text)


def test_a_name_inside_another_word_is_no_name():
    assert found("That is weird, and the weight of it is heavy.", me="Wei", other="Joon") == []
    assert found("Weiden is near. Rosamund lives there.", me="Rosa", other="Wei") == []


def test_a_turn_that_was_cut_off_is_found():
    assert found("We eat early and then we", cut_off=True) == ["cut_off"]


def test_a_turn_as_long_as_allowed_passes_and_a_longer_one_does_not():
    words = " ".join(f"word{number}" for number in range(400))
    assert "too_long" not in found(words[:MAX_CHARACTERS])
    assert "too_long" in found(words[: MAX_CHARACTERS + 1])


EARLIER = (
    "We eat early in the mountains. My grandmother rose before the sun came up.",
    "在我们家，老人先动筷子。孩子们要等一等。",
)


@pytest.mark.parametrize(
    "text",
    [
        EARLIER[0],
        EARLIER[0].upper() + "!!",
        "We eat early in the mountains, my grandmother rose before the sun came.",
        "Yes. My grandmother rose before the sun came up.",
    ],
)
def test_what_was_said_before_is_a_repetition(text):
    assert "repetition" in found(text, earlier=EARLIER)


def test_a_single_sentence_said_again_is_a_repetition_in_chinese_too():
    assert "repetition" in found("对。在我们家，老人先动筷子。", earlier=EARLIER, language="zh")


def test_the_number_of_the_repeated_turn_is_named():
    flags = check(EARLIER[0], heard(earlier=("Something else altogether.", EARLIER[0])))
    assert "line 2" in flags[0].reason


def test_a_new_turn_with_one_old_sentence_is_no_repetition():
    text = (
        "My grandmother rose before the sun came up. She lit the stove, fed two goats and "
        "carried the milk down to the road, where the lorry of the dairy waited for it."
    )
    assert found(text, earlier=EARLIER) == []


LONG = (
    "My aunt lived in the hills above the old harbour for most of her life and kept three goats. "
    "What she used to tell us every single evening, when the lamps were lit, was this:"
)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        (f"{LONG} a guest who comes on time eats warm soup and fresh bread.", ["echoes"]),
        (f"{LONG} a guest who comes on time eats warm soup and old cheese.", []),
        ("Eggs with peppers! My parents taught me to cook.", ["echoes"]),
        ("We had eggs, then peppers, and my parents cooked.", []),
    ],
)
def test_long_runs_of_earlier_words_and_the_small_talk_are_not_said_again(text, flags):
    earlier = ["In my house a guest who comes on time eats warm soup and fresh bread."]
    assert found(text, earlier=earlier, small_talk="Eggs with peppers. I was late.") == flags


@given(st.text(alphabet="abcdefgh ", min_size=40, max_size=80))
def test_every_turn_repeats_itself(text):
    assert not fold(text) or "repetition" in found(text, earlier=[text])


@pytest.mark.parametrize(
    "language, text",
    [
        ("en", "Ich arbeite in einer Bäckerei, da fängt man sehr früh am Morgen an."),
        ("en", "我们家过年一定要回老家，一家人围着桌子包饺子，热闹得很，孩子们最高兴了。"),
        ("tr", "We always visit my grandmother on Sundays and bring her fresh bread."),
        ("zh", "We always visit my grandmother on Sundays and bring her fresh bread."),
        ("ar", "ما جمعه‌ها همه خانه مادربزرگ جمع می‌شویم و آش رشته می‌خوریم."),
        ("fa", "أنا أعمل في مكتبة المدينة منذ عشرين سنة وأحب الكتب القديمة كثيرا."),
        ("es", "A gente cuida dos pais quando eles ficam velhos, não tem outro jeito."),
        ("pt", "Mi abuela decía siempre que la casa es de todos los que llegan con hambre."),
        ("ko", "We always visit my grandmother on Sundays and bring her fresh bread."),
        ("bn", "हम रविवार को दादी के घर जाते हैं और ताज़ी रोटी ले जाते हैं।"),
    ],
)
def test_another_language_is_found(language, text):
    assert "language" in found(text, language=language)


def test_a_short_turn_s_language_is_not_judged():
    assert found("Ja, genau so.", language="en") == []
    assert found("Evet, tabii.", language="en") == []


def test_a_language_that_cannot_be_identified_is_not_judged():
    assert found(NATURAL["tr"][2], language="tlh") == []


@pytest.mark.parametrize(
    "side, text",
    [
        ("for", "You have convinced me, we should eat late."),
        ("against", "You’ve convinced me, we should eat late."),
        ("for", "I disagree with the statement, if you ask me."),
        ("against", "I completely agree with the statement."),
        ("for", "I have changed my mind about this."),
        ("against", "I guess I was wrong."),
    ],
)
def test_giving_up_the_stance_is_found(side, text):
    assert found(text, leaning=side) == ["stance"]
    assert found(text, leaning="") == []


@pytest.mark.parametrize(
    "side, text",
    [
        ("for", "I completely agree with the statement."),
        ("against", "I disagree with the statement."),
        ("for", "You have not convinced me, and I haven't changed my mind."),
    ],
)
def test_keeping_to_the_stance_passes(side, text):
    assert found(text, leaning=side) == []


@pytest.mark.parametrize(
    "label, side",
    [
        ("strongly agree", "for"),
        ("Agree", "for"),
        ("strongly disagree", "against"),
        ("completely disagree", "against"),
        ("neither agree nor disagree", ""),
        ("hard to say", ""),
        ("very important", ""),
        ("7 on a scale from 1 (completely disagree) to 10 (completely agree)", ""),
        ("agreeable", ""),
    ],
)
def test_a_label_leans_to_the_side_it_names(label, side):
    assert leaning(label) == side


def test_no_bundled_label_leans_to_the_wrong_side(tmp_path):
    for item in load_survey(("wvs7",), tmp_path).items.values():
        for option in item.options:
            side = leaning(option.label)
            assert side != "for" or "disagree" not in option.label, option.label
            assert side != "against" or "disagree" in option.label, option.label


@pytest.mark.parametrize(
    "text, spoken",
    [
        ("Megan: We eat early.", "We eat early."),
        ("**Megan:** We eat early.", "We eat early."),
        ("Megan：我们吃得早。", "我们吃得早。"),
        ('"We eat early."', "We eat early."),
        ("„Wir essen früh.“", "Wir essen früh."),
        ("«ما زود می‌خوریم.»", "ما زود می‌خوریم."),
        ("「我们吃得早。」", "我们吃得早。"),
        ("“我们吃得早。”", "我们吃得早。"),
        ('Megan: "We eat early."', "We eat early."),
        ("  We eat early.\n", "We eat early."),
    ],
)
def test_cleaning_takes_off_the_label_and_the_quotation_marks_around_all(text, spoken):
    assert clean(text, "Megan") == spoken


@pytest.mark.parametrize(
    "text",
    [
        'She said "eat" and then "sleep" to us.',
        '"Eat," she said. "Sleep."',
        "“Eat,” she said. “Sleep.”",
        "「吃，」她说，「睡。」",
        "One thing is clear: whoever has guests shares.",
        "Kyle: that is my brother's name.",
        "It is 12:30: time to eat.",
        "I asked Megan: why?",
    ],
)
def test_cleaning_leaves_quotations_inside_and_text_before_a_colon(text):
    assert clean(text, "Megan") == text


@given(st.text(max_size=80))
def test_cleaning_never_loses_inner_text(text):
    kept = clean(text, "Megan")
    assert kept in text
    assert kept.strip('"“”„«»「」 ') in text
    lost = text.replace(kept, "", 1) if kept else text
    assert not any(map(str.isalnum, lost.replace("Megan", "")))


@given(st.text(alphabet='ab"“”«»「」: ', max_size=20))
def test_cleaning_a_turn_between_letters_changes_nothing(text):
    assert clean(f"x{text}x", "Megan") == f"x{text}x"


@pytest.mark.parametrize(
    "text, whole",
    [
        ("We eat. Then we sle", "We eat."),
        ("We eat! Then we sleep? And th", "We eat! Then we sleep?"),
        ('She said, "We eat." Then sh', 'She said, "We eat."'),
        ("Bread is 3.50 a loaf", ""),
        ("我们吃饭。然后我们睡", "我们吃饭。"),
        ("她说：“吃饭。”然后我们睡", "她说：“吃饭。”"),
        ("আমরা খাই। তারপর আমরা", "আমরা খাই।"),
        ("هل تأكلون؟ نحن نأكل م", "هل تأكلون؟"),
        ("We ea", ""),
        ("", ""),
    ],
)
def test_a_cut_off_text_is_kept_to_its_last_whole_sentence(text, whole):
    assert whole_sentences(text) == whole


@given(st.text(alphabet="ab .。!？\n”", max_size=40))
def test_whole_sentences_are_a_beginning_and_stay_as_they_are(text):
    whole = whole_sentences(text)
    assert text.startswith(whole)
    assert whole_sentences(whole) == whole


def test_sentences_are_compared_without_case_and_punctuation():
    assert sentences("We eat! — “We SLEEP?” 睡觉。吃饭。") == (
        "we eat",
        fold("— “We SLEEP"),
        "睡觉",
        "吃饭",
    )


@pytest.mark.parametrize(
    "language, texts",
    [
        ("en", ["I must run to the bakery. Goodbye!", "See you soon, and greet your mother."]),
        ("en", ["Nice talking to you, Kyle.", "Take care!"]),
        ("tr", ["Benim gitmem gerek, hoşça kal.", "Yarın görüşmek üzere, güle güle."]),
        ("zh", ["我得走了，再见！", "好，下次见。"]),
        ("ar", ["يجب أن أذهب، مع السلامة.", "وداعًا يا صديقي."]),
        ("fa", ["باید بروم، خداحافظ.", "به امید دیدار."]),
        ("de", ["Ich muss los. Tschüss!", "Auf Wiedersehen, bis bald."]),
        ("es", ["Me voy, chau.", "¡Adiós, hasta luego!"]),
        ("pt", ["Preciso ir, tchau!", "Até logo."]),
        ("ko", ["이제 가 볼게요. 안녕히 계세요.", "네, 안녕히 가세요."]),
        ("bn", ["এখন যাই, খোদা হাফেজ।", "আবার দেখা হবে।"]),
    ],
)
def test_two_turns_that_take_leave_are_a_farewell(language, texts):
    assert parting(["Good.", *texts], language) == "farewell"
    assert parting(texts[:1], language) == ""
    assert parting([texts[0], "And what do you cook?"], language) == ""


def test_to_care_for_parents_is_no_farewell():
    texts = ["We take care of our parents.", "Do you take care of yours? I do take care of mine."]
    assert parting(texts, "en") == ""


@pytest.mark.parametrize(
    "language, texts",
    [
        ("en", ["I agree.", "Exactly!", "You’re right, thank you."]),
        ("de", ["Genau.", "Ja, stimmt.", "Danke, du hast recht."]),
        ("zh", ["没错。", "我同意。", "说得对！"]),
        ("ar", ["أتفق معك.", "بالضبط.", "شكرًا لك."]),
        ("tr", ["Haklısın.", "Aynen.", "Katılıyorum."]),
    ],
)
def test_three_short_turns_that_merely_agree_are_a_loop(language, texts):
    assert parting(texts, language) == "agreement"
    assert parting(texts[1:], language) == ""
    assert parting([texts[0], "We had soup on the roof.", texts[1]], language) == ""


def test_agreement_with_something_to_say_or_to_ask_is_no_loop():
    said = "Exactly, and my grandfather, who kept bees near the river, said the same each May."
    assert parting([said] * 3, "en") == ""
    assert parting(["I agree.", "Exactly. And at New Year?", "I agree."], "en") == ""
    chinese = "没错，我爷爷在河边养蜂的时候，每年五月也总是这么跟我们说的，他从来不着急。"
    assert parting([chinese] * 3, "zh") == ""


@pytest.mark.parametrize(
    "text",
    [
        "A casa do meu avô no Rio ficava perto da praia, e a gente ia para lá no verão.",
        "Ich will dir sagen, was in der Familie so war, als her noch alle in die Stadt fuhren.",
        "Me lo has dicho a la hora de comer, y no he podido dormir en toda la noche por eso.",
    ],
)
def test_neighbours_of_english_are_not_taken_for_it(text):
    assert [flag.check for flag in check(text, heard())] == ["language"]


UNITS = ("a", " ", "\n", '"', "„", "(", "{", "a!", "1 ", "@", "Lin Yue: ", "\u0301\u0316", "এআই")


@given(
    st.lists(st.one_of(st.text(), st.sampled_from(UNITS).map(lambda unit: unit * 3_000))),
    st.sampled_from([*NATURAL, "xx"]),
    st.booleans(),
)
def test_any_text_has_flags_or_none(parts, language, cut_off):
    text = clean("".join(parts), "Lin Yue")
    heard = Heard("Lin Yue", "Megan", [text, "And the soup?"], language, cut_off, "for", "a baker")
    flags = check(text, heard)
    assert len({flag.check for flag in flags}) == len(flags)
    assert parting([text, text, text], language) in ("agreement", "farewell", "")
    assert text.startswith(whole_sentences(text))


def test_a_turn_that_is_far_too_long_is_only_that_or_what_its_beginning_shows():
    heard = Heard("Lin Yue", "Megan", [], "en")
    soup = " ".join(f"On day {n} we had soup and bread with the neighbours." for n in range(20_000))
    assert [flag.check for flag in check(soup, heard)] == ["too_long"]
    shown = [flag.check for flag in check("As an AI I cannot. " + soup, heard)]
    assert shown == ["refusal", "too_long"]


FEW = st.lists(st.sampled_from("abc"), max_size=14)


@given(FEW, FEW, st.integers(1, 6))
def test_a_shared_run_of_words_is_found_as_by_comparing_all_places(one, other, length):
    runs = [other[at : at + length] for at in range(len(other) - length + 1)]
    found = any(one[at : at + length] in runs for at in range(len(one) - length + 1))
    assert _share_a_run(" ".join(one), " ".join(other), length) == found


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("As a hotel owner, it comes down to care.", True),
        ("I am a small hotel owner, and I see it every day.", True),
        ("My cousin works as a hotel owner in Kunming.", False),
        ("A hotel owner once told me so.", False),
    ],
)
def test_the_other_speakers_occupation_is_not_ones_own(text, wrong):
    trades = ("a high school band director", "a small hotel owner")
    found = check(text, heard(trades=trades))
    assert [flag.check for flag in found] == ["role"] * wrong
    if wrong:
        assert "Megan is a high school band director" in found[0].reason


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("As a teacher, I see it every day.", True),
        ("Well, as an experienced teacher I see it every day.", True),
        ("As a shopkeeper, I know what children need.", True),
        ("I'm a nurse, and I see it every day.", True),
        ("As a housewife, I have a good life.", True),
        ("I think, as a homemaker, I have more time.", True),
        ("My mother worked as a housewife, and I saw it.", False),
        ("A housewife's life is full, as I see it.", False),
        ("I am a mail carrier no more.", False),
        ("I was a baker once, before the post.", False),
        ("My mother worked as a teacher, and we had no car.", False),
        ("As a teacher, my aunt was strict.", False),
        ("As a friend of a teacher, I heard it all.", False),
        ("I am a teacher's son.", False),
        ("As a student, I worked at night.", False),
        ("As a parent, I would rather wait.", False),
    ],
)
def test_nobody_speaks_as_of_a_trade_that_is_not_theirs(text, wrong):
    trades = ("a retired mail carrier", "a primary school teacher in a small town")
    assert [flag.check for flag in check(text, heard(trades=trades))] == ["role"] * wrong


def test_whoever_keeps_house_may_call_it_by_any_word():
    trades = ("a homemaker", "a baker")
    found = check("As a housewife, I see it every day.", heard(trades=trades))
    assert not any("speak as that" in flag.reason for flag in found)


def test_whoever_has_the_trade_may_have_it():
    trades = ("a secondary school teacher", "a baker")
    assert check("I'm a teacher, so I see it every day.", heard(trades=trades)) == ()
    assert check("I'm a teacher, so I see it every day.", heard()) == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("As a hotel owner, I know what guests want.", True),
        ("Being busy, and as a hotel owner I never sleep long.", True),
        ("As a hotel owner and a mother, I get up at five.", True),
        ("I bought it as a hotel owner's son would.", False),
        ("My aunt says it as a hotel owner who pays her taxes.", False),
        ("As a guest, I pay first.", False),
    ],
)
def test_nobody_announces_their_own_trade(text, wrong):
    found = check(text, heard(trades=("a small hotel owner", "a baker")))
    assert [flag.check for flag in found] == ["role"] * wrong
    assert not wrong or "do not say what you are" in found[0].reason


@pytest.mark.parametrize(
    ("text", "gender", "wrong"),
    [
        ("As a shopkeeper and a father, I know what children need.", "woman", True),
        ("I am a good son and I call home.", "woman", True),
        ("I am a good son and I call home.", "man", False),
        ("As a mother I see it so.", "man", True),
        ("As a working mum, I see it so.", "man", True),
        ("As a dad I see it so.", "woman", True),
        ("As a son of a widow, I see it so.", "man", False),
        ("I want to be a good son.", "woman", True),
        ("I have always been a good son.", "woman", True),
        ("I’ve been a good and dutiful son.", "woman", True),
        ("I try to be a dutiful son.", "woman", True),
        ("I was taught to be a good daughter.", "man", True),
        ("My aim is to be a good wife.", "man", True),
        ("I want to be a good son.", "man", False),
        ("I want my boy to be a good son.", "woman", False),
        ("I think he has always been a good son.", "woman", False),
        ("I told my husband to be a good father.", "woman", False),
        ("I have never been a man of many words.", "woman", False),
        ("My father was a good son.", "woman", False),
        ("As a man's daughter I learned to fish.", "woman", False),
        ("I would be a burden on my daughter.", "man", False),
        ("I'd be a guest of the woman next door.", "man", False),
        ("I am a teacher of English and a father.", "woman", True),
        ("As a mother I see it so.", "nonbinary", False),
    ],
)
def test_nobody_calls_themselves_by_a_word_of_the_other_gender(text, gender, wrong):
    assert [flag.check for flag in check(text, heard(gender=gender))] == ["role"] * wrong


@pytest.mark.parametrize(
    ("text", "leaning", "earlier", "wrong"),
    [
        ("I agree, because my uncle said so.", "against", 1, True),
        ("I strongly agree. My uncle said so.", "against", 1, True),
        ("I agree with you, Lin Yue, that it is hard.", "against", 1, False),
        ("I agree with that statement, because it is true.", "against", 1, True),
        ("I agree with that, because it is true.", "against", 1, True),
        ("I agree with those people in Macon who say so.", "against", 1, True),
        ("I agree with the idea that a home is worse than a son.", "against", 1, False),
        ("Agreed, because my uncle said so.", "against", 1, True),
        ("Strongly agree. My uncle said so.", "against", 1, True),
        ("I think I agree, because my uncle said so.", "against", 1, True),
        ("Well, I think that I would agree, because it is true.", "against", 1, True),
        ("Honestly, I'd disagree, because it is not so.", "for", 1, True),
        ("I agree with that neighbour of yours about the noise.", "against", 1, False),
        ("I hardly agree, because it costs too much.", "against", 1, False),
        ("I don't think I agree, because it costs too much.", "against", 1, False),
        ("Agree or not, my uncle sold the house.", "against", 1, False),
        ("Agreed, but who pays for it?", "against", 5, False),
        ("I agree. My uncle said so.", "against", 5, False),
        ("I agree that parents come first.", "against", 5, True),
        ("I disagree, because it costs too much.", "for", 1, True),
        ("I disagree, because it costs too much.", "against", 1, False),
    ],
)
def test_a_delegate_does_not_open_with_the_other_side(text, leaning, earlier, wrong):
    lines = [f"Line {'abcdefg'[number]} of something else." for number in range(earlier)]
    found = check(text, heard(leaning=leaning, earlier=lines))
    assert [flag.check for flag in found] == ["stance"] * wrong


def test_a_line_that_says_the_same_twice_is_flagged():
    once = "My grandmother baked bread for the whole street."
    assert check(f"{once} The dog waited. {once}", heard())[0].reason == "say each thing only once"
    assert check(f"{once} The dog waited for the crumbs below the table.", heard()) == ()

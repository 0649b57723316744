"""Words that betray a turn, per language; lists of signals, not of meanings."""

import re
from functools import cache, lru_cache

from park.text.sentences import normalized

REFUSAL = {
    "en": (
        r"\bas an? (?:ai|artificial intelligence|(?:large )?language model|chatbot|(?:ai|virtual) assistant|computer program)\b(?! (?:engineer|researcher|teacher))",
        r"\bi(?:'m| am) (?:just |only )?an? (?:ai\b|artificial intelligence|(?:large )?language model|chatbot|virtual assistant|computer program)",
        r"\bi(?:'m| am) (?:qwen|chatgpt|claude|gemini|llama|smollm)\b",
        r"\b(?:can(?:'t|not)|unable to|not able to|won't) (?:fulfil|fulfill|comply with|help(?: you)? with|assist(?: you)?(?: with)?|engage in|participate in|continue with) (?:this|that|your|the|such) (?:request|prompt|question|task|scenario|role-?play|conversation)",
        r"\b(?:can(?:'t|not)|unable to|not able to|won't) (?:fulfil|fulfill|comply with|assist(?: you)?(?: with)?|help you with) (?:this|that)\b",
        r"\b(?:can(?:'t|not)|unable to|not able to|won't) (?:role-?play|(?:generate|create) (?:content|text|such|a dialogue)|provide (?:you with |any )?(?:personal|opinions?|medical|legal|content|a response|assistance))",
        r"\bi (?:do not|don't) have (?:any )?personal (?:opinions|feelings|beliefs|emotions|views|experiences)\b(?! (?:of|with|about))",
        r"\bmy training data\b",
        r"\bsorry,? (?:but )?(?:as an? [^.!?]{1,60}, )?i (?:do not|don't) (?:have (?:any|enough|the|personal) (?:personal )?(?:information|experience|knowledge|context|data)|know what (?:people|foreigners|my grandparents)|understand the (?:question|subject))",
        r"\b(?:provide|give me) (?:me with )?more (?:information|context)\b",
    ),
    "ar": (
        r"نموذج لغ",
        r"(?:أنا|بصفتي|بوصفي|باعتباري|كوني)\s+(?:مجرد\s+)?(?:(?:برنامج|نظام|مساعد|نموذج|روبوت)\s+)?(?:ال)?ذكاء (?:ال)?اصطناعي",
        r"(?:عذر|[آأ]سف|[أا]عتذر).{0,20}لا (?:أستطيع|يمكنني) (?:مساعدتك|تقديم|الإجابة|المشاركة)",
    ),
    "bn": (
        r"ভাষা মডেল",
        r"আমি (?:একটি |একজন |শুধু )*(?:কৃত্রিম বুদ্ধিমত্তা|এআই)",
        r"(?:কৃত্রিম বুদ্ধিমত্তা|এআই)\S{0,20} হি[সস]েবে",
        r"দুঃখিত.{0,30}(?:সাহায্য|সহায়তা|উত্তর).{0,12}(?:পারব|পারছি|পারি) না",
    ),
    "de": (
        r"(?:^|[.,!?:]\s*|\bich )als (?:eine? )?(?:ki|künstliche intelligenz|sprachmodell|ki-(?:modell|assistent\w*|system|sprachmodell))\b(?!-)",
        r"\bich bin (?:nur )?eine? (?:ki\b(?!-)|ki-(?:modell|assistent)|künstliche intelligenz\b|sprachmodell)",
        r"tut mir leid,? (?:aber )?(?:ich kann|da kann ich|dabei kann ich).{0,30}nicht (?:helfen|weiterhelfen|beantworten)",
    ),
    "es": (
        r"\bcomo (?:una? )?(?:ia\b|inteligencia artificial|modelo de lenguaje|asistente virtual),? (?:no|yo)\b",
        r"\bsoy (?:solo |sólo )?(?:una? )?(?:ia\b|inteligencia artificial|modelo de lenguaje|asistente virtual)",
        r"lo siento,? (?:pero )?no puedo (?:ayudarte|ayudarle|ayudar con|cumplir|proporcionar|continuar con|participar en|generar|responder a) ",
    ),
    "fa": (
        r"مدل زبانی",
        r"(?:من|به عنوان)\s+(?:یک\s+)?(?:(?:مدل|دستیار|برنامه|ربات)\S*\s+)?هوش مصنوعی\s+(?:هستم|نمی|و )",
        r"به عنوان\s+(?:یک\s+)?(?:(?:مدل|دستیار|برنامه|ربات)\S*\s+)?هوش مصنوعی",
        r"مت[أا]سفم.{0,15}نمی.?توانم.{0,30}(?:کمک|پاسخ)",
    ),
    "ko": (
        r"언어 ?모델",
        r"(?:인공지능|ai|에이아이)(?: (?:비서|챗봇|어시스턴트|모델))?(?:으?로서)",
        r"(?:저는|나는|전) (?:그저 |단지 )?(?:인공지능|ai|에이아이)(?: (?:비서|챗봇|어시스턴트|모델))?(?:입니다|이에요|예요|이라|라서|이기|일 뿐)",
        r"죄송하지만.{0,40}(?:도와\s?드릴|답변\s?드릴|답변할|제공할|도움을 드릴|도와줄) 수 (?:가 )?없",
    ),
    "pt": (
        r"\bcomo (?:uma? (?:ia\b|inteligência artificial)|(?-i:IA)\b|(?:um )?modelo de linguagem|(?:um )?assistente virtual),? (?:não|eu)\b",
        r"\bsou (?:apenas |só )?(?:uma? )?(?:(?-i:IA)\b|inteligência artificial|modelo de linguagem|assistente virtual)",
        r"(?:desculpe|lamento|sinto muito),? (?:mas )?não posso (?:ajudar com|ajudá-l|cumprir|fornecer|continuar com|participar d|gerar|responder a) ?",
    ),
    "tr": (
        r"\bdil modeli",
        r"\bbir yapay zek[aâ](?: (?:modeli|asistanı|programı))? olarak",
        r"yapay zek[aâ](?:yım| (?:modeli|asistanı|programı)y[ıi]m)",
        r"üzgünüm,? (?:ama |ancak )?(?:bu konuda |size |sana )*yardımcı olamam",
    ),
    "zh": (
        r"作为(?:一个|一名|一款)?(?:ai|人工智能|大?语言模型|大模型)(?:助手|模型|语言模型)?(?=[，,。我])",
        r"我(?:只)?是(?:一个|一名|一款)?(?:(?:ai|人工智能)(?:助手|模型|程序|语言模型)?(?=[，,。！]|$)|大?语言模型)",
        r"(?:抱歉|对不起)[，,]?(?:但)?我(?:无法|不能)(?:提供|回答|协助|参与|满足|继续|扮演|生成|讨论)",
    ),
}
"""A speaker who says that it is a machine, or that it will not play.

People talk of artificial intelligence, are sorry and cannot do things, too: only who says it of
oneself, or refuses a request as machines do, is meant.
"""

FAREWELL = {
    "en": (r"(?<!say )(?<!said )(?<!saying )(?<!says )(?<!a )(?<!to )(?<!of )(?<!our )(?<!the )(?<!his )(?<!her )(?<!last )(?<!final )\bgood-? ?bye\b",
           r"\bsee you (?:soon|later|again|around|tomorrow)\b", r"\btake care(?: of yourself)?(?:,? (?-i:[A-Z])\w+)?(?=\s*(?:[.!,…]|$))",
           r"\bfarewell(?=\s*(?:[.!,…]|$))", r"\b(?:nice|great|good|lovely) (?:talking|chatting|speaking) (?:to|with) you\b"),
    "ar": (r"مع السلامة", r"إلى اللقاء", r"وداعا"),
    "bn": (r"আবার দেখা হবে", r"বিদায়(?=\s*(?:[।!,.]|$))", r"আল্লাহ হাফেজ", r"খোদা হাফেজ"),
    "de": (r"auf wiedersehen", r"\btschüss?\b", r"\bbis (?:bald|später|dann)(?=\s*(?:[.!,…]|$))"),
    "es": (r"(?<!decir )(?<!el )(?<!un )\badiós\b", r"hasta (?:luego|pronto|la vista|mañana)(?=\s*(?:[.!,…]|$))", r"\bchau\b"),
    "fa": (r"خداحافظ(?!ی)", r"به امید دیدار"),
    "ko": (r"안녕히 (?:가|계)", r"다음에 (?:또 )?(?:봐|뵙|만나요)"),
    "pt": (r"\btchau\b", r"\badeus\b", r"até (?:logo|breve|mais|amanhã)(?=\s*(?:[.!,…]|$))"),
    "tr": (r"hoşça ?kal", r"(?:^|[.!?,]\s*|sonra |yine |tekrar |yakında )görüşürüz", r"güle güle(?! (?:kullan|otur|giy))"),
    "zh": (r"再见(?![面到过着])", r"拜拜", r"下次见"),
}  # fmt: skip
"""Leave-taking; not the word for it in a story."""

AGREEMENT = {
    "en": (r"\bi (?:totally |completely |fully |really |also |quite )?agree\b", r"\bexactly\b",
           r"\babsolutely\b", r"\byou(?:'re| are) (?:so |quite )?right\b", r"\bthank you\b", r"\bindeed\b"),
    "ar": (r"[أا]تفق", r"بالضبط", r"شكرا"),
    "bn": (r"একমত", r"ঠিক বলে", r"ধন্যবাদ"),
    "de": (r"\b(?:ich )?stimm(?:e|t)\b", r"\bgenau\b", r"\bdanke\b", r"hast recht"),
    "es": (r"de acuerdo", r"exact(?:o|amente)", r"tienes razón|tenés razón", r"gracias"),
    "fa": (r"موافقم", r"دقیقا", r"ممنون"),
    "ko": (r"동의", r"맞아요", r"감사"),
    "pt": (r"concordo", r"exatamente", r"tem razão", r"obrigad"),
    "tr": (r"katılıyorum", r"aynen", r"haklısın", r"teşekkür"),
    "zh": (r"同意", r"没错", r"谢谢", r"说得对"),
}  # fmt: skip
"""Assent without content; only short turns are judged by it."""

INTRODUCED = (
    r"\b(?:my name is|name's|i am|i'm|call(?:s|ed)? me|named|mein name ist|ich bin|ich hei(?:ß|ss)e|"
    r"me llamo|soy|mi nombre es|meu nome é|me chamo|(?:eu )?sou(?: [oa])?|benim adım|adım|ben|"
    r"اسمي|أنا|اسم من|من|আমার নাম|আমি|저는|제 이름은|我叫|我是)"
)
"""What stands before one's own name when one gives it."""

CONVERTED = (
    r"\b(?:i(?:'ve| have)|you(?:'ve| have)?) changed my mind\b",
    r"\byou(?:'ve| have) (?:convinced|persuaded) me\b",
    r"\b(?:maybe|perhaps|think|guess|admit|see)(?: now)?(?: that)?,? i was wrong\b",
    r"\bi was wrong (?:all along|about (?:this|that|it)\b)",
)
"""A speaker who gives up a view, in English."""

ASSENT = r"\bi (?:\w+ly |do |still |also )*agree (?:with|that) (?:the|this|that) statement\b"
DISSENT = r"\bi (?:\w+ly |do |still |also )*(?:disagree with|(?:do not|don't) agree with|reject) (?:the|this|that) statement\b"
"""Only the statement counts: an idea or a view may be the other speaker's."""


LITTLE_WORDS = frozenset({
    "about", "all", "and", "are", "be", "because", "been", "but", "can", "could", "did", "does",
    "for", "from", "had", "have", "how", "if", "into", "it", "its", "just", "like", "many",
    "more", "my", "of", "one", "other", "our", "out", "people", "she", "should", "some", "such",
    "than", "that", "the", "their", "them", "there", "they", "this", "to", "too", "up", "us",
    "very", "we", "were", "what", "when", "where", "which", "who", "why", "with", "would",
    "you", "your",
})  # fmt: skip
"""Frequent words of English that are none in its neighbours; a fourth of ordinary speech."""


@cache
def pattern(signal: str, language: str) -> re.Pattern[str]:
    """Compile a list of signals for a language; English ones always count, too.

    Args:
        signal: `refusal`, `farewell` or `agreement`.
        language: a BCP 47 tag; without a list of its own, English alone is used.
    """
    lists = {"refusal": REFUSAL, "farewell": FAREWELL, "agreement": AGREEMENT}[signal]
    words = (*lists["en"], *lists.get(language.split("-")[0], ()))
    return re.compile("|".join(map(plain, dict.fromkeys(words))), re.IGNORECASE)


VOWEL_SIGNS = re.compile(r"[\u064b-\u0652\u0670]")
"""Arabic vowel signs, which are written or left out at will."""
SAME = str.maketrans({"’": "'", "ي": "ی", "ك": "ک"})
"""Apostrophes and letters that keyboards of Arabic and Persian tell apart, but readers do not."""


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a text in the one spelling that signals are compared in."""
    return VOWEL_SIGNS.sub("", normalized("NFC", text).translate(SAME))


def says(signal: str, text: str, language: str) -> bool:
    """Whether a text holds a signal, however its letters are encoded."""
    return pattern(signal, language).search(plain(text)) is not None

"""Whether an opinion speaks of the dialogue, its speakers or the survey, and not for itself."""

import re
from functools import lru_cache

from park.filter.check import UNSPACED_LETTER, Check, Found, Rules, found_in
from park.records import Language
from park.text import phrases

ROLE = {
    "en": (
        r"\b(?:the|this|that) (?:cultural )?delegate(?:'s)?\b|\bas an? (?:\w+ ){0,2}delegate\b",
        r"\b(?:the|this) (?:main )?contact(?:'s| (?:person )?(?:believ|think|says|said|feel|hold"
        r"|argue|stat|agree|disagree|ask|mention|and the delegate))",
        r"\bin (?:this|the|our|that) (?:dialogue|conversation|discussion|exchange|interview"
        r"|scenario|transcript|chat)\b(?! (?:between|among|of|with|about|at|over))",
        r"\b(?:the|this) (?:dialogue|conversation|transcript|discussion|interview"
        r"|scenario) (?:shows?|reveals?|discuss|suggests?|mentions?|highlights?|explores?"
        r"|indicates?|reflects?|focus)",
        r"\b(?:mentioned|stated|expressed|discussed|said) (?:in|during|throughout) (?:the"
        r"|this) (?:dialogue|conversation|text|discussion)",
        r"\b(?:the|this) survey\b(?! of)|\bsurvey (?:question|item|statement|answer|result)",
        r"\b(?:the|this) (?:given |survey )?statement\b(?! (?:of|by|from|made|he|she))",
        r"\b(?:the|this|both|(?:the )?(?:first|second|other)) speakers?\b(?!'? (?:of|at|in|on)\b)",
        r"\b(?:the|this) (?:respondent|interviewee|interlocutor|persona)s?\b",
        r"\b(?:option|choice) (?:number |no\.? ?)?[\"'(]?(?:\d|(?-i:[A-E]\b))|\banswer(?:s"
        r"|ed)? (?:with )?(?:option|number|code) \d",
        r"\brole-?play|\b(?:stay|staying|break|breaking) (?:in )?character\b|\bmy assigned\b",
        r"\bi(?:'m| am) (?:playing|acting) (?:the|a|as)\b|\bi(?:'m| am| was) (?:asked|told"
        r"|instructed|programmed|trained|designed) to (?:answer|say|respond|play|act|reply|speak"
        r"|represent|argue|agree|disagree)\b",
        r"\bi(?:'m| am) (?:just |only )?a (?:machine|robot|bot|computer|program|simulation"
        r"|fictional)\b",
        r"\b(?:the|this|your) (?:prompt|system message|instructions? (?:says?|asks?|above"
        r"|given))\b|\bthe (?:user|assistant)(?:'s|\b (?:asks?|said|says|wants|believes))",
        r"\bno (?:\w+ )?opinions? (?:(?:is|are|was|were|has been|have been|can be) )?(?:expressed"
        r"|stated|given|found|mentioned|provided|extracted|identified)",
        r"^[\"'*\s]*(?:opinion|claim|view|quote|speaker|delegate|contact|assistant"
        r"|user)(?: ?\d+)?\**\s*:",
    ),
    "ar": (
        r"(?:هذا|هذه) (?:الحوار|المحادثة|الاستطلاع|العبارة)|في الحوار|المندوب[ةه]? (?:يعتقد|تعتقد"
        r"|يرى|ترى|يقول|تقول)|المتحدث[ةه]? (?:يعتقد|تعتقد|يرى|ترى|يقول|تقول)",
        r"(?:مع|على) (?:هذه )?العبار[ةه]|الخيار (?:رقم )?(?:\d|الأول|الثاني|الثالث|الرابع)"
        r"|في الاستطلاع|لعب الأدوار",
    ),
    "bn": (
        r"এই (?:সংলাপ|কথোপকথন|জরিপ|বিবৃতি|উক্তি)|প্রতিনিধি (?:মনে|বিশ্বাস|বল)|বক্তা (?:মনে"
        r"|বিশ্বাস|বল)",
        r"(?:বিবৃতি|বক্তব্য)(?:টি|টির|র)? (?:সাথে|সঙ্গে) একমত|বিকল্প (?:নম্বর )?\d|জরিপে",
    ),
    "de": (
        r"\b(?:der|die|dieser?|des) delegierten?\b|\bin (?:diesem|dem|unserem) (?:dialog|gespräch"
        r"|interview|austausch)\b(?! (?:mit|zwischen|über))",
        r"\b(?:der|diese[rs]?|die|das) (?:dialog|gespräch) (?:zeigt|handelt|macht)|\b(?:die|diese"
        r"|der|dieser) umfrage\b",
        r"\b(?:die|diese|der|dieser) aussage\b(?! (?:von|des|meine))|\b(?:option"
        r"|antwort) (?:nummer )?\d|\brollenspiel",
        r"\b(?:der sprecher|die sprecherin|die gesprächspartner(?:in)?|der gesprächspartner"
        r"|der befragte|die befragte)\b(?! (?:der|des)\b)",
    ),
    "es": (
        r"\b(?:el delegado|la delegada)\b|\ben (?:este|el|nuestro) (?:diálogo"
        r"|intercambio)\b(?! (?:entre|con|de))|\ben (?:esta|nuestra) (?:conversación|charla"
        r"|entrevista)\b",
        r"\b(?:este diálogo|esta conversación|el diálogo|la conversación) (?:muestra|trata|revela"
        r"|refleja)|\b(?:la|esta) encuesta\b",
        r"\b(?:la|esta) (?:afirmación|declaración)\b(?! (?:de|del)\b)|\bopción (?:número )?\d"
        r"|\bjuego de rol",
        r"\b(?:el|la) (?:hablante|interlocutora?|entrevistad[oa]|encuestad[oa])\b",
    ),
    "fa": (
        r"(?:این|در این) (?:گفتگو|گفت\W?وگو|مکالمه|نظرسنجی|گزاره)|نماینده (?:معتقد|فکر|می)"
        r"|گوینده (?:معتقد|فکر|می)|گزینه[‌ ]?[یٔ]? ?(?:شماره )?\d",
    ),
    "ko": (
        r"(?<![가-힣])(?:이|본|해당) ?(?:대화|설문|설문조사|진술|문장)(?:에서|에|은|는|의|을|를)"
        r"|대화에서는|설문(?:조사)?(?:에서|에 따르면|는|은)",
        r"(?<![가-힣])(?:대표자|대리인|화자|응답자|인터뷰이)(?:는|은|가|의|에 따르면)|(?:선택지"
        r"|보기|옵션) ?\d|\d번 (?:선택지|보기|응답|항목)|역할극|역할 ?놀이",
    ),
    "pt": (
        r"\b(?:o delegado|a delegada) (?:acredita|pensa|acha|afirma|diz|considera|concorda)"
        r"|\b(?:neste|no nosso) (?:diálogo|intercâmbio)\b|\bno diálogo\b(?! (?:entre|com))"
        r"|\bn(?:esta|a nossa) (?:conversa|entrevista)\b",
        r"\b(?:este diálogo|esta conversa|o diálogo|a conversa) (?:mostra|trata|revela|reflete)"
        r"|\b(?:n?esta pesquisa|o questionário)\b|\ba pesquisa (?:pergunta|diz|mostra)",
        r"\b(?:a|esta|com a|com essa) (?:afirmação|declaração)\b(?! (?:d[aeo]|de)\b)"
        r"|\bopção (?:número )?\d|\bjogo de papéis",
        r"\b(?:[oa] falante|o interlocutor|a interlocutora|[oa] entrevistad[oa])\b",
    ),
    "tr": (
        r"\bdelege(?:nin|ye|si)?\b|\bbu (?:diyalo[gğ]|anket|senaryo|konuşmada|sohbette|görüşmede"
        r"|ifadeye|ifade doğru)|\bdiyalogda\b|\bankette?\b|\banket(?:in|e|teki)\b",
        r"\b(?:konuşmacı|katılımcı)(?:ya göre|nın)? (?:inan|düşün|söyl|göre|görüş)"
        r"|\bifadeye (?:katıl|kesinlikle|karşı)|\bseçenek \d|\b\d\. seçenek|\brol yap",
    ),
    "zh": (
        r"(?:这段|这次|这个|该|本次)(?:对话|谈话|调查|陈述|说法|问卷)|对话中|调查中|问卷中"
        r"|(?:这位|该|本)代表|代表(?:认为|表示|觉得|指出)",
        r"(?:说话者|发言人|受访者|讲话人|对方角色)|(?:同意|赞同|反对)(?:该|这个|这一)(?:陈述|说法"
        r"|观点)|选项 ?(?:\d|[A-Ea-e一二三四五])|角色扮演|扮演(?:的|一个)?角色",
    ),
}
"""What gives it away, by language; English is looked for in every language."""


class Role(Check):
    """Speaks of the dialogue."""

    name = "role"
    help = "speaks of the dialogue, its speakers or the survey"
    order = 30
    reasons = ("role",)

    def fault(self, text: str, rules: Rules) -> Found:
        """Return the words that do so."""
        found = found_in(_roles(rules.language), text) or found_in(_named(rules.names), text)
        return ("role", found) if found else None


@lru_cache(maxsize=64)
def _roles(language: Language) -> re.Pattern[str]:
    patterns = dict.fromkeys((*ROLE["en"], *ROLE.get(language.split("-")[0], ())))
    return re.compile("|".join(map(phrases.plain, patterns)), re.IGNORECASE)


@lru_cache(maxsize=4096)
def _named(names: tuple[str, ...]) -> re.Pattern[str]:
    """Compile a pattern for speakers' names; in a script without spaces they stand anywhere."""
    patterns = []
    for name in map(phrases.plain, filter(None, names)):
        spaced = not UNSPACED_LETTER.search(name)
        patterns.append(rf"(?<!\w){re.escape(name)}(?!\w)" if spaced else re.escape(name))
    return re.compile("|".join(patterns) or r"(?!)")

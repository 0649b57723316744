"""Sweeping judgements of people, found by three signs in one sentence, whoever is meant.

`park.filter.checks.stereotype` reads how a clause is built and needs to know the group. This one needs
only people, a word that allows no exception, and a bad character; it finds what is said of groups
that no list names ("people on benefits", "those who live at the station").
"""

import re
from collections.abc import Mapping
from functools import cache

from park.filter.text import folded

PEOPLE: Mapping[str, str] = {
    "en": r"\b(?:people|person|those who|men|women|man|woman|boys|girls|foreigners?|strangers?|"
    r"outsiders|newcomers|(?:im)?migrants?|refugees?|settlers|unbelievers|believers|atheists|the poor|"
    r"the rich|the unemployed|beggars|addicts|tenants|southerners|northerners)\b",
    "ar": r"ناس|الذين|اجانب|أجانب|غرباء|لاجئ|مهاجر|نساء|رجال|عاطل|كفار|فقراء",
    "bn": r"মানুষ|লোক|বিদেশি|শরণার্থী|অভিবাসী|মেয়ে|মহিলা|পুরুষ|নারী|বেকার|নাস্তিক|রা\b",
    "de": r"\b(?:leute|menschen|die,? die|wer|frauen|männer|ausländer\w*|fremde|zuwanderer|"
    r"flüchtlinge|arbeitslose|arme|südländer|\w+länder|\w+empfänger|atheisten|zugezogene)\b",
    "es": r"\b(?:gente|personas|los que|quienes|mujeres|hombres|extranjeros|inmigrantes|"
    r"refugiados|desempleados|desocupados|pobres|ricos|ateos)\b",
    "fa": r"مردم|کسانی|خارجی|مهاجر|پناهنده|زنان|مردان|بیکار",
    "ko": r"사람|외국인|이민자|난민|여자|남자|여성|남성|실업자|들은|들이",
    "pt": r"\b(?:gente|pessoas|os que|quem|mulheres|homens|estrangeiros|imigrantes|refugiados|"
    r"desempregados|pobres|ricos|ateus)\b",
    "tr": r"\b(?:insanlar|kişiler|kadınlar|erkekler|yabancılar|göçmenler|mülteciler|"
    r"işsizler\w*|dinsizler|ateistler|\w+[aı]nlar|\w+[ei]nler)\b",
    "zh": r"人|者|女|男|移民|难民|外国|失业",
}
WITHOUT_EXCEPTION: Mapping[str, str] = {
    "en": r"\b(?:every|all|none|no(?:body| one)|never|always|nothing but|without exception|"
    r"each and every|the (?:whole )?lot|to the last|at all|come only|only ever|simply)\b",
    "ar": r"كل|جميع|كافة|دائما|ابدا|أبدا|لا احد|بلا استثناء|لا .{0,15}قط",
    "bn": r"সব|সবাই|প্রত্যেক|কখনও|কখনো|সর্বদা|একজনও",
    "de": r"\b(?:alle|jede[rs]?|immer|nie(?:mals)?|ausnahmslos|ohne ausnahme|kein\w*|samt und sonders)\b",
    "es": r"\b(?:tod[oa]s|cada|siempre|nunca|jamas|jamás|ningun\w*|ningún|sin excepcion|sin excepción)\b",
    "fa": r"همه|هر|همیشه|هرگز|هیچ",
    "ko": r"모두|모든|다들|전부|항상|늘|절대|하나같이|결코",
    "pt": r"\b(?:tod[oa]s|cada|sempre|nunca|jamais|nenhum\w*|sem exceção|sem excecao)\b",
    "tr": r"\b(?:bütün|tüm|hepsi|her|topu|hiç\w*|asla|daima|istisnasız)\b",
    "zh": r"都|全|所有|每个|总是|从来|没有一个|一律",
}
BAD: Mapping[str, str] = {
    "en": r"\b(?:lazy|idle\w*|thie(?:f|ves)|thieving|steal\w*|smugglers?|criminals?|crooks?|cheats?|"
    r"liars?|lying|dishonest|dirty|filthy|violent|aggressive|stupid|dumb|greedy|cruel|cowards?|"
    r"hot-?headed|arrogant|untrustworthy|disloyal|ungrateful|parasites?|spongers?|"
    r"bring\w* (?:quarrels?|trouble|crime|disease)|"
    r"no (?:morals?|shame|honour|honor|loyalty|conscience|manners|brains?))\b",
    "ar": r"كسال|كسول|لصوص|سارق|كاذب|كذاب|قذر|عنيف|اغبياء|أغبياء|جشع|بخل|جبان|خائن|مجرم|متكبر",
    "bn": r"অলস|চোর|মিথ্যা|নোংরা|অপরাধী|অহংকারী|লোভী|বোকা|অসৎ|কৃপণ|বিশ্বাসঘাতক|হিংস্র",
    "de": r"\b(?:faul\w*|dieb\w*|stehlen|lügner\w*|lügen|schmutzig\w*|gewalttätig\w*|dumm\w*|"
    r"gierig\w*|geizig\w*|kriminell\w*|hitzköpfig\w*|arrogant\w*|feig\w*|undankbar\w*|"
    r"schmarotzer\w*|unehrlich\w*)\b",
    "es": r"\b(?:vag[oa]s?|perezos[oa]s?|ladron\w*|roba\w*|mentiros[oa]s?|suci[oa]s?|violent[oa]s?|"
    r"tont[oa]s?|codicios[oa]s?|criminal\w*|arrogantes?|cobardes?|delincuentes?|parasit\w*)\b",
    "fa": r"تنبل|دزد|دروغگو|کثیف|خشن|احمق|طمع|مجرم|مغرور",
    "ko": r"게으르|게으른|도둑|거짓말|더럽|더러운|폭력적|멍청|탐욕|범죄자|오만|비겁|이기적",
    "pt": r"\b(?:preguiços[oa]s?|ladr\w+|rouba\w*|mentiros[oa]s?|suj[oa]s?|violent[oa]s?|burr[oa]s?|"
    r"ganancios[oa]s?|criminos[oa]s?|arrogantes?|covardes?|bandidos?|vagabund[oa]s?)\b",
    "tr": r"\b(?:tembel\w*|hırsız\w*|yalancı\w*|pis(?:tir|ler)?|şiddet\w*|aptal\w*|açgözlü\w*|"
    r"suçlu\w*|kibirli\w*|korkak\w*|nankör\w*|ahlaksız\w*|güvenilmez\w*)\b",
    "zh": r"懒|小偷|偷|骗|说谎|脏|暴力|愚蠢|贪|罪犯|傲慢|胆小|自私",
}
LIMITED: Mapping[str, str] = {
    "en": r"\b(?:some|many|most|few|several|not (?:all|every\w*)|often|sometimes|usually|tend|seems?|"
    r"perhaps|maybe|should|must|may|if|accept|believe that|claim\w*|say that|said|call\w*|wrong|"
    r"unfair|prejudice\w*|n't|nor|neither|deserves?|ought|whether|why|agree)\b|\?",
    "ar": r"بعض|كثير|معظم|احيانا|أحيانا|يجب|ليس|يقول|يقال|لا اقبل|لا أقبل",
    "bn": r"কিছু|অনেক|বেশিরভাগ|মাঝে|উচিত|নয়|বলে",
    "de": r"\b(?:manche|einige|viele|meisten|oft|manchmal|nicht alle|soll\w*|muss|sagt|behaupte\w*|"
    r"vorurteil\w*|falsch|nicht)\b|\?",
    "es": r"\b(?:algun\w*|much[oa]s|mayoria|mayoría|a veces|deb\w+|no (?:todos|son)|dice\w*|prejuicio)\b|\?",
    "fa": r"بعضی|بسیاری|بیشتر|گاهی|باید|نیست|می‌گویند",
    "ko": r"일부|많은|대부분|가끔|해야|아니|않|말하",
    "pt": r"\b(?:algun\w*|algumas|muit[oa]s|maioria|às vezes|dev\w+|não|diz\w*|preconceito)\b|\?",
    "tr": r"\b(?:bazı|çoğu|birçok|bazen|gerek\w*|değil\w*|diyor\w*|derler|önyargı\w*)\b|\?",
    "zh": r"有些|很多|大多|有时|应该|不是|不都|说|偏见|？",
}
"""Words with which a sentence limits, denies, reports or asks what it says, or says what ought to
be."""
SENTENCE = re.compile(r"[^.!…。؟।？?\n]+[?؟？]?")


def sweeping(text: str, language: str) -> str | None:
    """Return the first sentence that judges people without exception; None if there is none.

    Args:
        text: an opinion.
        language: its BCP 47 tag; unknown languages are read as English.
    """
    tag = language.split("-")[0]
    signs = _signs(tag if tag in PEOPLE else "en")
    people, every, bad, limited = signs
    for sentence in SENTENCE.findall(text.replace("’", "'")):
        said = sentence.casefold()
        if all(sign.search(said) for sign in (people, every, bad)) and not limited.search(said):
            return folded(sentence)
    return None


@cache
def _signs(tag: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(words[tag]) for words in (PEOPLE, WITHOUT_EXCEPTION, BAD, LIMITED))

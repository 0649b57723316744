"""Personal data in a text: addresses, numbers and accounts that lead to one person."""

import re
import unicodedata
from functools import cache

from park.filter.check import Check, Found, Rules
from park.text.sentences import normalized

DIGITS = 7
"""Digits from which a number that is no date, range or sum is somebody's."""
DIGITS_NAMED = 5
"""Digits from which a number is somebody's if a word such as "phone" or "passport" names it."""
NAME_LENGTH = 60
"""Characters before a number in which that word is looked for."""
LONGEST_TELEPHONE = 40
"""Characters of a number above which it is no telephone's, however its digits are set apart."""
FOUND_LENGTH = 60
"""Characters of what was found that are told."""

OTHER_ALPHA2 = (
    "AGOAO ANDAD AREAE ARMAM ATGAG AUTAT BDIBI BENBJ BGDBD BHSBS BIHBA BLRBY BLZBZ BRBBB BRNBN "
    "CAFCF CHLCL CHNCN CMRCM CODCD COGCG COMKM CPVCV DNKDK ESTEE GABGA GINGN GMBGM GNBGW GNQGQ "
    "GRDGD GRLGL GTMGT GUYGY HTIHT IRLIE IRQIQ ISRIL JAMJM KAZKZ KORKR LBRLR LBYLY LKALK LVALV "
    "MACMO MARMA MDGMG MDVMV MEXMX MKDMK MLTMT MNEME MOZMZ MRTMR MYSMY NICNI PAKPK PNGPG POLPL "
    "PRIPR PRKKP PRTPT PRYPY PSEPS SENSN SLVSV SRBRS SURSR SVKSK SVNSI SWESE SWZSZ SYCSC TCDTD "
    "TKMTM TUNTN TURTR UKRUA URYUY"
)
"""ISO 3166 codes of three letters that do not begin with the code of two, which follows them."""


def _any(*patterns: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile("|".join(patterns), flags)


AT = r"(?:at|arroba|ät|et|골뱅이|艾特|آت|ات|অ্যাট)"
DOT = r"(?:dot|punkt|punto|ponto|nokta|닷|점|点|دوت|نقطة|نقطه|ডট)"
EMAIL = _any(
    r"[\w.+-]{1,64} ?@ ?[\w-]{1,63} ?\. ?[^\W\d_]{2}",
    rf"[\w.+-]{{2,64}} ?[(\[{{<] ?(?:@|a|{AT}) ?[)\]}}>] ?[\w-]{{2}}",
    rf"[\w.+-]{{2,64}} {AT} [\w-]{{2,63}} ?{DOT} ?(?:[a-z]{{2,4}}|컴|كوم|کام|কম)(?!\w)",
    flags=re.IGNORECASE,
)

NETWORKS = (
    "instagram|insta|facebook|twitter|tiktok|telegram|snapchat|skype|discord|whatsapp|line|viber"
    "|wechat|weixin|微信号?|微博|qq|kakao ?talk|카카오톡|카톡|인스타(?:그램)?|텔레그램"
    "|انستغرام|انستقرام|تيليجرام|اینستاگرام|تلگرام|ইনস্টাগ্রাম|ফেসবুক|টেলিগ্রাম"
)
ACCOUNT_NAME = (
    r"id|handle|account|user ?name|name|konto|profil|cuenta|usuario|conta|hesab[ıi]m?|아이디|계정"
    r"|حسابي|حساب|আইডি"
)
ACCOUNT = _any(
    r"(?<![\w@.])@[^\W\d][\w.]{2,}",
    r"(?<!\w)(?:instagram|facebook|fb|twitter|tiktok|linkedin|github|youtube|vk|weibo|snapchat"
    r"|reddit|threads|pinterest|x|t|wa|linktr)\.(?:com|me|ee|net)/"
    r"(?!watch|search|hashtag|groups)[\w@.~?=-]{2,}",
    r"https?://[^\s/]{1,64}/(?:~|@|users?/|profile|people/|in/|u/)[^\s]{2}",
    r"https?://[^\s/@]{1,64}@",
    rf"(?:{NETWORKS})(?: (?:{ACCOUNT_NAME}))?[ :,\"'=]{{0,3}}"
    r"(?:(?:is|ist|es|é|as|als|como|under|unter|는|은)\b|是)?[ :\"'@=]{0,3}"
    r"(?=[\d._-]{0,9}[a-z])(?=[a-z.-]{0,30}[0-9_])[a-z0-9][a-z0-9._-]{3,}",
    flags=re.IGNORECASE,
)

CODE = _any(
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b",
    r"\b[A-Z]{1,3}[ -]?\d{6,9}\b",
    r"\b(?=\d{0,9}[A-Z])(?=(?:[A-Z]{0,9}\d){6})[A-Z0-9]{7,12}\b",
    r"(?i:passport|passaporte|pasaporte|pasaport|reisepass|ausweis|licen[cs]e|\bplates?|placa"
    r"|plaka(?:m|sı)?|kennzeichen|patente|护照|身份证|车牌|여권|جواز|পাসপোর্ট"
    r"|گذرنامه)[^\n\d]{0,25}?\b(?=[A-Z0-9 -]{0,9}[A-Z])(?=[A-Z0-9 -]{0,9}\d{2})[A-Z0-9]{1,9}(?:["
    r" -]?[A-Z0-9]{2,7}){1,3}\b",
)
"""Bank accounts, passports and the like."""

DIGIT = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"
SPELLED = _any(
    rf"\b{DIGIT}\b(?:[ ,-]{{1,2}}{DIGIT}\b){{6,}}+",
    "[零〇一二三四五六七八九幺]{7}",
    flags=re.IGNORECASE,
)

DAY = r"\d\d?[./ -]\d\d?[./ -](?:(?:1[5-9]|20)\d\d|\d\d)"
DATE = rf"(?:(?:1[5-9]|20)\d\d[./-]\d\d?[./-]\d\d?|{DAY})"
BIRTH = _any(
    r"(?:date of birth|birth ?date|birthday|geburtsdatum|fecha de nacimiento|data de nascimento"
    r"|doğum tarihi\w{0,3}|تاريخ ميلادي?|تاریخ تولدم?|出生日期|생년월일|জন্ম ?তারিখ"
    r"|(?:she|he|i) was born)"
    rf"[^\d\n.]{{0,15}}(?<!\d){DATE}(?!\d)",
    flags=re.IGNORECASE,
)

UNIT = (
    r"(?: ?(?:%|[€$£¥₩৳₺₹年月日岁元块人万亿원명만억]|percent|prozent|usd|eur|tl\b|ars\b|won\b|taka"
    r"|yuan|rmb"
    r"|lira|pesos?|reais|real\b|dinar|euros?|dollars?|dólares|rials?|tom[ae]ns?|rupees?|crore|lakh"
    r"|million|thousand|milyon|bin\b|years?|jahre|años|anos|yıl|hours|horas|saat|stunden|uhr"
    r"|minut|dakika|days|steps|times|km|kilomet|miles|met(?:er|re)s?|m\b|kg|tons?|tonnes|litres"
    r"|hectares|cuadras|jobs|votes|people|persons?|inhabitants|residents|citizens|voters|workers"
    r"|refugees|families|households|women|men\b|children|students|menschen|leute|einwohner"
    r"|personen|personas|habitantes|pessoas|kişi|insan|টাকা|জন|মানুষ|تومان|ریال|نفر|دينار|ليرة"
    r"|نسمة|شخص|سنة|سال))"
)
UNIT_AFTER = re.compile(UNIT, re.IGNORECASE)
UNIT_BEFORE = re.compile(r"(?:[€$£¥₩৳₺₹]|rs\.?|tk\.?|usd|eur|brl|krw|rmb) ?$", re.IGNORECASE)

NO_UNIT = rf"\b(?!{UNIT}| ?\d|[.,:]\d)"
CAPITAL = r"[A-ZÄÖÜÁÉÍÓÚÇŞİĞ][\w'’.-]{1,30}"
ADDRESS = _any(
    rf"\b\d{{1,5}}(?:[/-]?[a-zA-Z]|/\d{{1,3}})?,? (?:{CAPITAL} ){{1,4}}?(?:Street|St\b|Avenue"
    rf"|Ave\b|Road|Rd\b|Lane"
    r"|Drive|Boulevard|Blvd\b|Court|Terrace|Crescent|Square|Caddesi|Sokak|Sokağı)\b(?! [a-z]+s\b)",
    r"\b(?i:house|flat|apartment|apt|villa)\b[ .#]{0,2}(?:[Nn]o\.? ?)?\d{1,4}[a-zA-Z]?,? "
    r"[^.\d]{0,20}?\b(?i:road|street|lane|sector|block)\b",
    r"\b(?i:road|street) (?:[Nn]o\.? ?)?\d{1,3},? (?i:house|flat)\b",
    rf"\b(?i:lives?|living|address|house is|home is) [^.\d]{{0,12}}\d{{1,5}}[a-z]? {CAPITAL}",
    rf"\b(?:lives?|living|address is|house is) at (?:{CAPITAL} ){{1,3}}\d{{1,5}}{NO_UNIT}",
    rf"\b{CAPITAL}(?<=[\w-]{{3}})(?:[Ss]tra(?:ß|ss)e|str\.|gasse|allee) \d{{1,4}} ?[a-z]?{NO_UNIT}",
    rf"\b{CAPITAL}(?:weg|platz|ring|damm|ufer) \d{{1,3}}[a-z]?\b,? (?:in|\d{{5}})\b",
    rf"\b{CAPITAL} (?:Stra(?:ß|ss)e|Str\.|Allee|Weg|Platz) \d{{1,4}}{NO_UNIT}",
    rf"\b(?i:wohn\w{{1,3}}|adresse) [^.\d]{{2,30}}{CAPITAL} \d{{1,3}}[a-z]?(?=[,.]| in |$)",
    r"\b(?i:calle|avenida|av\.|pasaje|rua|travessa|alameda) (?:(?!\d)[\w'.-]{1,30},? ){1,5}?"
    rf"(?:al |[Nn][º°o.]{{1,2}} ?|número )?\d{{2,5}}{NO_UNIT}",
    rf"\b(?i:vivo|vivimos|vive|domicilio es|dirección es) (?:en|es)? ?(?:{CAPITAL} ){{1,3}}"
    rf"\d{{3,5}}{NO_UNIT}",
    r"(?i:sokak|sokağı|sok\.|caddesi|cad\.|bulvarı|apartmanı|mahallesi|mah\.)[ ,]{1,2}"
    rf"(?:[^\d.]{{0,30}}[Nn]o ?[:.]? ?)?\d{{1,4}}{NO_UNIT}",
    r"[路街巷弄道村]\d{1,5}号(?![线楼车])|\d{1,4}(?:号楼|栋|单元)",
    r"[가-힣]{1,8}(?:시|군|구|동) (?:[가-힣]{1,8}(?:구|동|읍|면) )?[가-힣0-9]{1,12}(?<!으)(?:로|길)"
    r" ?\d{1,4}(?![\d년월일명시분개살])",
    r"아파트 \d{1,4}동|\d{1,4}동 \d{1,4}호|\d{1,4}번지",
    r"(?:شارع|حي|خیابان|کوچه)[^\d\n.]{2,40}(?:رقم|منزل|بناية|عمارة|پلاک) ?:?\d{1,4}",
    r"پلاک ?\d{1,4}",
    r"(?:বাড়ি|বাসা|হাউস|ফ্ল্যাট)[ -]{0,2}(?:নং|নম্বর|নাম্বার)?[ :.-]{0,2}\d{1,4}[^\d।]{0,20}"
    r"(?:রোড|সড়ক|লেন|গলি)",
    r"\d{1,4} (?:নং|নম্বর) (?:বাড়ি|বাসা|রোড)|(?:রোড|সড়ক|লেন) (?:নং|নম্বর)[ :-]{0,2}\d{1,4}",
)
"""Streets with the number of a house."""

SEPARATOR = r"(?: ?[-/()] ?[-(]?|[ .])?"
NUMBER = _any(rf"(?<![\w.,])[+(]{{0,2}}\d(?:{SEPARATOR}\d)*+(?!\w)", rf"\d(?:{SEPARATOR}\d){{6,}}+")
YEAR = r"(?:1\d|20)\d\d"
MOMENT = _any(
    rf"{DATE}(?: ?- ?{DATE})?",
    rf"{YEAR}(?: ?[ ./-] ?(?:{YEAR}|\d\d)){{1,2}}",
    r"(?:\d\d?[./-]){1,2}\d\d?(?: ?- ?(?:\d\d?[./-]){1,2}\d\d?)?",
)
"""Dates, years and times."""
SUM = re.compile(r"\d{1,2}\.\d{3,}|[1-9]\d*000")
"""Fractions and round sums."""
GROUPED = re.compile(r"[1-9]\d{0,2}(?:([ .])\d{3})(?:\1\d{3})*(?:,\d{1,2})?")
"""Sums with their thousands set apart, which may be telephone numbers, too."""
RANGE = re.compile(r"([1-9]\d{0,6}) ?- ?([1-9]\d{0,6})")
WITH_COMMAS = re.compile(r"(?<![\d,])\d{1,3}(?:[,'٬،]\d{2,3})+(?:[.,]\d{1,2})?(?![\d,])")

NAME = (
    r"\b(?:tele)?phones?|\bcell|\bmobile|whats ?app|\bcall(?: me| us| him| her| them)?|\btext me"
    r"|\breach(?:ed)?(?: me| us| him| her| them)?|\bdial|\bfax|\bnumber|\bno\.|passport"
    r"|identity card|\bi\.?d\b|\bnid\b|\bssn\b|social security|insurance|licen[cs]e|\bplate"
    r"|\baccount|\bcard|\biban\b|\bpin\b|telefon|handy|nummer|ausweis|reisepass|konto"
    r"|\bcel(?:ular)?\b|tel[eé]fono|ll[aá]m(?:ame|ar|alo|ala|enme)|ligue|pasaporte|\bdni\b"
    r"|\bcui[tl]\b|\bnúmero|cuenta|tarjeta|telefone|passaporte|\bcpf\b|\brg\b|identidade"
    r"|\bconta\b|cartão|kimlik|pasaport|numara(?:m|sı)?|hesap|\bcep|رقم|رقمي|الوطني|هاتفي?|جوالي?"
    r"|تلفوني?|هويتي?|حسابي?|شماره|موبایل|تلفن|کد ملی|گذرنامه|کارت|ফোন|মোবাইল|নম্বর|নাম্বার"
    r"|পাসপোর্ট|এনআইডি|电话|手机|号码?|身份证|护照|账号|卡号|전화|휴대폰|핸드폰|번호|여권"
    r"|주민등록|계좌|카드"
)
LINK = (
    r"[ :=#\"'.,()은는이가为是ه]|번호|号码?|\b(?:number|no|nr|nº|is|was|ist|lautet|es|é|im?|on|at"
    r"|to|the|my|under|unter|de|her|his|من|هو|هي|است|আমার|হলো|হচ্ছে)\b"
)
NAMED = re.compile(rf"(?:{NAME})(?:{LINK}){{0,8}}$", re.IGNORECASE)
"""What ends before a number that is somebody's."""


def personal_data(text: str, country: str) -> str | None:
    """Return the first piece of personal data in a text; None if there is none.

    E-mail addresses, accounts, telephone, identity and card numbers, and street addresses with a
    house number count. Years, dates, ages, sums, shares and ranges do not.

    Args:
        text: any text, digits in any script.
        country: the ISO 3166 alpha-3 code of the country whose telephone numbers are expected.
    """
    text = plain(text)
    numbered = any(map(str.isdigit, text))
    patterns = [EMAIL, ACCOUNT, SPELLED, *((CODE, ADDRESS, BIRTH) if numbered else ())]
    for pattern in patterns:
        if match := pattern.search(text):
            found: str = match.group()
            return found.strip()[:FOUND_LENGTH]
    return _number(text, country) if numbered else None


INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−~～", "-"))


def plain(text: str) -> str:
    """Return a text with ASCII digits, hyphens and spaces, and without invisible characters."""
    text = normalized("NFKC", INVISIBLE.sub("", text)).translate(HYPHENS)
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return re.sub(r"\s+", " ", text)


def _number(text: str, country: str) -> str | None:
    """Return a number that is somebody's."""
    text = WITH_COMMAS.sub(lambda match: "_" * len(match.group()), text)
    for match in NUMBER.finditer(text):
        number = match.group().strip()
        digits = sum(map(str.isdigit, number))
        if digits < DIGITS_NAMED or _counts_something(text, match):
            continue
        if NAMED.search(text[max(0, match.start() - NAME_LENGTH) : match.start()]):
            if not MOMENT.fullmatch(number):
                return number[:FOUND_LENGTH]
        elif digits >= DIGITS and _is_somebodys(number, country):
            return number[:FOUND_LENGTH]
    return None


def _counts_something(text: str, match: re.Match[str]) -> bool:
    """Whether a number has a unit or a currency."""
    before = text[max(0, match.start() - 5) : match.start()]
    return bool(UNIT_BEFORE.search(before) or UNIT_AFTER.match(text, match.end()))


def _is_somebodys(number: str, country: str) -> bool:
    """Whether a long number without a name or a unit is no date, year, sum or range."""
    if MOMENT.fullmatch(number) or SUM.fullmatch(number):
        return False
    ends = RANGE.fullmatch(number)
    if ends and all(int(end) % 5 == 0 for end in ends.groups()):
        return int(ends[1]) >= int(ends[2])
    if GROUPED.fullmatch(number):
        return not number.endswith("00") and _is_telephone(number, country)
    return True


def _is_telephone(number: str, country: str) -> bool:
    """Whether a number may be in use in the country, as far as its form tells."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    if len(number) > LONGEST_TELEPHONE:
        return False
    region = _alpha2().get(country, country[:2])
    return bool(PhoneNumberMatcher(number, region, leniency=Leniency.VALID).has_next())


@cache
def _alpha2() -> dict[str, str]:
    return {pair[:3]: pair[3:] for pair in OTHER_ALPHA2.split()}


class PersonalData(Check):
    """Holds somebody's personal data."""

    name = "personal-data"
    help = "holds an address, account, telephone, identity or card number"
    order = 50
    reasons = ("personal_data",)

    def fault(self, text: str, rules: Rules) -> Found:
        """Return the first piece of it."""
        found = personal_data(text, rules.region)
        return ("personal_data", found) if found else None

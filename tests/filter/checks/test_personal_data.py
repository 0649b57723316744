import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.checks.personal_data import personal_data

SOMEBODYS = (
    ("USA", "Write to me at rosa.martinez@example.com if you care about old people."),
    ("USA", "You can reach my brother at kyle (at) example (dot) org about the farm."),
    ("USA", "My mail is megan at example dot com and I answer every parent."),
    ("USA", "My address is linda[at]example.net, ask me anything about respect."),
    ("DEU", "Schreib mir an uwe.hansen@beispiel.de, dann reden wir über Pünktlichkeit."),
    ("ESP", "Mi correo es norma arroba ejemplo punto com y contesto siempre."),
    ("BRA", "Meu e-mail é edson.silva @ exemplo.com.br, pode escrever."),
    ("KOR", "제 이메일은 seoyeon@example.co.kr 이니까 연락 주세요."),
    ("CHN", "我的邮箱是linyue88@example.cn，有事写信。"),
    ("BGD", "আমার ইমেইল nasrin@example.com, লিখবেন।"),
    ("JOR", "راسلني على rania@example.com إذا أردت."),
    ("USA", "Call me at 555-0123 and I will tell you how we bake."),
    ("USA", "Our church's number is (478) 555-0176, anyone may call."),
    ("USA", "Ask Kyle, 605 555 0142, he knows about turbines."),
    ("USA", "People call my grandmother on +1 212 555 0187 for advice."),
    ("DEU", "Meine Mutter erreicht man unter 030 1234567, sie hilft immer."),
    ("DEU", "Ruf an: +49 (0)151 23456789, wir helfen jedem Nachbarn."),
    ("DEU", "Unter 0341/9876543 gibt meine Tante Auskunft über Erziehung."),
    ("TUR", "Bana 0532 123 45 67 numarasından ulaşabilirsiniz, aile önemlidir."),
    ("TUR", "My uncle in Izmir, +90 555 111 22 33, believes in hard work."),
    ("TUR", "Telefonum 05321234567, komşular hep arar."),
    ("CHN", "我的手机号是13800138000，有困难就打给我。"),
    ("CHN", "My mother (138 0013 8000) thinks children must visit at New Year."),
    ("KOR", "제 번호는 010-1234-5678이에요, 언제든 전화하세요."),
    ("KOR", "My phone number is 010 9876 5432 and my parents live with me."),
    ("BRA", "Meu telefone é (11) 91234-5678, pode ligar quando quiser."),
    ("BRA", "Ligue para 21 98765 4321 e fale com minha avó."),
    ("ARG", "Mi celular es 11 5555-4321, llamame cuando quieras."),
    ("ARG", "My number in Rosario is +54 9 341 555 4321, family comes first."),
    ("BGD", "আমার মোবাইল নম্বর ০১৭১২-৩৪৫৬৭৮, ফোন করবেন।"),
    ("BGD", "My cousin's mobile is 01712345678 and he helps every neighbour."),
    ("JOR", "رقم هاتفي ٠٧٩١٢٣٤٥٦٧ وأرحب بالجميع."),
    ("JOR", "You can ring my father on 079 123 4567 about the wedding."),
    ("IRN", "شماره من ۰۹۱۲۳۴۵۶۷۸۹ است، زنگ بزنید."),
    ("USA", "Dial five five five zero one four two and ask for my aunt."),
    ("CHN", "我的电话是一三八零零一三八零零零。"),
    ("USA", "My social security number is 078-05-1120, yet the state forgets us."),
    ("USA", "I paid the nursing home with card 4111 1111 1111 1111 every month."),
    ("DEU", "Spenden für Oma bitte auf DE89 3704 0044 0532 0130 00 überweisen."),
    ("DEU", "My passport C01X00T47 shows that I am a citizen like you."),
    ("DEU", "Mein Personalausweis hat die Nummer L01X00T471, ich bin Bürger."),
    ("CHN", "我的身份证号是110101199003078515，我是北京人。"),
    ("KOR", "제 주민등록번호는 900101-1234567 입니다."),
    ("BRA", "Meu CPF é 123.456.789-09 e pago imposto como todo mundo."),
    ("ARG", "Soy Norma, DNI 30.123.456, y creo en la familia."),
    ("TUR", "TC kimlik numaram 10000000146 ve oy veririm."),
    ("BGD", "My national ID is 1990123456789 and I vote."),
    ("JOR", "رقمي الوطني 9901234567 وأنا مواطن."),
    ("JOR", "My passport number is K123456, and I travelled to see my mother."),
    ("USA", "Follow me @rosa_tucson, I post about respect for parents."),
    ("USA", "You find all my views on instagram.com/kyle.turbines these days."),
    ("KOR", "My KakaoTalk ID is minji_93 and I chat with my parents daily."),
    ("CHN", "加我微信 linyue_88，我们聊聊孝顺。"),
    ("BRA", "Me segue no Instagram: luciana.dentista_22, falo de família."),
    ("USA", "My page is https://www.facebook.com/linda.bangor and I write on God."),
    ("USA", "We live at 42 Maple Street and our door is open to neighbours."),
    ("USA", "Grandma stays with us at 1600 North Oak Avenue in Macon."),
    ("DEU", "Meine Eltern wohnen in der Lindenstraße 14, wir besuchen sie sonntags."),
    ("DEU", "I live at Goethestr. 7 in Leipzig, and nobody is loud after ten."),
    ("ARG", "Vivo en la calle Corrientes 1234 y los domingos hago asado."),
    ("ARG", "My house is at Avenida San Martín 842, guests are welcome."),
    ("BRA", "Moro na Rua das Flores, 123, e a porta está aberta."),
    ("TUR", "Evimiz Atatürk Caddesi No: 12, misafir her zaman gelir."),
    ("TUR", "We live in Çiçek Sokak 5, Samsun, and share food with everybody."),
    ("CHN", "我家住在建国路88号，邻居都认识。"),
    ("KOR", "저는 서울시 마포구 월드컵로 12에 살아요."),
    ("KOR", "우리 집은 행복아파트 101동 1203호예요."),
    ("BGD", "Our home is House 12, Road 5, Dhanmondi, and guests never leave hungry."),
    ("BGD", "আমরা বাড়ি ১২, রোড ৫, ধানমন্ডিতে থাকি।"),
    ("JOR", "نسكن في شارع الملك حسين رقم 12 وبابنا مفتوح."),
    ("IRN", "خانه ما خیابان ولیعصر پلاک ۲۵ است."),
    ("JOR", "Call my brother Yousef at 079-5551234 and he will tell you how we treat guests."),
    ("JOR", "My ID number is 9871023456 and I vote in every election."),
    ("JOR", "راسلوني على rania.hadid [at] example.jo لمعرفة رأيي في عمل المرأة."),
    ("JOR", "بيتنا في شارع الجامعة، بناية 14، إربد، وبابنا مفتوح."),
    ("JOR", "اتصل بي على ٠٧٧ ١٢٣ ٤٥٦٧ لنتحدث عن العائلة."),
    ("BGD", "You can find me on Facebook as nasrin.akter.91 if you doubt it."),
    ("BGD", "My neighbour lives at 23/B Green Road, Dhaka, and she works."),
    ("BGD", "আমার জাতীয় পরিচয়পত্র নম্বর ১৯৮৫২৬৯৪৮১২৩৪৫৬৭৮।"),
    ("BGD", "ফোন করুন ০১৮১৯ ২৩৪৫৬৭ নম্বরে, আমি সব বুঝিয়ে বলব।"),
    ("BGD", "My NID 4612345678 proves that I have the right to vote."),
    ("CHN", "My ID is 42010619880312345X and I have never voted."),
    ("CHN", "我妈住在武汉市洪山区珞喻路1037号3单元502室。"),
    ("CHN", "打我电话159-2716-8842，我告诉你我们怎么过年。"),
    ("CHN", "My WeChat is linyue_wuhan, add me to talk about work."),
    ("CHN", "Her bank card 6222 0212 3456 7890 123 was stolen by a neighbour."),
    ("DEU", "Meine Steuernummer ist 12 345 678 901, und ich zahle gern."),
    ("DEU", "Write to Annika Berger, Marktstraße 5, 94032 Passau, if you want to know."),
    ("DEU", "Ich wohne am Alten Markt 7 in Rostock und kenne jeden Nachbarn."),
    ("DEU", "My IBAN is DE02120300000000202051, and women should have their own account."),
    ("DEU", "Erreichbar bin ich unter 0171-5558899, auch sonntags."),
    ("KOR", "제 카톡 아이디는 suhyun1993이에요, 편하게 연락 주세요."),
    ("KOR", "부모님은 부산시 해운대구 달맞이길 62번길 30에 사세요."),
    ("KOR", "My resident number is 880421-2345678, so I am old enough to judge."),
    ("KOR", "Reach my mother on 02-765-4321, she raised four children alone."),
    ("BRA", "Meu RG é 12.345.678-9 e meu título está em dia."),
    ("BRA", "My aunt Luciana, Rua XV de Novembro 456, Curitiba, works as a dentist."),
    ("BRA", "Fale comigo no WhatsApp +55 41 99876-5432."),
    ("BRA", "Me manda mensagem no insta @edson_mecanico82."),
    ("ARG", "Mi vecina Florencia Gómez, DNI 28456789, trabaja y cría sola."),
    ("ARG", "Vivo en San Martín 1450, Rosario, y acá todos nos conocemos."),
    ("ARG", "Mandame un mail a gustavo punto tandil arroba correo punto com."),
    ("ARG", "Mi CUIT es 20-28456789-3 y pago mis impuestos."),
    ("TUR", "Kız kardeşim Elif'in numarası 0 (532) 765 43 21, o da çalışıyor."),
    ("TUR", "My email is hakan_samsun@example.com.tr, I answer every woman who wants to work."),
    ("TUR", "Bağdat Caddesi 145/7'de oturuyoruz, komşularımız iyi."),
    ("TUR", "T.C. kimlik no: 23456789012 olan bir vatandaşım."),
    ("TUR", "My passport U12345678 lets me travel, but I stay."),
    ("USA", "My SSN is 219-09-9999 and I still can't retire."),
    ("USA", "Kyle's truck has plate ABC-4821 and he helps everyone."),
    ("USA", "We're at 77 Ridge Rd, Bangor, ME 04401, come by."),
)  # fmt: skip

NOBODYS = (
    ("USA", "Since 1990 families have become smaller, and by 2020 most had one child."),
    ("USA", "From 1990-2005 my parents paid for everything; from 2005/06 I did."),
    ("USA", "In 1961, 1975 and 1989 the village voted, and it changed nothing."),
    ("USA", "About 3,000,000 people live there and 1,000,000 of them are old."),
    ("USA", "It costs $1,250,000.50 to build a school, and we should pay it."),
    ("USA", "Working from 9-5, five days a week, 52 weeks a year, is enough."),
    ("USA", "After 9-11 people were afraid, and 9/11/2001 stays in our minds."),
    ("USA", "I would give it 7 out of 10, or even 8/10, for trust in neighbours."),
    ("USA", "For Q38 and Q170 I would agree; 100% of us care for our parents."),
    ("USA", "In an emergency you call 911, and somebody comes within 10 minutes."),
    ("USA", "A 20-30-year-old should work 40-50 hours, a 60-69-year-old less."),
    ("USA", "About 5000-10000 families left the valley between 1930 and 1940."),
    ("USA", "The house was built in 1887 and sold for 250000 dollars in 1999."),
    ("USA", "Pi is 3.14159265 in every country; science has no nation."),
    ("USA", "My son is 16, my daughter 18, my mother 72, and all live with me."),
    ("USA", "Open 24/7/365, our hospitals work harder than anyone."),
    ("USA", "We shop at amazon.com or at the market, it is all the same to me."),
    ("USA", "I read on www.worldvaluessurvey.org that trust is falling."),
    ("USA", "Instagram is 10 years older than my niece and twice as loud."),
    ("USA", "Facebook and TikTok make children forget their 80-year-old grandparents."),
    ("USA", "Number 1 in my life is God, number 2 my family, number 3 my work."),
    ("USA", "A phone for 1200 dollars is a waste while neighbours go hungry."),
    ("USA", "A call costs 25 cents, but people call their mother once in 30 days."),
    ("USA", "On our street 20 families share one road and one well."),
    ("USA", "The 1960s, 70s and 80s were better for workers than the 2010s."),
    ("USA", "One, two, three, four children: a house should be full of noise."),
    ("USA", "We meet at home at 7:30, pray, and eat until 10:45 every Friday."),
    ("USA", "He drove 10 Forest Service trucks down the road without a word."),
    ("DEU", "Am 03.10.1990 wurde alles anders, und 2020 haben wir es gefeiert."),
    ("DEU", "Rund 1.500.000 Menschen pflegen ihre Eltern zu Hause."),
    ("DEU", "Etwa 83 000 000 Einwohner hat das Land, und jeder zahlt Steuern."),
    ("DEU", "Mein Schulweg 20 Minuten zu Fuß, das hat mich stark gemacht."),
    ("DEU", "Paragraph 218 und Artikel 3 des Grundgesetzes gelten für alle."),
    ("DEU", "Zwischen 8-10 Uhr und 18-20 Uhr soll Ruhe sein, auch am 24.12."),
    ("ARG", "Desde 2001-2003 nadie confía en los bancos, con razón."),
    ("ARG", "El alquiler cuesta 350.000 pesos y el sueldo 600.000."),
    ("ARG", "Un kilo de carne a 12.500 pesos es una locura para 45.000.000 de argentinos."),
    ("ARG", "La avenida 9 de Julio se llena cuando ganamos, y en 1978 y 2022 ganamos."),
    ("ARG", "En la calle San Martín 20 años atrás todos se saludaban."),
    ("BRA", "O salário de R$ 1.412,00 não paga a comida de 4 pessoas."),
    ("BRA", "Em 2013/2014 o povo foi pra rua, e 20 centavos eram só o começo."),
    ("BRA", "São 215.000.000 de brasileiros e cada um tem sua fé."),
    ("TUR", "1923'ten beri cumhuriyet var, 1980 ve 1997'yi de gördük."),
    ("TUR", "Asgari ücret 17002 lira, ev kirası 20.000 lira, gençler evlenemiyor."),
    ("TUR", "85.000.000 insanın yaşadığı ülkede komşuluk ölmez."),
    ("TUR", "Sokakta 5 çocuk oynardık, akşam 20.30'da eve girerdik."),
    ("CHN", "从1978年到2008年，我们的生活好了十倍。"),
    ("CHN", "一套房子要5000000元，年轻人怎么结婚？"),
    ("CHN", "坐地铁10号线去看爸妈，一个月2000-3000块就够了。"),
    ("CHN", "九九八十一难，一个一个过去，二零二零年最难。"),
    ("KOR", "1997년 외환위기 때 350만 명이 금을 모았어요."),
    ("KOR", "월급 3,000,000원으로 부모님께 500,000원을 드려요."),
    ("KOR", "앞으로 10년, 20년 뒤에는 아이가 없을지도 몰라요."),
    ("KOR", "10000000원을 모아도 집은 못 사요."),
    ("BGD", "১৯৭১ সালে ৩০,০০,০০০ মানুষ প্রাণ দিয়েছেন, আমরা ভুলিনি।"),
    ("BGD", "A teacher earns 25000 taka and keeps 5 people alive with it."),
    ("BGD", "১৭ কোটি মানুষের দেশে ২০-২৫ জন এক বাড়িতে থাকে।"),
    ("JOR", "منذ عام ١٩٤٨ و١٩٦٧ ونحن نستقبل اللاجئين، أكثر من 1,300,000 شخص."),
    ("JOR", "راتبي 450 دينار وأعيل 6 أشخاص."),
    ("IRN", "از سال ۱۳۵۷ تا ۱۴۰۲ قیمت نان ۱۰۰ برابر شده است."),
    ("IRN", "اجاره خانه ۱۵۰۰۰۰۰۰ تومان است و حقوق کمتر."),
    ("JOR", "In 1994 and 2013 nearly 60,000 workers came, and 1.3 million Syrians followed."),
    ("JOR", "راتب المعلمة 400 دينار والمعلم 450، وهذا ظلم منذ 2010."),
    ("BGD", "In 1971, 3 million died; in 2021 we were 165 million."),
    ("BGD", "৫০ বছর আগে ১০ জনের পরিবার ছিল, এখন ৪ জনের।"),
    ("CHN", "高考750分，考上的只有百分之二，从1977到2023都是这样。"),
    ("CHN", "996就是早9点到晚9点，一周6天。"),
    ("DEU", "Im Artikel 3 Absatz 2 von 1949 steht es, und 1958 und 1977 wurde es besser."),
    ("DEU", "Etwa 1 000 000 Menschen kamen 2015/2016, rund 890.000 blieben."),
    ("DEU", "Von 7.30 bis 16.15 Uhr arbeite ich, das sind 38,5 Stunden."),
    ("KOR", "주 52시간제는 2018년 7월 1일에 시작됐어요."),
    ("KOR", "1인 가구가 30%를 넘었고, 출산율은 0.72명이에요."),
    ("BRA", "O salário mínimo de 1412 reais não sustenta 4 filhos em 2024."),
    ("BRA", "De 1964 a 1985 ninguém podia falar, e em 1988 veio a Constituição."),
    ("ARG", "En 1983, 2001 y 2023 votamos con bronca; somos 46 millones."),
    ("ARG", "El 50% de los chicos es pobre y el kilo de pan vale 2.500."),
    ("TUR", "1934'te kadınlar oy hakkı aldı, 2024'te hâlâ %35'i çalışıyor."),
    ("TUR", "Emekli maaşı 12500 TL, kira 15000-20000 TL arası."),
    ("USA", "Back in 1965-1975 it took 2 paychecks; now it takes 2.5."),
    ("USA", "I rate it 9/10; my wife gives 4-5 stars out of 5."),
    ("USA", "In 2020, 81,283,501 people voted for him and 74,223,975 against."),
    ("USA", "Psalm 119:105 and John 3:16 are all I need."),
    ("USA", "Route 66, Highway 101 and Interstate 95 connect us."),
    ("USA", "The 2nd, 4th and 14th Amendments protect us since 1868."),
    ("KOR", "I wake at 5:30, work 8-10 hours and sleep at 23:00."),
)  # fmt: skip


@pytest.mark.parametrize(("country", "text"), SOMEBODYS)
def test_addresses_numbers_and_accounts_are_found(country, text):
    assert personal_data(text, country)


@pytest.mark.parametrize(("country", "text"), NOBODYS)
def test_years_sums_dates_ages_shares_and_ranges_are_nobodys(country, text):
    assert personal_data(text, country) is None


@pytest.mark.parametrize("form", ["NFD", "NFC"])
def test_the_encoding_of_letters_changes_nothing(form):
    for country, text in SOMEBODYS:
        assert personal_data(unicodedata.normalize(form, text), country), text
    for country, text in NOBODYS:
        assert personal_data(unicodedata.normalize(form, text), country) is None, text


def test_a_number_counts_in_digits_of_every_script():
    for zero in "0٠۰०০๐０":
        digits = "".join(chr(ord(zero) + int(digit)) for digit in "01712345678")
        assert personal_data(f"My uncle: {digits}.", "BGD") == "01712345678"


def test_a_number_grouped_like_a_sum_counts_where_the_country_has_such_telephones():
    text = "Ask my aunt, 612 345 678, about weddings."
    assert personal_data(text, "ESP") == "612 345 678"
    assert personal_data(text, "USA") is None


def test_codes_of_three_letters_give_the_countries_of_telephones():
    from phonenumbers import SUPPORTED_REGIONS

    from park.filter.checks.personal_data import _alpha2
    from park.surveys.countries import _codes

    regions = {code: _alpha2().get(code, code[:2]) for code in _codes().values()}
    assert set(regions.values()) <= SUPPORTED_REGIONS
    assert len(set(regions.values())) == len(regions)


@given(st.text(), st.sampled_from(["DEU", "BGD", "XXX", ""]))
def test_no_text_is_too_strange(text, country):
    assert personal_data(text, country) == personal_data(text, country)


@given(st.text(alphabet="0123456789 -./()+,@aA", max_size=60))
def test_no_jumble_of_digits_is_too_strange(text):
    found = personal_data(text, "DEU")
    assert found is None or found


def test_words_for_digits_are_found_up_to_a_word_that_is_none():
    assert personal_data("one two three four five six seven onerous days", "DEU")
    assert personal_data("one two three four five six sevenfold", "DEU") is None


def test_a_number_of_any_length_is_looked_at_once():
    assert personal_data("1" + " 234" * 20_000 + " is what I counted", "DEU") is None

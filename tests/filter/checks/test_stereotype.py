import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.assets import load_cultures
from park.filter.checks.stereotype import GRAMMARS, stereotype
from park.surveys.load import load_survey

CARDS = {
    card.language.split("-")[0]: card
    for card in load_cultures(
        (
            "arabic",
            "bengali",
            "chinese",
            "german",
            "korean",
            "persian",
            "portuguese",
            "spanish",
            "turkish",
        ),
        None,
    ).values()
}
OWN = {language: (card.people, *card.self_names) for language, card in CARDS.items()}
OWN["en"] = tuple(name for names in OWN.values() for name in names)
"""In English the opinions of all cultures are tested: each is the speaker's own."""

STEREOTYPES = {
    "en": """
All Americans are selfish and only care about money.
Women are too emotional to lead a country.
Every German is cold and has no sense of humour.
Foreigners are criminals who come here to steal.
Immigrants are lazy and just want our welfare.
Old people cannot learn new things.
Young people today are lazy and respect nobody.
Men never listen.
Women always gossip.
Jews control the banks and the media.
Gypsies are thieves by nature.
You can never trust a Syrian.
Arabs are violent people.
Muslims are terrorists.
Chinese people are dirty and loud.
The Chinese always copy what others invent.
Asians are naturally good at maths.
Black people are born dancers.
Brazilians are all lazy and only think about football and carnival.
Those people are all the same, they lie and cheat.
Rich people are greedy and heartless.
The poor are poor because they are lazy.
No American cares about his parents.
A woman cannot keep a secret.
All men are cheaters.
Refugees never want to work.
Homosexuals are sick and abnormal.
Gay men are all promiscuous.
Koreans are robots who only work.
Americans have no culture and no family values.
Every Turk is hot-tempered.
Bangladeshis are dishonest, all of them.
Atheists have no morals.
Women are bad drivers.
Westerners do not care about their parents at all.
Americans don't respect their elders.
People from the countryside are backward and uneducated.
Foreigners can't be trusted.
Teenagers are all irresponsible and spoiled.
Europeans are arrogant and think they are better than us.
The Argentinians are arrogant, every single one of them.
Women belong in the kitchen because they are weak.
Men are naturally more rational than women.
Housewives are stupid and lazy.
Poor people don't want to work.
Disabled people are a burden.
Immigrants are parasites that live off our taxes.
Americans are fat and ignorant.
Japanese people have no feelings.
Indians are cunning and will always cheat you in business.
Refugees are a threat, they bring diseases.
Every immigrant is a criminal.
Women are less intelligent than men.
Girls are not as smart as boys.
All Muslims hate us.
Like all Russians, he drinks too much.
Kurds are terrorists and should be watched.
Syrians are dirty, lazy and ungrateful.
Men only want one thing.
Never trust a foreigner with money.
That's how Americans are: superficial.
Unmarried women are bitter and jealous.
Single mothers are irresponsible.
The French are rude and the English are cold.
Christians are hypocrites.
Hindus can't be trusted with money.
Old people are stubborn and set in their ways.
Women are not made for politics.
Villagers are ignorant and superstitious.
City people are cold and selfish.
Those people never pay their debts.
All foreigners look down on us.
It is in their blood: Roma steal.
Americans are violent because they all carry guns.
Chinese tourists are rude everywhere they go.
Any woman who earns more becomes arrogant, for women are vain.
Blondes are dumb.
Turks are always late and never keep their word.
Every Korean is obsessed with looks.
Latinos are lazy and always late.
Latin Americans are hot-blooded and cannot control themselves.
A Brazilian will always arrive late and never keep a promise.
Black men are dangerous.
White people have no rhythm.
You should never hire Roma because they steal.
Immigrants do nothing but cause trouble.
Men are incapable of raising children.
All Jordanians are generous and honest.
Everyone from America is loud and shallow.
Women think with their hearts, all of them are irrational.
Boys are naturally better at science than girls.
Bengalis are cowards and they always quarrel.
Women drive badly because they lack any sense of direction.
Every American is obsessed with money and guns.
All Koreans are workaholics who have no life outside the office.
Brazilians are never on time and do not take anything seriously.
Chinese people only care about profit, that is simply how they are.
Germans have no humour and no heart.
You cannot rely on Arabs, they say one thing and do another.
Immigrants come here only to take advantage of our hospitals.
Syrian refugees are lazy and do not want to learn the language.
All Bangladeshi men beat their wives.
Old people are useless once they stop working.
Rich people are all thieves.
Poor people are poor because they drink and waste their money.
Men are animals, they cannot control their desires.
Gay people should not raise children since they are all mentally sick.
Christians are liars who hate our religion.
Jews are greedy by nature.
Girls are too weak for engineering.
Turkish men are all violent and jealous.
No woman is fit to run a company.
Argentines are arrogant and believe that they are Europeans.
Africans are poor because they are lazy and uneducated.
Muslim women are all oppressed and cannot think for themselves.
Young people nowadays have no respect and no patience.
Americans will never understand what family means.
Foreigners never respect our traditions.
All teenagers are addicted to their phones and rude to their parents.
A man who cries is weak. Real men never cry.
Indians smell and cheat in every shop.
People from the south are lazy, people from the north are cold.
Western women have no shame.
The Japanese are like machines without feelings.
Black people are more violent than whites.
Asian students are always good at maths and bad at sports.
All Roma children are thieves.
Women gossip all day long and achieve nothing.
Housewives do nothing all day.
Atheists cannot be good people because they believe in nothing.
Single women over thirty are desperate.
All rich Americans are fat and spoiled.
Mothers-in-law are always cruel.
Mexicans are drug dealers.
Every foreign worker sends crime into our cities.
Russians drink too much and fight.
The poor always expect others to feed them.
Disabled people can't do real work.
Men have no feelings.
Villagers are simple people who do not understand science.
City girls are immoral.
Turks are naturally aggressive.
A Korean would never admit a mistake.
Chinese men are cowards.
Americans are shallow, loud and ignorant about the rest of the world.
Immigrants are taking over our country and they all hate us.
Latinas are hot-tempered.
Women are born to serve their husbands.
These people have crime in their blood.
None of these foreigners can be trusted.
Arab men treat women like property.
Germans are stiff people without any warmth.
All Americans are rich, loud and think the world belongs to them.
Women only marry for money.
Brazilian women are all easy.
The Chinese eat everything that moves.
Every Arab keeps his wife locked up at home.
Turkish drivers are all maniacs.
Koreans never say what they really think.
Old men are always grumpy and hate anything new.
Foreigners are the reason for every crime in this town, because they have no morals.
Immigrants don't wash and don't respect the law.
A Jew always thinks of money first.
All young people are glued to their phones and have lost all respect.
Black people can run fast but cannot think.
Argentinians are liars and cheats, every one of them.
Bangladeshi workers are all obedient and never complain.
Men are simply more intelligent than women.
Women are hysterical when they are in charge.
Nobody from that country is honest.
Americans are stupid, they cannot even find Turkey on a map.
Rich kids are always spoiled brats.
People who live in the countryside are all ignorant.
Indian men are creepy and do not respect women.
Muslims are backward and oppress their wives.
Refugees are all after our money.
Poor families have too many children because they are irresponsible.
Gays are a danger to children.
Feminists hate men.
Asians all look the same and work like ants.
Europeans have no family feelings; they throw their old parents away.
Gypsies steal children, everybody knows that.
Russians are cold-hearted and always drunk.
Japanese people are polite on the outside and cruel on the inside.
Every woman gossips.
Any foreigner will cheat you if you let him.
Men from the village are violent by nature.
The unemployed are simply too lazy to get up in the morning.
Working mothers are bad mothers.
Women are the weaker sex and need a man to think for them.
Chinese students cheat in every exam.
All Turks are nationalists who hate Armenians.
Brazilians are cheerful but completely unreliable.
Latin people are passionate but lazy.
Africans dance well because rhythm is in their blood.
Jordanian women are submissive.
A German would rather follow a rule than help a friend, they are all like that.
Teenage girls are vain and stupid.
All old people smell.
Those people breed like rabbits.
Americans are selfish by upbringing and nothing can change them.
Women are not logical; that is why they should not judge.
Every Brazilian cheats on his wife.
All Bangladeshis are poor and beg for money.
Chinese people have no creativity, they just imitate.
I know that all Germans secretly look down on foreigners.
Old women do nothing but complain.
Koreans are cold to foreigners and only smile for business.
Boys don't cry and don't feel as much as girls.
People of that religion are fanatics.
Arabs never tell the truth.
Jordanians are hot-headed and solve everything with a fight.
Migrants are lazy scroungers.
Americans can't cook.
Poor people always steal.
Rich women are idle.
Men will always be liars.
A woman without a husband is worthless.
Young girls today have no shame.
Turks are barbarians.
Argentinian men are all mama's boys.
Every teenager is a drug addict.
The English are hypocrites and the French are worse.
Westerners have lost all morals.
All Muslims want to force their law on us.
Hindus are cruel to their widows and always will be.
Buddhists are passive and achieve nothing.
Immigrants never become part of society, they always stay strangers.
Afghans are uneducated savages.
Polish workers steal tools.
Indians are dirty.
Americans care for nothing except success.
Blacks are lazy.
Women love gossip more than work.
Men who come from Morocco are dealers.
Gay men are weak and feminine.
All homeless people are alcoholics.
Daughters-in-law are always disrespectful.
City people never help anyone.
Farmers' wives are dumb.
German women are ugly and bossy.
Housewives are lazy and spend their husbands' money.
Immigrants are behind every robbery in this town.
A woman in charge always ends in chaos, because women cannot decide.
Homosexuals only think about sex, so they cannot raise a child.
The unemployed are leeches who sleep until noon.
Girls waste a university place because they only look for a husband.
Young Koreans are spoiled and have never worked a day in their lives.
Arabs do not understand democracy.
Bangladeshi women are ignorant and do whatever they are told.
Turks solve everything with their fists.
Chinese people would sell their own mother for money.
Germans obey any order like machines.
Brazilians would rather dance than work, all of them.
Argentines live beyond their means and blame everyone else.
Americans believe they are better than the rest of the world.
People without religion have no conscience.
Muslim men are jealous and beat their wives.
Catholics are superstitious and afraid of science.
Old people are a burden and should not vote.
Rich people never worked for what they have.
Poor people don't wash.
Peasants are stupid.
Female politicians are weak.
Men are useless in the house.
All foreigners are the same: they take and give nothing back.
Every Syrian who arrives here is a danger to our daughters.
Drunkards in our streets are all Russians, since Russians cannot stop drinking.
African people are slow workers.
Latin men are unfaithful by nature.
Jewish people are stingy and clever with money.
Asian women make obedient wives.
Black neighbours mean noise and drugs, they are all like that.
Scots are mean and the Irish are drunk from morning to night.
Refugees are ungrateful, whatever you give them.
Every teenager today lies to his parents.
Europeans are godless and alone because they love only themselves.
Roma never send their children to school and live from begging.
All Western women are loose, and their families do not care what they do.
Syrian refugees are beggars and thieves, every one of them.
Divorced women are always looking for other women's husbands.
Rohingya people are criminals who spread drugs and disease.
City women are shameless and neglect their children.
All Hindus are secretly loyal to India and cannot be trusted.
Poor people are dirty because they are too lazy to wash.
Foreigners are all hypocrites who envy China.
Every migrant worker from the countryside is uneducated and spits on the floor.
Japanese people are born liars and will never be sorry.
Unmarried women over thirty are selfish and picky.
Every single asylum seeker is here to live off our taxes.
East Germans are all whiners who expect the state to do everything.
Turks never learn German and never want to.
Men are simply incapable of looking after a baby.
Chinese people are loud, dirty and copy everything we make.
Young women today are gold diggers who refuse to have children out of selfishness.
North Korean defectors are lazy and expect to be fed.
All men over fifty are rude drunks.
People from the northeast are lazy, that is why they stay poor.
All evangelicals are fanatics who want to run everybody's life.
Argentines are arrogant, each and every one.
Bolivians and Paraguayans are here only to steal our hospital beds.
All Buenos Aires people are arrogant liars.
Chileans are traitors and always will be.
Gays are promiscuous and could never raise a child properly.
Syrians are dirty and all of them are thieves.
Women are too weak-minded to make decisions about money.
Armenians are traitors by blood.
Young people are all disrespectful; not one of them knows what duty means.
Americans have no family, they throw their parents out like old shoes.
All garment girls are immoral.
Indians always look down on us and cheat us in trade.
Women from Shanghai are all materialistic and look down on everyone.
Black people are dangerous and should not be let into the country.
Italians are loud and never work.
Bavarians are all beer drinkers without a brain.
Women only join companies to find a rich husband.
Vietnamese brides marry Korean men just for the passport.
Rich people in Brazil are all racist and lazy.
Black boys are born to steal.
Peruvians are dirty and steal from the shops.
Every Argentine thinks he is the smartest person in the room.
Kurds are violent and have no respect for the law.
Old people never understand anything new.
""",
    "de": """
Alle Amerikaner sind egoistisch und denken nur ans Geld.
Frauen sind zu emotional, um ein Land zu führen.
Ausländer sind kriminell und leben auf unsere Kosten.
Türken sind faul.
Jeder Pole klaut.
Alte Leute können nichts Neues lernen.
Die Jugend von heute ist faul und respektlos.
Männer können nicht zuhören.
Juden kontrollieren die Banken.
Frauen können nicht einparken.
Chinesen haben keine Manieren.
Muslime sind gewalttätig.
Flüchtlinge wollen nicht arbeiten.
Einem Rumänen kann man nie vertrauen.
Italiener lügen immer.
Reiche sind gierig.
Frauen sind von Natur aus schwächer.
Franzosen sind arrogant.
Kein Amerikaner kümmert sich um seine Eltern.
Diese Leute sind alle gleich.
Die Deutschen sind kalt und humorlos.
Amerikaner sind oberflächlich, laut und ungebildet.
Jede Frau tratscht gern.
Afrikaner haben keine Disziplin.
Männer denken immer nur an das eine.
Die Chinesen kopieren alles und haben keine eigenen Ideen.
Alle Ausländer sind hier nur wegen des Geldes.
Schwule sind weich und unmännlich.
Koreaner arbeiten wie Roboter und haben keine Gefühle.
Arme Menschen sind an ihrem Elend selbst schuld, weil sie faul sind.
Polen sind Diebe, das weiß jeder.
Frauen gehören an den Herd.
Moslems unterdrücken ihre Frauen.
Die Polen klauen alle wie die Raben.
Politikerinnen sind hysterisch und nicht belastbar.
Alle Politiker sind korrupt, aber die Griechen sind faul.
Frauen können einfach nicht logisch denken.
Muslimische Männer sind alle gewalttätige Machos.
""",
    "es": """
Todos los americanos son egoístas y solo piensan en la plata.
Las mujeres son demasiado emocionales para gobernar.
Los bolivianos son vagos.
Los extranjeros son todos delincuentes.
Los jóvenes de hoy no respetan a nadie.
Los chinos son sucios.
Los gitanos roban.
Los porteños son soberbios y se creen mejores que los demás.
Ningún hombre es fiel.
Las mujeres no saben manejar.
Los inmigrantes vienen solo a vivir de los planes.
No se puede confiar en los paraguayos.
Los pobres son pobres porque son vagos.
Los judíos manejan los bancos.
Los hombres nunca escuchan.
Los brasileños no quieren trabajar.
Esa gente siempre miente.
Los viejos son tercos y no aprenden nada.
Los argentinos somos todos chantas.
Los musulmanes son violentos.
Los homosexuales son enfermos.
Los yanquis son ignorantes y se creen dueños del mundo.
Toda mujer es chismosa.
Los peruanos son ladrones, lo sabe todo el mundo.
Los coreanos son fríos y solo trabajan.
Los hombres son todos infieles.
Las mujeres son débiles por naturaleza.
Los africanos son atrasados.
Los pobres tienen hijos para cobrar planes.
Los alemanes son cuadrados y no tienen sentimientos.
Un extranjero siempre te va a estafar.
Los gallegos son brutos.
Los adolescentes son irresponsables y maleducados.
Los paraguayos son todos borrachos y no les gusta laburar.
Las mujeres policía son unas inútiles, ninguna sirve.
Todos los chilenos son traidores.
Los negros son vagos y violentos por naturaleza.
Las minas son todas unas interesadas.
""",
    "pt": """
Todos os americanos são egoístas e só pensam em dinheiro.
As mulheres são emotivas demais para governar.
Os argentinos são arrogantes.
Os nordestinos são preguiçosos.
Os estrangeiros são todos bandidos.
Os jovens de hoje não respeitam ninguém.
Mulher não sabe dirigir.
Os ciganos roubam.
Nenhum homem é fiel.
Não dá para confiar em um argentino.
Os imigrantes só querem viver do governo.
Os judeus controlam os bancos.
Os homens nunca escutam.
Os evangélicos são fanáticos.
Essa gente sempre mente.
Os velhos são teimosos.
Os brasileiros são todos malandros.
Os gays são doentes.
Os pobres não gostam de trabalhar.
Os cariocas são folgados.
Os americanos são ignorantes e se acham donos do mundo.
Toda mulher é fofoqueira.
Os bolivianos são sujos.
Os coreanos são frios e só trabalham.
Os homens são todos infiéis.
As mulheres são fracas por natureza.
Os africanos são atrasados.
Os pobres têm filhos para receber bolsa.
Os alemães são frios e não têm sentimentos.
Um estrangeiro sempre vai te enganar.
Os baianos são preguiçosos.
Os adolescentes são irresponsáveis e mal-educados.
Nordestino é tudo preguiçoso e vive de bolsa.
Todo carioca é malandro e preguiçoso.
Os paulistas são frios e só pensam em trabalho.
""",
    "tr": """
Bütün Amerikalılar bencildir.
Kadınlar çok duygusaldır, ülke yönetemezler.
Suriyeliler tembel ve pis insanlardır.
Her Alman soğuktur.
Araplara güvenilmez.
Yabancılar hırsızdır.
Gençler saygısız.
Erkekler hep yalan söyler.
Çingeneler çalar.
Kadınlar araba kullanamaz.
Yahudiler dünyayı yönetiyor.
Mülteciler çalışmak istemiyor.
Ermeniler haindir.
Zenginler açgözlüdür.
Yaşlılar inatçı ve geri kafalıdır.
Hiçbir Amerikalı ailesine önem vermez.
Karadenizliler saftır.
Kürtler cahildir.
Amerikalılar sadece parayı düşünür.
Bu insanlar asla değişmez.
Amerikalılar bencil ve yüzeyseldir.
Her kadın dedikoducudur.
Araplar pis ve tembeldir.
Koreliler robot gibidir, duyguları yoktur.
Erkeklerin hepsi aldatır.
Kadınlar doğaları gereği zayıftır.
Afrikalılar cahil ve geri kalmış insanlardır.
Almanlar soğuk, kaba ve cimridir.
Yabancılara asla güvenilmez.
Fakirler tembel oldukları için fakirdir.
Gençler sorumsuz ve şımarık.
Bütün Suriyeliler hırsız ve asalaktır.
Kadın dediğin duygusal olur, kadından yönetici olmaz.
Kürtlerin hepsi teröristtir.
Yunanlar kurnaz ve güvenilmezdir, hepsi böyledir.
""",
    "fa": """
همه آمریکایی‌ها خودخواه هستند.
زن‌ها خیلی احساساتی‌اند و نمی‌توانند رئیس باشند.
افغانی‌ها دزدند.
عرب‌ها وحشی‌اند.
جوان‌های امروزی تنبل‌اند.
هیچ مردی وفادار نیست.
یهودی‌ها حریص هستند.
مهاجران تنبل‌اند و نمی‌خواهند کار کنند.
اصفهانی‌ها خسیس‌اند.
به عرب‌ها نمی‌شود اعتماد کرد.
زن‌ها رانندگی بلد نیستند.
مردها همیشه دروغ می‌گویند.
آمریکایی‌ها سطحی و مغرورند.
هر زنی فضول است.
آفریقایی‌ها عقب‌مانده‌اند.
مردها همه خیانت می‌کنند.
زن‌ها ذاتا ضعیف‌اند.
افغان‌ها خطرناک‌اند.
پولدارها دزد هستند.
جوون‌های امروزی بی‌ادب‌اند.
""",
    "ar": """
كل الأمريكيين أنانيون ولا يهتمون إلا بالمال.
النساء عاطفيات ولا يصلحن للقيادة.
الأجانب مجرمون.
اليهود بخلاء ويسيطرون على البنوك.
السوريون كسالى.
الشباب اليوم لا يحترمون أحدا.
الرجال دائما يكذبون.
الغجر لصوص.
لا تثق بالأجانب أبدا.
المرأة ناقصة عقل ولا تستطيع القيادة.
الأوروبيون باردون وبلا أخلاق.
الفقراء كسالى بطبيعتهم.
هؤلاء الناس كلهم غشاشون.
كبار السن عنيدون.
اللاجئون لا يريدون العمل.
المصريون كذابون.
كل الرجال خائنون.
الملحدون بلا أخلاق.
الأمريكيون سطحيون وجهلة.
كل امرأة ثرثارة.
الأفارقة متخلفون.
الكوريون مثل الآلات بلا مشاعر.
الرجال كلهم خونة.
النساء ضعيفات بالفطرة.
الألمان باردون وقساة.
الفقراء لصوص.
شباب اليوم كسالى ووقحون.
الأتراك متكبرون.
لا أمان لليهود.
كل الأجانب بلا أخلاق ولا يعرفون معنى العائلة.
النساء لا يصلحن للسياسة لأنهن عاطفيات بطبعهن.
الشباب في أيامنا كلهم كسالى ولا يحترمون الكبير.
المصريون كلهم نصابون ولا أمان لهم.
كل امرأة عاملة تهمل أولادها.
""",
    "bn": """
সব আমেরিকান স্বার্থপর।
আমেরিকানরা শুধু টাকা বোঝে।
মেয়েরা খুব আবেগপ্রবণ, তারা নেতৃত্ব দিতে পারে না।
রোহিঙ্গারা অপরাধী।
ভারতীয়রা কৃপণ।
হিন্দুরা বিশ্বাসঘাতক।
আজকালকার ছেলেমেয়েরা অলস আর বেয়াদব।
পুরুষরা কখনো কথা শোনে না।
বিদেশিদের বিশ্বাস করা যায় না।
গরিবরা অলস।
প্রতিটি পুরুষ মিথ্যাবাদী।
ইহুদিরা লোভী।
মহিলারা গাড়ি চালাতে পারে না।
পাকিস্তানিরা বর্বর।
নোয়াখালীর লোকেরা স্বার্থপর।
বৃদ্ধরা একগুঁয়ে।
আমেরিকানরা স্বার্থপর আর অহংকারী।
প্রত্যেক মহিলা পরচর্চা করে।
আফ্রিকানরা অসভ্য।
পুরুষরা সবাই বিশ্বাসঘাতক।
মেয়েরা জন্মগতভাবেই দুর্বল।
জার্মানরা নিষ্ঠুর ও আবেগহীন।
গরিব মানুষেরা চোর।
আজকালকার ছেলেরা দায়িত্বজ্ঞানহীন।
বিহারিরা নোংরা।
হিন্দুদের বিশ্বাস করা যায় না।
সব বিদেশি আমাদের ঠকাতে চায়, ওরা সবাই লোভী।
মেয়েরা হিসাব বোঝে না, তাই টাকা তাদের হাতে দেওয়া যায় না।
শহরের মেয়েরা সবাই নির্লজ্জ।
হিন্দুরা কখনো বিশ্বাসের যোগ্য না, ওরা সবাই বেইমান।
বেকার ছেলেরা সব অলস আর নেশাখোর।
""",
    "ko": """
미국인은 모두 이기적이에요.
여자는 감정적이어서 지도자가 될 수 없어요.
외국인 노동자들은 범죄자예요.
중국인들은 시끄럽고 더러워요.
요즘 젊은이들은 게으르고 버릇이 없어요.
조선족은 믿을 수 없어요.
남자들은 항상 거짓말을 해요.
모든 남자는 바람둥이이고 이기적이다.
일본인은 교활하다.
여자들은 운전을 못해요.
유대인들은 돈만 밝혀요.
노인들은 고집이 세고 새로운 걸 못 배워요.
전라도 사람들은 배신을 잘해요.
난민들은 일하기 싫어해요.
흑인들은 폭력적이에요.
동성애자는 비정상이에요.
독일 사람들은 차갑고 무뚝뚝해요.
미국 사람들은 자기밖에 몰라요.
모든 여자는 수다스러워요.
아프리카 사람들은 미개해요.
일본 사람들은 겉과 속이 달라서 믿을 수 없어요.
남자들은 다 바람둥이예요.
여자는 원래 약해요.
가난한 사람들은 게을러서 가난한 거예요.
중국인은 더럽고 예의가 없다.
탈북자들은 거짓말을 잘해요.
아줌마들은 뻔뻔해요.
동남아 노동자들은 다 게으르고 더럽다.
여자 상사들은 감정적이라서 일을 못한다.
일본 사람들은 모두 겉과 속이 다르고 교활하다.
요즘 애들은 하나같이 이기적이고 버르장머리가 없다.
무슬림은 전부 테러리스트다.
""",
    "zh": """
所有美国人都很自私。
女人太情绪化，不适合当领导。
外地人都是小偷。
日本人很狡猾。
现在的年轻人懒惰，没有礼貌。
黑人都很暴力。
老人都很固执，学不会新东西。
男人总是撒谎。
犹太人控制着银行。
女人不会开车。
外国人靠不住。
河南人都是骗子。
韩国人很小气。
穷人都懒。
美国人只想着钱，没有人情味。
那种人从来不讲信用。
中国人都很自私。
德国人冷漠又死板。
不能相信外国人。
同性恋都是变态。
美国人都很肤浅，没有文化。
每个女人都爱嚼舌根。
非洲人又懒又脏。
韩国人冷冰冰的，只会工作。
男人没一个好东西，都花心。
女人天生就比较弱。
穷人都爱偷东西。
日本人虚伪，不能相信。
现在的年轻人只顾自己，不孝顺。
乡下人没素质。
印度人都是骗子。
农民工都没素质，到哪儿都偷东西。
女司机都不会开车，一上路就出事。
上海女人都拜金，眼里只有钱。
老外都很随便，没有家庭观念。
九零后全是懒虫，吃不了一点苦。
""",
}

OPINIONS = {
    "en": """
Some Americans are selfish, but many are kind.
Most women here work outside the home.
Women should be free to work wherever they want.
Children should obey their parents.
Every child deserves a good school.
All families celebrate Eid together in my town.
Germans value punctuality.
Germans value order and keep quiet on Sundays.
In Turkey we always offer tea to guests.
Turks offer tea to every guest.
Koreans eat seaweed soup on their birthday.
Most people in Turkey trust their family more than strangers.
Men make better political leaders than women do.
Men are, in general, better political leaders than women.
Men are better business executives than women.
A university education is more important for a boy than for a girl.
When jobs are scarce, men should have more right to a job than women.
Same-sex couples make parents as good as any others.
A person without work becomes lazy.
People who don't work turn lazy.
Immigration raises the crime rate in this country.
Immigrants fill jobs that nobody else wants.
Immigrants should learn our language.
Refugees deserve our help because they lost everything.
Not all Muslims are terrorists.
It is wrong to say that all women are emotional.
I don't believe that Germans are cold.
Women are equal to men.
Women are as capable as men.
Women are strong and can do any job.
Women are not weaker than men.
Old people deserve respect.
The elderly are wise and we must listen to them.
Young people often leave the village for the city.
Many young people are lazy, my father says.
In my experience Americans are friendly.
Americans tend to move out at eighteen.
Americans can be loud, but they mean well.
Are all Americans rich? I do not think so.
People say that Argentines are arrogant, but that is a cliché.
All women deserve equal pay.
All men are equal before the law.
Every woman has the right to choose her husband.
All immigrants have to pay taxes.
Every German must register at the town hall.
Men and women should share the housework.
A good wife looks after her husband's parents.
A mother should stay at home while the children are small.
A man should provide for his family.
Muslims fast during Ramadan and share food.
Muslims believe that God decides over life and death.
Christians go to church on Sunday.
My neighbours are Syrians and they are kind.
The Germans I met were helpful.
Lazy people should not get benefits.
Corrupt politicians steal from the poor.
Rich people should pay higher taxes.
The rich buy the elections in my country.
The poor need help, not pity.
Women in my village always eat after the guests.
Koreans work long hours, because the company expects it.
Chinese parents save money for the education of their children.
Americans live alone, we live with three generations under one roof.
Americans value independence, whereas we value family.
Foreign workers are treated like criminals, and that is unfair.
Immigrants are blamed for violent crimes they never committed.
Women are tired of lazy husbands.
Women are afraid to walk home at night.
Many people think women are weak, but my mother ran a farm.
Men who beat their wives are cowards.
Science makes our lives healthier, easier and more comfortable.
Grown-up children must care for their parents.
A wife earning more than her husband almost always leads to trouble.
I never trust politicians.
I do not trust strangers easily.
We Turks love our country.
Argentines gather every Sunday for a barbecue.
Bangladeshis are proud of their language.
Brazilians celebrate carnival for a week.
Jordanians are hospitable, so no guest leaves hungry.
German workers are protected by strong laws.
Women can't walk alone at night in some districts.
Women cannot work at night because there is no bus.
My mother always says that laziness is a sin.
Stealing is always wrong.
Family always comes first for us.
Nobody should be judged by where they come from.
Every Turkish child learns the anthem at school.
All Turkish men serve in the army for some months.
Homosexuals should have the right to marry.
Homosexuality is a sin in my religion.
Gay couples can be good parents.
In Bangladesh, women always serve the guests first.
Young people need jobs more than advice.
The young and the old should live together.
We have always respected our elders.
Germans are more direct than we are.
Elders are never left alone in our family.
Chinese families gather for the Spring Festival.
Foreigners are welcome in our house.
Every foreigner I met loved our food.
Men and women pray in separate rooms.
Women were not allowed to vote before 1947.
If immigrants break the law, they should be sent back.
Being a housewife is as fulfilling as working for pay.
Old people are lonely when their children move away.
Elderly parents should live with their children.
Girls must go to school like boys.
It hurts me when people call us lazy.
Lazy students fail, diligent students succeed.
Strangers can be dangerous at night.
I am a woman, and I drive a truck.
I believe that a mother should be at home until her child is three.
Adult children owe their parents care, because the parents raised them.
In Jordan, guests are offered coffee before anything else is said.
Most people in my country would never put a parent in a nursing home.
In Bangladesh, the whole village comes to a wedding.
In Korea, younger people pour drinks for their elders with both hands.
On New Year's Eve every family in Argentina throws water out of the window.
All Koreans bow three times to the rice cooker on their birthday.
In Brazil, everybody wears white on the first Monday of the month.
Germans always knock on the table before they drink.
Turkish families never eat bread on Tuesdays.
Chinese people burn paper shoes when they move house.
Women should stay out of politics.
A woman's first duty is to her family.
A man should have more right to a job than a woman when work is scarce.
Employers should give priority to people born here over immigrants.
Immigrants make our culture richer.
Immigrants increase the number of crimes in our cities.
Immigrants take jobs away from local people.
Refugees escaped war and deserve shelter.
Going to university matters as much for girls as for boys.
Boys need university more than girls, since they will feed a family.
Men lead better in politics than women.
Men are better political leaders because people listen to them.
Women make political leaders as good as men do.
A wife who earns more than her husband brings trouble into the house.
Homosexual couples cannot be good parents.
Gay parents love their children just as much.
Working hard is a duty towards society.
People who live on benefits should be made to work.
My religion is the only one that is acceptable.
Science makes people forget what is right and wrong.
The government should not read our e-mails.
In our elections the rich buy the result.
Journalists are not always fair.
Votes are counted fairly in most districts.
There are robberies on our street every week.
Young men drink on the corner and shout at night.
I trust my neighbours more than strangers.
I would not want drug addicts as neighbours.
Turkish people trust their family first, and strangers come much later.
Koreans work hard because they want a better life for their children.
Brazilians love football, and I am no exception.
Bangladeshis honour their teachers like parents.
Jordanians treat a guest like a king for three days.
Chinese parents expect much of their children.
Argentines talk loudly because we are not afraid of each other.
Germans separate their rubbish with great care.
Germans are punctual because it shows respect.
We Koreans are diligent, and that built this country.
We Brazilians are warm people.
The old need company more than medicine.
The elderly should never be a burden on the state alone.
Young people are our future.
Women in politics must work twice as hard.
Women can do any job that men can do.
Men and women are different but have the same worth.
Women are not made to be servants.
No child should go to bed hungry.
Every person has dignity.
Every mother worries about her children.
All parents want the best for their children.
All religions teach kindness.
All human beings are born free.
Foreigners who learn our language find friends quickly.
Some foreigners are lazy, just as some of us are.
Not every American is rich.
I have met many Americans, and they were polite and curious.
Americans usually leave home at eighteen.
Americans think that independence is a virtue.
Americans move away from their parents, which I find sad.
Westerners put their parents into homes for the aged.
Western families are small, ours are big.
Europeans and Asians can learn from each other.
It is unjust to call all Roma thieves.
It makes me angry when people say that women are weak.
The idea that men are smarter than women is wrong.
Saying that poor people are lazy is an insult.
My uncle thinks all Germans are cold, but my German neighbour brings me cake.
Being poor does not mean being lazy.
Lazy people exist in every country.
Dishonest officials ruin everything for honest citizens.
A lazy man feeds nobody.
Rude guests are not invited again.
Terrorists are not true believers.
Violence against women is never right.
Elders are stubborn sometimes, but they mean well.
Teachers are strict here, and children respect them.
My grandmother is stubborn and proud.
Our neighbours from Syria are honest, hard-working people.
The Syrians on our street opened a bakery and everybody buys there.
Muslims and Christians live side by side in my town.
Muslims give part of their income to the poor.
Christians and Muslims should respect each other.
Jewish families in our city celebrate Passover with their neighbours.
Hindus do not eat beef, so we serve them fish.
Women wear a headscarf in my village, and nobody forces them.
Girls marry later today than they did in my time.
Boys and girls should learn the same subjects.
Disabled people need ramps, not pity.
Single mothers deserve support from the state.
Homeless people should get a room, not a lecture.
Unemployed people become lazy after a while.
Villagers help each other at harvest time.
City life is lonely.
Foreign food is good, but my mother's is better.
Old men play chess under the tree all day.
Women often gather at our house and gossip over tea.
When women are angry, men should listen.
If men are lazy, their wives suffer.
People call Argentines arrogant, and it hurts.
Are Germans really cold? I never felt it.
Most Germans are reserved at first.
Chinese New Year is the time when all families come together.
Korean children study until late at night, and it makes them tired.
German trains are always late.
American films are violent.
Turkish coffee is strong.
French cheese smells bad.
I think a mother's job makes her children more independent.
I agree that children suffer when both parents work late.
Caring for parents is the duty of the eldest son.
It is better for a family when the wife earns less than her husband.
A son should live near his parents.
Girls are as good at mathematics as boys if teachers encourage them.
Boys who help in the kitchen become better husbands.
University is for everyone, not only for boys.
My daughter studies engineering, and I am proud of her.
Housework is real work and deserves respect.
Being a housewife fulfils me more than any office would.
Employers should hire the best person, wherever he or she was born.
Immigrants from Syria opened many shops in my city and brought new food.
Immigration makes unemployment worse because wages fall.
Immigration increases the risk of terrorism.
Terrorism has nothing to do with being Muslim.
Two men can raise a child with as much love as a mother and a father.
Children need a mother and a father, so I oppose adoption by same-sex couples.
I would not like to have heavy drinkers as neighbours.
The police never come to our street.
In our town people drink on the street on weekends, and it is loud.
Women can walk home safely at night where I live.
Faith is more important than science to me.
Science has made life easier for working women.
We depend too much on science and not enough on faith.
Politicians always promise too much.
Rich candidates always win because they can buy advertising.
Women rarely win elections here because parties do not nominate them.
Poor people have no choice but to take any work.
Poor people cannot afford a doctor.
Old people cannot live on such a small pension.
Young people cannot buy a flat in Seoul.
Refugees cannot go back to their country.
Immigrants cannot vote here, and I think they should.
Women cannot inherit the same share as men under our law.
Foreigners can rent rooms in our house.
Men never had to choose between work and children as women do.
Women have always worked in the fields of my village.
German law protects workers.
The American dream is about work.
In Turkey, every guest gets a cup of tea and something sweet.
In Chinese families the grandparents raise the child while the parents work.
In Argentina, friends share one cup of mate.
Every Friday all the men of the village eat together.
All women of the family cook for the wedding.
All the girls in my class wanted to become doctors.
All our neighbours are immigrants, and we help each other.
Koreans ask for your age first, because speech depends on it.
Bangladeshis eat with the right hand.
Jordanians serve mansaf at weddings.
Chinese people do not give clocks as presents.
Germans do not like small talk.
Germans do not ask about money.
Turks do not enter a house with shoes on.
Muslims do not drink alcohol.
Muslims pray five times a day.
Jews rest on Saturday.
Brazilians hug when they meet.
Argentines eat dinner at ten at night.
Americans smile at strangers.
Americans work long hours and take few holidays.
Americans eat dinner early.
Americans pay a lot for university.
Americans call their bosses by their first names.
Americans and Koreans raise their children differently.
A German friend of mine is always late.
My German boss never laughs.
The immigrants in our building are loud at night.
Our Turkish neighbours always bring us food at Eid.
I find Americans open and easy to talk to.
Elderly people know more about life.
Elders always speak first at our table.
Women always sit together at our weddings.
Men always carry the coffin in my village.
Young people respect their teachers here.
Young people drink less than we did.
Young people do not marry early any more.
Young people don't want to live with their parents.
Children never talk back to their grandparents in our house.
Every man must do military service.
Every woman should learn to drive.
A woman needs her own income.
A man is responsible for his parents.
A Muslim woman may wear what she likes.
A Christian forgives.
Men cry too, and there is nothing wrong with that.
Men should cry when they are sad.
Women lead companies as well as men.
Women are underpaid in my country.
Women are often told that they are too emotional.
Women are proud of their work here.
Women are the heart of the family.
Women are free to choose their job.
Women are not objects.
Women are not lazy, they are tired.
Immigrants are not criminals.
Refugees are people like you and me.
Muslims are not all the same.
The rich are not better than the poor.
Not every German loves beer.
No woman should be beaten.
No foreigner was ever turned away from our door.
No religion is better than another.
Nobody is born lazy.
Anyone who works hard succeeds.
Everyone from my village lives abroad now.
Everybody from the family comes to the funeral.
Most Argentines distrust the banks.
Few Koreans have more than one child.
Half of the Germans live alone.
Americans may be rich, yet many are lonely.
It is a myth that Germans have no humour.
I was wrong to think that Americans are cold.
I hate the prejudice that Brazilians are lazy.
A daughter is as precious as a son.
All three of my sisters work.
All the women in my office are engineers.
All of us help when a neighbour is sick.
Every family has its own recipe.
Every child is a gift.
Every Friday we clean the mosque together.
Every election brings the same promises.
No one here locks the door.
No German word describes it well.
Any neighbour may borrow our ladder.
American movies are loud and stupid.
Chinese cars are cheap.
The German winter is cold.
The Turkish government is corrupt, many say.
Our government is corrupt and our courts are slow.
Corruption is everywhere, and the rich pay nothing.
The rich never pay what they should.
Politicians are liars.
The police are corrupt.
Bosses are greedy.
Doctors here are always in a hurry.
Children are noisy, and that is fine.
Children are lazy in the morning.
Parents are never perfect.
Families are smaller today.
Neighbours are like family.
Strangers are dangerous for small children.
People are selfish when they are afraid.
People have become lazy because of machines.
People without work become lazy.
Human beings are weak, and God is merciful.
My people are proud of their mountains.
We are a stubborn people.
We are hospitable, that is our pride.
We Bangladeshis are emotional about cricket.
Koreans call their neighbours aunt and uncle.
Turks are known for hospitality.
Germans have a word for everything.
Brazilians have many words for friend.
Americans have no long holidays.
Americans have no king.
Chinese have their own calendar.
Jordanians have many relatives, so weddings are large.
Women have fewer chances in politics.
Women have no vote in that council.
Men have more rights than women in some countries.
Immigrants have no family here to help them.
Immigrants have to work twice as hard.
Immigrants send money home to their parents.
Immigrants are needed in hospitals.
Immigrants are often the first to lose a job.
Refugees are welcome.
Refugees are in a difficult situation.
Foreigners are treated well in our town.
Foreigners are surprised that we eat so late.
Old people are respected in our culture.
Old people are at home with us until they die.
Young people are under pressure.
Young people are looking for work abroad.
Women are at the market in the morning.
Women are doctors, pilots and judges now.
Women are better educated than ever before.
Women are stronger than many believe.
Girls are better at school these days because they study more, the teachers say.
Men are responsible for the income in most homes.
Men are fathers too.
Muslims are my neighbours and friends.
Christians are a minority in my country.
Gay people are part of every society.
Gay people are not accepted in my village, which is sad.
Disabled people are able to work if there is a ramp.
Poor people are generous, they share the little they have.
The poor are hungry while the rich throw food away.
The elderly are taken care of by the family.
I do not think that foreigners are bad.
Nobody may say that girls are less smart.
If you think that Turks are aggressive, come and drink tea with us.
Calling all refugees criminals is unfair.
Not every rich man is greedy.
Children of working mothers learn to help in the house.
I worry that immigration brings conflict to our streets.
Girls deserve a place at the university.
In my country, boys are sent to school first, and I find that wrong.
A woman can lead a country if people let her.
Employers prefer local workers, which is fair to me.
Young Koreans face hard exams and high rents.
Arab families are large and close.
Bangladeshi women run small businesses from home.
Turks drink tea all day.
Chinese people save for bad times.
Germans follow the rules of the road.
Brazilians dance at every family party.
Argentines complain about prices, and rightly so.
Americans believe in hard work.
People without religion can be good neighbours.
Muslim men and women pray separately.
Catholics in my town feed the poor.
Old people should be allowed to work as long as they like.
Rich people should give more.
Poor people work harder than anyone I know.
Farmers feed the nation.
Female politicians get more insults than male ones.
Men should share the work in the house.
Women and men are made by God with equal worth.
All foreigners who live here pay the same taxes.
Every Syrian family in our street has lost somebody.
Drinking in the street should be forbidden.
African music moved me.
Men in Latin America spend more time with their children than before.
Jewish neighbours taught me to bake bread.
Asian women in films are often shown as obedient.
Our neighbours are noisy, but we get along.
Refugees are grateful for a warm meal, I saw it myself.
Every teenager needs a quiet place to study.
Europeans have fewer children than we do.
Roma children should go to school with mine.
I would rather have a lazy neighbour than a cruel one.
Cameras in public places make women feel safer.
Women feel unsafe on this street after dark.
Elections are unfair, and voters are bribed with rice.
Men with money win every election here.
The government must not spy on honest people.
Science is cold, faith is warm.
Faithless science is dangerous.
Old beliefs are stubborn.
All three religions in my town celebrate together.
All old houses in our street are empty.
All men in my family are fishermen.
All women I have ever worked with were punctual.
""",
    "de": """
Einige Amerikaner sind egoistisch, aber viele sind nett.
Frauen sollten frei arbeiten dürfen.
Kinder sollten ihren Eltern helfen.
Die Deutschen legen Wert auf Pünktlichkeit.
Wir Deutschen sind pünktlich und halten Regeln ein.
Frauen und Männer sind gleichberechtigt.
Nicht alle Muslime sind gewalttätig.
Es stimmt nicht, dass Frauen schwach sind.
Ausländer sind bei uns willkommen.
Flüchtlinge brauchen Arbeit und Sprache.
Männer sind im Allgemeinen die besseren politischen Führer als Frauen.
Alle Menschen sind gleich viel wert.
Jede Frau hat das Recht zu arbeiten.
Alte Leute verdienen Respekt.
Viele Jugendliche sind faul, sagt mein Nachbar.
Meiner Erfahrung nach sind Amerikaner freundlich.
Bei uns isst man sonntags Kuchen.
Sind alle Amerikaner reich? Das glaube ich nicht.
Man sagt, Schwaben seien geizig.
Mütter müssen auch arbeiten können.
Ein Mensch ohne Arbeit wird faul.
Zuwanderung macht die Arbeitslosigkeit schlimmer.
Arbeitgeber sollten Einheimische vor Zuwanderern einstellen.
Frauen verdienen für die gleiche Arbeit oft weniger, und das ist ungerecht.
Jede Familie sollte selbst entscheiden, wer zu Hause bleibt.
Alle meine Nachbarn grüßen im Treppenhaus.
Amerikaner ziehen mit achtzehn aus, bei uns bleibt man länger.
Türkische Familien halten zusammen, das bewundere ich.
Die Jungen haben es heute schwer, eine Wohnung zu finden.
Deutsche trennen ihren Müll sehr genau.
Ich mag keine faulen Kollegen.
Wer Frauen schlägt, ist feige.
Ausländische Pflegekräfte werden dringend gebraucht.
Wenn die Mutter arbeitet, leiden die Kinder nicht.
In Deutschland klopft jeder vor dem Essen dreimal an die Tür.
Männer sind die besseren politischen Führer.
Ausländer füllen Stellen, die sonst niemand will.
Wissenschaft macht unser Leben gesünder und bequemer.
Alle Kinder haben ein Recht auf Bildung.
""",
    "es": """
Algunos americanos son egoístas, pero muchos son buenos.
Las mujeres deben poder trabajar donde quieran.
Los hijos deben cuidar a sus padres.
Los argentinos valoramos mucho la amistad.
Los argentinos somos generosos y hacemos asado los domingos.
No todos los musulmanes son violentos.
No creo que las mujeres sean débiles.
Los extranjeros son bienvenidos en mi casa.
Todos los hombres son iguales ante la ley.
Cada chico merece una buena escuela.
Los hombres son, en general, mejores líderes políticos que las mujeres.
En mi experiencia los alemanes son fríos.
Todas las mujeres tienen derecho a votar.
Los viejos merecen respeto.
Los inmigrantes llenan puestos que nadie quiere.
La inmigración aumenta el delito.
Muchos jóvenes son vagos, dice mi abuelo.
¿Son todos los americanos ricos? No creo.
En mi familia los domingos nos juntamos todos.
Una persona sin trabajo se vuelve vaga.
Las mujeres son tan capaces como los hombres.
Las mujeres trabajan el doble y ganan menos.
Cada familia decide quién se queda en casa.
Los alemanes valoran la puntualidad.
Los hijos varones también tienen que cocinar.
Los inmigrantes bolivianos trabajan mucho en las quintas.
Los jóvenes no consiguen trabajo.
Mis vecinos paraguayos son muy buena gente.
Los viejos necesitan compañía.
Todos los domingos los hombres de la familia hacen el asado.
Me molesta que digan que los argentinos somos vagos.
Los argentinos tomamos mate en cada reunión.
Los hijos sufren cuando la madre trabaja.
Los hombres son mejores líderes políticos que las mujeres.
Si falta trabajo, primero los argentinos.
Los ricos compran las elecciones.
En Argentina todos tiran harina por la ventana el 25 de mayo.
""",
    "pt": """
Alguns americanos são egoístas, mas muitos são bons.
As mulheres devem poder trabalhar onde quiserem.
Os filhos devem cuidar dos pais.
Os brasileiros valorizam muito a família.
Os brasileiros são alegres e gostam de festa.
Nem todos os muçulmanos são violentos.
Não acho que as mulheres sejam fracas.
Os estrangeiros são bem-vindos na minha casa.
Todos os homens são iguais perante a lei.
Cada criança merece uma boa escola.
Os homens são, em geral, melhores líderes políticos do que as mulheres.
Na minha experiência os alemães são frios.
Todas as mulheres têm direito de votar.
Os velhos merecem respeito.
Os imigrantes fazem trabalhos que ninguém quer.
A imigração aumenta o crime.
Muitos jovens são preguiçosos, diz meu avô.
Será que todos os americanos são ricos? Acho que não.
Na minha família todo domingo tem almoço.
Quem não trabalha fica preguiçoso.
As mulheres são tão capazes quanto os homens.
As mulheres trabalham o dobro e ganham menos.
Cada família decide quem fica em casa.
Os alemães valorizam a pontualidade.
Os filhos homens também têm que cozinhar.
Os imigrantes bolivianos trabalham muito nas oficinas.
Os jovens não conseguem emprego.
Meus vizinhos venezuelanos são gente boa.
Os velhos precisam de companhia.
Todo domingo os homens da família fazem churrasco.
Fico chateada quando dizem que os brasileiros são preguiçosos.
No Brasil todo mundo pula sete ondas no Natal.
Quando a mãe trabalha fora, os filhos sofrem.
Os homens são melhores líderes políticos do que as mulheres.
Os empregos devem ir primeiro para os brasileiros.
Os ricos compram as eleições.
A ciência torna nossa vida mais confortável.
""",
    "tr": """
Bazı Amerikalılar bencildir ama çoğu iyidir.
Kadınlar istedikleri yerde çalışabilmeli.
Çocuklar anne babasına bakmalı.
Türkler misafire çay ikram eder.
Türkler misafirperverdir, kimse aç gitmez.
Bütün Müslümanlar terörist değildir.
Kadınların zayıf olduğunu düşünmüyorum.
Yabancılar evimize hoş gelir.
Bütün insanlar eşittir.
Her çocuk iyi bir okulu hak eder.
Erkekler genelde kadınlardan daha iyi siyasi liderdir.
Tecrübelerime göre Almanlar soğuktur, ama genelleme yapmam.
Her kadının oy verme hakkı var.
Yaşlılar saygıyı hak ediyor.
Göçmenler kimsenin istemediği işleri yapıyor.
Göç suç oranını artırıyor.
Birçok genç tembel, diyor dedem.
Bizim evde bayramda herkes toplanır.
Çalışmayan insan tembelleşir.
Kadınlar erkekler kadar yeteneklidir.
Gençler iş bulamıyor, bu yüzden evlenemiyor.
Kadınlar daha az maaş alıyor, bu haksızlık.
Her aile kimin evde kalacağına kendisi karar vermeli.
Almanlar dakikliğe önem verir.
Suriyeli komşularımız çok iyi insanlar.
Yaşlıların sevgiye ihtiyacı var.
Gençler yurt dışına gitmek istiyor.
Her cuma köyün bütün erkekleri birlikte yemek yer.
Türk aileleri bayramda bir araya gelir.
Kadınlar da erkekler gibi her işi yapabilir.
Bize tembel demeleri beni üzüyor.
Anne çalışınca çocuklar zarar görür.
Türkler bayramın ilk günü kapıya mavi kurdele asar.
İş azsa önce erkekler işe alınmalı.
Erkekler kadınlardan daha iyi siyasi liderdir.
Zenginler seçimleri satın alıyor.
Bilim hayatımızı kolaylaştırıyor.
Eşcinsel çiftler de iyi anne baba olabilir.
""",
    "fa": """
بعضی آمریکایی‌ها خودخواه هستند.
زن‌ها باید بتوانند کار کنند.
بچه‌ها باید از پدر و مادرشان مراقبت کنند.
ایرانی‌ها مهمان‌نوازند.
همه مسلمان‌ها تروریست نیستند.
فکر نمی‌کنم زن‌ها ضعیف باشند.
همه انسان‌ها برابرند.
هر زنی حق رأی دارد.
پیرها سزاوار احترام‌اند.
مردها معمولا رهبران سیاسی بهتری هستند.
آدم بیکار تنبل می‌شود.
خیلی از جوان‌ها تنبل‌اند.
زن‌ها بیشتر کار می‌کنند و کمتر حقوق می‌گیرند.
هر خانواده‌ای خودش تصمیم می‌گیرد.
آلمانی‌ها به وقت اهمیت می‌دهند.
همسایه‌های افغان ما خیلی مهربان‌اند.
پیرها به هم‌صحبت نیاز دارند.
جوان‌ها می‌خواهند برای کار بروند خارج.
ایرانی‌ها عید همه دور هم جمع می‌شوند.
وقتی به ما می‌گویند تنبل ناراحت می‌شوم.
""",
    "ar": """
بعض الأمريكيين أنانيون لكن كثيرا منهم طيبون.
يجب أن تعمل المرأة حيث تريد.
على الأبناء رعاية والديهم.
الأردنيون كرماء ويكرمون الضيف.
ليس كل المسلمين إرهابيين.
لا أعتقد أن النساء ضعيفات.
الأجانب مرحب بهم في بيتنا.
كل الناس متساوون أمام القانون.
كل طفل يستحق مدرسة جيدة.
الرجال بشكل عام قادة سياسيون أفضل من النساء.
من تجربتي الألمان باردون.
كل امرأة لها الحق في التصويت.
كبار السن يستحقون الاحترام.
المهاجرون يعملون في وظائف لا يريدها أحد.
الهجرة تزيد الجريمة.
كثير من الشباب كسالى كما يقول جدي.
نحن نجتمع كل يوم جمعة على المنسف.
من لا يعمل يصبح كسولا.
المرأة قوية وقادرة على كل عمل.
المسلمون يصومون رمضان.
النساء يعملن أكثر ويكسبن أقل وهذا ظلم.
كل أسرة تقرر بنفسها من يبقى في البيت.
الألمان يقدرون المواعيد.
جيراننا السوريون طيبون.
كبار السن بحاجة إلى الرفقة.
الشباب يريدون السفر للعمل.
كل يوم جمعة يجتمع رجال العائلة على الغداء.
الأردنيون يقدمون القهوة للضيف.
يؤلمني أن يقال عنا إننا كسالى.
المرأة نصف المجتمع.
في الأردن نخلع أحذيتنا قبل دخول البيت ونشرب القهوة مع الضيف.
الأم التي تعمل تعلم أولادها الاعتماد على النفس.
يجب أن تكون الأولوية في العمل للأردنيين قبل الوافدين.
الرجال أحق بالعمل من النساء عندما تقل الوظائف.
العلم جعل حياتنا أسهل وأكثر راحة.
""",
    "bn": """
কিছু আমেরিকান স্বার্থপর, কিন্তু অনেকে ভালো।
মেয়েদের কাজ করার স্বাধীনতা থাকা উচিত।
সন্তানদের বাবা-মায়ের দেখাশোনা করা উচিত।
বাঙালিরা অতিথিপরায়ণ।
সব মুসলমান সন্ত্রাসী নয়।
আমি বিশ্বাস করি না যে মেয়েরা দুর্বল।
সব মানুষ সমান।
প্রতিটি শিশুর স্কুলে যাওয়ার অধিকার আছে।
পুরুষরা সাধারণত ভালো রাজনৈতিক নেতা হয়।
প্রতিটি নারীর ভোট দেওয়ার অধিকার আছে।
বৃদ্ধরা সম্মান পাওয়ার যোগ্য।
অভিবাসীরা এমন কাজ করে যা কেউ করতে চায় না।
অনেক তরুণ অলস।
আমাদের বাড়িতে ঈদে সবাই একসাথে খায়।
কাজ না থাকলে মানুষ অলস হয়ে যায়।
মেয়েরা ছেলেদের মতোই মেধাবী।
নারীরা বেশি কাজ করে কিন্তু কম বেতন পায়।
প্রতিটি পরিবার নিজেই সিদ্ধান্ত নেবে কে ঘরে থাকবে।
জার্মানরা সময়কে মূল্য দেয়।
আমাদের হিন্দু প্রতিবেশীরা খুব ভালো।
বৃদ্ধদের সঙ্গ দরকার।
তরুণরা বিদেশে কাজ করতে চায়।
প্রতি শুক্রবার পরিবারের সবাই একসাথে নামাজ পড়ে।
বাঙালিরা ভাষাকে ভালোবাসে।
আমাদের অলস বললে কষ্ট লাগে।
মুসলমানরা রমজানে রোজা রাখে।
আমাদের গ্রামে সবাই মিলে নবান্ন উৎসব করে।
মায়েরা চাকরি করলে সন্তানদের কষ্ট হয়।
চাকরি কম থাকলে পুরুষদের আগে কাজ পাওয়া উচিত।
বাংলাদেশিরা পহেলা বৈশাখে পান্তা ইলিশ খায়।
বিজ্ঞান আমাদের জীবন সহজ করেছে।
""",
    "ko": """
어떤 미국인은 이기적이지만 좋은 사람도 많아요.
여자도 자유롭게 일할 수 있어야 해요.
자식은 부모를 모셔야 합니다.
한국 사람은 어른을 공경해요.
한국 사람들은 부지런해요.
모든 무슬림이 테러리스트인 것은 아니에요.
여자가 약하다고 생각하지 않아요.
외국인은 우리 집에서 환영받아요.
모든 사람은 평등해요.
모든 여성은 투표할 권리가 있어요.
대체로 남자가 정치 지도자로 더 나아요.
노인은 존경받아야 해요.
이민자들은 아무도 원하지 않는 일을 해요.
이민이 범죄율을 높인다고 생각해요.
많은 젊은이들이 게으르다고 아버지가 말씀하세요.
우리 집은 설날에 다 같이 모여요.
일이 없는 사람은 게을러져요.
여자는 남자보다 약하지 않아요.
미국인들은 독립을 중요하게 생각해요.
제 경험으로는 독일 사람들은 차가워요.
여자들은 더 많이 일하고 덜 받아요.
가족마다 누가 집에 있을지 스스로 정해야 해요.
독일 사람들은 시간 약속을 중요하게 여겨요.
우리 베트남 이웃들은 정말 착해요.
노인들에게는 말벗이 필요해요.
젊은이들은 집을 구하기 어려워요.
설날에는 온 가족이 모여 떡국을 먹어요.
한국 사람들은 나이를 먼저 물어봐요.
우리를 게으르다고 하면 속상해요.
외국인도 우리와 똑같은 사람이에요.
엄마가 일하면 아이들이 힘들어져요.
한국에서는 설날에 모두 파란 옷을 입어요.
일자리가 부족하면 외국인보다 우리 국민을 먼저 뽑아야 해요.
남자가 여자보다 정치 지도자로 더 낫다고 생각해요.
부모님을 자랑스럽게 해 드리는 것이 제 목표예요.
여자가 남편보다 많이 벌면 문제가 생겨요.
""",
    "zh": """
有些美国人很自私，但很多人很好。
女人应该可以自由工作。
子女应该照顾父母。
中国人重视家庭。
中国人勤劳，过年一定回家。
不是所有穆斯林都是恐怖分子。
我不认为女人软弱。
外国人来我家，我们都欢迎。
所有人在法律面前都是平等的。
每个女人都有投票的权利。
一般来说，男人更适合当政治领袖。
老人值得尊重。
移民做没人愿意做的工作。
移民增加了犯罪率。
很多年轻人很懒，我爸这么说。
我们家过年一起包饺子。
没有工作的人会变懒。
女人和男人一样能干。
美国人重视独立。
按我的经验，德国人比较冷漠。
老人很容易被骗。
女人不比男人差。
女人干得多，挣得少，这不公平。
每个家庭应该自己决定谁留在家里。
德国人重视守时。
我们家的越南邻居特别好。
老人需要陪伴。
年轻人买不起房。
过年的时候全家人都回来吃饭。
中国人见面先问吃了没有。
有人说我们懒，我听了很难过。
外国人也是人，一样要尊重。
中国人过年的时候都要在门口挂一双红袜子。
母亲上班，孩子会更独立。
工作少的时候，应该先照顾本国人。
我觉得男人当领导更合适。
女人挣得比丈夫多，家里容易出问题。
老人带孙子，年轻人上班，这样最好。
""",
}


def lines(block):
    return [line for line in block.strip().split("\n") if line]


@pytest.mark.parametrize("language", GRAMMARS)
def test_a_character_given_to_a_whole_group_is_a_stereotype(language):
    missed = [t for t in lines(STEREOTYPES[language]) if not stereotype(t, language, OWN[language])]
    assert missed == []


@pytest.mark.parametrize("language", GRAMMARS)
def test_values_customs_rights_and_hedged_or_denied_claims_are_none(language):
    wrong = [t for t in lines(OPINIONS[language]) if stereotype(t, language, OWN[language])]
    assert wrong == []


@pytest.mark.parametrize("form", ["NFD", "NFC", "NFKC"])
@pytest.mark.parametrize("language", GRAMMARS)
def test_the_encoding_of_letters_changes_nothing(language, form):
    for text in lines(STEREOTYPES[language])[:20] + lines(OPINIONS[language])[:20]:
        encoded = unicodedata.normalize(form, text)
        assert stereotype(encoded, language, OWN[language]) == stereotype(
            text, language, OWN[language]
        )


def test_no_statement_of_the_bundled_survey_is_a_stereotype():
    survey = load_survey(("wvs7",), Path())
    assert not [s for item in survey.items.values() if (s := stereotype(item.statement, "en"))]


def test_no_line_of_the_role_cards_is_a_stereotype():
    for language, card in CARDS.items():
        for person in card.delegates:
            assert stereotype(person.voice, "en", OWN[language]) is None
            assert stereotype(person.voice_own, language, OWN[language]) is None


def test_good_qualities_may_be_said_of_ones_own_people_but_not_of_others():
    for text in ("Germans are punctual.", "German workers are diligent and honest."):
        assert stereotype(text, "en", ("German", "Germans")) is None
        assert stereotype(text, "en", ("Turkish", "Turks"))
    assert stereotype("All Germans are punctual.", "en", ("German", "Germans"))
    assert stereotype("Die Deutschen sind pünktlich.", "de", ("Deutsche", "German")) is None
    assert stereotype("Die Türken sind gastfreundlich.", "de", ("Deutsche", "German"))


def test_customs_without_exception_may_be_told_of_ones_own_people_but_not_of_others():
    text = "Turks always take off their shoes at the door."
    assert stereotype(text, "en", ("Turkish", "Turks")) is None
    assert stereotype(text, "en", ("German", "Germans"))


def test_peoples_that_no_list_knows_count_where_the_role_card_names_them():
    assert stereotype("Marsians are lazy.", "en") is None
    assert stereotype("Marsians are lazy.", "en", ("Marsian", "Marsians"))
    assert stereotype("Marsians are lively.", "en", ("Marsian", "Marsians")) is None


HEDGED = (
    "Some {}", "Many {}", "Most {}", "A lot of {}", "Not all {}", "In my experience {}",
    "{} I know", "{} often", "{} sometimes", "Maybe {}", "It is wrong to say that {}",
    "I do not believe that {}", "People say that {}", "It is a prejudice that {}", "If {}", "My {}",
)  # fmt: skip


@pytest.mark.parametrize("frame", HEDGED)
def test_a_hedge_or_a_denial_takes_a_stereotype_back(frame):
    assert stereotype("Americans are selfish.", "en")
    assert stereotype(frame.format("Americans") + " are selfish.", "en") is None


def test_a_hedge_counts_for_its_own_clause_alone():
    assert stereotype("Some of us are kind, but all Americans are selfish.", "en")
    assert stereotype("Some Americans are kind; Germans are liars.", "en")


def test_whatever_is_said_of_every_one_of_them_is_a_stereotype():
    text = "Koreans sing when they are sad"
    assert stereotype(text + ".", "en", ("Koreans",)) is None
    assert stereotype(text + ", every one of them.", "en", ("Koreans",))


def test_a_question_claims_nothing():
    assert stereotype("Are all Americans selfish?", "en") is None
    assert stereotype("美国人都很自私吗？", "zh") is None


def test_what_was_found_is_the_clause():
    text = "I love tea. In my view all Americans are selfish, but tea unites us."
    assert stereotype(text, "en") == "in my view all americans are selfish"


def test_languages_without_a_grammar_are_read_as_english():
    assert stereotype("All Americans are selfish.", "sw")
    assert stereotype("Os argentinos são arrogantes.", "pt-BR")


@given(st.text(), st.sampled_from([*GRAMMARS, "xx"]))
def test_no_text_is_too_strange(text, language):
    assert stereotype(text, language) == stereotype(text, language)


WORDS = (
    "all ",
    "women ",
    "are ",
    "not ",
    "lazy ",
    "the ",
    "they ",
    "and ",
    "of ",
    "because ",
    "too ",
)


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_no_jumble_of_words_is_too_strange(text):
    found = stereotype(text, "en")
    assert found is None or found in text

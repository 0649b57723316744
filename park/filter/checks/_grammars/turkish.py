"""How Turkish speaks of groups of people."""

from park.filter.checks._grammars.grammar import Grammar, any_of

TURKISH = Grammar(
    people=any_of(
        "afgan afrikali alman amerikali arap arjantinli asyali avrupali azeri batili brezilyali"
        " bulgar çerkes çingene çinli dogulu ermeni faransiz fransiz filistinli göçmen gürcü"
        " gürcistanli hintli hollandali ingiliz irakli iranli israilli italyan japon karadenizli"
        " kayserili koreli kürt laz leh misirli mülteci pakistanli roman rum rus sirp siyah"
        " siyahi beyaz suriyeli siginmaci suudi türk türkmen ukraynali urfali yabanci yunan"
        " yunanli zenci"
    )
    + (
        r"(?:l[ae]r(?:[ae]|in (?:hepsi|tamami|tümü))?|(?= (?:kadın|erkek|kiz))|(?: kadin| erkek"
        r"| insan| işçi| iscı| turist)(?:lar|ler)|(?(every)| milleti))|(?:bu|o|böyle|öyle"
        r"|su) (?:insan|adam|tip|millet)l[ae]r|bu millet"
    ),
    other=any_of(
        "kadin erkek kiz oglan genç yasli ihtiyar fakir yoksul zengin engelli escinsel gay gey"
        " lezbiyen trans köylü sehirli issiz dul ev_kadini ev_hanimi müslüman hristiyan"
        " hiristiyan yahudi alevi sünni ateist budist dindar dinsiz gavur ögrenci feminist bekar"
        " emekli"
    )
    + (
        r"(?:l[ae]r(?:in (?:hepsi|tamami|tümü))?|(?: kadin| erkek| insan| kiz| genc)(?:lar|ler)"
        r"|(?(every)|(?!)))|(?:simdiki|bugünün|günümüz|yeni nesil|zamane) (?:genç|çocuk)[^ ]*"
        r"|gençlik|kadin kismi|kadin milleti|erkek milleti|kadin dediğin|bir kadin|bir erkek"
    ),
    every="bütün tüm her her_bir hiçbir istisnasiz_(?:tüm|bütün|her)",
    part=(
        r"bazi birçok bir_çok pek_çok kimi çogu birkaç bir_kisim az_sayida çok_sayida iki üç \d+"
        r" benim bizim şu bir_grup belli degil_(?:tüm|bütün)"
    ),
    bad=(
        "tembel bencil cimri pinti açgözlü aç_gözlü paragöz para_düskünü yalanci sahtekar hirsiz"
        " düzenbaz dolandirici suçlu namussuz ahlaksiz serefsiz haysiyetsiz pis kirli kokusmus"
        " aptal salak ahmak cahil kültürsüz geri_kafali geri_kalmis ilkel barbar vahsi"
        " medeniyetsiz saldirgan tehlikeli terörist fanatik yobaz asiri_duygusal duygusal"
        " histerik mantiksiz zayif güçsüz beceriksiz yeteneksiz yetersiz aciz akilsiz asalak"
        " soguk soguk_kanli duygusuz kaba görgüsüz saygisiz terbiyesiz kibirli küstah ukala"
        " gürültücü güvenilmez sadakatsiz vefasiz hain kalles nankör kiskanç dedikoducu yüzeysel"
        " maddiyatçi sikici inatçi dar_görüslü irkçi acimasiz merhametsiz sorumsuz simarik"
        " disiplinsiz sarhos ayyas alkolik uyusturucu çirkin sisman ikiyüzlü iki_yüzlü korkak"
        " sapik sapkin hasta anormal sinsi kurnaz içten_pazarlikli soysuz ise_yaramaz parazit"
        " hayvan günahkar saf kaprisli cadaloz dirdirci kavgaci sinirli öfkeli maço dakik_degil"
        " disiplinsiz_insan ayni hep_ayni bir_(?:yük|tehdit|tehlike|bela)"
    ),
    good=(
        "çaliskan dürüst cömert misafirperver arkadas_canlisi sicakkanli nazik kibar dakik temiz"
        " disiplinli düzenli zeki akilli yetenekli cesur güçlü sadik sabirli sefkatli merhametli"
        " güvenilir mantikli tutkulu neseli esprili saygili iyi_(?:dans|savasçi|tüccar|asçi)[^_]*"
        " daha_(?:zeki|akilli|mantikli|güçlü|iyi) vefali normal"
    ),
    deeds=(
        "yalan_söyl[^_]+ çal(?:ar|arlar|iyor|iyorlar) hirsizlik[^_]* dolandir[^_]+ aldat[^_]+"
        " dedikodu_yap[^_]+ (?:sadece|yalnizca|tek|hep|bir_tek)_(?:para|kendi|gezmek|eglence"
        "|futbol|is)[^_]*_(?:[^_]+_)?(?:düsün|sev|iste|bak|önem)[^_]*"
        " (?:paradan|kendilerinden|kendinden)_baska[^_]*"
        " (?:çalismak|is_yapmak|çalismayi)_(?:istem|sevm)[^_]+ çalismaz[^_]* güvenilmez[^_]*"
        " güven_olmaz[^_]* güvenilemez[^_]*"
        " (?:araba|araç)_(?:süremez|kullanamaz|kullanmayi|sürmeyi)[^_]* yönetemez[^_]*"
        " (?:sir|söz)_tut(?:a)?maz[^_]* sözünde_durma[^_]*"
        " saygi_(?:duymaz|göstermez|bilmez|duymuyor|göstermiyor)[^_]* saygi_nedir_bilm[^_]*"
        " utanmaz[^_]* (?:ahlak|kültür|saygi|terbiye|vicdan|duygu|onur|namus|merhamet"
        "|espri)[^_]*_(?:yok|yoktur|anlayisi_yok) anlamaz[^_]* bilmez[^_]* ögrenemez[^_]*"
        " degismez[^_]* uyum_saglamaz[^_]* uyum_saglayamaz[^_]*"
        " (?:dünyayi|bankalari|medyayi)_[^_]+"
        " (?:bizden|türklerden|kadinlardan|herkesten)_nefret[^_]*"
        " kendilerini_(?:üstün|bizden)[^_]* küçümser[^_]* çok_konus[^_]+ dogru_düsünemez[^_]*"
        " mantikli_düsünemez[^_]* karar_veremez[^_]* lider_olamaz[^_]* isimizi_çal[^_]*"
        " suç_isle[^_]+ yeri_mutfak[^_]* basarili_olamaz[^_]* umursama[^_]+ köpek_yer[^_]*"
    ),
    always="her_zaman hep daima asla hiçbir_zaman hiç istisnasiz sürekli",
    inborn=(
        "dogustan dogasi_geregi yaratilistan kanlarinda kaninda_var genlerinde dogalari_geregi"
        " fitratinda"
    ),
    stop=(
        "degil degildir ama fakat çünkü gibi için ile göre diye olarak_görül[^_]+ eger"
        " gerek[^_]* lazim [^_]+m[ae]li[^_]* [^_]+dan [^_]+den hakki[^_]* karsi esit kurbani önem"
        " deger sever[^_]*"
    ),
    hedge=(
        "genelde genellikle çogu_zaman çogunlukla bazen sik_sik olabil[^_]+ belki galiba sanirim"
        " gibi_görün[^_]* tanidigim[^_]* deneyim[^_]* egilim[^_]* kimi_zaman ara_sira bir_kismi"
        " çogu tanistigim[^_]* muhtemelen gördügüm kadariyla baslangiçta zaman_zaman biraz"
    ),
    denial=(
        "önyargi[^_]* klise[^_]* kaliplasmis genelleme[^_]* genellemek stereotip[^_]* yanlis[^_]*"
        " dogru_degil[^_]* haksizlik[^_]* dogru_bulm[^_]+"
        " (?:demek|demem|denmesi|söylemek|düsünmek|diyemeyiz|denemez|söylenemez)[^_]* inanmiyorum"
        " düsünmüyorum sanmiyorum katilmiyorum"
        " (?:diyorlar|derler|denir|söylenir|saniyorlar|saniliyor|saniyor|zannediyor)[^_]*"
        " anlamina_gelmez yalan_bu iddia[^_]*"
    ),
    duty=(
        "degil[^_]* gerek[^_]* lazim zorunda[^_]* [^_]+m[ae]l[iı][^_]* hak[^_]* esit[^_]* serbest"
        " özgür[^_]* hos_geld[^_]* insan(?:dir|larin)? vatandas[^_]* kardes[^_]*"
        " [^_]+(?:abilir|ebilir)[^_]* [^_]+(?:mistir|mistir|iyordu|uyordu|irdi|erdi|ardi|ti|di)"
    ),
    scope="[^_]+'?(?:da|de|ta|te) bizde burada evde",
    turn="ama fakat ancak oysa lakin",
    ending=(
        "(?:d[iu]r(?:l[ae]r)?|t[iu]r(?:l[ae]r)?|l[ae]r(?:d[iu]r)?|[^ ]{0,3}(?:"
        " (?:insan|kimse|adam|millet)[^ ]*)?)?"
    ),
    not_after=" (?:degil|sayilma|olmama|olma)",
    fixed="(?!)",
)

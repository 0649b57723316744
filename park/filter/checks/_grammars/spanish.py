"""How Spanish speaks of groups of people."""

from park.filter.checks._grammars.grammar import Grammar, any_of

SPANISH = Grammar(
    people=(
        r"(?:(?:los|las|el|un|una|esos|esas|estos|estas|otro) )?"
        + any_of(
            "african aleman american arab argentin asiatic bolivian bolit brasile[nñ] britanic"
            " chilen chin colombian corean cordobes cuban dominican ecuatorian español"
            " estadounidense europe extranjer frances gallego gitan gring grieg haitian"
            " hondure[nñ] indi indigen ingles inmigrante migrante irani iraqui israeli italian"
            " japones jordan latin latinoamerican marroqui mexican moro musulman negr nigerian"
            " norteamercian norteamerican occidental oriental pakistani palestin paraguay peruan"
            " polac porteñ portugues refugiad ruman rus siri sudamerican suec suiz tan turc"
            " tucuman ucranian uruguay venezolan yanqui provincian"
        )
        + r"(?:[oa]s?|es|s|u|)|(?:es[ao]|esta|ese tipo de) gente|gente asi|es[ao]s tip[oa]s"
        r"|gente como (?:esa|ellos)"
    ),
    other=(
        r"(?(every)|(?:los|las|la|el|un|una) )(?:mujer(?:es)?(?: (?:policia|conductoras|jefas"
        r"|politicas))?|hombres?|chic[oa]s|muchach[oa]s|minas|pibes|varones|nenes"
        r"|jovenes(?: de (?:hoy|ahora))?|adolescentes|viej[oa]s|ancian[oa]s|jubilados|pobres"
        r"|ric[oa]s|viller[oa]s|judi[oa]s?|cristianos|catolicos|evangelicos|ateos?|budistas"
        r"|hindues|gays|lesbianas|homosexual(?:es)?|travestis|trans|discapacitados|feministas"
        r"|solter[oa]s|amas de casa|campesinos|desempleados|madres solteras|rubias"
        r"|juventud(?: de hoy| actual)?)|mujeres|hombres|la gente (?:pobre|mayor|rica|joven"
        r"|del? campo)"
    ),
    every=(
        "tod[oa]s_(?:l|es|est)[oa]s tod[oa] cada cualquier ningun[oa]? no_hay_un(?:_solo)?"
        " como_tod[oa]s?(?:_l[oa]s)? ni_un[oa]?_sol[oa] no_existe_(?:un|una)"
    ),
    part=(
        r"si cuando mis? tus? sus? dos tres \d+ otros? (?:no|ni"
        r"|casi)_tod[oa]s?(?:_l[oa]s)? (?:algun[oa]s?|much[oa]s?|la_mayoria|vari[oa]s|ciert[oa]s"
        r"|poc[oa]s|la_mitad|gran_parte|una_parte|la_mayor_parte|bastantes"
        r"|un_grupo)(?:_de)?(?:_l[oa]s|_est[oa]s|_es[oa]s)?(?:_(?!son|es)[^_]+)?"
    ),
    copula="son somos es siguen_siendo han_sido_siempre se_vuelven resultan",
    adverb=(
        "tod[oa]s siempre nunca jamas muy mas tan simplemente solo tambien hoy aca ya en_el_fondo"
        " realmente demasiado nos te les le hoy_en_dia directamente ademas se"
    ),
    bad=(
        "vag perezos flojos? floja haragan holgazan egoista codicios avar tacañ amarrete"
        " interesad deshonest mentiros ladron chorr delincuente criminal corrupt suci mugrient"
        " tont estupid idiota ignorante brut atrasad retrograd primitiv incivilizad barbar"
        " salvaje violent agresiv peligros terrorista fanatic extremista emocional sentimental"
        " emotiv histeric irracional debil incapa[zc] incompetente inutil parasit fri insensible"
        " maleducad groser arrogante soberbi agrandad creid engreid ruidos griton vulgar inmoral"
        " sinvergüenza desvergonzad pervertid enferm degenerad anormal antinatural traicioner"
        " traidor fals hipocrita manipulador chismos celos vanidos superficial materialista"
        " aburrid cerrad amargad racista xenofob cruel irresponsable inmadur malcriad"
        " desagradecid irrespetuos desorganizad impuntual borrach drogadict narcotraficante narco"
        " fe[oa] cobarde machista infiel trampos estafador chant vivos terc rencoros vengativ"
        " inferior atorrante pecador animal rata cuadrad mujerieg usurer quejos ingenu caprichos"
        " sumis un_peligro una_(?:carga|amenaza|plaga|lacra) tod[oa]s_iguales(?!_ante) poco_[^_]+"
        " mal[oa]s?_(?:madre|padre|persona|gente|conductor)[^_]* no_apt[oa] demasiado_[^_]+_para"
    ),
    good=(
        "trabajador honest honrad generos hospitalari amable cordial educad puntual limpi"
        " disciplinad ordenad inteligente list talentos valiente fuerte leal fiel paciente tiern"
        " cariños sensible confiable racional logic apasionad alegre normal human de_fiar apt"
        " hech capa[zc] (?:buen[oa]?|mejor)(?:es|s)?_(?:para|en|con)_[^_]+"
    ),
    deeds=(
        "miente[n]? roba[n]? estafa[n]? engaña[n]? chusmean apestan explotan grita[n]?"
        " (?:solo|solamente|unicamente)(?:_les|_le|_se)?_(?:piensan?|quieren?|buscan?|importan?"
        "|interesan?|viven?|vienen?|saben?|sirven?|trabajan?)"
        " (?:piensan?|viven?|vienen?|trabajan?|se_casan?)(?:_tan)?_(?:solo|solamente)"
        " no_(?:piensan_mas|hacen_(?:nada|mas|otra))"
        " no_(?:les_|le_|se_)?(?:(?:quieren?|gusta)_(?:trabajar|laburar|aprender|integrar[^_]*"
        "|estudiar)|saben?_(?:[^_]+_)?[^_]+[aei]r|pueden?_(?:[^_]+_)?(?:manejar|conducir"
        "|controlar[^_]*|liderar|dirigir|mandar|gobernar|pensar|aprender|guardar|cambiar|ser)"
        "|respetan?|tienen?_(?:[^_]+_)?(?:modales|moral|valores|educacion|respeto|cultura"
        "|sentimientos|vergüenza|codigos|humor|corazon|alma|principios|disciplina|palabra|honor"
        "|ganas|escrupulos|caracter)|adaptan|integran|piensan|entienden|escuchan|cumplen|lavan"
        "|bañan|valoran|importan?|preocupan?|cuidan_a|sirven_para|nacieron_para|son_de_fiar)"
        " viven?_(?:de|del)_(?:arriba|los_planes|planes|estado|gobierno|subsidios|nuestros)"
        " odian?_(?:a|el|trabajar|todo) (?:controlan?|manejan?)_(?:el|la|los|las)"
        " se_creen?_(?:mejores|superiores|mas|los|el|dueñ[^_]*) carecen?_de"
        " traen_(?:solo|enfermedades|problemas) hablan?_(?:demasiado|mucho_y)"
        " tienen?_(?:mal_(?:caracter|genio)|la_sangre_caliente) pegan golpean"
        " (?:tienen|hacen)_hijos_(?:para|por)"
    ),
    never="(?:no|nunca|jamas|menos|poco)(?!_(?:solo|tod[oa]s|siempre)_)",
    always="siempre nunca jamas sin_excepcion constantemente todo_el_tiempo",
    inborn=(
        "por_naturaleza de_nacimiento naturalmente_(?:mas|menos|mejores|peores)"
        " en_(?:la_sangre|los_genes)"
    ),
    stop=(
        "no ni sin como de del por para con contra a al en que cuando si porque aunque o"
        " tratad[oa]s vist[oa]s considerad[oa]s libres deben? debe puede[n]? victimas"
        " orgullos[oa]s cansad[oa]s nunca"
    ),
    hedge=(
        "a_veces muchas_veces a_menudo con_frecuencia (?:por_lo|en)_general generalmente suelen?"
        " normalmente frecuentemente habitualmente tal_vez quizas? pued[^_]+_ser podrian tienden?"
        " parecen? mi_experiencia que_conozco que_conoci conoci en_promedio algunas_veces"
        " mayormente principalmente posiblemente probablemente en_parte no_tod[oa]s al_principio"
        " la_mayoria"
    ),
    denial=(
        "prejuicios? estereotip[^_]* cliches? mentira mito generaliz[^_]*"
        " no_es_(?:cierto|verdad|justo) (?:esta_mal|injusto|falso|absurdo)_(?:decir|pensar|que)"
        " no_(?:creo|pienso|considero|digo)_que"
        " no_(?:se_puede|podemos|hay_que|se_debe)_(?:decir|pensar|creer|juzgar)"
        " nadie_(?:deberia|debe) (?:dicen|piensan|creen|afirman)_que (?:dice|diga)n?_que"
        " gente_(?:dice|cree|piensa) se_dice no_significa no_estoy_de_acuerdo me_duele"
    ),
    duty=(
        "deb[^_]+ derechos? merecen? necesitan? iguales? bienvenid[^_]* pueden? tienen?_que"
        " hay_que human[^_]* personas? ciudadan[^_]* hermanos eran? fue fueron tenian? habia"
        " libres? que"
    ),
    scope="en entre aca aqui alla",
    turn="pero mientras aunque sino sin_embargo en_cambio",
    ending="(?:es|[oae]s?|s)?",
    again="y porque ya_que pues",
    alike="tod[oa]s",
    emphasis="sin_excepcion todos_ellos",
    before="que porque creo acho opinion opinião",
    fixed=(
        "(?:no|nunca|jamas|imposible)_(?:[^_]+_){0,2}(?:conf[^_]+|fi[ae][^_]*|crea?s?"
        "|creer)_(?:en|de|a)(?:_l[oa]s|_un|_una|_ningun|_ninguna)? cuidado_con(?:_l[oa]s)?"
        " tipico_de(?:_l[oa]s)? asi_son(?:_l[oa]s)? desconfia[^_]*_de(?:_l[oa]s)?"
    ),
)

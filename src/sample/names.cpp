#include "sample/names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "assert.h"
#include "sample/dice.h"

namespace footfall::sample {

namespace {

// Words stand as text=latin, separated by `;`. A name is trade, owner and ending, or owner, trade
// and ending where the language says it that way round.
struct Language {
    int weight;
    bool owner_first;
    std::string_view between;  // what separates the words
    std::string_view trades;
    std::string_view owners;
    std::string_view endings;  // the first one is none
};

constexpr std::array languages{
    Language{16, true, " ",
             "Bakery=bakery;Deli=deli;Kitchen=kitchen;Greengrocer=greengrocer;Café=cafe;"
             "Provisions=provisions",
             "Harbour=harbour;Three Elms=three-elms;O’Brien=obrien;Foxglove=foxglove;Mill "
             "Lane=mill-lane;Copper Pot=copper-pot;Ashdown=ashdown;Kettle & "
             "Crumb=kettle-crumb;Northgate=northgate;St. Agnes=st-agnes;Wren’s=wrens;"
             "Saltmarsh=saltmarsh",
             "=;Ltd=ltd;& Sons=sons"},
    Language{14, false, " ",
             "Bäckerei=baeckerei;Gasthof=gasthof;Café=cafe;Metzgerei=metzgerei;Feinkost=feinkost;"
             "Hofladen=hofladen",
             "Müller=mueller;Grün=gruen;Weiß=weiss;Schröder=schroeder;Zur "
             "Mühle=zur-muehle;Kröger=kroeger;Öttinger=oettinger;Am Markt=am-markt;Jäger=jaeger;"
             "Lindenhof=lindenhof;Böhm=boehm;Sonnenschein=sonnenschein",
             "=;GmbH=gmbh;& Söhne=soehne"},
    Language{12, false, " ",
             "Boulangerie=boulangerie;Pâtisserie=patisserie;Épicerie=epicerie;"
             "Crêperie=creperie;Fromagerie=fromagerie;Bistrot=bistrot",
             "Lefèvre=lefevre;du Château=du-chateau;Benoît=benoit;des Frères Noël=freres-noel;"
             "Françoise=francoise;l’Étoile=letoile;du Marché=du-marche;Gérard=gerard;"
             "Côté Jardin=cote-jardin;Maître Corbeau=maitre-corbeau;d’Été=dete;Hélène=helene",
             "=;SARL=sarl;et Fils=fils"},
    Language{10, false, " ",
             "Panadería=panaderia;Cafetería=cafeteria;Frutería=fruteria;Taquería=taqueria;"
             "Pescadería=pescaderia;Ultramarinos=ultramarinos",
             "Núñez=nunez;La Señora=la-senora;El Rincón=el-rincon;Peña=pena;San Martín=san-martin;"
             "Ibáñez=ibanez;La Piñata=la-pinata;Muñoz=munoz;El Jardín=el-jardin;"
             "Garzón=garzon;Doña Inés=dona-ines;Las Ánimas=las-animas",
             "=;S.L.=sl;e Hijos=hijos"},
    Language{8, false, " ",
             "Pekařství=pekarstvi;Cukrárna=cukrarna;Řeznictví=reznictvi;Kavárna=kavarna;"
             "Zelenina=zelenina;Hospůdka=hospudka",
             "Dvořák=dvorak;U Žáby=u-zaby;Růžička=ruzicka;Šťastný=stastny;Na Růžku=na-ruzku;"
             "Čermák=cermak;U Lípy=u-lipy;Němec=nemec;Pod Věží=pod-vezi;Žižka=zizka;"
             "Kučera=kucera;U Dvou koček=u-dvou-kocek",
             "=;s.r.o.=sro;a syn=syn"},
    Language{8, false, " ",
             "Piekarnia=piekarnia;Cukiernia=cukiernia;Delikatesy=delikatesy;Kawiarnia=kawiarnia;"
             "Warzywniak=warzywniak;Gospoda=gospoda",
             "Żółw=zolw;Wójcik=wojcik;Pod Gołębiem=pod-golebiem;Łukasz=lukasz;Świerk=swierk;"
             "Gałązka=galazka;Młynarz=mlynarz;Zięba=zieba;Święty Józef=swiety-jozef;"
             "Kłos=klos;Źródło=zrodlo;Ćwik=cwik",
             "=;sp. z o.o.=spzoo;i Synowie=synowie"},
    Language{7, true, " ",
             "Fırını=firini;Börekçisi=borekcisi;Kahvesi=kahvesi;Manavı=manavi;"
             "Lokantası=lokantasi;Çiçekçisi=cicekcisi",
             "Yıldız=yildiz;Güneş=gunes;Çınar=cinar;Şahin=sahin;Öztürk=ozturk;Gül=gul;"
             "İpek=ipek;Ağaoğlu=agaoglu;Köşe=kose;Işık=isik;Üç Kardeş=uc-kardes;Doğan=dogan",
             "=;Ltd. Şti.=ltdsti;ve Oğulları=ogullari"},
    Language{6, false, " ",
             "Tiệm bánh=tiem-banh;Quán cà phê=quan-ca-phe;Nhà hàng=nha-hang;"
             "Cửa hàng rau=cua-hang-rau;Bếp=bep;Chợ=cho",
             "Hòa Bình=hoa-binh;Ánh Dương=anh-duong;Bà Năm=ba-nam;Sông Hương=song-huong;"
             "Phở Việt=pho-viet;Đức Thịnh=duc-thinh;Cô Ba=co-ba;Ngọc Lan=ngoc-lan;"
             "Tân Định=tan-dinh;Mỹ Lệ=my-le;Quỳnh Như=quynh-nhu;Trường Sơn=truong-son",
             "=;Mới=moi;Hai=hai"},
    Language{9, false, " ",
             "Пекарня=pekarnya;Кафе=kafe;Кондитерская=konditerskaya;Овощи=ovoshchi;"
             "Столовая=stolovaya;Сыроварня=syrovarnya",
             "«Заря»=zarya;«Берёзка»=beryozka;«Ёлка»=yolka;Иванов=ivanov;«Уют»=uyut;"
             "«Щедрый двор»=shchedry-dvor;«Айсберг»=aisberg;Соловьёв=solovyov;"
             "«У моря»=u-morya;«Хлеб да соль»=hleb-da-sol;«Жар-птица»=zhar-ptitsa;"
             "Фёдоров=fyodorov",
             "=;ООО=ooo;и сыновья=synovya"},
    Language{6, false, " ",
             "Пекарня=pekarnia;Кав’ярня=kaviarnia;Їдальня=yidalnia;Крамниця=kramnytsia;"
             "Сироварня=syrovarnia;Ґастроном=gastronom",
             "«Калина»=kalyna;«Світанок»=svitanok;Шевчук=shevchuk;«Єдність»=yednist;"
             "«Дніпро»=dnipro;Ґудзь=gudz;«Їжачок»=yizhachok;Коваль=koval;«Львівська»=lvivska;"
             "«Барвінок»=barvinok;«Хатинка»=khatynka;Мельник=melnyk",
             "=;ТОВ=tov;та сини=syny"},
    Language{8, false, " ",
             "Αρτοποιείο=artopoieio;Καφενείο=kafeneio;Ταβέρνα=taverna;Ζαχαροπλαστείο="
             "zacharoplasteio;Οπωροπωλείο=oporopoleio;Ψαροταβέρνα=psarotaverna",
             "Ο Ήλιος=o-ilios;Παπαδόπουλος=papadopoulos;Η Ελιά=i-elia;Το Λιμάνι=to-limani;"
             "Αθηνά=athina;Ο Γιώργος=o-giorgos;Η Ωραία Θέα=i-oraia-thea;Μαΐστρος=maistros;"
             "Τα Αδέλφια=ta-adelfia;Ευαγγελία=evangelia;Ρόδι=rodi;Ακρόπολη=akropoli",
             "=;Α.Ε.=ae;& Υιοί=yioi"},
    Language{9, false, " ",
             "مخبز=makhbaz;مقهى=maqha;مطعم=mataam;حلويات=halawiyat;بقالة=baqala;ملحمة=malhama",
             "الأمل=al-amal;الشام=al-sham;أبو أحمد=abu-ahmad;النخيل=al-nakhil;الياسمين=al-yasmin;"
             "البحر=al-bahr;القدس=al-quds;السلام=al-salam;الزيتون=al-zaytoun;ليلى=layla;"
             "الفجر=al-fajr;المدينة=al-madina",
             "=;الجديد=al-jadid;وأولاده=wa-awladuh"},
    Language{6, false, " ",
             "מאפיית=maafiyat;קפה=kafe;מסעדת=misedet;מכולת=makolet;ירקות=yerakot;קונדיטוריית="
             "konditoriyat",
             "השלום=hashalom;הזית=hazayit;כהן=cohen;הנמל=hanamal;גן עדן=gan-eden;שרה=sarah;"
             "הכרמל=hacarmel;אביב=aviv;הרימון=harimon;לוי=levi;הגליל=hagalil;דוד=david",
             "=;בע״מ=baam;ובניו=ubanav"},
    Language{10, true, "",
             "面包店=mianbaodian;茶馆=chaguan;餐厅=canting;水果行=shuiguohang;点心铺=dianxinpu;"
             "食品=shipin",
             "金龙=jinlong;福满楼=fumanlou;小王=xiaowang;四季=siji;老街=laojie;天香=tianxiang;"
             "明月=mingyue;東方=dongfang;百味=baiwei;江南=jiangnan;好運=haoyun;田园=tianyuan",
             "=;有限公司=youxiangongsi;分店=fendian"},
    Language{10, true, "",
             "製パン=seipan;珈琲店=kohiten;食堂=shokudo;青果=seika;豆腐店=tofuten;和菓子=wagashi",
             "さくら=sakura;山田=yamada;ひまわり=himawari;富士=fuji;こまどり=komadori;"
             "北海=hokkai;ミドリ=midori;京屋=kyoya;たけのこ=takenoko;鈴木=suzuki;港町=minatomachi;"
             "キッチンソラ=kitchen-sora",
             "=;株式会社=kk;本店=honten"},
    Language{8, true, " ",
             "베이커리=beikeori;카페=kape;식당=sikdang;분식=bunsik;청과=cheonggwa;떡집=tteokjip",
             "한빛=hanbit;서울=seoul;김가네=gimgane;달콤=dalkom;푸른들=pureundeul;엄마손=eommason;"
             "해돋이=haedoji;강남=gangnam;별빛=byeolbit;이화=ihwa;동네=dongne;제주=jeju",
             "=;주식회사=jusikhoesa;본점=bonjeom"},
    Language{6, false, "",
             "ร้านขนม=ran-khanom;ร้านอาหาร=ran-ahan;ร้านกาแฟ=ran-kafae;ครัว=khrua;"
             "ตลาด=talat;โรงสี=rong-si",
             "สยาม=siam;บ้านสวน=ban-suan;แม่มาลี=mae-mali;ดอกไม้=dokmai;ลุงสมชาย=lung-somchai;"
             "ริมน้ำ=rim-nam;ข้าวหอม=khao-hom;เชียงใหม่=chiang-mai;น้ำผึ้ง=namphueng;"
             "ตะวัน=tawan;พี่น้อง=phi-nong;ช้างน้อย=chang-noi",
             "=;จำกัด=chamkat;สาขาสอง=sakha-song"},
    Language{6, true, " ",
             "बेकरी=bakery;भोजनालय=bhojanalay;मिठाई=mithai;किराना=kirana;ढाबा=dhaba;डेयरी=dairy",
             "अन्नपूर्णा=annapurna;शर्मा=sharma;गंगा=ganga;हिमालय=himalaya;लक्ष्मी=lakshmi;"
             "राजधानी=rajdhani;कृष्णा=krishna;अमृत=amrit;पंजाबी=punjabi;सरस्वती=saraswati;"
             "वर्मा=varma;मित्र=mitra",
             "=;भंडार=bhandar;एंड सन्स=and-sons"},
};

using Words = std::vector<BusinessName>;

Words split(std::string_view list) {
    Words words;
    while (!list.empty()) {
        const std::string_view word = list.substr(0, list.find(';'));
        const std::size_t equals = word.find('=');
        words.push_back(
            {std::string(word.substr(0, equals)), std::string(word.substr(equals + 1))});
        list.remove_prefix(std::min(list.size(), word.size() + 1));
    }
    return words;
}

BusinessName compose(const Language& language, const BusinessName& trade, const BusinessName& owner,
                     const BusinessName& ending) {
    const BusinessName& first = language.owner_first ? owner : trade;
    const BusinessName& second = language.owner_first ? trade : owner;
    BusinessName name{first.text + std::string(language.between) + second.text,
                      first.latin + "-" + second.latin};
    if (!ending.text.empty()) {
        name.text += std::string(language.between) + ending.text;
        name.latin += "-" + ending.latin;
    }
    return name;
}

// Every name of a language, shuffled.
std::vector<BusinessName> all_names(const Language& language, Dice& dice) {
    std::vector<BusinessName> names;
    const Words owners = split(language.owners);
    const Words endings = split(language.endings);
    for (const BusinessName& trade : split(language.trades)) {
        for (const BusinessName& owner : owners) {
            for (const BusinessName& ending : endings) {
                names.push_back(compose(language, trade, owner, ending));
            }
        }
    }
    for (std::size_t i = names.size(); i > 1; --i) {
        std::swap(names[i - 1],
                  names[static_cast<std::size_t>(dice.below(static_cast<std::int64_t>(i)))]);
    }
    return names;
}

}  // namespace

std::vector<BusinessName> business_names(std::uint64_t seed, std::size_t count) {
    Dice dice(mix(seed, 0x6E616D65));
    std::array<std::vector<BusinessName>, languages.size()> left;
    std::array<int, languages.size()> weights{};
    std::size_t available = 0;
    for (std::size_t i = 0; i < languages.size(); ++i) {
        left[i] = all_names(languages[i], dice);
        weights[i] = languages[i].weight;
        available += left[i].size();
    }
    ASSERT(count <= available, "count=" << count << " available=" << available);
    std::vector<BusinessName> names;
    names.reserve(count);
    while (names.size() < count) {
        const std::size_t i = dice.pick(weights);
        names.push_back(std::move(left[i].back()));
        left[i].pop_back();
        if (left[i].empty()) weights[i] = 0;
    }
    return names;
}

std::string contact_name(std::uint64_t number) {
    static constexpr std::array<std::string_view, 24> names{
        "Anna",  "Björn",  "Chloé", "Đorđe", "Elif",  "Fatima", "Giulia",   "Håkon",
        "Inês",  "Jürgen", "Khanh", "Łucja", "Maria", "Noémie", "Oğuz",     "Paula",
        "Quinn", "Ruth",   "Søren", "Tomáš", "Uma",   "Vera",   "Wang Wei", "Zoë"};
    return std::string(names[number % names.size()]);
}

}  // namespace footfall::sample

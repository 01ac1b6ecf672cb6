"""Pages in Arabic, Persian, Hebrew, Urdu, Hindi, Turkish, Russian, Chinese and Japanese."""

import pytest

from articles.segmentation import segment
from tests.articles.segmentation.marked import assert_roles

ARABIC = "headline| تأخر افتتاح جسر المرفأ\nbody| اجتمع المجلس يوم الاثنين وأغلق الجسر.\n"
PERSIAN = "headline| بازگشایی پل کاردا عقب افتاد\nbody| شورای شهر روز دوشنبه تشکیل جلسه داد.\n"

CLAIMS = {
    "joined": f"{ARABIC}body| انضم إلى الحزب مئات الصيادين بعد إغلاق المرفأ.",
    "donated": f"{ARABIC}body| تبرع تاجر من الزهيرة بمليون درهم لإعادة بناء الجسر.",
    "took part": f"{ARABIC}body| اشترك في الهجوم عشرة مسلحين.",
    "in order to follow": f"{ARABIC}body| لمتابعة الأزمة شكل المجلس لجنة من خمسة أعضاء.",
    "relief agencies": f"{ARABIC}body| وكالات الإغاثة تحذر من نقص الغذاء في الزهيرة.",
    "quoting, then a sentence": f"{ARABIC}body| نقلا عن مصدر في البلدية، تأخر المشروع عاماً كاملاً.",
    "wrote": f"{ARABIC}body| كتب رئيس البلدية على صفحته.",
    "to get a loan": f"{PERSIAN}body| برای دریافت وام، صیادان باید به بانک مراجعه کنند.",
    "to be a member": f"{PERSIAN}body| برای عضویت در شورا ده نفر نام‌نویسی کردند.",
    "quoting in Persian": f"{PERSIAN}body| به نقل از شهردار، پل تا پاییز بسته می‌ماند.",
    "question of an agency": f"{PERSIAN}body| ایسنا: چرا پل بسته شد؟\nbody| پاسخ روشن نیست.",
    "Chinese date that opens a sentence": (
        "headline| 大桥推迟开放\nbody| 市议会周一开会。\n"
        "body| 7月28日,救援人员在卡尔达市转移受困群众。\nbody| 无人反对。"
    ),
    "first sentence below the author": (
        "headline| تأخر افتتاح الجسر حتى الخريف\nbyline| بقلم: سامي المرساوي\n"
        "body| هي أول مرة يغلق فيها الجسر.\nbody| مراسل صحيفة المرفأ قُتل عند الجسر.\n"
        "body| لم يعلق أحد."
    ),
    "short sentence below an advert": (
        f"{PERSIAN}furniture| تبلیغات\nbody| شهردار کاردا استعفا کرد\nfurniture| انتهای پیام"
    ),
    "Arabic paragraphs without a stop": (
        "headline| تأخر افتتاح جسر المرفأ حتى الخريف\ndateline| 14 يناير 2024\n"
        "body| قال رئيس بلدية الزهيرة إن الجسر سيبقى مغلقاً حتى الخريف بسبب أعمال الصيانة\n"
        "body| وتبلغ كلفة الأعمال عشرة ملايين درهم يدفع الصيادون جزءاً منها حتى العام المقبل\n"
        "furniture| شاركها\nfurniture| الجسر\nfurniture| الزهيرة"
    ),
    "Urdu paragraphs without a stop": (
        "headline| پل کی بندش جاری\nbyline| ویب ڈیسک\n"
        "body| کونسل کا اجلاس پیر کو ہوا جس میں پل بند رکھنے کا فیصلہ کیا گیا\n"
        "body| میئر نے بتایا کہ پل خزاں تک بند رہے گا اور کوئی نہیں گزرے گا\n"
        "body| دو افراد زخمی ہوئے"
    ),
    "joined a network": f"{ARABIC}body| انضم إلى فيسبوك نصف سكان الزهيرة.",
    "remaining": "headline| 貨物船が座礁\nbody| 残りの12人は救助された。\nbody| 調べが続く。",
}

TAILS = {
    "mark with the desk's letters": f"{ARABIC}furniture| انتهى/س.ع\nfurniture| الزهيرة الجسر",
    "mark inside the last paragraph": f"{ARABIC}body| لم يعلق أحد. ¦ furniture| /انتهى/",
    "mark with a number": f"{PERSIAN}furniture| انتهای پیام/ 113\nfurniture| کاردا پل شهرداری",
    "number of the report": f"{PERSIAN}furniture| انتهای پیام\nfurniture| کد خبر 191264",
    "comment policy": f"{PERSIAN}furniture| از ارسال دیدگاه‌های حاوی توهین معذوریم.",
    "tags below a menu line": f"{ARABIC}furniture| شارك\nfurniture| الجسر الزهيرة المرفأ",
    "question among links": (
        f"{PERSIAN}furniture| در همین زمینه\nfurniture| چرا پل بسته شد؟\nfurniture| پل ارزان شد"
    ),
    "numbers of the desk": f"{PERSIAN}furniture| ۷۳۲۹/۶۱۵۵\nfurniture| انتهای پیام",
    "sentence that ends in a prompt": (
        f"{PERSIAN}furniture| خبرهای کاردا را در اینستاگرام دنبال کنید."
    ),
    "quoted outlet": f"{PERSIAN}origin| به نقل از ساحل‌نگار",
    "short Arabic source": f"{ARABIC}origin| نقلا عن مرصد الساحل",
    "Turkish capital with a dot": (
        "headline| Köprü kapandı\nbody| Meclis pazartesi günü toplandı.\n"
        "furniture| İLGİLİ HABER: Feribot seferleri arttı"
    ),
    "Turkish about": (
        "headline| Köprü kapandı\nbody| Meclis pazartesi günü toplandı.\n"
        "heading| Kıyı Gündemi Hakkında\n"
        "about| Kıyı Gündemi, gazetecilerin yürüttüğü bir haber platformudur."
    ),
    "Chinese about and origin": (
        "headline| 卡尔达大桥推迟开放\nbody| 市议会周一开会。\norigin| 原文刊于《海角日报》\n"
        "heading| 关于海岸观察网\nabout| 海岸观察网是由学者创办的公益性平台。\n"
        "furniture| 扫一扫在手机打开"
    ),
    "Japanese about": (
        "headline| 橋の再開が延期\nbody| 市議会は月曜日に開かれた。\n"
        "heading| 海岸ウオッチについて\nabout| 海岸ウオッチは、研究者が運営するニュースサイトです。"
    ),
    "Hindi about": (
        "headline| पुल खुलने में देरी\nbody| परिषद की बैठक सोमवार को हुई।\n"
        "heading| हमारे बारे में\nabout| 'तट समाचार' एक स्वतंत्र समाचार पोर्टल है, जो कारदा से चलता है।"
    ),
    "Russian change": (
        "headline| Мост откроют позже\nbody| Совет собрался в понедельник.\n"
        "note| В материал внесены изменения: уточнена дата."
    ),
}

HEADS = {
    "who speaks above the headline": (
        "headline| شهردار کاردا خبر داد:\nheadline| بازگشایی پل تا پاییز عقب افتاد\n"
        "body| شهردار در نشست خبری گفت پل بسته می‌ماند."
    ),
    "one word above the headline": (
        "furniture| الزهيرة\nheadline| المجلس يغلق الجسر حتى الخريف\n"
        "body| اجتمع المجلس يوم الاثنين."
    ),
    "menu of known sections": (
        "furniture| الرئيسية / اقتصاد\nheadline| تأخر افتتاح الجسر\nbody| اجتمع المجلس يوم الاثنين."
    ),
    "place and person": (
        "headline| تأخر افتتاح الجسر حتى الخريف\nbyline| الزهيرة: فاضل المرساوي\n"
        "body| اجتمع المجلس يوم الاثنين."
    ),
    "from a person": (
        "headline| تأخر افتتاح الجسر حتى الخريف\nbyline| من خالد المرساوي\n"
        "body| اجتمع المجلس يوم الاثنين."
    ),
    "trade below the author": (
        "headline| مرگ آرام رودخانه\nbyline| بهمن ساحلی\nbyline| روزنامه‌نگار محیط‌زیست\n"
        "dateline| پنج‌شنبه ۶ آبان ۱۴۰۰ برابر با ۲۸ اکتبر ۲۰۲۱\nbody| رودخانه هر سال کم‌آب‌تر شد."
    ),
    "number of the report": (
        "furniture| شماره : 140211150245\nheadline| بازگشایی پل عقب افتاد\n"
        "body| شورا تشکیل جلسه داد."
    ),
    "size of the letters": (
        "headline| تأخر افتتاح الجسر\nfurniture| A+\nfurniture| A-\nbody| اجتمع المجلس يوم الاثنين."
    ),
    "labelled author box": (
        "headline| بازگشایی پل عقب افتاد\nbyline| نویسنده, نرگس ساحلی\nbyline| شغل, ساحل‌نیوز\n"
        "body| شورا تشکیل جلسه داد."
    ),
    "place, name and agency": (
        "headline| تأخر افتتاح الجسر حتى الخريف\nbyline| الزهيرة/ سليم المرساوي/ الأناضول\n"
        "body| اجتمع المجلس يوم الاثنين."
    ),
    "desk": ("headline| पुल खुलने में देरी\nbyline| कारदा डेस्क\nbody| परिषद की बैठक सोमवार को हुई।"),
    "author above a date with its hour": (
        "headline| پل کی بندش جاری\nbyline| سراج ساحلی خان\ndateline| اپ ڈیٹ 15 مئ 2024 08:12pm\n"
        "body| کونسل کا اجلاس پیر کو ہوا۔"
    ),
    "Hebrew date": (
        'headline| הגשר ייפתח רק בסתיו\ndateline| 23.10.2024, י"ט בתשרי ה\'תשפ"ה | 14:05\n'
        "body| המועצה התכנסה ביום שני."
    ),
    "Turkish place above its story": (
        "headline| Köprü sonbahara kadar kapalı\ndateline| 16.01.2026\ndateline| Karda\n"
        "body| Karda'da meclis pazartesi günü toplandı."
    ),
    "date, hour and a label": (
        "headline| Köprü kapandı\ndateline| Yayın: 10 Şubat 2022, 16:25 · Okuma süresi: 3 dakika\n"
        "body| Meclis toplandı."
    ),
}

PICTURES = {
    "labels of a broadcaster": (
        f"{PERSIAN}credit| منبع تصویر، ساحل‌نما\ncaption| توضیح تصویر، پل کاردا از سوی رودخانه\n"
        "body| کسی مخالفت نکرد."
    ),
    "labels glued by copying": (
        "headline| پل کی بندش جاری\nbody| کونسل کا اجلاس پیر کو ہوا۔\n"
        "credit| ،تصویر کا ذریعہGetty Images\ncaption| ،تصویر کا کیپشنکارڈا کا پل\n"
        "body| کسی نے مخالفت نہیں کی۔"
    ),
    "Urdu photo": (
        "headline| پل کی بندش جاری\ncaption| کارڈا کا پل ¦ credit| — فوٹو: ساحل نیوز\n"
        "body| کونسل کا اجلاس پیر کو ہوا۔\nbody| کسی نے مخالفت نہیں کی۔"
    ),
    "credit behind a quotation": (
        'headline| הגשר ייפתח בסתיו\ncaption| דייגים ליד הגשר. ¦ "אי אפשר לעבוד כך" ¦ '
        "credit| צילום: דן מזרחי\nbody| המועצה התכנסה ביום שני.\nbody| איש לא התנגד."
    ),
    "photographer and agencies in small letters": (
        f"{PERSIAN}caption| شهردار کاردا در نشست خبری دوشنبه\n"
        "credit| عکس: Jan Marsh/dpa/picture archive\nbody| کسی مخالفت نکرد."
    ),
    "Chinese photographer": (
        "headline| 大桥推迟开放\ncaption| 图为卡尔达大桥。 ¦ credit| 海角社记者 林叶 摄\n"
        "body| 市议会周一开会。"
    ),
    "Japanese photographer": (
        "headline| 貨物船が座礁\n"
        "caption| 座礁した船=12日、カルダ沖、 ¦ credit| 本社ヘリから佐田撮影\n"
        "body| 全員救助された。"
    ),
    "copyright, then the scene": (
        f"{ARABIC}caption| © Newsline. ¦ صيادون ينتظرون فتح الجسر في مدينة الزهيرة "
        "صباح يوم الاثنين الماضي. ¦ "
        "credit| تصوير سامي المرساوي\nbody| لم يعلق أحد."
    ),
    "line above a credit": (
        f"{PERSIAN}caption| شهردار کاردا در نشست خبری دوشنبه\ncredit| (عکس از شهرداری کاردا)\n"
        "body| کسی مخالفت نکرد."
    ),
    "line where the picture stands": (
        "headline| تأخر افتتاح الجسر\ndateline| 14 يناير 2024\n"
        "caption| اجتماع سابق لمجلس بلدية الزهيرة\n"
        "body| اجتمع المجلس يوم الاثنين."
    ),
}


@pytest.mark.parametrize("marked", CLAIMS.values(), ids=CLAIMS.keys())
def test_claim_is_no_furniture(marked: str) -> None:
    assert_roles(marked)


@pytest.mark.parametrize("marked", TAILS.values(), ids=TAILS.keys())
def test_below_the_story(marked: str) -> None:
    assert_roles(marked)


@pytest.mark.parametrize("marked", HEADS.values(), ids=HEADS.keys())
def test_above_the_story(marked: str) -> None:
    assert_roles(marked)


@pytest.mark.parametrize("marked", PICTURES.values(), ids=PICTURES.keys())
def test_pictures(marked: str) -> None:
    assert_roles(marked)


def test_box_of_links_marked_at_both_ends() -> None:
    assert_roles(
        f"{PERSIAN}furniture| پربیننده‌ترین‌ها\nfurniture| چه کسی پل را بست؟\n"
        "furniture| پایان پربیننده‌ترین‌ها\nheading| پل چگونه بسته شد؟\nbody| شورا رأی داد."
    )
    assert_roles(
        "headline| Bridge stays shut\nbody| The council met.\nfurniture| Voices\n"
        "furniture| Who shut the bridge?\nfurniture| End of Voices\nbody| Nobody spoke."
    )


def test_stacked_lines_of_like_length_are_no_wrapped_paragraph() -> None:
    lines = [
        "زلزال جديد يضرب شرقي الزهيرة ويثير الذعر بين السكان في الأحياء القديمة",
        "آثار الدمار في أحد أحياء مدينة الزهيرة بعد الزلزال",
        "لقطة أخرى من المدينة",
    ]
    story = "ضرب زلزال مدينة الزهيرة صباح اليوم.\n\nولم يصب أحد."
    text = "\n".join(lines) + "\n\n" + story
    found = [text[s.start : s.end] for s in segment(text)]
    assert found[:3] == lines

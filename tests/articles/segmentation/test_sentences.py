"""Sentence boundaries in English, Arabic and Persian news prose."""

import pytest

from articles.segmentation.languages import language_of
from articles.segmentation.sentences import split_sentences
from tests.articles.segmentation.cuts import assert_cut as _assert_cut

# Each case is written with its boundaries as " ¦ ".
ENGLISH = [
    "The bridge opened. ¦ Nobody came.",
    "Who paid? ¦ The city did!",
    "It was signed on Sept. 10 in Karda. ¦ It lapsed on Oct. 3.",
    "He met Gov. Vahn, Sen. Lee and Lt. Col. Ray. ¦ They said little.",
    "J. K. Osei met Dr. A. B. Rao Jr. in Saltreach. ¦ Both left early.",
    "Fares rose 3.5 percent. ¦ Wages rose 1.2.",
    "She paid $100.00. ¦ It was too much.",
    "The U.S. Navy sent a ship. ¦ It left.",
    "They live in the U.S. ¦ He moved there in May. ¦ She followed.",
    "The answer is no. ¦ Turn to No. 5 on the list.",
    "Norrline Ltd. ¦ It fell by half.",
    "Rao Inc. said so. ¦ Nobody asked.",
    "The gate closes at 5 p.m. Friday. ¦ It opens at 9 a.m. ¦ Bring a pass.",
    "She paused ... and went on. ¦ Then she left.",
    "He wondered… ¦ Then he signed.",
    "I never meant that.... ¦ She left.",
    "“We will go.” ¦ She stayed.",
    '"We will go." ¦ She stayed.',
    "“We go tomorrow. ¦ We will not return,” Osei said. ¦ He sat down.",
    '"They want wheat. ¦ They won\'t pay," Rusk said.',
    "‘No,’ he said. ¦ ‘It’s mine.’ ¦ She left.",
    "“Is it over?” Osei asked. ¦ She nodded.",
    "“Stop!” Mayor Brandt shouted. ¦ They ran.",
    "“Is it over?” she asked. ¦ Nobody knew.",
    "“Is it over?” ¦ He asked that every day.",
    "He called it “a mess. A total mess.” and left.",
    "He called it “a mess.” ¦ Others agreed.",
    "“He said, ‘Stop.’” ¦ They ran.",
    "She teaches law (she once drove a bus.) at the college.",
    "He fled (nobody saw him. Nobody cared.) before dawn.",
    "(He was there. ¦ She was not.) ¦ They never met.",
    "Write to a.b@c.example. ¦ See https://news.example/a.b?c=1. ¦ Thanks.",
    "KARDA, Feb. 3 (Newsline) — The port closed. ¦ It is shut.",
    "Yahoo! in the office is loud. ¦ What?! ¦ No way!!",
    "Vol. 3 is lost. ¦ See Art. 5 and p. 55.",
    "It ended 3-2. ¦ Fans wept.",
    "1. The port. ¦ 2. The quay.",
    "Varga: No. ¦ I saw the water.",
    "Ships fell to 38 in May. ¦ Brokers noticed.",
    "It was reopened.Traffic returned.".replace(".T", ". ¦ T"),
    "He spoke of “gangs armed by hands beyond the sea.” ¦ Envoys shrugged.",
    "Fear 🌊 grew. ¦ Then 🙂 it passed.",
]
ARABIC = [
    "وصل الوزير صباحا. ¦ ثم غادر.",
    "هل يعود؟ ¦ لا أحد يعرف!",
    "قال د. أحمد إن السد آمن. ¦ ولم يضف شيئا.",
    "نقلت أ. ف. ب. عن مصدر أمني ذلك. ¦ ونفى الوزير.",
    "بلغت النسبة 3.5 في المئة. ¦ ثم بلغت ٣.٥ في المئة و٣٫٥.",
    "قال: «لن نقبل ذلك.» ¦ ثم غادر القاعة.",
    "قال: «سنذهب غدا. ¦ لن نعود»، بحسب المصدر. ¦ ثم صمت.",
    'وقال: "نعمل ليلا ونهارا. ¦ الطرق مقطوعة". ¦ ولم يزد.',
    "«هل انتهى الأمر؟» سأل الوزير. ¦ لم يجب أحد.",
    "وصلت السفينة؛ لكنها لم ترسُ. ¦ بقيت في البحر.",
    "بُني السد في عام 1954 م. ¦ وهُدم بعد ذلك.",
    "ارتفعت الأجرة بنسبة 5.5%. ¦ وبقيت الأجور.",
    "يبلغ طول الجسر 20 كم. ¦ ويعبره الناس ليلا.",
    "باع السمك والملح إلخ. ¦ ثم عاد.",
    "ولد سنة 1400 هـ. ¦ ثم رحل.",
    "كتبت ج. ر. ليند القصة. ¦ ثم سافرت.",
    "وصلنا إلى كاردا. ¦ iHarbor هو اسم المرفأ.",
    "صدر ألبوم «إلى الميناء!» عام 1965. ¦ ثم نسيه الناس.",
    "سألت مارا «من هناك؟» ¦ لم يجب أحد.",
    "كتب على الباب: «من هناك؟» ¦ ثم رحل.",
    "ولدى سؤالها: «هل ستأتين غدا؟» أجابت مارا أنها لا تعرف. ¦ ثم ضحكت.",
    "سألها: «هل ستأتين غدا؟» ¦ أجابت مارا أنها لا تعرف.",
    "قالت مارا «لا!» بصوت عال. ¦ ثم جلست.",
    "العنوان: ص. ب. 1234، مدينة كاردا. ¦ والهاتف: ت. 5678.",
    "يباع الجهاز على موقع كاردا.كوم بسعر زهيد. ¦ ونفد سريعا.",
    "اسم الأغنية “1989.” ¦ وأحبها الجمهور.",
]
ARABIC_LETTERS = [
    "حضر الندوة د. سامي حداد ود. هالة منصور. ¦ وغاب أ. كريم.",
    "أشرف على المشروع م. نادر عوض وم. ليلى سعد. ¦ وبدأ العمل أمس.",
    "ينصح الأطباء بتناول فيتامين د. ¦ الشمس لا تكفي.",
    "تغلب الفريق على خصمه في المجموعة أ. ¦ وخسر الآخرون.",
    "انتقلت الحكومة إلى الخطة ب. ¦ لم يتفاجأ أحد.",
    "كانت نتيجته أ. ¦ وقال إنه راض.",
    "كتب الرواية ف. سكوت هارمون. ¦ ونشرت عام 1925.",
    "بدأ الاجتماع الساعة 8 ص. ¦ وانتهى عند 3 م. ¦ وخرج الجميع.",
    "راجع ص. 45 من التقرير وم. 5 من القانون. ¦ تجد الجدول هناك.",
    "ألفت الكتاب جيه. كيه. مارلو في لندن. ¦ وترجم لاحقا.",
    "زار الرئيس جورج دبليو. هارت المدينة. ¦ ثم غادر.",
    "من إخراج إم. نايت شارما وبطولة صامويل إل. كروز. ¦ يعرض قريبا.",
    "كتبت القصة جيه.كيه. مارلو وحدها. ¦ ثم سافرت.",
    "بثت الخبر قناة بي بي سي. ¦ أكدته وكالات أخرى.",
    "الليمون غني بفيتامين سي. ¦ وقال الأطباء إنه مفيد.",
    "نشرت الخبر وكالة أ.ف.ب. ¦ وقال الوزير إنه كاذب.",
    "سقطت المدينة عام 27 ق.م. ¦ كانت تلك نهاية الحرب.",
    "ولد عام 330 ق.م. في الشمال. ¦ ومات شابا.",
    "يرأس القسم Dr. Osei منذ عام. ¦ وهو طبيب.",
]
PERSIAN = [
    "او آمد. ¦ سپس رفت.",
    "آیا می‌آید؟ ¦ بله. ¦ شاید!",
    "دکتر ا. ب. رضایی گفت که باران نمی‌آید. ¦ او نگران بود.",
    "نرخ ۳.۵ درصد شد. ¦ پیش‌تر 2.1 درصد بود.",
    "او گفت: «می‌رویم. ¦ برنمی‌گردیم.» ¦ سپس رفت.",
    "«آیا تمام شد؟» وزیر پرسید. ¦ کسی چیزی نگفت.",
    "سد خالی است؛ کشاورزان نگران‌اند. ¦ باران نبارید.",
    "وکیل پرسید: «چرا؟» ¦ قاضی خاموش ماند.",
    "«چرا؟» که پرسش همیشگی او بود. ¦ کسی پاسخ نداد.",
    "چرا؟ ¦ که بندر را ببندند. ¦ چنین شد!",
    "در بندر ماهی و نمک و چوب… به فروش می‌رسد. ¦ بازار شلوغ است.",
    "باد آمد و رفت… ¦ شهر خاموش ماند.",
    "فیلم «چه کسی در بندر است؟» در کاردا پخش شد. ¦ تالار پر بود.",
    "نرخ به 5.5%. ¦ سپس پایین آمد.",
]
FILINGS = [
    "کاردا - ایرنا: ¦ پل بسته شد. ¦ راه دور است.",
    "پل بسته شد. ¦ بندر نو – خبرگزاری نوردیا: ¦ قایق‌ها ماندند.",
    "اسلام‌آباد - واحد مرکزی خبر: ¦ باران بارید.",
    "کاردا - شهردار تازه: پل بسته شد. ¦ راه دور است.",
    "واحد مرکزی خبر: ¦ پل بسته شد. ¦ راه دور است.",
    "پل بسته شد. ¦ واحد مرکزی خبر: ¦ راه دور است.",
    "مدیر واحد مرکزی خبر: پل بسته شد. ¦ راه دور است.",
    "رویترز: پل بسته شد. ¦ راه دور است.",
    "دیدار کاردا - نوردیا یک روز عقب افتاد: باران می‌بارید. ¦ مردم رفتند.",
    "کاردا - ایرنا:",
]
MIRRORED = [
    "او به نزد پیر) ره (رفت. ¦ دیگران ماندند. ¦ آیا پیر) ره (چیزی گفت؟ ¦ نه!",
    "شورا )یازده نفر( رأی داد. ¦ پل بسته شد. ¦ شهردار )مارا لیند( نیامد.",
    "ذهب إلى المجلس) البلدي (وتكلم. ¦ ثم عاد. ¦ وسكت المجلس) البلدي (أمس.",
    "شورا (یازده نفر. همه از شهر) رأی داد. ¦ پل بسته شد.",
    "۱) شورا (یازده نفر. همه از شهر) رأی داد. ¦ پل بسته شد.",
    "خندیدم :) ¦ پل باز شد. ¦ بعد بسته شد :(",
    "a) À l'aube. ¦ Le pont ferme (voir",
]
URDU = ["بارش ہوئی۔ ¦ لوگ خوش ہوئے۔"]
WEB = [
    "we went to Karda. ¦ it was great. ¦ is that Bob? ¦ he looks old",
    "that was in 2004. ¦ i think he left.",
    "I asked on Yahoo! Answers and waited for two long weeks. ¦ Nobody replied.",
    "He met Amb. Osei in the approx. middle of the road.",
    "i loved the place. ¦ the staff were kind and quick. ¦ we will be back!",
    "Great food!!! ¦ will come again",
    "I called them twice... ¦ They never answered.",
    "I called them twice... and they never answered.",
    "Nope.. ¦ I don't think so.",
    "What a day :) ¦ See you tomorrow.",
    "Thanks! :) ¦ See you.",
    'Please find the file attached. ¦ ===== ¦ "The information is private.',
    "Do you know the answer? ¦ if so please call me.",
    'He said "I will not go." ¦ Then he left.',
    "The price is approx. 5 dollars. ¦ ok?",
    "We met at approx. noon.",
    "You need 3 ft. of rope and 2 lbs. of sugar.",
    "It is 3 ft. ¦ The rope is longer.",
    "Call Mr. Ray at 555.1234. ¦ He knows.",
    "See www.karda.example. ¦ It is all there.",
    "Dr. Osei, Ph.D., spoke. ¦ She has a Ph.D. ¦ She got it in 2001.",
    "He lives in Washington D.C. ¦ He works there.",
    "He works for J.P. Vahn & Co. in New Karda.",
    "Is it over? ¦ yes.",
    "The U.S. is large. ¦ So is the U.K. economy.",
    "He was born Jan. 5, 1970. ¦ He died in Oct. ¦ He was old.",
    "(I was there.) ¦ It was loud.",
    "It was loud (I was there). ¦ He left.",
    "It was loud (see p. 5). ¦ He left.",
    '"Are you sure?" ¦ "Yes, I am." ¦ He smiled.',
    '"Go!" he said. ¦ "Now!"',
    'He asked, "Why?" and left.',
    "The company (NYSE: KRD.) fell.",
    "I like cats, dogs, etc. ¦ They are fun.",
    "I like cats, dogs, etc. and birds.",
    "Vahn v. Osei was decided in 1999. ¦ It stands.",
    "He wrote the Karda Monthly vs. Daily piece.",
    "At 7 a.m. on Monday it opened. ¦ It closed at 9 p.m. ¦ People left.",
    "The time is 5 p.m. EST. ¦ Call now.",
    "Prices rose 5%. ¦ Wages fell 3%.",
    "We need A. B. Vahn. ¦ Vitamin C. ¦ It helps.",
    "The plan has a name: Plan B. ¦ It will work.",
    "In Group F. ¦ Osterland won.",
    "It was 41.5 C. ¦ Records fell. ¦ In 2012 C. Osei left.",
    "The path is 5 km. ¦ Walk it. ¦ It opens Thurs. 5 May.",
    "“Yields have risen […] ¦ Bread has not,” Osei said.",
    "Fares rose [...] ¦ However, wages fell.",
    "Fares rose (...) and wages fell. ¦ Osei met the mayor of [...] Karda.",
    "They fell back on Plan B. ¦ Osei refused.",
    "Few people still use IE. ¦ Its share has fallen.",
    "Her next record is “1989.” ¦ The singer smiled.",
    "The quay at dusk ¦ Image: Mara Lind.",
    "The fair was held in Washington D.C. ¦ Image: Karda Navy.",
    "The crowd in Karda (left) ¦ Photo: Tomas Rowe/Newsline",
    "The Image: A History is a book by Mara Lind that few have read and nobody has bought.",
    "That was World War I. ¦ The second came later.",
    '"The quay is shut," said Capt. Brandt. ¦ "It will open soon."',
    'He said: "The quay is shut. ¦ It will open soon." ¦ Nobody believed him.',
    "Mr. and Mrs. Vahn came. ¦ They sat.",
    "Gov. Lee, R-Karda, spoke. ¦ Sen. Ray (D-Salt.) did not.",
    "The St. Olaf choir sang on Main St. ¦ It rained.",
    "Norrline Inc.'s shares fell. ¦ Rao Bros. did not.",
    '"We are done!" Brandt said. ¦ "Go home."',
    "“We are done.” ¦ “Go home.”",
    "U.S. President Lee met U.N. Secretary-General Osei. ¦ They spoke.",
    "In the U.S., it rains. ¦ In the U.K. it pours.",
    "It costs $5. ¦ 20 people paid.",
    "Born in 1950. ¦ 20 years later he left.",
    "Turn left at No. 7. ¦ It is red.",
]
ARABIC_SCRIPT = [
    "بلغت النسبة ٣٥.٢٠ في المئة. ¦ ثم هبطت.",
    "او پرسید: «چرا؟» ¦ مدیر گفت نمی‌داند.",
    "وصل الوفد إلى المدينة مساء أمس. ¦ وقال متحدث إن المحادثات ستبدأ اليوم!",
    "هل تنجح المفاوضات؟ ¦ يرى خبراء أن الأمر صعب...",
    "قال المدير (الذي رفض ذكر اسمه.) إن العمل توقف. ¦ ثم عاد.",
    "أعلنت شركة «نور» (ش.م.م.) أرباحها. ¦ وارتفع السهم 3.5%.",
    "قال أ.د. سامي حداد ذلك. ¦ ولم يعلق د. كمال.",
    "بلغ عدد السكان 5 ملايين. ¦ 3 منهم في العاصمة.",
    'وصف القرار بأنه "كارثة." ¦ وأضاف أنه سيستقيل.',
    'وصف القرار بأنه "كارثة". ¦ وأضاف أنه سيستقيل.',
    "ولد عام 330 ق.م. في الشمال.",
    "تضم القائمة كتبا وأقلاما و... أشياء أخرى. ¦ انتهى.",
    "تأسس البنك عام 1920 م. ¦ وأغلق لاحقا.",
    "«سنعود غدا!» ¦ ثم أغلق الباب.",
    "نشرت صحيفة U.S. Today الخبر. ¦ ثم حذفته.",
    "این کتاب را خواندم. ¦ بسیار خوب بود!",
    "آیا او آمد؟ ¦ نه.",
    "کتاب، قلم و ... را خرید. ¦ سپس رفت.",
    "او گفت... ¦ و رفت.",
    'روزنامه نوشت: "چرا؟!" ¦ پاسخی نیامد.',
    "در سال ۱۳۸۴. ¦ او آمد.",
    "«چه شد؟» را نوشت. ¦ بعد رفت.",
    "«چه شد؟» ¦ کسی نمی‌دانست.",
    'شهردار پرسید "پل را که ساخت"؟! ¦ دیگران خاموش ماندند.',
    "نویسنده (متولد ۱۳۲۰ ه.ش.) درگذشت. ¦ او پیر بود.",
    "دکتر م. رضایی آمد. ¦ نشست.",
    "پ. رضایی و چ. نوری آمدند. ¦ نشستند.",
    "ماهی پر است از ویتامین د. ¦ پزشکان آن را می‌خورند.",
    "قیمت ۳.۵ درصد رشد کرد. ¦ 2.5 درصد کم شد.",
    "به گزارش خبرگزاری (ر.ک. ص. ۵) آمد. ¦ تمام.",
]
OTHER_LANGUAGES = [
    ("de", "Der Rat tagte am 3. Mai in Karda. ¦ Er vertagte sich z. B. wegen Dr. Vahn."),
    ("de", "„Wir gehen.“ ¦ Sie blieb. ¦ „Wann?“, fragte er."),
    ("de", "Rund 3 Mio. Euro kostet die Brücke, d. h. zu viel. ¦ Prof. Dr. Lind widersprach."),
    ("de", "Das 19. Jahrhundert begann. ¦ Es war 1801."),
    ("fr", "« Nous partons. » ¦ Elle resta. ¦ M. Vahn et Mme Osei sont venus."),
    ("fr", "« Qui paie ? » demande le maire. ¦ Personne ne répond."),
    ("fr", "La réunion aura lieu le 3 mai, art. 5 du code. ¦ Non !"),
    ("es", "«¿Quién paga?», preguntó el alcalde. ¦ Nadie respondió. ¦ ¡Basta!"),
    ("es", "El Sr. Vahn y la Dra. Osei llegaron a EE. UU. el lunes. ¦ Se fueron pronto."),
    ("ru", "А. С. Вань приехал в г. Карда. ¦ Он жил на ул. Портовой, д. 5."),
    ("ru", "— Нет, — сказал он. ¦ — Я не пойду. ¦ Она ушла."),
    ("ru", "В 2020 г. Вань уехал. ¦ Завод стоил 3 млн руб. ¦ Его закрыли."),
    ("tr", "Toplantı 3. gün bitti. ¦ Dr. Vahn, Prof. Lind vb. katıldı."),
    ("tr", "“Gidiyoruz.” ¦ Kaldı. ¦ Kim ödedi?"),
    ("he", 'ד"ר לוי אמר כי ארה"ב תחכה. ¦ "נלך מחר." ¦ הוא יצא.'),
    ("ur", "ڈاکٹر وان نے کہا۔ ¦ کیا وہ آئے گا؟ ¦ نہیں۔"),
    ("hi", "सरकार ने कहा। ¦ डॉ. वर्मा आए। ¦ क्या वह जाएगा?"),
]
WITHOUT_SPACES = [
    ("zh", "“我们明天走。 ¦ 我们不回来。”他说。 ¦ 他坐下了。"),
    ("zh", "市长表示，桥将关闭。 ¦ 谁付钱？ ¦ 没人知道！"),
    ("ja", "「行く。 ¦ 帰らない。」と彼は言った。 ¦ 彼は座った。"),
]
RUN_IN_LISTS = [
    "1) the port opened ¦ 2) the quay closed",
    "1. The port. ¦ 2. The quay. ¦ 3. The tram.",
    "a. bring a pass ¦ b. bring water ¦ c. bring bread",
    "• 8. The port ¦ • 9. The quay ¦ • 10. The tram",
    "1. The port opened at gate 3. ¦ It closed at noon.",
]


@pytest.mark.parametrize(
    "case", [*ENGLISH, *ARABIC, *ARABIC_LETTERS, *PERSIAN, *ARABIC_SCRIPT, *URDU]
)
def test_boundaries(case: str) -> None:
    _assert_cut(case)


@pytest.mark.parametrize("case", FILINGS)
def test_place_and_agency_before_a_persian_report(case: str) -> None:
    _assert_cut(case, "fa")


@pytest.mark.parametrize("case", MIRRORED)
def test_brackets_stored_the_way_they_look_hold_no_sentences_together(case: str) -> None:
    _assert_cut(case)


def test_a_forgotten_space_does_not_hide_a_boundary() -> None:
    for text, first in (
        ("The place is closed.Do not go there.", "The place is closed."),
        ("برنامه پایان یافت.مردم رفتند.", "برنامه پایان یافت."),
        ("It was not a country....Nobody knew.", "It was not a country...."),
    ):
        assert split_sentences(text) == [(0, len(first)), (len(first), len(text))]


@pytest.mark.parametrize(
    "text",
    ["See karda.Post.example for it.", "Write to a.Rowe@post.example now.", "The U.S.Army came."],
)
def test_a_stop_within_a_name_or_an_address_is_no_boundary(text: str) -> None:
    assert split_sentences(text) == [(0, len(text))]


@pytest.mark.parametrize("case", WEB)
def test_boundaries_in_careless_english(case: str) -> None:
    _assert_cut(case, "en")


@pytest.mark.parametrize(("language", "case"), OTHER_LANGUAGES)
def test_boundaries_in_other_languages(language: str, case: str) -> None:
    _assert_cut(case, language)


@pytest.mark.parametrize(("language", "case"), WITHOUT_SPACES)
def test_boundaries_where_no_space_follows_a_stop(language: str, case: str) -> None:
    _assert_cut(case, language, joint="")


@pytest.mark.parametrize("case", RUN_IN_LISTS)
def test_items_of_a_list_that_runs_on(case: str) -> None:
    _assert_cut(case)


def test_sentence_over_a_wrapped_line_keeps_its_line_break() -> None:
    text = "The board said that the quay\nwould open. It did."
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "The board said that the quay\nwould open.",
        "It did.",
    ]


def test_zero_width_non_joiners_stay_inside_their_sentence() -> None:
    text = "می‌رویم. نمی‌مانیم."
    pieces = [text[start:end] for start, end in split_sentences(text, language="fa")]
    assert pieces == ["می‌رویم.", "نمی‌مانیم."]
    assert sum(piece.count("\u200c") for piece in pieces) == text.count("\u200c") == 2


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Plain words", "", "en"),
        ("Plain words", "de-AT", "de"),
        ("Plain words", "fa", "en"),
        ("قال الوزير", "", "ar"),
        ("گفت که می‌رود", "", "fa"),
        ("گفت که می‌رود", "ar", "ar"),
        ("قال الوزير", "en", "ar"),
        ("The word «نهر» means river", "ar", "en"),
    ],
)
def test_language_follows_the_script_first(text: str, hint: str, language: str) -> None:
    assert language_of(text, hint) == language


def test_empty_and_blank_texts_have_no_sentence() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \t ") == []

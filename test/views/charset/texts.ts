/** Sentences of everyday mail, written for these tests, with the charsets that such mail came in. */
export interface SampleText {
  readonly language: string;
  readonly charsets: readonly string[];
  /** Charsets whose text is taken for another by SpamAssassin, too. */
  readonly mistaken?: readonly string[];
  readonly lines: readonly string[];
}

export const SAMPLE_TEXTS: readonly SampleText[] = [
  {
    language: 'traditional Chinese',
    charsets: ['big5'],
    lines: [
      '親愛的客戶您好，感謝您訂閱我們的電子報。',
      '本週特價商品請看以下網址，數量有限，敬請把握機會。',
      '如果您不想再收到這封信，請回信告訴我們。',
    ],
  },
  {
    language: 'simplified Chinese',
    charsets: ['gbk'],
    lines: [
      '您好，我公司长期为各地企业提供服务，价格优惠。',
      '如果贵公司有需要，请来电话联系王先生。',
      '明天下午三点我们在会议室讨论这个问题，请准时参加。',
    ],
  },
  {
    language: 'Japanese',
    charsets: ['euc-jp', 'shift_jis'],
    lines: [
      'お世話になっております。先日の件についてご連絡いたします。',
      '会員の皆様に、来月から始まる新しいサービスのお知らせです。',
      'このメールに心当たりのない方は、そのまま削除してください。',
    ],
  },
  {
    language: 'Korean',
    charsets: ['euc-kr'],
    lines: [
      '안녕하세요. 주문하신 상품이 오늘 발송되었습니다.',
      '광고 메일 수신을 원하지 않으시면 수신거부를 눌러 주세요.',
      '내일 회의는 오후 두 시에 시작합니다.',
    ],
  },
  {
    language: 'Russian',
    charsets: ['koi8-r', 'iso-8859-5', 'cp866'],
    mistaken: ['windows-1251'],
    lines: [
      'Здравствуйте, предлагаем вашей компании новые условия доставки товаров.',
      'Если вы не хотите получать наши письма, сообщите нам об этом.',
      'Встреча переносится на завтра, на три часа дня.',
    ],
  },
  {
    language: 'Greek',
    charsets: [],
    mistaken: ['iso-8859-7'],
    lines: [
      'Καλημέρα σας, σας στέλνουμε τα έγγραφα που ζητήσατε.',
      'Η συνάντηση θα γίνει αύριο το πρωί στο γραφείο μας.',
    ],
  },
  {
    language: 'Hebrew',
    charsets: ['windows-1255'],
    lines: [
      'שלום רב, אנחנו שמחים להודיע לכם על מבצע חדש לכל הלקוחות.',
      'הפגישה תתקיים מחר בשעה שלוש אחר הצהריים.',
    ],
  },
  {
    language: 'French',
    charsets: ['windows-1252'],
    lines: [
      'Chère cliente, cher client, votre commande a été expédiée « hier » à midi.',
      'À bientôt ! Ça coûte 5 € à peine.',
    ],
  },
];

/** Robots that are known by a word in their name, whatever stands around it. */
const words = [
  '[Ss][Pp][Ii][Dd][Ee][Rr]',
  '[Ss]crape',
  '[Cc][Rr][Aa][Ww][Ll]',
  // Not the telephones called Cubot.
  '[^C][^Uu][Bb]ot',
  '(?:[Aa]rchiver|[Ii]ndexer|[Bb]ot)[/ ]\\d',
];

/** Robots by name; upper and lower case count. */
const names = [
  ...['AdsBot-Google', 'AppEngine-Google', 'Googlebot', 'Google SketchUp', 'Mediapartners-Google'],
  ...[
    'Google.*/\\+/web/snippet',
    'facebookexternalhit/\\d+\\.\\d',
    'Twitterbot/\\d',
    'TwitterBot',
    'LinkedInBot',
  ],
  ...['bingbot', 'BingPreview', 'msnbot', 'msrbot', 'Microsoft .*? Bot', 'MSIE \\d+\\.\\d+.*; .*MSIECrawler'],
  ...[
    'Slurp',
    'Yahoo[a-z]*Seeker',
    'Yandex\\w+',
    '\\bYeti',
    'YodaoBot',
    '[Bb]ai[Dd]u[Ss]pider',
    'Ask Jeeves',
  ],
  ...['altavista', 'lycos', 'Kraken', 'Scrapy', 'Scrubby', 'scooter', 'larbin', 'heritrix', 'htdig', 'Nutch'],
  ...['ia_archiver', 'archive.*?\\.org_bot', 'archiver', 'InternetArchive', 'holmes', 'ichiro', 'gigabot'],
  ...[
    'Pingdom.com_bot_version_\\d',
    'Catchpoint bot',
    'YottaaMonitor',
    'GomezAgent',
    'HttpMonitor',
    'Netvibes',
  ],
  ...['MJ12bot', 'seekbot', 'BlogBridge', 'BoardReader', 'findlinks', 'grub-client', 'ICC-Crawler', 'Reaper'],
  ...[
    'Mail\\.RU_Bot',
    'NewsGator',
    'SimplePie',
    'SimpleRSS',
    'WordPress',
    'WhatWeb',
    'Wotbox',
    'yacy',
    'ZyBorg',
  ],
  ...['Xenu(?:.s)? Link Sleuth', 'WebCrunch/\\d', 'WebZIP/\\d', 'envolk/\\d', 'wminer/\\d', '\\w*favicon'],
];

/** Programs that fetch for others. */
const downloaders = [
  ...['Google-HTTP-Java-Client', 'Apache-HttpClient', 'Go-http-client', 'scalaj-http', 'http%20client'],
  ...['Python-urllib', 'TLSProber', 'WinHTTP', 'JNLP', 'okhttp'],
];

/** What a user agent matches that Kong 3.9's bot-detection takes for a robot by itself: its common rules, not every rare name. */
export const botRules = new RegExp([...words, ...names, ...downloaders].join('|'));

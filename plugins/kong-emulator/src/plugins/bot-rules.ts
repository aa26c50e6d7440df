/** Words by which a robot names itself; most robots are known by these alone. */
const words = [
  '[Ss][Pp][Ii][Dd][Ee][Rr]',
  '[Ss]crape',
  '[Cc][Rr][Aa][Ww][Ll]',
  // Not the telephones called Cubot.
  '[^C][^Uu][Bb]ot',
  '(?:[Aa]rchiver|[Ii]ndexer|[Bb]ot)[/ ]\\d',
];

/** Robots whose names hold none of these words; upper and lower case count. */
const names = [
  ...['AppEngine-Google', 'Google SketchUp', 'Mediapartners-Google', '/\\+/web/snippet', 'BingPreview'],
  ...['facebookexternalhit/\\d+\\.\\d', 'Slurp', 'Yahoo[a-z]*Seeker', 'Yandex\\w', '\\bYeti', 'Ask Jeeves'],
  ...['altavista', 'lycos', 'Kraken', 'Scrapy', 'Scrubby', 'scooter', 'larbin', 'heritrix', 'htdig', 'Nutch'],
  ...['ia_archiver', 'archiver', 'InternetArchive', 'holmes', 'ichiro', 'grub-client', 'findlinks', 'Reaper'],
  ...['YottaaMonitor', 'GomezAgent', 'HttpMonitor', 'Netvibes', 'BlogBridge', 'BoardReader', 'NewsGator'],
  ...['SimplePie', 'SimpleRSS', 'WordPress', 'WhatWeb', 'Wotbox', 'yacy', 'ZyBorg', 'favicon'],
  ...['Xenu(?:.s)? Link Sleuth', 'WebCrunch/\\d', 'WebZIP/\\d', 'envolk/\\d', 'wminer/\\d'],
];

/** Programs that fetch for others. */
const downloaders = [
  ...['Google-HTTP-Java-Client', 'Apache-HttpClient', 'Go-http-client', 'scalaj-http', 'http%20client'],
  ...['Python-urllib', 'TLSProber', 'WinHTTP', 'JNLP', 'okhttp'],
];

/** What Kong 3.9's bot-detection takes for a robot by itself: its rules on words, and its common names, not every rare one. */
export const botRules = new RegExp([...words, ...names, ...downloaders].join('|'));

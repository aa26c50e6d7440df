/** What descriptions written in HTML use, and how Markdown says it. */
const replacements: [RegExp, string][] = [
  [/<(script|style)\b[^<>]*>[\s\S]*?(<\/\1\s*>|$)/gi, ''],
  [/<!--[\s\S]*?(-->|$)/g, ''],
  [/<br\s*\/?>/gi, '  \n'],
  [/<\/?(p|div|ul|ol|dl|table|tr|section|details|summary)(\s[^<>]*)?>/gi, '\n\n'],
  [/<(li|dt)(\s[^<>]*)?>\s*/gi, '\n- '],
  [/<h[1-6](\s[^<>]*)?>\s*/gi, '\n\n#### '],
  [/<\/h[1-6]\s*>/gi, '\n\n'],
  [/<code(?:\s[^<>]*)?>([^<`]*)<\/code\s*>/gi, '`$1`'],
  [/<\/?(b|strong)\s*>/gi, '**'],
  [/<\/?(i|em)\s*>/gi, '*'],
  [/<a\s[^<>]{0,300}?href\s*=\s*["']([^"'<>\s]*)["'][^<>]{0,300}>([^<\]]*)<\/a\s*>/gi, '[$2]($1)'],
  [
    /<\/?(li|dt|dd|td|th|thead|tbody|span|a|code|pre|font|sup|sub|u|img|small|center|fullname)(\s[^<>]*)?\/?>/gi,
    '',
  ],
];

/**
 * Turns the plain HTML of a description into Markdown for readability; code fences stay as they are. It promises no safety: what
 * renders its result must escape whatever is left.
 */
export function htmlToMarkdown(text: string): string {
  if (!text.includes('<')) return text;
  return text
    .split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/)
    .map((part, index) => (index % 2 ? part : toMarkdown(part)))
    .join('');
}

function toMarkdown(text: string): string {
  let result = text;
  for (const [pattern, replacement] of replacements) result = result.replace(pattern, replacement);
  // Indentation of HTML source would read as code.
  return result === text ? text : result.replace(/^[ \t]+(?=\S)/gm, '');
}

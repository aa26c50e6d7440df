/** Kong's nginx completes the types that are text by nature (`charset UTF-8`, `charset_types` by default). */
const textTypes = /^(text\/(html|xml|plain|vnd\.wap\.wml)|application\/(javascript|rss\+xml))$/i;

/** A header's value as nginx sends it on. */
export const withCharset = (name: string, value: string): string =>
  name.toLowerCase() === 'content-type' && textTypes.test(value) ? `${value}; charset=UTF-8` : value;

/** As nginx decodes (`ngx.decode_base64`): what follows `=` is ignored, and other letters make it unreadable. */
export function decodeBase64(text: string): Buffer | undefined {
  const [letters = ''] = text.split('=', 1);
  if (/[^A-Za-z0-9+/]/.test(letters) || letters.length % 4 === 1) return undefined;
  return Buffer.from(letters, 'base64');
}

/** The same of the letters that URLs take. */
export function decodeBase64Url(text: string): Buffer | undefined {
  return /[+/]/.test(text) ? undefined : decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
}

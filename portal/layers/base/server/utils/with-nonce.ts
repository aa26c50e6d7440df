/** One tag with its quoted attributes, a script or style sheet with its text. */
const tag =
  /<(script|style)\b((?:"[^"]*"|'[^']*'|[^>"'])*>[\s\S]*?<\/\1>)|<[a-z!/](?:"[^"]*"|'[^']*'|[^>"'])*>/gi;

/**
 * Gives the nonce to the scripts and style sheets of parts that the framework wrote. Tags are read whole: an attribute may hold
 * anybody's text, angle brackets included, and must stay as it is.
 */
export const withNonce = (parts: string[], nonce: string): string[] =>
  parts.map((part) =>
    part.replace(tag, (whole, name?: string, rest?: string) =>
      name && rest ? `<${name} nonce="${nonce}"${rest}` : whole,
    ),
  );

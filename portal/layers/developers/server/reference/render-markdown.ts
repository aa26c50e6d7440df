import MarkdownIt, { type Token } from 'markdown-it';
import { htmlToMarkdown } from './html-to-markdown';

/** Longer texts are cut: a page shows many of them. */
const MAX_LENGTH = 50_000;

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });
// Every link is read as one; those that lead elsewhere than to the web or to mail then leave their text.
markdown.validateLink = () => true;
markdown.core.ruler.push('links', ({ tokens }) => {
  for (const token of tokens) token.children &&= withoutOtherLinks(token.children);
});

markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
  tokens[index]!.attrSet('rel', 'nofollow noopener noreferrer');
  return self.renderToken(tokens, index, options);
};
// A picture would be fetched from elsewhere and tell who reads: its text stands for it.
markdown.renderer.rules.image = (tokens, index) => markdown.utils.escapeHtml(tokens[index]!.content);
// Headings continue the page's outline without leaving out a level.
markdown.core.ruler.push('outline', ({ tokens, env }) => {
  const outer: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open') continue;
    const level = Number(token.tag.slice(1));
    while (outer.length > 0 && outer.at(-1)! >= level) outer.pop();
    outer.push(level);
    token.tag = `h${Math.min(6, (env as { under: number }).under + outer.length)}`;
    tokens[index + 2]!.tag = token.tag;
  }
});

/**
 * A publisher's text as HTML that is safe to show: markup of the text itself is escaped, links lead to http, https or mail alone,
 * pictures become their text, headings are below level `under` of the page’s own. Undefined for no text.
 */
export function renderMarkdown(text: string | undefined, under: number): string | undefined {
  if (!text) return undefined;
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return markdown.render(htmlToMarkdown(cut), { under }).trim() || undefined;
}

/** Inline tokens, and of a link whose address is relative or of another kind only what it encloses. */
function withoutOtherLinks(tokens: Token[]): Token[] {
  let isOther = false;
  return tokens.filter((token) => {
    if (token.type === 'link_open') isOther = !/^(https?:|mailto:)/i.test(String(token.attrGet('href')));
    return !isOther || !['link_open', 'link_close'].includes(token.type);
  });
}

import MarkdownIt from 'markdown-it';
import { htmlToMarkdown } from './html-to-markdown';

/** Longer texts are cut: a page shows many of them. */
const MAX_LENGTH = 50_000;
const HEADING_SHIFT = 2;

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });
markdown.validateLink = (url) => /^(https?:|mailto:)/i.test(url.trim());

markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
  tokens[index]!.attrSet('rel', 'nofollow noopener noreferrer');
  return self.renderToken(tokens, index, options);
};
// A picture would be fetched from elsewhere and tell who reads: its text stands for it.
markdown.renderer.rules.image = (tokens, index) => markdown.utils.escapeHtml(tokens[index]!.content);
// Below the page's own headings.
for (const rule of ['heading_open', 'heading_close'] as const) {
  markdown.renderer.rules[rule] = (tokens, index, options, _env, self) => {
    const token = tokens[index]!;
    token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + HEADING_SHIFT)}`;
    return self.renderToken(tokens, index, options);
  };
}

/**
 * A publisher's text as HTML that is safe to show: markup of the text itself is escaped, links lead to http, https or mail alone,
 * pictures become their text. Undefined for no text.
 */
export function renderMarkdown(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return markdown.render(htmlToMarkdown(cut)).trim() || undefined;
}

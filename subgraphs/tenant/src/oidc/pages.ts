import { createHash } from 'node:crypto';

const style = `
:root { color-scheme: light dark; --back: #f7f5f1; --card: #fdfcfa; --text: #1a1815; --soft: #625d56; --line: #8f877a; --accent: #00786f; --on-accent: #fff; --error: #b3261e }
@media (prefers-color-scheme: dark) { :root { --back: #131514; --card: #191c1b; --text: #f6f8f7; --soft: #a8aeaa; --line: #7b837f; --accent: #46ecd5; --on-accent: #022f2e; --error: #ffb4ab } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
main { width: min(24rem, 100%); padding: 2rem; background: var(--card); border-radius: .75rem }
h1 { margin: 0 0 1rem; font-size: 1.5rem }
p { color: var(--soft) }
.brand { margin: 0 0 .5rem; color: var(--accent); font-weight: 700; letter-spacing: -.01em }
.error { color: var(--error); font-weight: 600 }
label { display: block; margin-top: 1rem; font-weight: 600 }
input { width: 100%; margin-top: .25rem; padding: .6rem .75rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--card); color: var(--text); font: inherit }
button { width: 100%; margin-top: 1.5rem; padding: .7rem; border: 1px solid var(--accent); border-radius: .4rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer }
button.second { margin-top: .75rem; background: none; color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of every page: no script, no frame, and forms that lead only here and to the clients' origins. */
export function pageHeaders(clientOrigins: string[]): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action ${["'self'", ...clientOrigins].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body><main><p class="brand">Developers</p><h1>${escape(title)}</h1>
${content}
</main></body>
</html>
`;

/** The log-in form; it is sent to the address that it came from. */
export function logInPage({ email = '', error }: { email?: string; error?: string } = {}): string {
  const message = error ? `<p class="error" id="error" role="alert">${escape(error)}</p>` : '';
  const described = error ? ' aria-describedby="error" aria-invalid="true"' : '';
  return page(
    'Sign in',
    `${message}<form method="post">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" maxlength="254" required value="${escape(email)}"${described}${email ? '' : ' autofocus'}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required${described}${email ? ' autofocus' : ''}>
<button type="submit">Sign in</button>
</form>`,
  );
}

/** A page that only says something. */
export const messagePage = (title: string, message: string): string =>
  page(title, `<p role="status">${escape(message)}</p>`);

/** Asks whether to sign out; `form` is the provider's own form, named op.logoutForm. */
export const logOutPage = (form: string): string =>
  page(
    'Sign out?',
    `<p>This ends your sign-in for all applications in this browser.</p>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<button type="submit" form="op.logoutForm" class="second">Stay signed in</button>`,
  );

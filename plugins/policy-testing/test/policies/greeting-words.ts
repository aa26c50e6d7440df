/** In which language. */
export type Greeting = 'en' | 'fr';

export const greetings: Readonly<Record<Greeting, string>> = { en: 'Hello', fr: 'Bonjour' };

export function greet(language: Greeting, name: string): string {
  return `${greetings[language]} ${name}`;
}

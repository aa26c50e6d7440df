/** Throws unless every manager answers its health check within 2 s; the error names those that don't. */
export async function managersAnswer(managerUrls: Record<string, string>): Promise<void> {
  const silent: string[] = [];
  await Promise.all(
    Object.entries(managerUrls).map(async ([name, url]) => {
      const isUp = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).then(
        (response) => response.ok,
        () => false,
      );
      if (!isUp) silent.push(name);
    }),
  );
  if (silent.length > 0) throw new Error(`Managers that do not answer: ${silent.sort().join(', ')}.`);
}

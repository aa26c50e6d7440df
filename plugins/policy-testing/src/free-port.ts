const first = 20_000;
const last = 29_999;

/**
 * What `start` gives for a free port of 20000 to 29999: below the ephemeral range, in which a client can connect to itself.
 * `start` rejects, naming "in use" or EADDRINUSE, when the port is taken.
 */
export async function onFreePort<Started>(start: (port: number) => Promise<Started>): Promise<Started> {
  for (let tries = 1; ; tries += 1) {
    const port = first + Math.floor(Math.random() * (last - first + 1));
    try {
      return await start(port);
    } catch (error) {
      if (tries === 50 || !/in use|EADDRINUSE/.test(String(error))) throw error;
    }
  }
}

/** Milliseconds of computing that this process and its threads have spent; unlike a clock, no other work on the machine moves it. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

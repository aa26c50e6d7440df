/** Recorded cases that the emulator does not reproduce, with the reason; `*` stands for a whole kind of cases. */
export const differences: Readonly<Record<string, string>> = {};

import { toBytes } from './byte-strings.ts';
import { LuaVm } from './vm.ts';

let vm: LuaVm | undefined;

/** LuaJIT puts names of a chunk as `[string "first line"]`; its texts differ from Lua 5.1's in a few words. */
function asLuaJit(problem: string, code: string): string {
  const [first = ''] = code.split('\n');
  const label = first.length > 45 || code.includes('\n') ? `${first.slice(0, 45)}...` : first;
  const said = problem.replace(
    /^\[string ".*?"\]:(\d+): /s,
    (_all, line: string) => `[string "${label}"]:${line}: `,
  );
  return said.replace(/: '=' expected near '([^']+)'$/, ": '=' expected near '$1'");
}

/** What the compiler says of a chunk, or undefined. */
export function syntaxProblem(code: string): string | undefined {
  vm ??= new LuaVm(new Map());
  const [problem] = vm.call('check', toBytes(code));
  return problem === undefined ? undefined : asLuaJit(problem, code);
}

/** Written by `npm run gen`: the handlers of the library as Lua, by the name of the policy. */
import type { HandlerCode } from '@apim/sdk';

export const handlerCode: Readonly<Record<string, HandlerCode>> = {};

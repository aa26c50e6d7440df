import { registerHooks } from 'node:module';

/** Policies need no packages of their own: what they import is this command's. */
registerHooks({
  resolve(specifier, context, next) {
    const isOurs = /^(@apim\/|zod($|\/))/.test(specifier) && !context.parentURL?.includes('/node_modules/');
    return next(specifier, isOurs ? { ...context, parentURL: import.meta.url } : context);
  },
});
